"""Alerts as figures: the one road and its door, by other seats, in their own ledger."""

from __future__ import annotations

import base64
import io
import json
from typing import Any

import ckan.plugins.toolkit as tk
import openpyxl
import pytest
import sqlalchemy as sa
from ckan import model

from ckanext.tiptaskforce import config
from ckanext.tiptaskforce.logic import publishing

pytestmark = pytest.mark.usefixtures("clean_index")

QUARTER, BEFORE = "2026-Q1", "2025-Q4"
SPECIFICATION = {
    "kind": "figures",
    "step": "alerts",
    "window": {"period": [QUARTER]},
    "tables": [["violation", "state", "quarter"]],
}
# So many alerts of a violation are passed on in a quarter, by three hands in turn.
PASSED = (("abduction", 30), ("recruitment_use", 24), ("killing_maiming", 3))
DAYS = {QUARTER: ("2026-01", "2026-02-10"), BEFORE: ("2025-10", "2025-11-10")}


@pytest.fixture(autouse=True)
def own_vault(tmp_path, ckan_config, monkeypatch) -> None:
    """Give each test a vault of its own, and no days to object."""
    vault = tmp_path / "vault"
    vault.mkdir(mode=0o700)
    monkeypatch.setitem(ckan_config, f"{config.PREFIX}vault_path", str(vault))
    monkeypatch.setitem(ckan_config, f"{config.PREFIX}objection_days", "0")


@pytest.fixture
def pass_on(counting, alert):
    """Return the function that passes on so many alerts of each violation."""

    def passed(quarter: str = QUARTER, every: Any = PASSED) -> None:
        hands = (counting.focal_point, counting.other_focal_point, counting.mrm_focal)
        month, day = DAYS[quarter]
        for violation, number in every:
            for turn in range(number):
                alert(
                    user=hands[turn % 3],
                    violation=violation,
                    month=month,
                    passed_on=day,
                    place="NG008" if turn % 2 else "NG008021",
                )

    return passed


@pytest.fixture
def say(act):
    """Return the function that says a verb to a release, with its present version."""

    def step(verb: str, user: dict[str, Any], release_id: str, **more: Any) -> Any:
        model.Session.rollback()
        shown = act("release_show", user, id=release_id)
        about = {"id": release_id, "version": shown["version"], **more}
        if verb == "propose":
            preview = act("release_preview", user, id=release_id)
            about.setdefault("little", preview["sparse"])
        return act(f"release_{verb}", user, **about)

    return step


@pytest.fixture
def draft(counting, act):
    """Return the function that drafts a release of alerts as the MRM focal person."""

    def make(**more: Any) -> dict[str, Any]:
        data = {
            "taskforce": "borno",
            "title": "Alerts passed on",
            "series": "alerts",
            "specification": SPECIFICATION,
        }
        user = more.pop("user", counting.mrm_focal)
        return act("release_create", user, **{**data, **more})

    return make


@pytest.fixture
def protected(counting, draft, say, act):
    """Return the function that brings a release of alerts through its check."""

    def make(**more: Any) -> dict[str, Any]:
        made = draft(**more)
        say("protect", counting.mrm_focal, made["id"])
        publishing.protect(made["id"])
        return act("release_show", counting.mrm_focal, id=made["id"])

    return make


@pytest.fixture
def publish(counting, protected, say, act):
    """Return the function that publishes a release of alerts through every step."""

    def make(**more: Any) -> dict[str, Any]:
        made = protected(**more)
        assert made["state"] == "protected", (made["progress"], made["advice"])
        say("propose", counting.mrm_focal, made["id"])
        say("approve", counting.coordinator, made["id"])
        publishing.publish(made["id"])
        return act("release_show", counting.mrm_focal, id=made["id"])

    return make


def cells(table: dict[str, Any]) -> dict[tuple[str, ...], Any]:
    return {tuple(row[:-1]): row[-1] for row in table["rows"]}


def content(found: dict[str, Any]) -> bytes:
    return base64.b64decode(found["content"])


def counted() -> list[tuple[Any, ...]]:
    """Return what counts, as the table holds it."""
    model.Session.remove()
    asked = sa.text(
        "SELECT period, epoch, codes ->> 'violation', codes ->> 'place', sum(n) "
        "FROM tiptaskforce_contribution WHERE step = 'alerts' "
        "GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"
    )
    with model.meta.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(asked)]


