"""Work on files from outside in a process of its own, with little memory and time.

A parser that a crafted file has overcome, or one that eats memory, ends there. The
process gets no environment of ours, so it knows no password, and it writes no file.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ckanext.tiptaskforce.exchange.limits import Limits
from ckanext.tiptaskforce.exchange.refusal import FileRefused, Refused
from ckanext.tiptaskforce.phrase import N_

Answer = tuple[dict[str, Any], bytes]

_HEAVY = N_("This file takes too much time or memory to read.")
_ENVIRONMENT = {"LANG": "C.UTF-8", "OPENPYXL_LXML": "False", "OMP_NUM_THREADS": "1"}


def run(module: str, request: Mapping[str, Any], data: bytes, limits: Limits) -> Answer:
    """Let ``module`` work on ``data``; what it raised as a refusal is raised here.

    :raises FileRefused: its own refusal, or ``heavy`` when the process was ended.
    """
    order = json.dumps({**request, "limits": limits.as_dict()}).encode() + b"\n"
    try:
        done = subprocess.run(  # noqa: S603 - the command is ours, the file is its input
            [_python(), "-I", "-m", module],
            input=order + data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_ENVIRONMENT,
            cwd="/",
            timeout=limits.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise FileRefused("heavy", _HEAVY) from error
    head, _, body = done.stdout.partition(b"\n")
    if done.returncode or not head:
        raise FileRefused("heavy", _HEAVY)
    answer = json.loads(head)
    if "refused" in answer:
        raise FileRefused(answer["refused"], answer["sentence"], **answer["values"])
    return answer, body


def serve(work: Callable[[dict[str, Any], bytes, Limits], Answer]) -> None:
    """Be the other end: read the order, work within its limits, answer."""
    order = json.loads(sys.stdin.buffer.readline())
    limits = Limits(**order.pop("limits"))
    _confine(limits)
    try:
        answer, body = work(order, sys.stdin.buffer.read(), limits)
    except Refused as refusal:
        answer, body = _as_answer(refusal), b""
    except (MemoryError, RecursionError):
        answer, body = _as_answer(FileRefused("heavy", _HEAVY)), b""
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + body)


def _as_answer(refusal: Refused) -> dict[str, Any]:
    return {
        "refused": refusal.reason,
        "sentence": refusal.phrase.text,
        "values": dict(refusal.phrase.values),
    }


def _confine(limits: Limits) -> None:
    for kind, bound in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, limits.seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        hard = resource.getrlimit(kind)[1]
        if hard != resource.RLIM_INFINITY:
            bound = min(bound, hard)  # noqa: PLW2901 - a lower bound set from outside
        resource.setrlimit(kind, (bound, bound))


def _python() -> str:
    """Return the interpreter, also where a server such as uWSGI is the program."""
    program = Path(sys.executable or "")
    if program.name.startswith("python"):
        return str(program)
    return str(Path(sys.prefix) / "bin" / "python3")
