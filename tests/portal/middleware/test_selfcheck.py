"""The site does not serve on settings that would put people at risk."""

from __future__ import annotations

import configparser
import logging
import os
import re
import secrets
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from ckanext.tiptaskforce import config, selfcheck
from ckanext.tiptaskforce.selfcheck import rules

ROOT = Path(__file__).resolve().parents[3]
PACKAGE = ROOT / "ckanext" / "tiptaskforce"
UPLOADS = "ckan.upload"
PRIVATE = "ckan.files.storage.tiptaskforce_private"
OURS = "ckanext.tiptaskforce"
SELFCHECK = ("folders", "rules")
BAD = [
    ("debug", "true"),
    ("SECRET_KEY", ""),
    ("SECRET_KEY", "short"),
    ("SECRET_KEY", "CHANGE_ME-to-something-else-0123456789abcdef"),
    ("SECRET_KEY", "a" * 64),
    ("SESSION_COOKIE_SECURE", "false"),
    ("SESSION_COOKIE_HTTPONLY", "false"),
    ("SESSION_COOKIE_SAMESITE", "None"),
    ("SESSION_TYPE", "cookie"),
    ("SESSION_TYPE", "redis"),
    ("SESSION_FILE_DIR", "flask_session"),
    ("PERMANENT_SESSION_LIFETIME", "31536000"),
    ("REMEMBER_COOKIE_SECURE", "false"),
    ("REMEMBER_COOKIE_HTTPONLY", "false"),
    ("REMEMBER_COOKIE_SAMESITE", "None"),
    ("REMEMBER_COOKIE_DURATION", "31536000"),
    ("WTF_CSRF_ENABLED", "false"),
    ("ckanext.tiptaskforce.second_factor", "false"),
    ("ckan.auth.public_user_details", "true"),
    ("ckan.auth.user_create_groups", "true"),
    ("ckan.auth.user_create_organizations", "true"),
    ("ckan.auth.user_delete_groups", "true"),
    ("ckan.auth.user_delete_organizations", "true"),
    ("ckan.auth.create_user_via_web", "true"),
    ("ckan.auth.create_user_via_api", "true"),
    ("ckan.auth.allow_dataset_collaborators", "true"),
    ("ckan.auth.anon_create_dataset", "true"),
    ("ckan.auth.create_unowned_dataset", "true"),
    ("ckan.auth.create_default_api_keys", "true"),
    ("ckan.hide_version", "false"),
    ("ckan.search.solr_allowed_query_parsers", "bool knn"),
    ("ckan.cors.origin_allow_all", "true"),
    ("ckan.cors.origin_whitelist", "https://elsewhere.example"),
    ("ckan.valid_url_schemes", "http https ftp"),
    ("ckan.upload.user.types", "image"),
    ("ckan.upload.group.mimetypes", "image/png"),
    ("ckan.upload.admin.types", "*"),
    ("ckan.files.authenticated_uploads.allow", "true"),
    (f"{PRIVATE}.public", "true"),
    (f"{PRIVATE}.path", "relative/files"),
    ("ckan.gravatar_default", "identicon"),
    ("email_to", "operator@example.org"),
    ("smtp.server", "smtp.example.org:587"),
    ("ckan.site_url", "http://example.org"),
    *(
        ("ckan.plugins", f"tiptaskforce scheming_datasets {name}")
        for name in (
            *("datastore", "datatables_view", "text_view", "image_view"),
            *("webpage_view", "resource_proxy", "xloader", "datapusher"),
            *("tracking", "stats", "activity"),
        )
    ),
    ("ckan.plugins", "scheming_datasets tiptaskforce"),
    (f"{OURS}.vault_path", ""),
    (f"{OURS}.vault_path", "relative/vault"),
    (f"{OURS}.vault_path", "/var/lib/there-is-no-such-vault"),
    (f"{OURS}.vault_path", str(ROOT / "vault")),
    (f"{OURS}.vault_path", str(PACKAGE / "public" / "vault")),
    (f"{OURS}.release_path", "relative/releases"),
    (f"{OURS}.release_path", str(PACKAGE / "public")),
]


