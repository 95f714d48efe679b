"""The command line: ``python -m ckanext.tiptaskforce.disclosure COMMAND``."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ckanext.tiptaskforce.disclosure import api
from ckanext.tiptaskforce.disclosure.aggregate import ENGINES
from ckanext.tiptaskforce.disclosure.errors import SHOWN, BadInput, Fault, Refused
from ckanext.tiptaskforce.disclosure.ledger import Ledger
from ckanext.tiptaskforce.disclosure.progress import Step

DONE, FAILED, BAD_INPUT, REFUSED = 0, 1, 2, 3
Answer = dict[str, Any]


def progress(step: Step) -> None:
    """Print progress where it does not mix with the answer."""
    print(step, file=sys.stderr, flush=True)  # noqa: T201 - the command's own voice


def protect(arguments: argparse.Namespace) -> Answer:
    """Make a release of tables that are proven safe, or refuse."""
    done = api.protect(
        arguments.spec,
        arguments.tallies,
        arguments.ledger,
        arguments.out,
        progress=progress,
        seed=_seed(arguments.seed_file),
        engine=arguments.engine,
    )
    return {"release": done.release, "out": str(done.out), "advice": done.advice}


def audit(arguments: argparse.Namespace) -> Answer:
    """Audit the bytes of a release folder beside its ledger."""
    verdict = api.audit(arguments.release, arguments.ledger, progress=progress)
    if not verdict.is_pass:
        raise Refused(f"the audit found: {verdict.first_fault}", why="audit")
    return {"release": verdict.release, "out": str(arguments.release)}


def check(arguments: argparse.Namespace) -> Answer:
    """Check spec and tallies, and write nothing."""
    done = api.check(arguments.spec, arguments.tallies, engine=arguments.engine)
    return {"release": done.release}


def show_design(arguments: argparse.Namespace) -> Answer:
    """Tell what the tables would cost; for those who choose them, never public."""
    found = api.design(
        arguments.spec, arguments.tallies, progress=progress, engine=arguments.engine
    )
    return {"release": None, "advice": found.lines()}


def ledger(arguments: argparse.Namespace) -> Answer:
    """Verify the chain; note a withdrawal, or close an intent."""
    if arguments.withdraw:
        if not arguments.reason:
            raise BadInput("--withdraw needs --reason")
        api.withdraw(arguments.withdraw, arguments.ledger, arguments.reason)
    elif arguments.abandon:
        api.abandon(arguments.abandon, arguments.ledger)
    own = Ledger(arguments.ledger)
    lines = own.lines()
    return {"release": None, "advice": [f"{len(lines)} lines, head {own.head()}"]}


def _seed(path: Path | None) -> bytes | None:
    if path is None:
        return None
    try:
        seed = path.read_bytes()
    except OSError as error:
        raise BadInput([Fault("cannot be read", path.name)]) from error
    if len(seed) < api.LEAST_SEED:
        message = f"holds {len(seed)} bytes; a seed has {api.LEAST_SEED} or more"
        raise BadInput([Fault(message, path.name)])
    return seed


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="disclosure", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)

    def command(name: str, action: Callable[[argparse.Namespace], Answer]) -> Any:
        made = commands.add_parser(name, help=action.__doc__)
        made.set_defaults(action=action)
        made.add_argument("--json", action="store_true")
        return made

    making = command("protect", protect)
    for made in (making, command("check", check), command("design", show_design)):
        made.add_argument("--tallies", type=Path, required=True)
        made.add_argument("--spec", type=Path, required=True)
        made.add_argument("--engine", choices=ENGINES, default="duckdb")
    making.add_argument("--ledger", type=Path, required=True)
    making.add_argument("--out", type=Path, required=True)
    making.add_argument("--seed-file", type=Path)
    auditing = command("audit", audit)
    auditing.add_argument("--release", type=Path, required=True)
    auditing.add_argument("--ledger", type=Path, required=True)
    chain = command("ledger", ledger)
    chain.add_argument("--ledger", type=Path, required=True)
    either = chain.add_mutually_exclusive_group()
    either.add_argument("--withdraw", metavar="RELEASE")
    either.add_argument("--abandon", metavar="RELEASE")
    chain.add_argument("--reason")
    return parser


def main(words: list[str] | None = None) -> int:
    """Run one command; the exit code says how it ended (0, 1, 2 or 3)."""
    arguments = _parser().parse_args(words)
    signal.signal(signal.SIGTERM, _interrupted)
    started = time.monotonic()
    answer: Answer = {"release": None, "out": None, "errors": [], "advice": []}
    try:
        answer |= arguments.action(arguments)
        status, code = "safe", DONE
    except BadInput as refused:
        status, code = "bad_input", BAD_INPUT
        answer["errors"] = [_as_json(fault) for fault in refused.faults[:SHOWN]]
        words_ = str(refused)
    except Refused as refused:
        status, code, words_ = "refused", REFUSED, str(refused)
        answer["errors"] = [_as_json(Fault(str(refused)))]
        answer["advice"] = refused.advice
    except KeyboardInterrupt:
        status, code, words_ = "error", FAILED, "interrupted; nothing is public"
    else:
        words_ = f"{arguments.command}: {answer['release'] or 'the ledger'} is in order"
    answer |= {"status": status, "exit": code}
    answer["advice"] = [str(advice) for advice in answer["advice"]]
    answer["seconds"] = round(time.monotonic() - started, 3)
    _say(arguments, answer, words_)
    return code


def _interrupted(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _as_json(fault: Fault) -> dict[str, Any]:
    return {
        "file": fault.file or None,
        "row": fault.row,
        "column": fault.column or None,
        "code": fault.code or None,
        "message": fault.message,
    }


def _say(arguments: argparse.Namespace, answer: Answer, words: str) -> None:
    if arguments.json:
        order = ("status", "exit", "release", "out", "errors", "advice", "seconds")
        line = json.dumps({key: answer[key] for key in order}, ensure_ascii=False)
    else:
        line = "; ".join([words, *answer["advice"]])
    print(line, flush=True)  # noqa: T201 - the command's own voice
