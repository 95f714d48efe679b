"""CKAN commands on a stack: `python -m dev.site INI COMMAND …`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run one ckan command as the installed `ckan` program would."""
    ini, *words = sys.argv[1:]
    # CKAN looks into sys.argv to tell which commands need no settings.
    sys.argv = ["ckan", *words]
    from ckan.cli.cli import ckan

    ckan(["-c", ini, *words], prog_name="ckan")


if __name__ == "__main__":
    main()
