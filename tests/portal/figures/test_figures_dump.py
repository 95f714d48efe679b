"""Ledger, vault, files and rows go and come back as one set; a ledger only grows."""

from __future__ import annotations

import json
import shutil

import pytest

from ckanext.tiptaskforce import config
from ckanext.tiptaskforce.exchange import sealed_set
from ckanext.tiptaskforce.logic import dumping, publishing, restoring

pytestmark = pytest.mark.usefixtures("clean_index")
LEDGER = "vault/borno/referred/ledger.jsonl"


@pytest.fixture
def folder(counted, publish, earlier, tmp_path):
    """Return a dump that was made after one release of figures."""
    publish(title="First", specification=earlier)
    work = config.vault_path() / "borno" / "referred" / "work-left"
    work.mkdir()
    (work / "raw.csv").write_text("n\n3\n")
    dumping.dump(tmp_path / "set")
    return tmp_path / "set"


def kinds(ledger):
    return [line["kind"] for line in ledger()]


class TestRestore:
    def test_figures_go_on_after_it(self, counted, folder, publish, act, ledger):
        shutil.rmtree(config.vault_path() / "borno")
        shutil.rmtree(config.release_path())

        done = restoring.restore(folder, is_replacing=True)

        assert done["warnings"] == []
        assert act("publication_show", taskforce="borno", series="referrals")["tables"]
        assert publish(title="Second")["number"] == 2
        assert kinds(ledger) == ["intent", "release"] * 2

    def test_what_a_running_job_holds_is_no_part_of_it(self, folder):
        assert not list((folder / "vault").rglob("*raw*"))
        assert (folder / LEDGER).is_file()

    def test_a_longer_ledger_of_the_portal_is_kept(
        self, counted, folder, publish, act, ledger
    ):
        publish(title="Second")

        done = restoring.restore(folder, is_replacing=True)

        assert kinds(ledger) == ["intent", "release"] * 2
        assert "the longer ledger of this portal was kept" in done["warnings"][0]
        shown = act("publication_show", taskforce="borno", series="referrals")
        assert (shown["number"], shown["title"]) == (1, "First")
        assert publish(title="Second again")["log"]["earlier"] == [
            "referrals-2026-q2",
            "referrals-2026-q3",
        ]

    def test_another_ledger_than_the_own_is_refused(self, counted, folder):
        path = config.vault_path() / "borno" / "referred" / "ledger.jsonl"
        path.write_bytes(path.read_bytes().replace(b"2026-q2", b"2026-q1"))

        with pytest.raises(restoring.RestoreRefusedError) as refused:
            restoring.restore(folder, is_replacing=True)

        assert "another ledger than the one of this portal" in str(refused.value)

    def test_with_a_ledger_older_than_the_rows_nothing_is_published(
        self, counted, folder, protected
    ):
        first = (folder / LEDGER).read_bytes().splitlines(keepends=True)[0]
        (folder / LEDGER).write_bytes(first)
        manifest = json.loads((folder / "manifest.json").read_text())
        manifest["files"][LEDGER] = sealed_set.described(folder / LEDGER)
        (folder / "manifest.json").write_text(json.dumps(manifest))
        shutil.rmtree(config.vault_path() / "borno")

        done = restoring.restore(folder, is_replacing=True)

        assert "older than what was published" in done["warnings"][0]
        made = protected(title="Second")
        assert made["state"] == "refused"
        assert "older than what was published" in made["progress"]["error"]
        assert publishing.reconcile() == []
