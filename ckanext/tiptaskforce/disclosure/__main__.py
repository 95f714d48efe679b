"""``python -m ckanext.tiptaskforce.disclosure``."""

from __future__ import annotations

import sys

from ckanext.tiptaskforce.disclosure.cli import main

if __name__ == "__main__":
    sys.exit(main())
