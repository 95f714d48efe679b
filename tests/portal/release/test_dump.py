"""Dump and restore: one set, checked whole, or nothing is restored."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from ckan import model
from werkzeug.datastructures import FileStorage

from ckanext.tiptaskforce import config
from ckanext.tiptaskforce.cli import tiptaskforce as commands
from ckanext.tiptaskforce.logic import dumping, files, restoring

pytestmark = pytest.mark.usefixtures("clean_index")
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def lived_in(house, log, publish, act, tmp_path):
    """A task force with work, a private file, a release and something in the vault."""
    made = log()
    act(
        "document_create",
        house.reporter,
        taskforce="borno",
        kind="evidence",
        title="Minutes of the launch",
        deliverable=made["id"],
        upload=FileStorage(io.BytesIO(b"what,done\nlaunch,yes\n"), "minutes.csv"),
    )
    publish()
    vault = config.vault_path()
    shutil.rmtree(vault, ignore_errors=True)
    vault.mkdir(parents=True, mode=0o700)
    (vault / "ledger.jsonl").write_text("{}\n")
    return SimpleNamespace(folder=tmp_path / "set", tmp=tmp_path)


@pytest.fixture
def dumped(lived_in):
    """The set of such a task force, and what the dump said."""
    lived_in.said = dumping.dump(lived_in.folder)
    return lived_in


def fingerprint() -> dict[str, str]:
    """Return a fingerprint of the rows of every table."""
    model.Session.remove()
    with model.meta.engine.connect() as connection:
        names = sa.inspect(connection).get_table_names()
        asked = " UNION ALL ".join(
            f"SELECT '{name}', md5(coalesce(string_agg(t::text, ''"
            f" ORDER BY t::text), '')) FROM \"{name}\" t"
            for name in names
        )
        return dict(connection.execute(sa.text(asked)).tuples().all())


def refused(folder: Path, **more) -> str:
    """Return why a set is refused; the database stays as it is."""
    before = fingerprint()
    with pytest.raises(restoring.RestoreRefusedError) as refusal:
        restoring.restore(folder, **{"is_replacing": True, **more})
    assert fingerprint() == before
    return str(refusal.value)


def resealed(folder: Path, name: str, change) -> None:
    """Change a file of a set and write its new checksum into the manifest."""
    from ckanext.tiptaskforce.exchange import sealed_set

    path = folder / name
    content = change(path.read_bytes())
    path.write_bytes(content)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"][name] = sealed_set.described(path)
    (folder / "manifest.json").write_text(json.dumps(manifest))


class TestDump:
    def test_it_is_one_set_with_everything_in_it(self, dumped):
        manifest = json.loads((dumped.folder / "manifest.json").read_text())
        kinds = {name.partition("/")[0] for name in manifest["files"]}

        assert kinds == {"tables", "private", "releases", "vault"}
        assert manifest["tables"]["user"]["rows"] >= 13
        assert manifest["tables"]["tiptaskforce_deliverable"]["rows"] == 1
        assert manifest["tables"]["package"]["rows"] == 1
        assert oct(dumped.folder.stat().st_mode)[-3:] == "700"
        assert (
            dumped.said["heads"]["borno"]["hash"]
            == (manifest["heads"]["borno"]["hash"])
        )

    def test_it_leaves_no_half_set_behind(self, lived_in):
        location = next(iter(_locations()))
        files.forget(location)

        with pytest.raises(Exception, match="Not found"):
            dumping.dump(lived_in.folder)

        assert list(lived_in.tmp.iterdir()) == []

    def test_it_writes_over_nothing(self, dumped):
        with pytest.raises(FileExistsError):
            dumping.dump(dumped.folder)

    def test_it_sees_one_moment(self, lived_in, log):
        from ckanext.tiptaskforce.model import dump as rows

        table = "tiptaskforce_deliverable"
        with rows.frozen() as connection:
            columns = rows.tables(connection)[table]
            log(title="Logged in between", template="1.1")
            seen = rows.copy_out(connection, table, columns, io.BytesIO())

        assert seen == 1


def _locations() -> dict[str, str]:
    from ckanext.tiptaskforce.model import dump as rows

    with rows.frozen() as connection:
        return rows.kept_files(connection)


class TestBrokenSets:
    def test_a_file_that_is_cut_off(self, dumped):
        path = dumped.folder / "tables" / "tiptaskforce_event.rows"
        path.write_bytes(path.read_bytes()[:100])

        assert "tiptaskforce_event.rows: is cut off, 100 of" in refused(dumped.folder)

    def test_a_file_that_is_missing(self, dumped):
        (dumped.folder / "vault" / "ledger.jsonl").unlink()

        assert "vault/ledger.jsonl: is missing" in refused(dumped.folder)

    def test_a_manifest_that_is_cut_off_or_missing(self, dumped):
        path = dumped.folder / "manifest.json"
        path.write_bytes(path.read_bytes()[:-20])
        assert "manifest.json is cut off" in refused(dumped.folder)

        path.unlink()
        assert "manifest.json cannot be read" in refused(dumped.folder)

    def test_a_changed_byte(self, dumped):
        path = next((dumped.folder / "private").iterdir())
        path.write_bytes(path.read_bytes().replace(b"yes", b"no!"))

        assert "was changed, or comes from another set" in refused(dumped.folder)

    def test_files_of_two_dumps(self, dumped, log):
        log(title="Later", template="1.1")
        dumping.dump(dumped.tmp / "later")
        for name in ("tiptaskforce_event", "tiptaskforce_deliverable"):
            shutil.copy(
                dumped.tmp / "later" / "tables" / f"{name}.rows",
                dumped.folder / "tables" / f"{name}.rows",
            )

        reasons = refused(dumped.folder)

        assert "tiptaskforce_event.rows: was changed, or comes from another" in reasons
        assert "tiptaskforce_deliverable.rows" in reasons

    def test_a_file_too_many(self, dumped):
        (dumped.folder / "releases" / "extra.csv").write_text("1")

        assert "releases/extra.csv: is no part" in refused(dumped.folder)

    def test_a_link_out_of_the_set(self, dumped):
        path = dumped.folder / "vault" / "ledger.jsonl"
        path.unlink()
        path.symlink_to("/etc/passwd")

        assert "points out of the set" in refused(dumped.folder)

    def test_a_log_that_was_changed_with_its_checksum(self, dumped):
        resealed(
            dumped.folder,
            "tables/tiptaskforce_event.rows",
            lambda content: content.replace(b"\tpublish\t", b"\tdrop\t"),
        )

        assert "this event was changed after it was written" in refused(dumped.folder)

    def test_a_log_whose_end_is_missing(self, dumped):
        name = "tables/tiptaskforce_event.rows"
        lines = (dumped.folder / name).read_bytes().splitlines(keepends=True)
        newest = max(lines, key=lambda line: int(line.split(b"\t")[2]))
        resealed(
            dumped.folder,
            name,
            lambda content: content.replace(newest, b""),
        )
        manifest = json.loads((dumped.folder / "manifest.json").read_text())
        manifest["tables"]["tiptaskforce_event"]["rows"] -= 1
        (dumped.folder / "manifest.json").write_text(json.dumps(manifest))

        assert "the end of the log is missing" in refused(dumped.folder)

    def test_a_release_that_was_changed_with_its_checksum(self, dumped):
        name = next(
            path.relative_to(dumped.folder).as_posix()
            for path in (dumped.folder / "releases").rglob("members-type.csv")
        )
        resealed(dumped.folder, name, lambda content: content + b"un,9\n")

        assert "is not the file that the database names" in refused(dumped.folder)

    def test_another_seal_or_an_unknown_head(self, dumped):
        head = dumped.said["heads"]["borno"]["hash"]

        assert "the seal is another one" in refused(dumped.folder, seal="0" * 64)
        assert "no event log ends with" in refused(dumped.folder, heads=("f" * 64,))
        restoring.restore(
            dumped.folder,
            is_replacing=True,
            seal=dumped.said["seal"],
            heads=(head,),
        )

    def test_a_set_of_other_tables(self, dumped):
        manifest = json.loads((dumped.folder / "manifest.json").read_text())
        manifest["revisions"]["tiptaskforce_alembic_version"] = ["older"]
        (dumped.folder / "manifest.json").write_text(json.dumps(manifest))

        assert "with other tables" in refused(dumped.folder)


class TestRestore:
    def test_a_portal_in_use_is_left_alone_unless_told(self, dumped):
        reasons = refused(dumped.folder, is_replacing=False)

        assert "the portal is in use: there are rows in" in reasons
        assert "tiptaskforce_taskforce" in reasons

    def test_everything_is_as_it_was(self, dumped, house, log, act, cli):
        before = fingerprint()
        location = next(iter(_locations()))
        private = files.content(location)
        log(title="Made after the dump", template="1.1")
        files.forget(location)
        shutil.rmtree(config.release_path())

        done = restoring.restore(dumped.folder, is_replacing=True)

        assert done["is_indexed"] is True
        assert fingerprint() == before
        assert files.content(location) == private
        assert (config.vault_path() / "ledger.jsonl").read_text() == "{}\n"
        shown = act("publication_show", taskforce="borno", series="progress")
        assert shown["is_intact"] is True
        verified = cli.invoke(commands, ["events", "verify"])
        assert (verified.exit_code, "the log is whole" in verified.output) == (0, True)

    def test_work_goes_on_afterwards(self, dumped, log, publish, act):
        restoring.restore(dumped.folder, is_replacing=True)

        log(title="Next", template="1.1")

        assert publish()["number"] == 2

    def test_the_command_says_why_nothing_was_restored(self, dumped, cli):
        said = cli.invoke(commands, ["restore", str(dumped.folder)])

        assert said.exit_code == 2
        assert "the portal is in use" in said.output

    def test_the_command_prints_seal_and_head(self, lived_in, cli):
        said = cli.invoke(commands, ["dump", str(lived_in.folder)])

        assert said.exit_code == 0
        head = json.loads((lived_in.folder / "manifest.json").read_text())["heads"]
        assert head["borno"]["hash"] in said.output
        assert "seal of the set: " in said.output


# What an operator does on an empty machine, in one process, and what readers see then.
RESTORE = """
import json, sys
from dev.prepare import Commands
ini, folder, *addresses = sys.argv[1:]
commands = Commands(ini)
commands.run("db", ["upgrade"])
commands.run("tiptaskforce", ["restore", folder])
commands.run("tiptaskforce", ["events", "verify"])
client = commands.parent.meta["flask_app"].test_client()
answers = {address: client.get(address) for address in addresses}
said = {a: [x.status_code, x.get_data(as_text=True)] for a, x in answers.items()}
print("SAID" + json.dumps(said))
"""


class TestSecondDatabase:
    ADDRESSES = (
        "/taskforce/borno/data/progress/v1/function-state.csv",
        "/taskforce/borno/data/progress/v1/release.json",
        "/api/3/action/package_show?id=borno-progress",
        "/api/3/action/tiptaskforce_publication_show?taskforce=borno&series=progress",
        "/api/3/action/package_search?q=State",
    )

    def test_an_empty_portal_becomes_the_same(self, dumped, app, second):
        here = {a: app.get(a) for a in self.ADDRESSES}

        said, there = second(dumped.folder, *self.ADDRESSES)

        assert "the event logs are whole" in said
        assert "borno: the log is whole" in said
        for address, answer in here.items():
            status, body = there[address]
            assert (status, _plain(body)) == (answer.status_code, _plain(answer.body))


def _plain(body: str):
    """Return an answer without the address of its own help page."""
    try:
        found = json.loads(body)
    except ValueError:
        return body
    found.pop("help", None)
    return found


@pytest.fixture
def second(tmp_path):
    """A second portal: another database, other folders, another name in the index."""
    from dev import postgres

    name = "ckan_test_second"
    url = sa.engine.make_url(os.environ["CKAN_SQLALCHEMY_URL"]).set(database=name)
    server = postgres.Connection(url.port, url.password)
    postgres.ensure_database(server, name)
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text("DROP SCHEMA public CASCADE"))
        connection.execute(sa.text("CREATE SCHEMA public"))
    engine.dispose()
    ini = tmp_path / "second.ini"
    ini.write_text(_settings(tmp_path))
    shown = url.render_as_string(hide_password=False)
    environment = {**os.environ, "CKAN_SQLALCHEMY_URL": shown, "CKAN_INI": str(ini)}

    def restored(folder: Path, *addresses: str):
        words = ["-c", RESTORE, str(ini), str(folder), *addresses]
        said, _, answers = _run(words, environment).rpartition("SAID")
        return said, json.loads(answers)

    return restored


def _settings(folder: Path) -> str:
    text = (ROOT / "test.ini").read_text().replace("%(here)s/.dev/test", str(folder))
    return (
        text.replace("tiptaskforce_test", "tiptaskforce_second")
        .replace("private.type = ckan:memory", "private.type = ckan:fs")
        .replace(
            "private.path = tiptaskforce_private",
            f"private.path = {folder}/private\n"
            "ckan.files.storage.tiptaskforce_private.initialize = true",
        )
    )


def _run(words: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout
