"""One timer: opens periods, writes daily mails, mends crashes, forgets what is over.

`ckan tiptaskforce releases reconcile`, `periods advance`, `digests send` and `retention
apply` do the work, one after the other, once a minute; a deployer lets cron call them.
Here they stay in one process, for a boot of CKAN a minute would be a waste.
"""

from __future__ import annotations

import sys
import time

from dev.prepare import Commands

SECONDS_BETWEEN = 60


def main() -> None:
    """Do all at once, then every minute, until the process is stopped."""
    from ckan import model

    commands = Commands(sys.argv[1])
    while True:
        commands.run("tiptaskforce", ["releases", "reconcile"])
        commands.run("tiptaskforce", ["periods", "advance"])
        commands.run("tiptaskforce", ["digests", "send"])
        commands.run("tiptaskforce", ["retention", "apply"])
        model.Session.remove()
        time.sleep(SECONDS_BETWEEN)


if __name__ == "__main__":
    main()
