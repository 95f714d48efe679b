"""Presets: a task force as files, checked whole, loaded whole, twice without change."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections import Counter
from pathlib import Path
from typing import ClassVar

import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan import model
from ckan.tests import factories
from werkzeug.datastructures import FileStorage

from ckanext.tiptaskforce.logic.presets import source
from ckanext.tiptaskforce.model import chain
from ckanext.tiptaskforce.model.agency import Agency
from ckanext.tiptaskforce.model.code import Code
from ckanext.tiptaskforce.model.event import Event
from ckanext.tiptaskforce.model.objective import Objective
from ckanext.tiptaskforce.model.place import Place
from ckanext.tiptaskforce.model.strategy import Strategy
from ckanext.tiptaskforce.model.subcommittee import Subcommittee
from ckanext.tiptaskforce.model.taskforce import Taskforce
from ckanext.tiptaskforce.model.template import Template


@pytest.fixture
def root(clean_db):
    return factories.Sysadmin(name="root")


@pytest.fixture
def coast(tmp_path):
    """A copy of the small sample preset, to be broken by a test."""
    folder = tmp_path / "coast"
    shutil.copytree(source.SHIPPED / "sample-coast", folder)
    return folder


def zipped(folder: Path) -> FileStorage:
    return FileStorage(io.BytesIO(source.packed(folder)), "preset.zip")


def change(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def rows(table) -> list:
    return list(model.Session.scalars(sa.select(table)))


def counts(done: dict, what: str) -> dict[str, int]:
    return {noun: found[what] for noun, found in done["nouns"].items() if found[what]}


class TestBorno:
    loaded: ClassVar[dict] = {}

    @pytest.fixture
    def done(self, request, non_clean_db, act):
        """What the load said; it runs once for the tests here, which only read."""
        tf = Taskforce.get("borno")
        if not self.loaded or tf is None or tf.id != self.loaded["id"]:
            root = request.getfixturevalue("root")
            self.loaded |= act("preset_load", root, name="borno")
        return self.loaded

    def test_everything_of_the_source_is_there(self, done):
        assert counts(done, "created") == {
            "taskforce": 1,
            "place": 811,
            "code": 87,
            "subcommittee": 3,
            "agency": 42,
            "template": 26,
            "strategy": 1,
            "objective": 21,
            "document": 47,
            "input": 5,
            "indicator": 23,
        }

    def test_members_by_type_are_those_of_the_source(self, done):
        assert Counter(agency.type for agency in rows(Agency)) == {
            "government": 21,
            "national_ngo": 12,
            "international_ngo": 3,
            "un": 5,
            "icrc": 1,
        }

    def test_only_named_members_are_no_placeholders(self, done):
        named = {a.acronym for a in rows(Agency) if not a.is_placeholder}

        assert named == {"MOJ", "NAPTIP", "HAI", "IOM", "UNHCR", "ICRC"}
        assert all(
            "placeholder" in a.name for a in rows(Agency) if a.acronym not in named
        )

    def test_co_chairs_and_leads(self, done):
        positions = {a.acronym: a.position for a in rows(Agency) if a.position}

        assert positions == {
            "MOJ": "Co-chair",
            "NAPTIP": "Co-chair",
            "IOM": "Lead supporting organisation",
            "HAI": "Lead supporting organisation",
            "UNHCR": "Lead supporting organisation",
        }

    def test_25_deliverables_by_function_and_one_that_is_not_scored(self, done):
        found = rows(Template)
        scored = Counter(t.core_function for t in found if t.is_scored)

        assert scored == {1: 4, 2: 6, 3: 4, 4: 3, 5: 4, 6: 4}
        assert [t.code for t in found if not t.is_scored] == ["aap"]
        codes = [t.code for t in sorted(found, key=lambda t: t.position)]
        assert codes[:5] == ["1.1", "1.2", "1.3", "1.4", "2.1"]
        assert all(t.subcommittee_id and t.objective_code for t in found)

    def test_four_objectives_with_17_lines_and_the_second_c3(self, done):
        lines = Counter(o.parent_code for o in rows(Objective))
        renamed = {o.code: o.source_code for o in rows(Objective) if o.source_code}

        assert lines == {"": 4, "A": 5, "B": 4, "C": 4, "D": 4}
        assert renamed == {"C.4": "C.3"}

    def test_places_carry_p_codes(self, done):
        found = {p.code: p for p in rows(Place)}

        assert (found["NG008"].name, found["NG008"].level) == ("Borno", 1)
        assert sum(p.parent == "NG008" for p in found.values()) == 27
        assert found["NG008001"].name == "Abadam"
        assert Counter(p.level for p in found.values()) == {1: 37, 2: 774}

    def test_six_violations_and_the_tasks_of_each_function(self, done):
        lists = Counter(code.list for code in rows(Code))

        assert lists["violation"] == 6
        assert lists["core_function"] == 6
        assert lists["core_function_task"] == 18
        assert lists["step"] == 10
        assert lists["form_of_exploitation"] == 13

    def test_the_tasks_of_the_source_stand_beside_each_function(self, done, act):
        if model.User.get("member") is None:
            factories.User(name="member")
            seat = {"user": "member", "role": "observer"}
            act("seat_create", {"name": "root"}, taskforce="borno", **seat)

        found = act("core_function_overview", {"name": "member"}, taskforce="borno")

        assert [len(f["tasks"]) for f in found] == [3, 3, 3, 3, 4, 2]
        assert [f["applicable"] for f in found] == [4, 6, 4, 3, 4, 4]
        assert found[5]["tasks"][1] == (
            "Speak for the cluster, its members and affected people"
        )

    def test_strategy_of_the_source_is_current(self, done):
        (found,) = rows(Strategy)

        assert (found.slug, found.is_current, found.is_sample) == (
            "2020-2022",
            True,
            False,
        )
        assert (found.starts.isoformat(), found.ends.isoformat()) == (
            "2020-01-01",
            "2022-12-31",
        )
        headings = {"strengths", "weaknesses", "opportunities", "threats"}
        assert set(found.swot) == headings

    def test_each_row_has_its_event_and_the_chain_holds(self, done):
        tf = done["id"]

        own = [event for event in rows(Event) if event.verb == "load"]
        # How many periods and reports are due follows from the day of the test.
        due = {event.noun for event in own} & {"period", "report"}
        own = [event for event in own if event.noun not in due]
        assert due == {"period", "report"}
        assert len(own) == 1 + 811 + 87 + 3 + 42 + 26 + 1 + 21 + 23 + 47 + 5
        assert list(chain.verify(tf)) == []

    def test_the_publishing_organization_has_no_members(self, done):
        tf = Taskforce.get("borno")
        members = sa.select(model.Member).where(
            model.Member.group_id == tf.organization_id,
            model.Member.table_name == "user",
        )

        assert model.Group.get("borno").id == tf.organization_id
        assert model.Session.scalars(members).all() == []


class TestAgain:
    @pytest.mark.parametrize("sample", [True, False])
    def test_twice_changes_nothing(self, root, act, sample):
        act("preset_load", root, name="borno", sample=sample)
        n_events = len(rows(Event))

        again = act("preset_load", root, name="borno", sample=sample)

        for what in ("created", "changed", "kept", "retired"):
            assert counts(again, what) == {}
        assert len(rows(Event)) == n_events

    def test_the_sample_strategy_is_current_and_marked(self, root, act):
        act("preset_load", root, name="borno")
        act("preset_load", root, name="borno", sample=True)

        found = {s.slug: (s.is_current, s.is_sample) for s in rows(Strategy)}
        assert found == {"2020-2022": (False, False), "2026-2028": (True, True)}
        assert Taskforce.get("borno").is_sample

    def test_a_sample_stays_one(self, root, act):
        act("preset_load", root, name="borno", sample=True)
        again = act("preset_load", root, name="borno")

        assert counts(again, "changed") == {}
        assert Taskforce.get("borno").is_sample

    def test_what_somebody_changed_by_hand_is_kept(self, root, act):
        act("preset_load", root, name="borno")
        factories.User(name="sec")
        tf = "borno"
        act("seat_create", root, taskforce=tf, user="sec", role="secretariat")
        (row,) = act("agency_list", {"name": "sec"}, taskforce=tf, q="GOV-07")["items"]
        act(
            "agency_update",
            {"name": "sec"},
            id=row["id"],
            version=row["version"],
            name="Sample Ministry of Roads",
            is_placeholder=False,
        )

        again = act("preset_load", root, name="borno")

        assert counts(again, "kept") == {"agency": 1}
        assert Agency.get(row_tf(), "GOV-07").name == "Sample Ministry of Roads"

    def test_a_new_edition_changes_what_changed_and_retires_what_went(
        self, root, act, coast
    ):
        act("preset_load", root, upload=zipped(coast))
        change(coast, "places.csv", "XC1B01,Mangrove,3,XC1B,\n", "")
        change(coast, "agencies.csv", "Sample Tide Relief", "Sample High Tide")

        again = act("preset_load", root, upload=zipped(coast))

        assert counts(again, "retired") == {"place": 1}
        assert counts(again, "changed") == {"agency": 1}
        assert Place.get(again["id"], "XC1B01").retired


class TestSampleCoast:
    def test_another_task_force_loads_beside_borno_without_code(self, root, act):
        act("preset_load", root, name="borno")
        done = act("preset_load", root, name="sample-coast")

        tf = Taskforce.get("sample-coast")
        assert tf.settings["place_levels"] == ["Province", "Region", "District"]
        assert tf.settings["k"] == 15
        own = [s.slug for s in rows(Subcommittee) if s.taskforce_id == tf.id]
        assert sorted(own) == [
            "partnership",
            "prevention",
            "prosecution",
            "protection",
        ]
        assert Strategy.current(tf.id).slug == "2025-2029"
        assert counts(done, "created")["place"] == 10
        assert Agency.count_by_type(Taskforce.get("borno").id)["government"] == 21


BROKEN = [
    ("taskforce.yaml", "area: XC1", "area: XC9", 7, "7", "Nearest"),
    ("taskforce.yaml", "k: 15", "k: 3", 9, "6", "from 10 to 1000"),
    ("taskforce.yaml", "slug: sample-coast", "slug: NO", 2, "7", "lower-case"),
    ("taskforce.yaml", "title: Coast", "colour: Coast", 3, "1", "does not belong"),
    ("taskforce.yaml", "zeros: show", "zeros: [", 12, "12", "not YAML"),
    ("taskforce.yaml", "zeros: show", "zeros: *a", 10, "10", "reference"),
    ("taskforce.yaml", "zeros: show", "k: 12", 10, "3", "twice"),
    ("agencies.csv", ",un,", ",UN Agency,", 8, "type", "Not one of"),
    ("agencies.csv", "COURT,", "GUARD,", 4, "acronym", "line 3 already"),
    ("agencies.csv", "prevention|partnership,Ch", "prevent,Ch", 2, "subcommittees", ""),
    ("agencies.csv", "acronym,name", "acronym,Name", 1, "Name", "does not belong"),
    ("agencies.csv", "Sample Sea Agency", "Call 0803 123 4567", 8, "name", "phone"),
    ("agencies.csv", ",un,protection,", ",un,", 8, "1", "6 cells"),
    ("places.csv", ",2,XC1,Rive Nord", ",3,XC1,Rive Nord", 4, "level", "level 2"),
    ("places.csv", "XC1A,Marché", "XC7A,Marché", 7, "parent", "Nearest"),
    ("places.csv", "Salt Market", "", 7, "name", "Missing"),
    ("codes.yaml", "- {code: M,", "- {code: F,", 12, "16", "already"),
    ("codes.yaml", "list: sex", "list: violation", 8, "11", "another file"),
    ("strategy.yaml", "2029-06-30", "2029-06-31", 5, "12", "calendar"),
    ("strategy.yaml", "2029-06-30", "2024-06-30", 5, "12", "ends after"),
    ("strategy.yaml", "II.2, title", "II.1, title", 20, "20", "already"),
    ("deliverables.yaml", "code: 1.2", "code: 1.1", 7, "16", "already"),
    ("deliverables.yaml", "objective: I.2", "objective: IX", 17, "", "Nearest"),
    ("deliverables.yaml", "core_function: 5", "core_function: 7", 8, "20", "1 to 6"),
    ("violations.yaml", "code: abduction", "code: theft", 20, "11", "not in"),
    ("indicators.yaml", "kind: number", "kind: ratio", 7, "", "Not one of"),
    ("indicators.yaml", "baseline: 0", "baseline: none", 9, "15", "a number"),
    ("indicators.yaml", "[HARBOUR, GUARD]", "[HARBOR]", 12, "", "Nearest: HARBOUR"),
    ("indicators.yaml", "target: In force", "target: Done", 46, "13", "Drafted"),
    ("indicators.yaml", "[place, sex]", "[place, hue]", 37, "", "Not one of"),
    ("indicators.yaml", "code: II.1-1", "code: I.1-1", 27, "11", "already"),
    ("tally.yaml", "sex,", "gender,", 2, "", "not in the preset"),
    ("tally.yaml", "sex,", "zone,", 2, "", "Count by one of these two"),
    ("tally.yaml", "referred]", "reffered]", 4, "", "Nearest: referred"),
    ("tally.yaml", "identified,", "screened,", 4, "", "stands here twice"),
    ("tally.yaml", "place_level", "place_depth", 5, "", "does not belong here"),
    ("tally.yaml", "XC1B]", "XC1B01]", 7, "", "not in the preset"),
    ("calendar.yaml", "due: 2027-03-01", "due: soon", 5, "", "calendar"),
    ("calendar.yaml", "lock_days: 190", "lock_days: 20", 2, "", "locks after"),
    ("calendar.yaml", "kind: year", "kind: half_year", 3, "", "already"),
]


class TestBroken:
    @pytest.mark.parametrize(("file", "old", "new", "line", "column", "words"), BROKEN)
    def test_is_refused_by_place_and_stores_nothing(
        self, root, act, coast, file, old, new, line, column, words
    ):
        change(coast, file, old, new)

        found = act("preset_check", root, upload=zipped(coast))["faults"]
        with pytest.raises(tk.ValidationError) as refused:
            act("preset_load", root, upload=zipped(coast))

        places = [(f["file"], f["line"]) for f in found]
        assert (file, line) in places
        fault = found[places.index((file, line))]
        assert words in fault["reason"]
        assert not column or fault["column"] == column
        assert any(
            m.startswith(f"{file}, line {line}, column ")
            for m in refused.value.error_dict["preset"]
        )
        assert rows(Taskforce) == []
        assert model.Group.get("sample-coast") is None

    def test_every_fault_is_told_at_once(self, root, act, coast):
        change(coast, "places.csv", "Salt Market", "")
        change(coast, "agencies.csv", ",un,", ",UN Agency,")
        change(coast, "tally.yaml", "half_year", "fortnight")

        found = act("preset_check", root, upload=zipped(coast))["faults"]

        assert {fault["file"] for fault in found} == {
            "places.csv",
            "agencies.csv",
            "tally.yaml",
        }

    def test_words_that_yaml_would_change_stay_words(self, root, act, coast):
        change(coast, "places.csv", "XC2,Island Province,1,,", "NO,Island Province,1,,")
        change(coast, "places.csv", "XC2A,Outer Isles,2,XC2,", "XC2A,Outer,2,NO,")
        change(coast, "taskforce.yaml", "area: XC1", "area: NO")
        change(coast, "strategy.yaml", "slug: 2025-2029", "slug: 2026")
        change(coast, "deliverables.yaml", "code: 1.2", "code: 1.10")

        act("preset_load", root, upload=zipped(coast))

        assert Taskforce.get("sample-coast").area == "NO"
        assert [s.slug for s in rows(Strategy)] == ["2026"]
        assert "1.10" in {t.code for t in rows(Template)}

    def test_a_group_with_its_name_is_not_taken_over(self, root, act, coast):
        factories.Group(name="sample-coast")

        with pytest.raises(tk.ValidationError) as refused:
            act("preset_load", root, upload=zipped(coast))

        assert "slug" in refused.value.error_dict
        assert rows(Taskforce) == rows(Place) == rows(Event) == []

    def test_a_load_that_fails_in_the_end_leaves_nothing(self, root, act, broken_end):
        with pytest.raises(tk.ValidationError):
            act("preset_load", root, name="sample-coast")

        assert rows(Taskforce) == rows(Place) == rows(Agency) == rows(Event) == []
        assert model.Group.get("sample-coast") is None

    @pytest.fixture
    def broken_end(self, root):
        """A database that refuses the very last row of the sample preset."""
        table, name = "tiptaskforce_objective", "refuse_the_last"
        self.execute(
            f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK (code <> 'II.2')"
        )
        yield
        model.Session.remove()
        self.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")

    def execute(self, statement: str) -> None:
        with model.meta.engine.begin() as connection:
            connection.execute(sa.text(statement))


class TestZip:
    def archive(self, **parts: bytes) -> FileStorage:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
            for name, content in parts.items():
                made.writestr(name, content)
        return FileStorage(io.BytesIO(buffer.getvalue()), "x.zip")

    def faults(self, act, root, upload) -> list[str]:
        found = act("preset_check", root, upload=upload)["faults"]
        return [f"{fault['file']}: {fault['reason']}" for fault in found]

    def test_one_folder_around_all_files_is_passed_over(self, root, act, coast):
        parts = {f"coast/{p.name}": p.read_bytes() for p in coast.iterdir()}

        assert self.faults(act, root, self.archive(**parts)) == []

    @pytest.mark.parametrize(
        "name", ["../taskforce.yaml", "/etc/passwd", "a/b/taskforce.yaml", "run.py"]
    )
    def test_a_part_outside_the_format_is_refused(self, root, act, coast, name):
        parts = {p.name: p.read_bytes() for p in coast.iterdir()} | {name: b"x"}

        (fault,) = self.faults(act, root, self.archive(**parts))
        assert fault.startswith(f"{name}: This file does not belong")

    def test_a_bomb_is_refused_by_what_it_says_it_unpacks_to(self, root, act):
        bomb = self.archive(**{"places.csv": b"0" * (source.MOST_UNPACKED + 1)})

        assert "20 MB" in self.faults(act, root, bomb)[0]

    def test_what_is_no_zip_is_refused(self, root, act):
        upload = FileStorage(io.BytesIO(b"slug: x"), "x.zip")

        assert "not a zip file" in self.faults(act, root, upload)[0]

    def test_without_its_first_file_it_is_no_preset(self, root, act):
        upload = self.archive(**{"places.csv": b"code,name,level\n"})

        assert self.faults(act, root, upload) == [
            "taskforce.yaml: This file is missing."
        ]


class TestWho:
    @pytest.mark.parametrize("action", ["preset_check", "preset_load"])
    def test_only_those_who_run_the_portal(self, house, act, action):
        for user in (house.coordinator, house.secretariat, house.donor, None):
            with pytest.raises(tk.NotAuthorized):
                act(action, user, name="sample-coast")

    @pytest.mark.parametrize("name", ["nowhere", "../borno", ""])
    def test_a_name_is_one_of_ours(self, root, act, name):
        with pytest.raises(tk.ValidationError) as refused:
            act("preset_load", root, name=name)

        assert list(refused.value.error_dict) == ["name"]


def row_tf() -> str:
    return Taskforce.get("borno").id
