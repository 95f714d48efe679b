"""The settings that deployers get pass the start-up self-check."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def ini(tmp_path) -> Path:
    """deploy/ckan.ini with its folders below a temporary one."""
    kept = tmp_path / "tiptaskforce"
    own = (kept / "vault", kept / "releases", kept / "private", tmp_path / "ckan")
    for folder in own:
        folder.mkdir(parents=True)
        folder.chmod(0o700)
    text = (ROOT / "deploy" / "ckan.ini").read_text()
    text = text.replace("/var/lib/tiptaskforce", str(kept))
    made = tmp_path / "ckan.ini"
    made.write_text(text.replace("/var/lib/ckan", str(tmp_path / "ckan")))
    return made


def selfcheck(ini: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {
        "CKAN_SECRET_KEY": "720f27adea613e869e9b8e401a829ae455bd80f881c0adf0",
        "CKAN_SITE_URL": "https://data.example.org",
        "CKAN_SMTP_SERVER": "127.0.0.1:25",
    }
    return subprocess.run(
        [sys.executable, "-m", "dev.site", str(ini), "tiptaskforce", "selfcheck"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ini.parent,
        env=os.environ | environment | {"PYTHONPATH": str(ROOT)} | settings,
    )


class TestDeployed:
    def test_nothing_is_refused(self, ini):
        done = selfcheck(ini)
        assert done.returncode == 0, done.stdout + done.stderr

    def test_a_short_key_is_refused_by_name(self, ini):
        done = selfcheck(ini, CKAN_SECRET_KEY="short")
        assert done.returncode == 1
        assert "SECRET_KEY" in done.stdout + done.stderr
