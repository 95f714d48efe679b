"""The handover file of a task force tells what every member may know, and no more.

A word of its own stands in every text of every row, in files and in the names of
people; every member of the zip is read, the workbooks unpacked too. The words that come
back stand in columns that are named here, and in no row that only some may see.
"""

from __future__ import annotations

import base64
import io
import runpy
import zipfile
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from ckan import model
from werkzeug.datastructures import FileStorage

from ckanext.tiptaskforce.logic import files

LEAK = runpy.run_path(str(Path(__file__).with_name("test_leak.py")))
WORD = LEAK["WORD"]
CANARY = runpy.run_path(str(Path(__file__).with_name("test_canary.py")))
# What may stand in the file, by noun: how the task force works, and what is open.
TOLD = {
    "taskforce": {"title", "full_title", "description", "contact", "area"},
    "subcommittee": {"title", "fields"},
    "agency": {"acronym", "name", "position", "places"},
    "place": {"name", "names"},
    "strategy": {"title", "vision", "principles"},
    "objective": {"title"},
    "indicator": {
        *("title", "unit", "definition", "rationale", "numerator", "denominator"),
        *("verification", "baseline_source", "milestones", "disaggregations"),
        *("violations", "frequency", "direction"),
        *("across_agencies", "across_places", "across_periods"),
    },
    "template": {"title"},
    "document": {
        *("title", "url", "language", "source", "description", "file_name"),
    },
    "input": {"title"},
    "deliverable": {"title", "objective"},
    "action_point": {"title"},
    "meeting": {"place_kind"},
    "partnership": {"title", "next_item"},
    "agreement": {"protocol_version"},
    "period": {"code"},
    "document content": {""},
}
# In which rows nothing may be found, whatever column it is.
CLOSED = {
    "deliverable": "visibility <> 'members'",
    "document": "visibility <> 'members' OR deliverable_id IS NOT NULL"
    " OR report_id IS NOT NULL OR withdrawn <> '' OR counts_persons",
    "partnership": "visibility <> 'members'",
    "action_point": "is_confidential OR subcommittee_id IS NOT NULL",
    "meeting": "subcommittee_id IS NOT NULL",
}


def read(data: bytes, name: str = "") -> dict[str, str]:
    """Return the texts of a zip by name, those of zips inside it too."""
    found: dict[str, str] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in archive.namelist():
            content = archive.read(part)
            if content[:4] == b"PK\x03\x04":
                found |= read(content, f"{name}{part}/")
            found[f"{name}{part}"] = part + content.decode("utf-8", "replace")
    return found


@pytest.fixture
def made(act):
    """Return the function that makes the file and reads all of it."""

    def make(user: Any) -> dict[str, str]:
        found = act("taskforce_hand_over", user, taskforce="borno")
        return read(base64.b64decode(found["content"]))

    return make


def closed_words() -> set[str]:
    """Return the words of the rows that only some members may see."""
    found: set[str] = set()
    with model.meta.engine.connect() as connection:
        for noun, which in CLOSED.items():
            table = f"tiptaskforce_{noun}"
            asked = f"SELECT row_to_json(t)::text FROM {table} t WHERE {which}"
            texts = connection.scalars(sa.text(asked)).all()
            assert texts, f"no row of {noun} is closed"
            found |= {word for text in texts for word in WORD.findall(text)}
        asked = "SELECT location FROM tiptaskforce_document WHERE location <> ''"
        hidden = connection.scalars(sa.text(f"{asked} AND ({CLOSED['document']})"))
        contents = [files.content(location).decode() for location in hidden]
    assert contents, "no file is closed"
    return found | {word for text in contents for word in WORD.findall(text)}


def open_to_all(noun: str) -> dict[str, Any]:
    """Return what makes a forum, or a paper with a file, that all members see."""
    said = {"taskforce": "borno", "title": "Open to all members"}
    if noun == "partnership":
        return {**said, "kind": "forum"}
    upload = FileStorage(io.BytesIO(b"a,b\n1,2\n"), "list.csv")
    return {**said, "kind": "sop", "upload": upload}


def close_points() -> None:
    """Make the action points of the bench confidential ones of the whole task force."""
    change = "UPDATE tiptaskforce_action_point SET is_confidential = true"
    with model.meta.engine.begin() as connection:
        connection.execute(sa.text(f"{change}, subcommittee_id = NULL"))


# What a word in a column would do to its row, and what stands there instead.
MENDED = {
    "indicator": "label = '', targets = '{}'",
    "partnership": "ended = ''",
    "input": "retired = ''",
}


def mend() -> None:
    """Undo what the words break: a row that is over or withdrawn is in no list."""
    open_ = "UPDATE tiptaskforce_document SET withdrawn = '' WHERE title ~ '^Open to'"
    with model.meta.engine.begin() as connection:
        for noun, change in MENDED.items():
            connection.execute(sa.text(f"UPDATE tiptaskforce_{noun} SET {change}"))
        connection.execute(sa.text(open_))
    model.Session.remove()


class TestWords:
    @pytest.mark.parametrize("seat", ["secretariat", "coordinator", "coordinator2"])
    def test_only_what_every_member_may_know_is_in_it(self, bench, made, act, seat):
        close_points()
        for thing in ("partnership", "document"):
            act(f"{thing}_create", bench.house.reporter, **open_to_all(thing))
        garden = LEAK["plant"](bench)
        mend()
        closed = closed_words()

        texts = made(bench.seats[seat])

        words = {word for text in texts.values() for word in WORD.findall(text)}
        places = {garden.where[word] for word in words if word in garden.where}
        nouns = {place.partition(".")[::2] for place in places}
        assert {(n, c) for n, c in nouns if c not in TOLD.get(n, ())} == set()
        assert words & closed == set()
        found = {noun for noun, _ in nouns}
        assert {"deliverable", "document", "document content", "partnership"} <= found


class TestCounts:
    @pytest.mark.parametrize("seat", ["secretariat", "coordinator"])
    def test_no_count_is_in_it(self, request, bench, made, act, rows, seat):
        cage = CANARY["Cage"](bench, act)

        texts = made(bench.seats[seat])

        assert {n: cage.canaries.found(t) for n, t in texts.items()} == {
            n: set() for n in texts
        }
