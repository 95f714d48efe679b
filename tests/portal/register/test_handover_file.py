"""The handover file of the task force: what is in it, that it loads, and its seal."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from ckan.tests import factories
from openpyxl import load_workbook
from werkzeug.datastructures import FileStorage

from ckanext.tiptaskforce.logic import base, handover_sections, handover_set
from ckanext.tiptaskforce.logic.presets import source
from ckanext.tiptaskforce.model.agency import Agency
from ckanext.tiptaskforce.model.code import Code
from ckanext.tiptaskforce.model.document import Document
from ckanext.tiptaskforce.model.indicator import Indicator
from ckanext.tiptaskforce.model.input import Input
from ckanext.tiptaskforce.model.objective import Objective
from ckanext.tiptaskforce.model.place import Place
from ckanext.tiptaskforce.model.strategy import Strategy
from ckanext.tiptaskforce.model.subcommittee import Subcommittee
from ckanext.tiptaskforce.model.taskforce import Taskforce
from ckanext.tiptaskforce.model.template import Template

TABLES = (Agency, Code, Document, Indicator, Input, Objective, Place)
TABLES += (Strategy, Subcommittee, Template)
# What differs between two task forces that were made of the same files.
OWN = {"id", "taskforce_id", "created", "modified", "created_by", "adopted_on"}


@pytest.fixture
def hand_over(act):
    """Return the function that makes the file of a task force as somebody."""

    def make(user: Any, taskforce: str = "borno") -> dict[str, Any]:
        found = act("taskforce_hand_over", user, taskforce=taskforce)
        return {**found, "content": base64.b64decode(found["content"])}

    return make


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def preset_of(data: bytes, **changed: str) -> FileStorage:
    """Return the preset of a file as the actions take it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts(source.taken_out(data)).items():
            text = content.decode()
            for before, after in changed.items():
                text = text.replace(f"slug: {before}\n", f"slug: {after}\n")
            archive.writestr(name, text)
    out.seek(0)
    return FileStorage(out, "preset.zip")


def repacked(data: bytes, change: Any) -> bytes:
    """Return a file after somebody had a hand in it."""
    found = parts(data)
    change(found)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in found.items():
            archive.writestr(name, content)
    return out.getvalue()


def described(table: Any, taskforce_id: str, names: dict[str, str]) -> list[str]:
    """Return the rows of a noun with codes in place of ids, in an order of its own."""

    def said(value: Any) -> Any:
        if isinstance(value, list):
            return [said(one) for one in value]
        return names.get(value, value) if isinstance(value, str) else value

    return sorted(
        json.dumps(
            {
                column.key: said(getattr(row, column.key))
                for column in sa.inspect(table).columns
                if column.key not in OWN
            },
            default=str,
            sort_keys=True,
        )
        for row in table.all_of(taskforce_id)
    )


def everything(slug: str) -> dict[str, Any]:
    """Return what a preset makes, without what is one task force's own."""
    row = Taskforce.get(slug)
    names = {}
    for table, key in ((Agency, "acronym"), (Subcommittee, "slug"), (Strategy, "slug")):
        names |= {one.id: getattr(one, key) for one in table.all_of(row.id)}
    names |= {one.id: one.code for one in Objective.all_of(row.id)}
    words = ("title", "full_title", "description", "contact", "area", "settings")
    return {
        "taskforce": {name: getattr(row, name) for name in words},
        **{t.__tablename__: described(t, row.id, names) for t in TABLES},
    }