class TestRoad:
    def test_two_persons_bring_the_alerts_of_a_quarter_to_the_public(
        self, pass_on, publish, act
    ):
        pass_on()

        assert publish()["state"] == "published"
        shown = act("publication_show", taskforce="borno", series="alerts")
        found = cells(shown["tables"]["violation-state-quarter"])

        assert found[("TOTAL", "TOTAL", "TOTAL")] == 57
        assert found[("killing_maiming", "NG008", QUARTER)] == "withheld"
        assert found[("denial_access", "NG008", QUARTER)] == "withheld"
        assert shown["manifest"]["n_sources"] == 3
        assert shown["step"] == "alerts"

    def test_every_file_says_that_alerts_are_not_verified(
        self, pass_on, publish, act, counting
    ):
        pass_on()
        publish()
        told = "alerts are not verified information and say nothing of how common"

        shown = act("publication_show", taskforce="borno", series="alerts")
        about = {"taskforce": "borno", "series": "alerts", "number": 1}
        code = shown["manifest"]["release"]

        assert told in shown["manifest"]["unit"]
        texts = {
            file["name"]: content(act("publication_read", **about, file=file["name"]))
            for file in shown["files"]
        }
        for name in (f"{code}.json", "release.json", "report.json", "report.html"):
            assert told.encode() in texts[name], name
        sheet = openpyxl.load_workbook(io.BytesIO(texts[f"{code}.xlsx"]))["about"]
        lines = [tuple(row) for row in sheet.iter_rows(values_only=True)]
        care = f"{told[:1].upper()}{told[1:]} violations are."
        assert ("Read with care", care) in lines
        dataset = tk.get_action("package_show")({}, {"id": "borno-alerts"})
        assert told in dataset["unit"]
        assert told.capitalize() in dataset["caveats"]

    def test_the_page_says_it_too_and_names_no_persons(self, pass_on, publish, app):
        pass_on()
        publish()

        text = app.get("/taskforce/borno/data/alerts").body

        assert "Alerts are not verified information and say nothing of preval" in text
        assert "One person may be counted more than once" not in text
        assert "The data custodian accepts the counts" not in text

    def test_coordination_does_not_learn_who_passed_alerts_on(
        self, pass_on, protected, act, counting
    ):
        pass_on()
        made = protected()

        found = act(
            "event_list",
            counting.coordinator,
            taskforce="borno",
            noun="release",
            id=made["id"],
        )

        told = json.dumps(found)
        assert [e["verb"] for e in found["items"]][-1] == "create"
        assert not [a for a in counting.agency.values() if a["id"] in told]

    def test_machines_are_told_that_alerts_are_not_verified(
        self, pass_on, publish, app
    ):
        pass_on()
        publish()
        told = "Alerts are not verified information and say nothing of how common viol"

        for ending in ("dcat.ttl", "schema.jsonld"):
            assert told in app.get(f"/taskforce/borno/data/alerts/{ending}").text
        assert told in app.get("/taskforce/borno/data/feed.atom").text

    def test_the_ledger_is_its_own(self, pass_on, publish):
        pass_on()
        publish()

        folders = sorted(p.name for p in (config.vault_path() / "borno").iterdir())
        lines = (config.vault_path() / "borno/alerts/ledger.jsonl").read_text()
        kinds = [json.loads(line)["kind"] for line in lines.splitlines()]
        assert folders == ["alerts"]
        assert kinds == ["intent", "release"]

    def test_an_acknowledgement_changes_no_count(
        self, pass_on, alert, acknowledge, draft, say, counting
    ):
        acknowledge(alert(passed_on="2026-01-15"))
        made = draft()
        say("protect", counting.mrm_focal, made["id"])

        assert counted() == [(QUARTER, "2026-q1-1", "abduction", "NG008021", 1)]

    def test_a_late_alert_is_of_the_next_epoch_and_of_its_own_quarter(
        self, pass_on, publish, alert, draft, say, counting
    ):
        pass_on(every=(("abduction", 20),))
        publish()
        for day in range(20, 31):
            alert(passed_on=f"2026-03-{day}", place="NG008")
        made = draft(series="again")
        say("protect", counting.mrm_focal, made["id"])

        assert counted() == [
            (QUARTER, "2026-q1-1", "abduction", "NG008-UNK", 10),
            (QUARTER, "2026-q1-1", "abduction", "NG008021", 10),
            (QUARTER, "2026-q1-2", "abduction", "NG008-UNK", 11),
        ]

    def test_few_alerts_are_refused_and_their_maker_is_told(
        self, pass_on, protected, act, counting
    ):
        pass_on(every=(("abduction", 4), ("denial_access", 3)))

        made = protected(
            specification={**SPECIFICATION, "tables": [["lga", "violation"]]}
        )

        # The public number of sources would say that somebody is there.
        told = act("release_show", counting.mrm_focal, id=made["id"])
        assert made["state"] == "refused"
        assert told["advice"][0].startswith("Even the total would be withheld")

    def test_a_quarter_without_alerts_has_no_release(self, draft, say, counting):
        made = draft()

        with pytest.raises(tk.ValidationError) as refused:
            say("protect", counting.mrm_focal, made["id"])

        words = "No alert was passed on in this period yet."
        assert refused.value.error_dict["specification"] == [words]

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"window": {"period": ["2026-01"]}}, "alerts are counted by quarter"),
            ({"tables": [["sex"]]}, "tables: sex is not counted by"),
            ({"k": 2}, "Leave out k"),
        ],
    )
    def test_what_is_wrong_is_named(self, draft, change, words):
        with pytest.raises(tk.ValidationError) as refused:
            draft(specification={**SPECIFICATION, **change})

        assert words in refused.value.error_dict["specification"][0]

    def test_it_tells_no_indicator(self, draft):
        with pytest.raises(tk.ValidationError) as refused:
            draft(indicators=["A.2-1"])

        assert (
            "Only figures tell an indicator"
            in refused.value.error_dict["indicators"][0]
        )


