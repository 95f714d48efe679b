"""`make bench`, or `python -m bench NAME …`."""

from __future__ import annotations

import importlib
import sys

from dev.failure import StepFailed

# Existing questions first, the slowest last.
BENCHMARKS = (
    *("pages", "catalogue", "violations", "indicators", "plans", "crowd", "hands"),
    "road",
    "disclosure",
    *("attacker", "full", "start"),
)


def main() -> int:
    """Run the named benchmarks, or all; a missed goal is printed, not a failure."""
    names = sys.argv[1:] or list(BENCHMARKS)
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"no such benchmark: {', '.join(unknown)}", file=sys.stderr)
        return 2
    missed = 0
    try:
        for name in names:
            for figure in importlib.import_module(f"bench.{name}").run():
                print(figure, flush=True)
                missed += not figure.is_met
    except StepFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    print(f"goals missed: {missed}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
