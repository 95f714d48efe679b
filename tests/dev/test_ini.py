"""The settings of demo and deployment: the same doors are closed in both."""

from __future__ import annotations

import configparser
import os
import stat
from pathlib import Path

import pytest
import yaml

from dev import ini
from dev.places import Places

ROOT = Path(__file__).resolve().parents[2]
# A page on localhost has no TLS.
DIFFERENT = {"SESSION_COOKIE_SECURE", "REMEMBER_COOKIE_SECURE", "SESSION_FILE_DIR"}


@pytest.fixture
def places(tmp_path) -> Places:
    """A demo below a folder whose name has a blank, an ü and a percent sign."""
    made = Places("demo", tmp_path / "a ü 50%")
    made.folder.mkdir(parents=True)
    return made


@pytest.fixture
def demo(places) -> dict[str, str]:
    options = ini.settings(places, url="http://x", secret="s", is_demo=True)
    ini.write(places, options)
    return _read(places.ini)


@pytest.fixture
def deployed(monkeypatch) -> dict[str, str]:
    monkeypatch.setenv("CKAN_SECRET_KEY", "0" * 64)
    return _read(ROOT / "deploy" / "ckan.ini")


def _read(path: Path) -> dict[str, str]:
    """Read an ini file as CKAN does: its own variables stand for %(name)s."""
    known = {k: v for k, v in os.environ.items() if k.startswith("CKAN_")}
    parser = configparser.ConfigParser()
    parser.optionxform = str
    parser.read_dict({"DEFAULT": known})
    parser.read(path, encoding="utf-8")
    return dict(parser["app:main"])


class TestDemo:
    def test_a_percent_sign_in_a_path_is_kept(self, demo, places):
        assert demo["ckanext.tiptaskforce.vault_path"] == str(places.vault)
        assert "50%" in str(places.vault)

    def test_folders_with_secrets_are_for_their_owner_alone(self, demo, places):
        for folder in (places.vault, places.releases, places.private_files):
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700

    def test_the_settings_file_is_for_its_owner_alone(self, demo, places):
        assert stat.S_IMODE(places.ini.stat().st_mode) == 0o600


class TestDeployment:
    def test_a_site_in_production_is_closed_as_the_demo_is(self, demo, deployed):
        prefixes = ("ckan.auth.", "SESSION_", "REMEMBER_", "PERMANENT_", "WTF_")
        closed = {k for k in demo if k.startswith(prefixes)} - DIFFERENT
        assert {k: deployed.get(k) for k in closed} == {k: demo[k] for k in closed}

    def test_it_is_no_demo_and_its_cookies_want_tls(self, deployed):
        assert deployed["ckanext.tiptaskforce.demo"] == "false"
        assert deployed["SESSION_COOKIE_SECURE"] == "true"
        assert deployed["REMEMBER_COOKIE_SECURE"] == "true"

    def test_no_secret_stands_in_the_settings(self):
        raw = (ROOT / "deploy" / "ckan.ini").read_text()
        keys = [line for line in raw.splitlines() if line.startswith("SECRET_KEY")]
        assert keys == ["SECRET_KEY = %(CKAN_SECRET_KEY)s"]

    def test_the_web_server_never_sees_the_vault(self):
        services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
        seeing = {
            name
            for name, service in services.items()
            if any(str(v).startswith("vault:") for v in service.get("volumes", []))
        }
        assert seeing == {"worker", "reconcile"}
