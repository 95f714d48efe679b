"""A preset that is loaded again after organisations were renamed or merged."""

from __future__ import annotations

import io
import shutil

import pytest
from ckan.tests import factories
from werkzeug.datastructures import FileStorage

from ckanext.tiptaskforce.logic.presets import source

TF = "sample-coast"
# A milestone more, asked of two organisations of which one is merged below.
ANOTHER = """\
  - code: II.2-2
    example: true
    objective: II.2
    title: Rules of the houses of arrival
    kind: milestone
    milestones: [Nothing written, Drafted, In force]
    agencies: [LANTERN, TIDE]
    frequency: year
"""


@pytest.fixture
def again(clean_db, act, tmp_path):
    """Return the function that loads the preset once more, with an indicator more."""
    folder = tmp_path / "coast"
    shutil.copytree(source.SHIPPED / TF, folder)
    root = factories.Sysadmin(name="root")
    factories.User(name="sec")

    def load(more=""):
        path = folder / "indicators.yaml"
        path.write_text(path.read_text("utf-8") + more, "utf-8")
        packed = FileStorage(io.BytesIO(source.packed(folder)), "preset.zip")
        return act("preset_load", root, upload=packed)["nouns"]

    load()
    act("seat_create", root, taskforce=TF, user="sec", role="secretariat")
    return load


@pytest.fixture
def said(act):
    """Return the function that says a verb to an organisation as the secretariat."""

    def say(verb, acronym, /, **more):
        row = directory(act)[acronym]
        about = {"id": row["id"], "version": row["version"]}
        return act(f"agency_{verb}", {"name": "sec"}, **about, **more)

    return say


def directory(act):
    asked = {"taskforce": TF, "left": True, "page_size": 100}
    found = act("agency_list", {"name": "sec"}, **asked)["items"]
    return {row["acronym"]: row for row in found}


def asked_of(act):
    found = act("indicator_list", {"name": "sec"}, taskforce=TF)["items"]
    return {row["code"]: row["agencies"] for row in found}


def test_what_is_new_is_asked_of_the_one_that_goes_on(again, said, act):
    said("merge", "TIDE", into="LANTERN")

    done = again(ANOTHER)

    assert done["indicator"]["created"] == 1
    assert asked_of(act)["II.2-2"] == ["LANTERN"]


def test_of_a_chain_of_mergers_the_last_one_is_asked(again, said, act):
    said("merge", "TIDE", into="LANTERN")
    said("merge", "LANTERN", into="HARBOUR")

    again(ANOTHER)

    assert asked_of(act)["II.2-2"] == ["HARBOUR"]


def test_what_was_handed_on_is_not_asked_back(again, said, act):
    said("merge", "TIDE", into="LANTERN")

    done = again()

    assert asked_of(act)["II.1-1"] == ["LANTERN"]
    assert done["indicator"]["changed"] == 0
    assert done["agency"]["created"] == 0


def test_a_new_acronym_makes_no_second_organisation(again, said, act):
    said("update", "TIDE", acronym="TIDAL")

    done = again(ANOTHER)

    assert done["agency"]["created"] == 0
    assert "TIDE" not in directory(act)
    assert asked_of(act)["II.2-2"] == ["LANTERN", "TIDAL"]
    assert asked_of(act)["II.1-1"] == ["LANTERN", "TIDAL"]