class TestDifferencing:
    def test_nothing_small_follows_from_one_quarter_after_the_other(
        self, pass_on, publish, protected, alert, act, counting
    ):
        """Two quarters, both together, and both again with few and many late alerts."""
        pass_on(BEFORE)
        pass_on(QUARTER)
        both = {**SPECIFICATION, "window": {"period": [BEFORE, QUARTER]}}
        earlier = {**SPECIFICATION, "window": {"period": [BEFORE]}}
        publish(specification=earlier)
        publish(series="alerts-2")
        publish(series="alerts-both", specification=both)
        for _ in range(4):
            alert(passed_on="2026-03-30", place="NG008")
        few = protected(series="alerts-again", specification=both)
        told = act("release_show", counting.mrm_focal, id=few["id"])
        assert (few["state"], told["waiting"]) == ("protected", [QUARTER])
        assert told["log"]["epochs"] == ["2025-q4-1", "2026-q1-1"]
        for _ in range(16):
            alert(passed_on="2026-03-30", place="NG008")
        last = publish(series="alerts-again", specification=both)

        about = {"taskforce": "borno", "series": "alerts-again", "number": 1}
        told = json.loads(content(act("publication_read", **about, file="report.json")))
        assert told["audit"]["exact"] == 0
        assert {told["audit"][f"A{n}"] for n in range(1, 7)} == {"pass"}
        assert last["state"] == "published"
        # By hand: no two shown cells of the two totals differ by one to ten.
        first = act("publication_show", taskforce="borno", series="alerts-both")
        again = act("publication_show", taskforce="borno", series="alerts-again")
        name = "violation-state-quarter"
        one, other = cells(first["tables"][name]), cells(again["tables"][name])
        known = {
            key: other[key] - one[key]
            for key in one
            if isinstance(one[key], int) and isinstance(other[key], int)
        }
        assert [key for key, n in known.items() if 0 < abs(n) < 11] == []


