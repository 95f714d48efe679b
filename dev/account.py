"""PostgreSQL refuses to run as root: the account that it runs under instead.

The wheel's own start routine would create a system account and open every parent
folder of the checkout to everybody. Here the server runs as `nobody`; where a parent
folder is closed, it keeps the one capability that lets it pass, and no mode changes.
"""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path

from dev.failure import StepFailed

ACCOUNT = "nobody"
# PostgreSQL asks access(2) whether its own programs may be run, and for an account that
# is not root the kernel answers that without capabilities, unless this bit is set.
_PASS_BY = (
    "--inh-caps=+dac_override",
    "--ambient-caps=+dac_override",
    "--securebits=+no_setuid_fixup",
)


def is_root() -> bool:
    return os.geteuid() == 0


def is_open(path: Path) -> bool:
    """Tell whether every account may reach `path` and read it."""
    parents_searchable = all(p.stat().st_mode & stat.S_IXOTH for p in path.parents)
    return parents_searchable and bool(path.stat().st_mode & stat.S_IROTH)


def server_prefix(must_reach: list[Path]) -> list[str]:
    """Return what to put before a PostgreSQL command; nothing unless we are root."""
    if not is_root():
        return []
    gid = pwd.getpwnam(ACCOUNT).pw_gid
    drop = ["setpriv", f"--reuid={ACCOUNT}", f"--regid={gid}", "--clear-groups"]
    if shutil.which("setpriv") is None:
        raise StepFailed(
            "setpriv is missing, and PostgreSQL refuses to run as root",
            remedy="apt-get install util-linux, or run this as an ordinary user",
        )
    if all(is_open(path) for path in must_reach):
        return drop
    prefix = [*drop, *_PASS_BY]
    if not _may_read(prefix, must_reach):
        closed = next(path for path in must_reach if not is_open(path))
        raise StepFailed(
            f"PostgreSQL refuses to run as root, and {ACCOUNT} may not enter {closed}",
            remedy="move the checkout below /var/tmp, or run this as an ordinary user",
        )
    return prefix


def own(folder: Path) -> None:
    """Make a folder that only the server's account may open."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if is_root():
        entry = pwd.getpwnam(ACCOUNT)
        os.chown(folder, entry.pw_uid, entry.pw_gid)


def _may_read(prefix: list[str], paths: list[Path]) -> bool:
    """Try it: not every container lets a capability pass to another account.

    `find -readable` asks access(2), as PostgreSQL does; the shell's own test does not.
    """
    done = subprocess.run(
        [*prefix, "find", *map(str, paths), "-maxdepth", "0", "-readable"],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
    )
    return done.stdout.splitlines() == [str(path) for path in paths]