class TestPreset:
    @pytest.mark.parametrize(
        ("name", "slug"), [("borno", "borno"), ("sample-coast", "sample-coast")]
    )
    def test_it_loads_as_the_same_task_force_under_another_name(
        self, clean_db, act, hand_over, name, slug
    ):
        root = factories.Sysadmin()
        act("preset_load", root, name=name, sample=True)
        lead = factories.User()
        said = {"taskforce": slug, "user": lead["name"], "role": "coordinator"}
        act("seat_create", root, **said)

        made = hand_over(lead, slug)
        other = {slug: "another"}
        checked = act("preset_check", root, upload=preset_of(made["content"], **other))
        upload = preset_of(made["content"], **other)
        act("preset_load", root, upload=upload, sample=True)

        assert (checked["faults"], made["preset_faults"]) == ([], [])
        assert everything("another") == everything(slug)
        assert len(everything("another")["tiptaskforce_indicator"]) > 2

        upload = preset_of(made["content"], **other)
        again = act("preset_load", root, upload=upload, sample=True)["nouns"]
        verbs = ("created", "changed", "retired", "kept")
        assert {k: n for k, n in again.items() if any(n[v] for v in verbs)} == {}
        assert hand_over(lead, slug)["content"] == made["content"]

    def test_a_changed_task_force_loads_as_well(self, act, house, hand_over):
        row = act("agency_show", house.secretariat, id=house.agency["BRN"]["id"])
        about = {"id": row["id"], "version": row["version"]}
        contact = "Desk, desk@example.org"
        act("agency_update", house.secretariat, **about, contact=contact)

        made = hand_over(house.secretariat)

        assert made["preset_faults"] == []
        preset = preset_of(made["content"], borno="another")
        assert act("preset_load", house.root, upload=preset)["taskforce"] == "another"
        codes = [
            {row.code for row in Template.all_of(Taskforce.get(slug).id)}
            for slug in ("another", "borno")
        ]
        assert codes[0] == codes[1] != set()
        assert all(b"desk@" not in one for one in parts(made["content"]).values())


class TestContent:
    def test_what_is_open_stands_on_the_page_and_in_the_workbook(
        self, log, house, hand_over, in_days, forum
    ):
        log(title="Open <work>", due=in_days(9))
        forum(title="Sector", review_by=in_days(30))

        found = parts(hand_over(house.secretariat)["content"])

        soup = BeautifulSoup(found["handover.html"], "html.parser")
        cells = {cell.get_text() for cell in soup.select("td")}
        assert {"Open <work>", "Sector", "Coordinator", "Agency RP", "A.2"} <= cells
        book = load_workbook(io.BytesIO(found["handover.xlsx"]))
        values = {str(cell) for page in book for row in page.values for cell in row}
        assert {"Open <work>", "Sector", "Coordinator", "Agency RP", "A.2"} <= values

    def test_the_page_needs_nothing_from_outside(self, house, hand_over):
        page = parts(hand_over(house.secretariat)["content"])["handover.html"].decode()
        soup = BeautifulSoup(page, "html.parser")

        assert soup.select("script, link, img, iframe, [src], [onclick]") == []
        assert {a["href"][0] for a in soup.select("a")} == {"#"}
        assert "url(" not in page
        assert "@import" not in page

    def test_documents_go_along_until_it_is_too_much(
        self, act, house, hand_over, monkeypatch
    ):
        for title in ("First", "Second"):
            upload = FileStorage(io.BytesIO(b"a,b\n1,2\n"), f"{title} list.csv")
            said = {"taskforce": "borno", "kind": "sop", "title": title}
            act("document_create", house.reporter, **said, upload=upload)

        made = hand_over(house.secretariat)
        files = [n for n in parts(made["content"]) if n.startswith("documents/")]
        assert files == [
            "documents/001-First-list.csv",
            "documents/002-Second-list.csv",
        ]
        assert made["left_out"] == []

        monkeypatch.setattr(handover_set, "MOST_DOCUMENTS", 10)
        made = hand_over(house.secretariat)
        files = [n for n in parts(made["content"]) if n.startswith("documents/")]
        assert files == ["documents/001-First-list.csv"]
        assert (made["left_out"], made["documents_limit"]) == (["Second"], 10)

    def test_it_says_who_made_it_and_that_stands_in_the_log(
        self, act, house, hand_over
    ):
        made = hand_over(house.secretariat)

        manifest = json.loads(parts(made["content"])["manifest.json"])
        assert manifest["made_by"] == {"role": "secretariat", "organisation": None}
        about = {"taskforce": "borno", "id": house.id}
        newest = act("event_list", house.coordinator, **about)["items"][0]
        assert (newest["verb"], newest["role"]) == ("hand_over", "secretariat")

    def test_who_counts_as_well_hands_on_no_more(self, act, house, hand_over):
        said = {"taskforce": "borno", "user": house.coordinator["name"]}
        act("seat_create", house.root, **said, role="custodian")
        context = {"user": house.coordinator["name"]}
        about = (Taskforce.get("borno"), "taskforce", "hand_over", {})
        step = base.Step(context, base.reader_of(context), *about)

        narrowed = handover_sections.as_coordination(step)

        assert step.scope.is_custodian
        assert not narrowed.scope.is_custodian
        assert narrowed.scope.is_coordinator
        made = parts(hand_over(house.coordinator)["content"])
        assert json.loads(made["manifest.json"])["made_by"]["role"] == "coordinator"

    def test_the_queries_are_as_many_for_much_work(
        self, log, house, hand_over, queries, in_days
    ):
        log(title="One", due=in_days(1))
        hand_over(house.secretariat)
        with queries() as few:
            hand_over(house.secretariat)
        for number in range(20):
            log(title=f"Piece {number}", due=in_days(number))
        with queries() as many:
            hand_over(house.secretariat)

        assert len(many) == len(few)
        assert len(few) <= 60


