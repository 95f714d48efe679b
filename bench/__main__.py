"""`make bench`, or `python -m bench NAME …`."""

from __future__ import annotations

import importlib
import sys

from dev.failure import StepFailed

# Existing questions first, the slowest last.
BENCHMARKS = ("pages", "start")


def main() -> int:
    """Run the named benchmarks, or all; a missed goal is printed, not a failure."""
    names = sys.argv[1:] or list(BENCHMARKS)
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"no such benchmark: {', '.join(unknown)}", file=sys.stderr)
        return 2
    try:
        found = [f for n in names for f in importlib.import_module(f"bench.{n}").run()]
    except StepFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    print()
    for figure in found:
        print(figure)
    missed = sum(not figure.is_met for figure in found)
    print(f"{len(found)} figures, {missed} goals missed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