@pytest.fixture
def safe(tmp_path, monkeypatch):
    """The settings that `dev/` writes, as a deployer with TLS would have them."""
    monkeypatch.syspath_prepend(str(ROOT))
    from dev import ini
    from dev.places import Places

    places = Places("check", home=tmp_path)
    secret = secrets.token_urlsafe(48)
    found = ini.settings(
        places, url="https://tf.example.org", secret=secret, is_demo=False
    )
    ini.write(places, found)
    return {**found, "SESSION_COOKIE_SECURE": "true", "REMEMBER_COOKIE_SECURE": "true"}


def named(found):
    return [finding.option for finding in found]


class TestRules:
    def test_safe_settings_pass(self, safe):
        assert selfcheck.findings(safe) == []

    @pytest.mark.parametrize(("option", "value"), BAD)
    def test_each_bad_one_is_named(self, safe, option, value):
        found = selfcheck.findings({**safe, option: value})

        assert set(named(found)) == {option}
        assert all(f.wanted and f.reason for f in found)
        if value and option != "SECRET_KEY" and option != "ckan.plugins":
            assert found[0].found == value

    def test_a_secret_is_never_printed(self, safe):
        (found,) = selfcheck.findings({**safe, "SECRET_KEY": "hunter2"})

        assert "hunter2" not in str(found)

    def test_a_vault_that_others_may_enter_is_refused(self, safe):
        vault = Path(safe[f"{OURS}.vault_path"])
        vault.chmod(0o750)

        assert named(selfcheck.findings(safe)) == [f"{OURS}.vault_path"]

    def test_a_vault_in_the_storage_is_refused(self, safe):
        inside = Path(safe["ckan.storage_path"]) / "vault"
        inside.mkdir(mode=0o700)
        settings = {**safe, f"{OURS}.vault_path": str(inside)}

        (found,) = selfcheck.findings(settings)
        assert "ckan.storage_path" in found.wanted

    def test_storage_that_others_may_read_is_refused(self, safe):
        Path(safe["ckan.storage_path"]).chmod(0o755)

        assert named(selfcheck.findings(safe)) == ["ckan.storage_path"]

    def test_a_log_that_keeps_what_people_type_is_refused(self, safe):
        logger = logging.getLogger("ckanext")
        before = logger.level
        logger.setLevel(logging.DEBUG)
        try:
            found = selfcheck.findings(safe)
        finally:
            logger.setLevel(before)

        assert named(found) == ["logger ckanext"]

    def test_another_ckan_is_refused(self, safe, monkeypatch):
        monkeypatch.setattr(rules, "KNOWN_CKAN", ("2.11.9",))

        assert named(selfcheck.findings(safe)) == ["ckan"]

    def test_all_findings_come_at_once(self, safe):
        bad = {**safe, "debug": "true", "ckan.hide_version": "false"}

        assert named(selfcheck.findings(bad)) == ["debug", "ckan.hide_version"]


class TestDeployment:
    def test_the_shipped_settings_lack_what_only_the_machine_can_give(self):
        shipped = configparser.RawConfigParser()
        shipped.optionxform = str  # type: ignore[assignment]
        shipped.read(ROOT / "deploy" / "ckan.ini")
        settings = dict(shipped["app:main"])
        settings["smtp.server"] = "host.docker.internal:25"

        assert named(selfcheck.findings(settings)) == [
            "SECRET_KEY",
            "ckan.site_url",
            f"{OURS}.vault_path",
        ]


class TestDemo:
    def test_differs_from_a_safe_site_by_tls_alone(self, safe):
        own = {
            "SESSION_COOKIE_SECURE": "false",
            "REMEMBER_COOKIE_SECURE": "false",
            "ckan.site_url": "http://localhost:5000",
        }

        assert named(selfcheck.findings({**safe, **own})) == list(own)

    def test_shows_a_banner(self, app):
        found = {entry["option"] for entry in selfcheck.banner()}

        assert "ckan.site_url" in found

    @pytest.mark.ckan_config("ckanext.tiptaskforce.demo", False)
    def test_elsewhere_there_is_none(self, with_plugins):
        assert selfcheck.banner() == []


def written(safe, folder, **changes):
    """Write a settings file with some changes; return its path."""
    from dev import ini

    path = folder / "site.ini"
    path.write_text(ini.text({**safe, **changes}), encoding="utf-8")
    return path


