"""Protects, and dies at the n-th touch of the disk: what a power cut would leave.

Run as ``python crash_child.py FOLDER N`` with ``{"spec", "rows"}`` as JSON on its
standard input; prints how many touches there were.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from ckanext.tiptaskforce.disclosure import protect

TOUCHES = {"os.mkdir", "os.rename", "os.rmdir", "shutil.copytree", "shutil.copyfile"}


def main() -> None:
    """Count what is written, and stop dead at the given number."""
    folder, last = Path(sys.argv[1]), int(sys.argv[2])
    told = json.load(sys.stdin)
    seen = 0

    def touched(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen
        is_write = event == "open" and str(arguments[1]) not in {"r", "rb", "None"}
        is_ours = any(str(folder) in str(argument) for argument in arguments)
        is_append = event == "open" and isinstance(arguments[2], int)
        is_append = is_append and bool(arguments[2] & (os.O_WRONLY | os.O_RDWR))
        if (event in TOUCHES or is_write or is_append) and is_ours:
            seen += 1
            if seen == last:
                os._exit(9)

    sys.addaudithook(touched)
    protect(
        told["spec"], told["rows"], folder / "ledger", folder / "out", seed=b"s" * 32
    )
    sys.stdout.write(f"{seen}\n")


if __name__ == "__main__":
    main()