class TestSeats:
    OTHERS = (
        *("focal_point", "observer", "reporter", "chair", "police", "custodian"),
        *("own_custodian", "secretariat", "coordinator", "root", "donor"),
    )

    @pytest.mark.parametrize("seat", OTHERS)
    def test_nobody_else_makes_one(self, draft, counting, seat):
        with pytest.raises(tk.NotAuthorized):
            draft(user=getattr(counting, seat))

    def test_an_mrm_focal_person_makes_no_figures_of_persons(self, draft, counting):
        persons = {**SPECIFICATION, "step": "referred", "tables": [["sex"]]}
        with pytest.raises(tk.NotAuthorized):
            draft(specification=persons)
        with pytest.raises(tk.NotAuthorized):
            draft(specification={"kind": "progress"})

    def test_a_release_is_never_turned_from_the_one_into_the_other(
        self, pass_on, draft, say, counting
    ):
        persons = {**SPECIFICATION, "step": "referred", "tables": [["sex"]]}
        made = draft()
        with pytest.raises(tk.ValidationError) as refused:
            say("update", counting.mrm_focal, made["id"], specification=persons)
        assert "keeps the kind" in refused.value.error_dict["specification"][0]

    def test_a_custodian_neither_makes_nor_opens_what_it_is_made_of(
        self, pass_on, draft, act, say, counting
    ):
        pass_on(every=(("abduction", 3),))
        made = draft()
        for verb in ("update", "protect", "propose"):
            with pytest.raises(tk.NotAuthorized):
                say(verb, counting.custodian, made["id"])
        about = {"taskforce": "borno"}
        with pytest.raises(tk.NotAuthorized):
            act("release_offer", counting.custodian, **about, step="alerts")
        assert act("release_offer", counting.custodian, **about)["steps"] == []
        preview = act("tally_design_preview", counting.custodian, taskforce="borno")
        assert preview["steps"] == []
        assert act("release_show", counting.custodian, id=made["id"])["advice"] == []

    def test_an_mrm_focal_person_knows_of_no_other_release(
        self, counting, act, pass_on, draft
    ):
        own = draft()
        other = act(
            "release_create",
            counting.secretariat,
            taskforce="borno",
            title="State of the work",
            series="progress",
            specification={
                "kind": "progress",
                "window": {"period": [QUARTER]},
                "tables": ["members-type"],
            },
        )
        listed = act("release_list", counting.mrm_focal, taskforce="borno")
        assert [row["id"] for row in listed["items"]] == [own["id"]]
        for name in ("show", "preview"):
            with pytest.raises(tk.ObjectNotFound):
                act(f"release_{name}", counting.mrm_focal, id=other["id"])
        with pytest.raises(tk.NotAuthorized):
            act("release_offer", counting.mrm_focal, taskforce="borno")

    def test_a_focal_point_sees_its_own_alerts_in_it_and_no_more(
        self, pass_on, protected, say, act, counting
    ):
        pass_on(every=(("abduction", 30),))
        made = protected()
        say("propose", counting.mrm_focal, made["id"])

        share = act("release_share", counting.focal_point, id=made["id"])

        (agency,) = share["agencies"]
        assert (agency["agency"], sum(row["n"] for row in agency["rows"])) == ("RP", 10)
        for seat in ("police_focal_point", "reporter", "observer"):
            with pytest.raises(tk.ObjectNotFound):
                act("release_share", getattr(counting, seat), id=made["id"])

    def test_what_an_mrm_focal_person_passed_on_is_told_to_no_agency(
        self, alert, draft, say, counting, act
    ):
        """The MRM focal person sits for an agency, too."""
        alert(user=counting.mrm_focal)
        made = draft()
        shown = say("protect", counting.mrm_focal, made["id"])

        row = model.Session.execute(
            sa.text("SELECT source_ids FROM tiptaskforce_release WHERE id = :id"),
            {"id": shown["id"]},
        ).scalar_one()
        assert list(row) == []

    def test_its_maker_cannot_approve_it_from_another_chair(
        self, pass_on, protected, say, act, counting
    ):
        pass_on()
        made = protected()
        say("propose", counting.mrm_focal, made["id"])
        about = {"taskforce": "borno", "user": counting.mrm_focal["name"]}
        act("seat_create", counting.root, **about, role="coordinator")

        with pytest.raises(tk.NotAuthorized):
            say("approve", counting.mrm_focal, made["id"])


class TestPages:
    def test_the_form_offers_quarters_and_makes_a_release(
        self, pass_on, browser, act, counting
    ):
        pass_on(every=(("abduction", 3),))
        at = browser("mrm_focal")
        index = at.get("/taskforce/borno/release").text
        page = at.get("/taskforce/borno/release/alerts").text

        assert "Prepare a release of alerts" in index
        assert "Prepare a release of figures" not in index
        assert "Alerts passed on to the CTFMR" in page
        assert "Try these tables" not in page

        sent = {
            "key": "5" * 32,
            "series": "alerts",
            "step": "alerts",
            "period": [QUARTER],
            "tables": ["violation,state,quarter"],
            "title": "Alerts passed on",
            "sensitivity": "moderate",
            "coarsen": "refuse",
        }
        url = "/taskforce/borno/release/alerts"
        answer = at.post(url, data=sent, follow_redirects=True)
        assert answer.status_code == 200
        (row,) = act("release_list", counting.mrm_focal, taskforce="borno")["items"]
        assert row["specification"]["step"] == "alerts"
        edit = at.get(f"/taskforce/borno/release/{row['id']}/edit")
        assert "Alerts passed on to the CTFMR" in edit.text

    def test_it_is_not_there_for_others(self, browser):
        for seat in ("custodian", "coordinator", "focal_point"):
            answer = browser(seat).get("/taskforce/borno/release/alerts")
            assert answer.status_code == 404, seat
