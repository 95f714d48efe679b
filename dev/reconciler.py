"""Mends, once a minute, what a crash in the middle of a release has left.

`ckan tiptaskforce releases reconcile` does the work, and `uploads expire` forgets the
rows of trackers that nobody saved within a day; a deployer lets cron call both. Here
it stays in one process, for a boot of CKAN a minute would be a waste.
"""

from __future__ import annotations

import sys
import time

from dev.prepare import Commands

SECONDS_BETWEEN = 60


def main() -> None:
    """Reconcile at once, then every minute, until the process is stopped."""
    from ckan import model

    commands = Commands(sys.argv[1])
    while True:
        commands.run("tiptaskforce", ["releases", "reconcile"])
        commands.run("tiptaskforce", ["uploads", "expire"])
        model.Session.remove()
        time.sleep(SECONDS_BETWEEN)


if __name__ == "__main__":
    main()
