"""The commands of the embedded stack: `python -m dev COMMAND`."""

from __future__ import annotations

import argparse
import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from dev import catalogues, checks, demo, ini, look, pictures
from dev.failure import StepFailed
from dev.places import ROOT, Places
from dev.processes import clean_environment
from dev.stack import Stack

DEFAULT_SITE_PORT = 5000


def say(line: str) -> None:
    print(f"==> {line}", flush=True)


def up(arguments: argparse.Namespace) -> int:
    """Start a stack and write its ini file."""
    stack = Stack(Places(arguments.name), slots=arguments.slots)
    if not stack.up(say):
        say(f"{arguments.name!r} is up already")
    write_ini(stack, DEFAULT_SITE_PORT)
    say(f"ready; `python -m dev ckan {arguments.name} -- COMMAND` runs a CKAN command")
    return 0


def down(arguments: argparse.Namespace) -> int:
    """Stop a stack; its data stay."""
    Stack(Places(arguments.name)).down(say)
    return 0


def env(arguments: argparse.Namespace) -> int:
    """Print the export lines for a shell."""
    stack = Stack(Places(arguments.name))
    for key, value in (
        stack.environment() | {"CKAN_INI": str(stack.places.ini)}
    ).items():
        print(f"export {key}={shlex.quote(value)}")
    return 0


def ckan(arguments: argparse.Namespace) -> int:
    """Run a ckan command on a stack that is up."""
    stack = Stack(Places(arguments.name))
    environment = clean_environment() | stack.environment()
    words = [sys.executable, "-m", "dev.site", str(stack.places.ini)]
    done = subprocess.run(
        [*words, *_after_dashes(arguments.words)],
        cwd=stack.places.folder,
        env=environment | {"PYTHONPATH": str(ROOT)},
        check=False,
    )
    return done.returncode


def test(arguments: argparse.Namespace) -> int:
    """Run pytest on the stack for tests, which is started if it is not up."""
    return checks.portal(_after_dashes(arguments.words), say)


def check(arguments: argparse.Namespace) -> int:
    """Run what CI runs: linters, pure tests, portal tests, the whole site."""
    return checks.run(fast=arguments.fast, full=arguments.long, say=say)


def renew_messages(_: argparse.Namespace) -> int:
    """Renew the catalogue for translators."""
    from dev import messages

    say(f"{messages.CATALOGUE.name} holds {messages.write()} texts")
    return 0


def invented(arguments: argparse.Namespace) -> int:
    """Write the invented languages that show what cannot be translated."""
    from dev import pseudo

    folder = pseudo.write(Path(arguments.folder).absolute())
    say(f"ckan.i18n_directory = {folder}")
    say(f"ckan.locales_offered = en {pseudo.LEFT_TO_RIGHT} {pseudo.RIGHT_TO_LEFT}")
    return 0


def lint(_: argparse.Namespace) -> int:
    """Run the linters."""
    return 1 if checks.lint(say).failed else 0


def write_ini(stack: Stack, port: int) -> None:
    options = ini.settings(
        stack.places,
        url=ini.site_url(port),
        secret=stack.secret("secret_key"),
        is_demo=True,
    )
    ini.write(stack.places, options)


def _after_dashes(words: list[str]) -> list[str]:
    return words[1:] if words[:1] == ["--"] else words


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m dev", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)

    def command(
        name: str, action: Callable[[argparse.Namespace], int]
    ) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=action.__doc__)
        made.set_defaults(action=action)
        return made

    starting = command("up", up)
    starting.add_argument("name")
    starting.add_argument(
        "--slots", type=int, default=1, help="databases and cores, for parallel tests"
    )
    command("down", down).add_argument("name")
    command("env", env).add_argument("name")
    running = command("ckan", ckan)
    running.add_argument("name")
    running.add_argument("words", nargs=argparse.REMAINDER)
    command("test", test).add_argument("words", nargs=argparse.REMAINDER)
    checking = command("check", check)
    checking.add_argument("--fast", action="store_true", help="only the pure tests")
    checking.add_argument("--long", action="store_true", help="with the full counts")
    command("invented", invented).add_argument("folder")
    command("lint", lint)
    command("messages", renew_messages)
    demo.add_commands(command, say)
    look.add_commands(command, say)
    pictures.add_commands(command, say)
    return parser


def main() -> int:
    arguments = _parser().parse_args()
    try:
        catalogues.compile_those_behind()
        return arguments.action(arguments)
    except StepFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    except ValueError as mistake:
        print(mistake, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.path[0] = str(ROOT)
    os.chdir(ROOT)
    sys.exit(main())
