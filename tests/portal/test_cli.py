"""The command line: what it says, and how it ends."""

from __future__ import annotations

import shutil
import zipfile

import click
import pytest
import sqlalchemy as sa
from ckan import model
from click.testing import CliRunner

from ckanext.tiptaskforce.cli import tiptaskforce
from ckanext.tiptaskforce.logic.presets import source
from ckanext.tiptaskforce.model.taskforce import Taskforce


@pytest.fixture
def run(app):
    """Run a command as the ckan program would, on the application of the tests."""

    def invoke(*words: str):
        parent = click.Context(click.Group("ckan"))
        parent.meta["flask_app"] = app.flask_app
        return CliRunner().invoke(tiptaskforce, words, parent=parent)

    return invoke


class TestPreset:
    def test_check_stores_nothing(self, clean_db, run):
        done = run("preset", "check", "sample-coast")

        assert done.exit_code == 0
        assert "The preset of sample-coast has no fault." in done.output
        assert Taskforce.get("sample-coast") is None

    @pytest.mark.parametrize("form", ["name", "folder", "zip"])
    def test_load_takes_a_name_a_folder_or_a_zip(self, clean_db, run, tmp_path, form):
        folder = tmp_path / "mine"
        shutil.copytree(source.SHIPPED / "sample-coast", folder)
        packed = tmp_path / "mine.zip"
        packed.write_bytes(source.packed(folder))
        what = {"name": "sample-coast", "folder": str(folder), "zip": str(packed)}

        done = run("preset", "load", what[form])

        assert (done.exit_code, done.output.splitlines()[-1]) == (
            0,
            "Loaded: sample-coast.",
        )
        assert "place: 10 created, 0 changed, 0 unchanged" in done.output
        again = run("preset", "load", what[form])
        assert "place: 0 created, 0 changed, 10 unchanged" in again.output

    def test_a_fault_ends_with_code_2_and_its_place(self, clean_db, run, tmp_path):
        folder = tmp_path / "mine"
        shutil.copytree(source.SHIPPED / "sample-coast", folder)
        places = folder / "places.csv"
        places.write_text(places.read_text().replace(",1,,", ",one,,", 1))

        for verb in ("check", "load"):
            done = run("preset", verb, str(folder))

            assert done.exit_code == 2
            assert "places.csv, line 2, column level: Must be a whole" in done.output
            assert "Traceback" not in done.output
        assert Taskforce.get("sample-coast") is None

    def test_what_does_not_exist_is_said_with_what_does(self, clean_db, run):
        done = run("preset", "load", "nowhere")

        assert done.exit_code == 2
        assert "(borno, sample-coast)" in done.output


class TestEvents:
    def test_a_whole_log_ends_with_0(self, clean_db, run):
        run("preset", "load", "sample-coast")

        done = run("events", "verify")

        assert (done.exit_code, done.output) == (
            0,
            "sample-coast: the log is whole\n",
        )

    def test_a_changed_row_is_named_and_ends_with_1(self, clean_db, run):
        run("preset", "load", "sample-coast")
        with model.meta.engine.begin() as connection:
            table = "tiptaskforce_event"
            connection.execute(sa.text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
            change = sa.text(f"UPDATE {table} SET verb = 'create' WHERE seq = 3")
            connection.execute(change)
            connection.execute(sa.text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))

        done = run("events", "verify", "sample-coast")

        assert done.exit_code == 1
        assert "sample-coast: event 3 (" in done.output
        assert "was changed after it was written" in done.output

    def test_an_unknown_task_force_ends_with_2(self, clean_db, run):
        assert run("events", "verify", "nowhere").exit_code == 2


class TestReleases:
    def test_nothing_to_mend_is_said(self, clean_db, run):
        """The first run may take out of the index what other tests left there."""
        run("releases", "reconcile")

        done = run("releases", "reconcile")

        assert (done.exit_code, done.output) == (0, "Nothing to mend.\n")


class TestSampleData:
    def test_it_makes_the_task_force_and_fills_it(self, clean_db, run):
        done = run("sample-data", "--deliverables", "40", "--seed", "7")

        assert done.exit_code == 0
        assert "40 sample deliverables made" in done.output
        assert Taskforce.get("borno").is_sample

    @pytest.mark.parametrize("number", ["0", "20001", "-1"])
    def test_a_number_out_of_bounds_ends_with_2(self, clean_db, run, number):
        run("preset", "load", "sample-coast", "--sample")

        done = run(
            "sample-data", "--deliverables", number, "--taskforce", "sample-coast"
        )

        assert done.exit_code == 2
        assert "from 1 to 20000" in done.output

    def test_a_real_task_force_is_not_touched(self, clean_db, run):
        run("preset", "load", "sample-coast")

        done = run("sample-data", "--deliverables", "3", "--taskforce", "sample-coast")

        assert done.exit_code == 2
        assert "This task force is real" in done.output


class TestHandover:
    def test_it_is_written_checked_and_loaded(self, house, run, tmp_path):
        path = tmp_path / "handover.zip"

        user = house.secretariat["name"]
        asked = ("handover", "write", "borno", str(path), "--as", user)
        done = run(*asked)
        assert done.exit_code == 0, (done.output, done.exception)
        assert path.stat().st_mode & 0o777 == 0o600
        assert run("handover", "verify", str(path)).exit_code == 0
        assert run(*asked).exit_code == 2
        model.Session.remove()
        loaded = run("preset", "load", str(path))
        assert loaded.output.splitlines()[-1] == "Loaded: borno."

        with zipfile.ZipFile(path) as archive:
            found = {name: archive.read(name) for name in archive.namelist()}
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in {**found, "handover.html": b""}.items():
                archive.writestr(name, content)
        told = run("handover", "verify", str(path))
        assert (told.exit_code, "handover.html: It was changed." in told.output) == (
            1,
            True,
        )

    @pytest.mark.parametrize(
        ("taskforce", "user"),
        [("borno", "chair"), ("borno", "nobody"), ("elsewhere", "secretariat")],
    )
    def test_what_is_forbidden_is_not_there(
        self, house, run, tmp_path, taskforce, user
    ):
        path = tmp_path / "handover.zip"

        name = getattr(house, user)["name"] if hasattr(house, user) else user
        done = run("handover", "write", taskforce, str(path), "--as", name)

        assert (done.exit_code, path.exists()) == (2, False)
        assert "There is nothing of this name." in done.output