def run(path, *words):
    """Run a program with a settings file; return (exit code, all it said)."""
    known = {**os.environ, "CKAN_INI": str(path), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, *words],
        env=known,
        cwd=path.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


UNSAFE = {"ckan.hide_version": "false", "ckan.auth.user_create_groups": "true"}
SERVER = "import ckanext.tiptaskforce.wsgi; print('it serves')"
# The logger of CKAN's error page; reading the settings may have silenced it.
LOGGED = (
    "import logging; name = 'ckan.config.middleware.flask_app'; "
    "print('silent' if logging.getLogger(name).disabled else 'it logs')"
)


@pytest.mark.usefixtures("clean_db")
class TestStart:
    def test_a_server_starts_on_safe_settings(self, safe, tmp_path):
        path = written(safe, tmp_path)

        code, said = run(path, "-c", SERVER)

        assert (code, "it serves" in said) == (0, True)

    def test_what_goes_wrong_in_a_server_is_logged(self, safe, tmp_path):
        path = written(safe, tmp_path)

        code, said = run(path, "-c", f"{SERVER}; {LOGGED}")

        assert (code, "it logs" in said) == (0, True)

    def test_a_server_does_not_start_on_others_and_names_all(self, safe, tmp_path):
        path = written(safe, tmp_path, **UNSAFE)

        code, said = run(path, "-c", SERVER)

        assert code != 0
        assert "it serves" not in said
        assert all(option in said for option in UNSAFE)

    def test_nor_does_the_worker(self, safe, tmp_path):
        path = written(safe, tmp_path, **UNSAFE)

        code, said = run(path, "-m", "dev.site", str(path), "jobs", "worker", "--burst")

        assert code != 0
        assert all(option in said for option in UNSAFE)

    def test_a_demo_starts_all_the_same(self, safe, tmp_path):
        path = written(
            safe, tmp_path, **UNSAFE, **{"ckanext.tiptaskforce.demo": "true"}
        )

        code, said = run(path, "-c", SERVER)

        assert (code, "it serves" in said) == (0, True)
        assert all(option in said for option in UNSAFE)

    def test_the_database_can_be_prepared_all_the_same(self, safe, tmp_path):
        path = written(safe, tmp_path, **UNSAFE)

        assert run(path, "-m", "dev.site", str(path), "db", "version")[0] == 0

    def test_the_command_lists_what_is_not_safe(self, safe, tmp_path):
        words = ("-m", "dev.site", str(tmp_path / "site.ini"))
        check = ("tiptaskforce", "selfcheck")

        path = written(safe, tmp_path, **UNSAFE)
        code, said = run(path, *words, *check)
        assert code == 1
        assert all(option in said for option in UNSAFE)
        assert "2 settings are not safe" in said

        path = written(safe, tmp_path)
        code, said = run(path, *words, *check)
        assert (code, "All settings are safe." in said) == (0, True)


class TestOptions:
    def test_every_declared_option_is_read_and_every_read_one_declared(self):
        text = (PACKAGE / "config_declaration.yaml").read_text(encoding="utf-8")
        declared = {
            option["key"]
            for group in yaml.safe_load(text)["groups"]
            for option in group["options"]
            if option["key"].startswith(config.PREFIX)
        }
        source = (PACKAGE / "config.py").read_text(encoding="utf-8")
        read = re.findall(r'(?:PREFIX \+ |_path\()"([a-z_]+)"', source)

        assert {config.PREFIX + name for name in read} == declared

    def test_only_config_reads_our_options(self):
        readers = [
            path.relative_to(PACKAGE).as_posix()
            for path in PACKAGE.rglob("*.py")
            if "config.get(" in path.read_text(encoding="utf-8")
            and config.PREFIX in path.read_text(encoding="utf-8")
        ]

        # The self-check judges a site's settings before they are in force.
        assert set(readers) <= {"config.py", *(f"selfcheck/{n}.py" for n in SELFCHECK)}

    def test_folders_of_dev_are_closed(self, safe):
        for option in (f"{OURS}.vault_path", f"{OURS}.release_path"):
            mode = stat.S_IMODE(Path(safe[option]).stat().st_mode)
            assert mode == 0o700
