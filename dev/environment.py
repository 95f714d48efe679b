"""Bring `.venv` in step with the lock; runs before there is anything but Python."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements" / "dev.txt"
STAMP = VENV / "tiptaskforce.stamp"
LOG = ROOT / ".dev" / "environment.log"
TEMPORARY = ROOT / ".dev" / "tmp"
PYTHON = VENV / "bin" / "python"


def wanted() -> str:
    """Return what the environment must have been made from."""
    parts = [LOCK, ROOT / "pyproject.toml", ROOT / "setup.py"]
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.read_bytes())
    # An environment holds absolute paths: a moved checkout needs a new one.
    return f"{sys.version} {VENV} {digest.hexdigest()}"


def is_current() -> bool:
    """Tell whether nothing is to be done."""
    try:
        return STAMP.read_text(encoding="utf-8") == wanted() and PYTHON.exists()
    except OSError:
        return False


def step(what: str, *argv: str) -> None:
    """Run a step, its output in the log; end the program if it fails."""
    with LOG.open("ab") as log:
        # `pip install` of a user's own settings must not land elsewhere.
        environment = os.environ | {"VIRTUAL_ENV": str(VENV), "PIP_USER": "0"}
        # Installers leave lock files where temporary files go.
        environment["TMPDIR"] = str(TEMPORARY)
        done = subprocess.run(
            argv,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode:
        end = LOG.read_text(encoding="utf-8", errors="replace").splitlines()[-8:]
        sys.exit(
            f"FAILED: {what}\n"
            + "".join(f"    {line}\n" for line in end)
            + f"  log: {LOG}\n"
            + "  what to do: see whether the package index answers (pip's settings "
            "hold), then run the same command again"
        )


def uv() -> str | None:
    """Install the locked uv, and return it; None where pip has to do its work."""
    entry = re.search(r"^uv==(?:.*\\\n)*.*\n", LOCK.read_text(), re.MULTILINE)
    if entry is None:
        return None
    only = VENV / "uv.txt"
    only.write_text(entry.group(), encoding="utf-8")
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--require-hashes"]
    with LOG.open("ab") as log:
        done = subprocess.run(
            [*pip, "-r", str(only)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            check=False,
        )
    program = VENV / "bin" / "uv"
    return str(program) if done.returncode == 0 and program.exists() else None


def synchronise() -> None:
    """Install exactly the lock, every file checked against its hash."""
    quick = uv()
    locked = ["--require-hashes", "-r", str(LOCK)]
    if quick:
        step(
            "the locked packages could not be installed",
            *(quick, "pip", "sync", "--quiet", "--require-hashes", str(LOCK)),
        )
    else:
        print("    uv is not to be had here: pip does it, slowly", flush=True)
        step(
            "the locked packages could not be installed",
            *(str(PYTHON), "-m", "pip", "install", "--no-deps", *locked),
        )
    # The build back end comes from the lock, so that nothing is fetched unchecked.
    step(
        "the checkout could not be installed into its environment",
        *(str(PYTHON), "-m", "pip", "install", "--quiet", "--no-deps"),
        *("--no-build-isolation", "-e", str(ROOT)),
    )


def main() -> None:
    """Make, mend or leave alone."""
    if is_current():
        return
    TEMPORARY.mkdir(parents=True, exist_ok=True)
    LOG.write_bytes(b"")
    print(f"==> installing the locked packages into {VENV}", flush=True)
    print("    (a minute or two at the first time)", flush=True)
    STAMP.unlink(missing_ok=True)
    if not _has_pip():
        shutil.rmtree(VENV, ignore_errors=True)
        venv.create(VENV, with_pip=True, symlinks=True)
    synchronise()
    shutil.rmtree(TEMPORARY, ignore_errors=True)
    STAMP.write_text(wanted(), encoding="utf-8")


def _has_pip() -> bool:
    """Tell whether there is an environment of this very Python that can be mended."""
    try:
        settings = (VENV / "pyvenv.cfg").read_text(encoding="utf-8")
    except OSError:
        return False
    if f"version = {sys.version.split()[0]}" not in settings:
        return False
    probe = [str(PYTHON), "-m", "pip", "--version"]
    try:
        return subprocess.run(probe, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


if __name__ == "__main__":
    main()