class TestRights:
    @pytest.mark.parametrize(
        "who",
        [
            *("chair", "focal_point", "reporter", "observer", "custodian"),
            *("mrm_focal", "donor", "root"),
        ],
    )
    def test_others_do_not_make_it_and_are_not_offered_it(
        self, act, house, window, who
    ):
        user = getattr(house, who)
        with pytest.raises(tk.NotAuthorized):
            act("taskforce_hand_over", user, taskforce="borno")

        browser = window(user)
        assert browser.get("/taskforce/borno/admin/handover").status_code in (403, 404)
        people = browser.get("/taskforce/borno/admin/people").get_data(as_text=True)
        assert "/admin/handover" not in people


class TestSeal:
    @pytest.fixture
    def made(self, house, hand_over, log, in_days) -> bytes:
        log(title="Open work", due=in_days(9))
        return hand_over(house.secretariat)["content"]

    def test_it_is_as_it_was_made(self, made):
        assert handover_set.fault_of(made) is None

    @pytest.mark.parametrize(
        ("change", "name"),
        [
            (lambda f: f.update({"handover.html": b"x"}), "handover.html"),
            (
                lambda f: f.update(
                    {"handover.html": f["handover.html"].replace(b"Open", b"Done")}
                ),
                "handover.html",
            ),
            (lambda f: f.pop("preset/agencies.csv"), "preset/agencies.csv"),
            (lambda f: f.update({"preset/more.csv": b"x"}), "preset/more.csv"),
            (lambda f: f.pop("manifest.json"), "manifest.json"),
            (lambda f: f.update({"manifest.json": b"[]"}), "manifest.json"),
            (
                lambda f: f.update(
                    {
                        "manifest.json": f["manifest.json"].replace(
                            b'"borno"', b'"coast"'
                        )
                    }
                ),
                "manifest.json",
            ),
        ],
    )
    def test_the_first_file_that_differs_is_named(self, made, change, name):
        assert handover_set.fault_of(repacked(made, change))[0] == name

    def test_another_portal_cannot_tell(self, made, monkeypatch):
        monkeypatch.setitem(tk.config, "SECRET_KEY", "of another portal")

        assert handover_set.fault_of(made)[0] == "manifest.json"

    def test_what_is_no_zip_is_said_to_be_none(self):
        assert handover_set.fault_of(b"nothing")[0] == "zip"


class TestPage:
    @pytest.mark.parametrize("who", ["secretariat", "coordinator"])
    def test_one_button_gives_the_file(self, house, window, who):
        browser = window(getattr(house, who))
        people = browser.get("/taskforce/borno/admin/people").get_data(as_text=True)
        assert "/taskforce/borno/admin/handover" in people
        page = browser.get("/taskforce/borno/admin/handover").get_data()
        token = BeautifulSoup(page, "html.parser").select_one(
            "form.tf-form input[name]"
        )

        fields = {token["name"]: token["value"]}
        answer = browser.post("/taskforce/borno/admin/handover", data=fields)

        assert answer.status_code == 200
        assert answer.mimetype == "application/zip"
        assert "no-store" in answer.headers["Cache-Control"]
        assert "borno-handover-" in answer.headers["Content-Disposition"]
        assert handover_set.fault_of(answer.get_data()) is None
