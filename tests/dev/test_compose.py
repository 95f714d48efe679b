"""What deployers get for containers: whole, consistent, and safe by its own words.

No container engine runs here. `docker compose config` checks the form; this checks what
it cannot know: who may open the vault, which words the entry point understands, and
that every name leads somewhere.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "compose.yaml").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
START = (ROOT / "deploy" / "start.sh").read_text(encoding="utf-8")
DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
INI = (ROOT / "deploy" / "ckan.ini").read_text(encoding="utf-8")
OURS = ("web", "worker", "reconcile", "migrate")
# The keys of the Compose Specification that are used here, with the type of each.
KEYS: dict[str, type | tuple[type, ...]] = {
    "build": dict,
    "image": str,
    "restart": str,
    "environment": dict,
    "extra_hosts": list,
    "secrets": list,
    "volumes": list,
    "read_only": bool,
    "tmpfs": list,
    "cap_drop": list,
    "security_opt": list,
    "command": list,
    "depends_on": (dict, list),
    "healthcheck": dict,
    "ports": list,
}
CONDITIONS = {
    "service_started",
    "service_healthy",
    "service_completed_successfully",
}


def mounted(service: dict[str, Any]) -> dict[str, str]:
    """Return volume → folder of a service."""
    pairs = (one.split(":", 1) for one in service.get("volumes", ()))
    return {name: folder.partition(":")[0] for name, folder in pairs}


class TestForm:
    @pytest.mark.parametrize("name", SERVICES)
    def test_every_key_is_one_of_the_specification(self, name):
        for key, value in SERVICES[name].items():
            assert isinstance(value, KEYS[key]), key

    def test_nothing_else_stands_at_the_top(self):
        top = {key for key in COMPOSE if not key.startswith("x-")}

        assert top == {"name", "services", "secrets", "volumes"}

    @pytest.mark.parametrize("name", SERVICES)
    def test_every_name_leads_somewhere(self, name):
        service = SERVICES[name]

        assert set(mounted(service)) <= set(COMPOSE["volumes"])
        assert set(service.get("secrets", ())) <= set(COMPOSE["secrets"])
        assert set(service.get("depends_on", ())) <= set(SERVICES)

    @pytest.mark.parametrize("name", SERVICES)
    def test_waits_for_what_can_come(self, name):
        waits = SERVICES[name].get("depends_on", {})
        for other, how in waits.items() if isinstance(waits, dict) else ():
            assert how["condition"] in CONDITIONS
            if how["condition"] == "service_healthy":
                assert SERVICES[other]["healthcheck"]["test"][0] == "CMD"

    def test_every_volume_and_secret_is_used(self):
        used = {name for one in SERVICES.values() for name in mounted(one)}
        told = {name for one in SERVICES.values() for name in one.get("secrets", ())}

        assert used == set(COMPOSE["volumes"])
        assert told == set(COMPOSE["secrets"])

    def test_images_are_the_official_ones_with_a_version(self):
        images = {SERVICES[n]["image"] for n in SERVICES if n not in OURS}

        assert images == {
            "postgres:17",
            "valkey/valkey:8",
            "ckan/ckan-solr:2.12-solr9",
            "caddy:2",
        }
        assert "\nFROM ckan/ckan-base:2.12\n" in DOCKERFILE


class TestOurs:
    @pytest.mark.parametrize("name", OURS)
    def test_the_entry_point_knows_the_word(self, name):
        (word,) = SERVICES[name]["command"]

        assert re.search(rf"^    {word}\)", START, re.MULTILINE)

    @pytest.mark.parametrize("name", OURS)
    def test_runs_with_no_more_rights_than_it_needs(self, name):
        service = SERVICES[name]

        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert "ports" not in service
        assert "\nUSER ckan\n" in DOCKERFILE

    def test_only_worker_and_reconciler_hold_the_vault(self):
        holders = {name for name in SERVICES if "vault" in mounted(SERVICES[name])}

        assert holders == {"worker", "reconcile"}
        for name in set(OURS) - holders:
            empty = "/var/lib/tiptaskforce/vault:mode=0700,uid=503"
            assert empty in SERVICES[name]["tmpfs"]

    def test_the_timer_does_what_the_one_of_the_demo_does(self):
        demo = (ROOT / "dev" / "reconciler.py").read_text(encoding="utf-8")
        wanted = re.findall(r'run\("tiptaskforce", \["(\w+)", "(\w+)"\]\)', demo)
        timer = START.partition("reconcile)")[2].partition(";;")[0]

        assert len(wanted) == 4
        assert re.findall(r"ckan tiptaskforce (\w+) (\w+)", timer) == wanted

    def test_the_folders_are_those_of_the_settings(self):
        folders = mounted(SERVICES["worker"])

        assert f"ckan.storage_path = {folders['storage']}\n" in INI
        for option, name in (
            ("ckanext.tiptaskforce.release_path", "releases"),
            ("ckanext.tiptaskforce.vault_path", "vault"),
            ("ckan.files.storage.tiptaskforce_private.path", "private"),
        ):
            assert f"{option} = {folders[name]}\n" in INI
            assert folders[name] in DOCKERFILE

    def test_every_secret_that_is_read_is_given(self):
        read = set(re.findall(r"read_secret (\w+)", START))

        assert read == set(SERVICES["web"]["secrets"])

    def test_secrets_stand_in_no_file_of_ours(self):
        for secret in COMPOSE["secrets"].values():
            assert secret["file"].startswith("secrets/")
        ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
        assert "secrets" in [line.strip("/") for line in ignored] or "*" in ignored

    def test_the_containers_may_read_the_secrets(self):
        """They are mounted with the modes of the host; the folder is closed there."""
        assert "mkdir -m 700 secrets" in TEXT
        assert "chmod 444 secrets/*" in TEXT

    def test_pins_are_taken_without_their_extras(self):
        """pip refuses `werkzeug[watchdog]==…` as a constraint."""
        assert "sed 's/\\[[^]]*\\]//'" in DOCKERFILE
        assert "--constraint /tmp/constraints.txt" in DOCKERFILE


class TestOthers:
    def test_the_outside_reaches_the_proxy_alone(self):
        assert [name for name in SERVICES if "ports" in SERVICES[name]] == ["proxy"]
        assert SERVICES["proxy"]["command"][-1] == "web:5000"
        assert "--http 0.0.0.0:5000" in START
        assert "\nckanext.tiptaskforce.proxies = 1\n" in INI

    def test_an_import_of_two_minutes_is_not_cut_off(self):
        """docs/operators.md lets the proxy wait that long; so does the server."""
        operators = (ROOT / "docs" / "operators.md").read_text(encoding="utf-8")

        assert "proxy wait 120 seconds" in operators
        assert "--harakiri 120" in START

    def test_what_must_last_lies_in_a_volume(self):
        assert mounted(SERVICES["db"]) == {"database": "/var/lib/postgresql/data"}
        assert mounted(SERVICES["redis"]) == {"redis": "/data"}
        assert mounted(SERVICES["solr"]) == {"solr": "/var/solr"}
        assert "--appendonly yes" in SERVICES["redis"]["command"][2]
