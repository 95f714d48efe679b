"""What a release of figures takes in, tells, and keeps to itself."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan import model

from ckanext.tiptaskforce import config
from ckanext.tiptaskforce.logic import publishing

pytestmark = pytest.mark.usefixtures("clean_index")


def epochs() -> dict[tuple[str, str], int]:
    """Return how many rows of which period have which epoch."""
    model.Session.remove()
    asked = sa.text(
        "SELECT period, coalesce(epoch, '-'), count(*) FROM tiptaskforce_contribution "
        "GROUP BY 1, 2"
    )
    with model.meta.engine.connect() as connection:
        return {(row[0], row[1]): row[2] for row in connection.execute(asked)}


class TestSpecification:
    def test_it_is_given_back_as_it_was_sent(self, counted, draft, specification):
        made = draft()

        assert made["specification"] == specification
        assert (
            draft(series="again", specification=made["specification"])["specification"]
            == specification
        )

    @pytest.mark.parametrize(
        ("key", "value"),
        [
            ("k", 3),
            ("path", "/etc"),
            ("dimensions", {"sex": {}}),
            ("epochs", ["2026-q3-1"]),
            ("min_sources", 0),
            ("mode", "round"),
            ("unit", "person"),
            ("time_limit", 1),
        ],
    )
    def test_what_the_server_fills_in_is_refused_by_key(
        self, counted, draft, specification, key, value
    ):
        with pytest.raises(tk.ValidationError) as refused:
            draft(specification={**specification, key: value})

        assert f"Leave out {key}" in refused.value.error_dict["specification"][0]

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"step": "lost"}, "step: not one of"),
            ({"step": None}, "step: not one of"),
            ({"window": {"period": []}}, "window: name 1 to"),
            ({"window": {"period": ["2026"]}}, "window: 2026: "),
            ({"window": {"period": ["2026-Q1", "2026-Q3"]}}, "window: the periods"),
            ({"window": {"period": ["2099-Q1"]}}, "window: 2099-Q1: "),
            ({"window": {"lga": ["NG008021"]}}, "window: write it like"),
            ({"tables": []}, "tables: name 1 to"),
            ({"tables": [["sex", "lga", "quarter", "age_group"]]}, "tables: a table"),
            ({"tables": [["name"]]}, "tables: name is not counted by"),
            ({"tables": [["sex", "sex"]]}, "by one dimension twice"),
            ({"tables": [["lga", "state"]]}, "by one dimension twice"),
            ({"tables": [["sex"], ["sex"]]}, "stands twice"),
            ({"tables": [["../etc"]]}, "is no column"),
            ({"tables": {"report": ["sex"]}}, "is no name for a table"),
            ({"coarsen": "never"}, "coarsen: not one of"),
            ({"zeros": "all"}, "zeros: not one of"),
            ({"kind": "alerts"}, "kind: not one of"),
        ],
    )
    def test_what_is_wrong_is_named(self, counted, draft, specification, change, words):
        with pytest.raises(tk.ValidationError) as refused:
            draft(specification={**specification, **change})

        assert words in refused.value.error_dict["specification"][0]

    def test_the_kind_of_a_release_never_changes(self, counted, draft, say):
        made = draft()
        progress = {
            "kind": "progress",
            "window": {"period": ["2026-Q3"]},
            "tables": ["members-type"],
        }

        with pytest.raises(tk.ValidationError) as refused:
            say("update", counted.custodian, made["id"], specification=progress)

        assert "keeps the kind" in refused.value.error_dict["specification"][0]

    def test_columns_have_their_other_names_too(self, counted, publish, act):
        tables = {"places": ["place"], "state-sex": ["lga@state", "sex"]}
        publish(
            specification={
                "kind": "figures",
                "step": "referred",
                "window": {"period": "2026-Q3"},
                "tables": tables,
            }
        )

        shown = act("publication_show", taskforce="borno", series="referrals")
        assert {n: t["columns"] for n, t in shown["tables"].items()} == {
            "places": ["lga", "count"],
            "state-sex": ["state", "sex", "count"],
        }


class TestEpochs:
    def test_they_are_stamped_in_the_transaction_of_the_intent(
        self, counted, draft, say
    ):
        made = draft()
        assert {epoch for _, epoch in epochs()} == {"-"}

        say("protect", counted.custodian, made["id"])

        assert {(p, e) for p, e in epochs()} == {
            ("2026-Q2", "-"),
            ("2026-Q3", "2026-q3-1"),
        }

    def test_a_refused_intent_stamps_nothing(self, counted, draft, say):
        made = draft()
        model.Session.remove()
        shown = draft(series="other")

        with pytest.raises(tk.ValidationError):
            say("protect", counted.custodian, shown["id"], version=99)

        assert {epoch for _, epoch in epochs()} == {"-"}
        assert made["state"] == "draft"

    def test_late_rows_make_the_next_epoch_of_their_own_period(
        self, counted, publish, tally, act, late
    ):
        publish()
        tally("RP", "2026-Q3", late)

        done = publish(title="Referrals again")

        assert done["log"]["epochs"] == ["2026-q3-1", "2026-q3-2"]
        assert done["log"]["earlier"] == ["referrals-2026-q3"]
        shown = act("publication_show", taskforce="borno", series="referrals")
        assert shown["number"] == 2

    def test_few_late_rows_wait_until_they_are_enough(
        self, counted, draft, say, tally, act, cells
    ):
        def checked(more: int) -> dict[str, Any]:
            tally("RP", "2026-Q3", ((*first[:4], first[4] + more), *cells[1:]))
            made = draft(series=f"series-{more}")
            say("protect", counted.custodian, made["id"])
            return act("release_show", counted.custodian, id=made["id"])

        first, n_of_all = cells[0], 20
        assert checked(0)["waiting"] == []

        few = checked(10)
        assert few["log"]["epochs"] == ["2026-q3-1"]
        assert few["waiting"] == ["2026-Q3"]
        assert epochs()["2026-Q3", "2026-q3-1"] == n_of_all
        assert epochs()["2026-Q3", "-"] == 1
        told = act("release_show", counted.coordinator, id=few["id"])
        assert told["waiting"] == []

        # Ten more and then one: eleven changed together, and none of them is lost.
        enough = checked(11)
        assert enough["log"]["epochs"] == ["2026-q3-1", "2026-q3-2"]
        assert enough["waiting"] == []
        assert ("2026-Q3", "-") not in epochs()

    def test_rows_taken_back_wait_by_what_they_change(
        self, counted, draft, say, tally, act, cells
    ):
        """Five taken back in one cell and five added in another are ten, not nought."""
        say("protect", counted.custodian, draft()["id"])
        moved = ((*cells[0][:4], 26), (*cells[1][:4], 29), *cells[2:])
        tally("RP", "2026-Q3", moved)
        made = draft(series="moved")
        say("protect", counted.custodian, made["id"])
        shown = act("release_show", counted.custodian, id=made["id"])
        assert (shown["log"]["epochs"], shown["waiting"]) == (
            ["2026-q3-1"],
            ["2026-Q3"],
        )

        tally("RP", "2026-Q3", ((*cells[0][:4], 25), (*cells[1][:4], 30), *cells[2:]))
        made = draft(series="moved-more")
        say("protect", counted.custodian, made["id"])
        shown = act("release_show", counted.custodian, id=made["id"])
        assert shown["log"]["epochs"] == ["2026-q3-1", "2026-q3-2"]

    def test_a_total_over_two_quarters_lists_the_epochs_of_both(
        self, counted, publish, specification, act
    ):
        whole = {**specification, "window": {"period": ["2026-Q2", "2026-Q3"]}}

        done = publish(specification=whole, title="Referrals, two quarters")

        assert done["log"]["epochs"] == ["2026-q2-1", "2026-q3-1"]
        shown = act("publication_show", taskforce="borno", series="referrals")
        table = shown["tables"]["state-quarter"]["rows"]
        assert ["NG008", "2026-Q2", 310] in table
        assert ["TOTAL", "TOTAL", 620] in table

    def test_without_an_accepted_tally_there_is_nothing_to_check(
        self, counting, draft, say
    ):
        made = draft()

        with pytest.raises(tk.ValidationError) as refused:
            say("protect", counting.custodian, made["id"])

        assert "No accepted tally" in str(refused.value.error_dict)


class TestObjection:
    def test_before_the_days_are_over_nobody_approves(
        self, counted, protected, say, ckan_config, monkeypatch
    ):
        monkeypatch.setitem(ckan_config, f"{config.PREFIX}objection_days", "5")
        made = protected()
        shown = say("propose", counted.custodian, made["id"])
        day = shown["modified"][:10]

        with pytest.raises(tk.ValidationError) as refused:
            say("approve", counted.coordinator, made["id"])

        words = refused.value.error_dict["state"][0]
        assert "Member organisations may object until 20" in words
        assert day not in words

    def test_an_agency_sees_its_own_counts_and_no_others(
        self, counted, protected, say, act
    ):
        made = protected()
        say("propose", counted.custodian, made["id"])

        share = act("release_share", counted.focal_point, id=made["id"])

        assert [one["agency"] for one in share["agencies"]] == ["RP"]
        assert sum(row["n"] for row in share["agencies"][0]["rows"]) == 155
        listed = act("release_pending", counted.focal_point, taskforce="borno")
        assert [row["id"] for row in listed["items"]] == [made["id"]]
        other = act("release_pending", counted.police_focal_point, taskforce="borno")
        assert other["items"] == []

    def test_an_agency_is_told_no_total_of_all_and_no_objection_of_others(
        self, counted, protected, say, act
    ):
        """Neither is released: the sentence may never be, and a reason is a note."""
        made = protected()
        say("propose", counted.custodian, made["id"])
        say("object", counted.other_focal_point, made["id"], note="Ours is not final.")
        model.Session.rollback()
        draft = act("release_show", counted.custodian, id=made["id"])
        assert "310" in made["sentence"]
        say("update", counted.custodian, made["id"], title=draft["title"])
        say("protect", counted.custodian, made["id"])
        publishing.protect(made["id"])
        say("propose", counted.custodian, made["id"])

        told = str(
            [
                act("release_show", counted.focal_point, id=made["id"]),
                act("release_share", counted.focal_point, id=made["id"]),
                act("release_pending", counted.focal_point, taskforce="borno"),
            ]
        )

        assert made["title"] in told
        assert "Ours is not final." not in told
        assert "310" not in re.findall(r"(?<![\w.-])[0-9]+(?![\w-])", told)
        assert "'sentence'" not in told

    def test_an_objection_sends_it_back_with_the_reason(
        self, counted, protected, say, act
    ):
        made = protected()
        say("propose", counted.custodian, made["id"])

        say("object", counted.focal_point, made["id"], note="Ours is not final.")

        shown = act("release_show", counted.custodian, id=made["id"])
        assert (shown["state"], shown["note"]) == ("draft", "Ours is not final.")
        told = shown["objections"][0]
        assert (told["agency"], told["note"]) == ("RP", "Ours is not final.")


class TestRefusal:
    TABLES = [["state", "sex"], ["lga", "form_of_exploitation"]]

    @pytest.fixture
    def sparse(self, counting, tally, specification):
        """Return a specification of which most cells would be small."""
        cells = [
            (place, sex, "child", form, 2)
            for place in ("NG008011", "NG008013", "NG008021")
            for sex in ("F", "M")
            for form in ("forced_labour", "forced_marriage", "other")
        ]
        for agency in ("RP", "BRN"):
            tally(agency, cells=tuple(cells))
        return {**specification, "tables": self.TABLES}

    def test_the_custodian_alone_is_told_what_to_change(
        self, counting, sparse, protected, act
    ):
        made = protected(specification=sparse)

        assert made["state"] == "refused"
        assert "table lga-form-of-exploitation" in made["advice"][0]
        assert "take lga@state instead of lga@lga" in made["advice"][1]
        shown = act("release_show", counting.coordinator, id=made["id"])
        assert shown["advice"] == []
        assert "%" not in json.dumps(shown)
        assert shown["progress"]["error"] == (
            "These tables cannot be published safely; the custodian is told what to "
            "change."
        )
        events = act("event_list", counting.coordinator, taskforce="borno")["items"]
        assert "finest cells" not in json.dumps(events)

    def test_coarser_columns_are_taken_where_the_caller_says_so(
        self, counting, sparse, publish, act
    ):
        publish(specification={**sparse, "coarsen": "auto"})

        shown = act("publication_show", taskforce="borno", series="referrals")
        table = shown["manifest"]["tables"]["lga-form-of-exploitation"]
        assert table["requested"][0] == "lga@lga"
        assert table["columns"] == ["state", "form_of_exploitation"]


class TestScan:
    @pytest.mark.parametrize(
        ("sentence", "found"),
        [
            ("3 girls were referred in Gwoza.", "names 3"),
            ("Of 310 referrals 7 were from Gwoza.", "names 7"),
        ],
    )
    def test_a_number_that_no_table_shows_blocks_it(
        self, counted, protected, sentence, found
    ):
        made = protected(sentence=sentence, confirm=["sentence"])

        assert made["state"] == "refused"
        assert found in made["advice"][0]

    def test_shown_numbers_dates_and_rules_pass(self, counted, protected):
        made = protected(
            sentence="310 referrals were recorded by 2 organisations until "
            "30 September 2026; counts below 11 are withheld."
        )

        assert (made["state"], made["advice"]) == ("protected", [])


class TestTold:
    def test_the_log_keeps_rules_and_public_numbers(self, counted, publish, act):
        done = publish()

        events = act("event_list", counted.coordinator, taskforce="borno")["items"]
        mine = [e for e in events if e["object_id"] == done["id"]]
        out = next(e for e in mine if e["verb"] == "publish")
        values = act("event_show", counted.coordinator, id=out["id"])["values"]
        told = {key: change[1] for key, change in values.items()}
        assert (told["k"], told["zeros"], told["step"]) == (11, "hide", "referred")
        assert told["n_withheld"] > 0
        assert len(told["manifest_sha256"]) == 64

    def test_dataset_fields_say_what_is_counted(self, counted, publish):
        publish(sensitivity="high")

        model.Session.remove()
        shown = tk.get_action("package_show")({"user": ""}, {"id": "borno-referrals"})
        told = {
            "kind": "figures",
            "step": "referred",
            "k": "11",
            "n_sources": "2",
            "unit": "referrals recorded by member organisations; may count a person "
            "more than once",
            "period_from": "2026-07-01",
            "period_to": "2026-09-30",
        }
        assert {key: shown.get(key) for key in told} == told
        assert [r["name"] for r in shown["resources"]] == sorted(
            [
                "lga-quarter.csv",
                "referrals-2026-q3.json",
                "referrals-2026-q3.xlsx",
                "release.json",
                "report.html",
                "report.json",
                "sex-age-group.csv",
                "state-quarter.csv",
            ]
        )

    def test_progress_tells_no_number_of_cells(self, counted, draft, say, act):
        from ckanext.tiptaskforce.disclosure.progress import Step
        from ckanext.tiptaskforce.logic.figures.pulse import Pulse

        told = []
        pulse = Pulse(lambda one: bool(told.append(one)) or True)
        pulse.say(Step("suppress", 312, 558))

        assert pulse._told == {
            "step": 3,
            "of": 8,
            "word": "suppressing",
            "percent": 55,
        }

    def test_other_bytes_are_not_published(self, counted, approved, act):
        made = approved()
        file = config.release_path() / made["id"] / "sex-age-group.csv"
        file.write_bytes(file.read_bytes().replace(b"withheld", b"0", 1))

        publishing.publish(made["id"])

        back = act("release_show", counted.custodian, id=made["id"])
        assert (back["state"], back["number"]) == ("proposed", None)
        assert "sex-age-group.csv" in back["progress"]["error"]

    def test_bytes_that_were_changed_with_their_sums_are_not_published(
        self, counted, approved, act
    ):
        """Whoever can write files and rows still cannot pass the audit."""
        import hashlib

        made = approved()
        path = config.release_path() / made["id"] / "sex-age-group.csv"
        changed = path.read_bytes().replace(b"withheld", b"0", 1)
        path.write_bytes(changed)
        files = copy.deepcopy(made["files"])
        entry = next(f for f in files if f["name"] == path.name)
        entry["sha256"] = hashlib.sha256(changed).hexdigest()
        model.Session.remove()
        with model.meta.engine.begin() as connection:
            connection.execute(
                sa.text("UPDATE tiptaskforce_release SET files = :f WHERE id = :id"),
                {"f": json.dumps(files), "id": made["id"]},
            )

        publishing.publish(made["id"])

        back = act("release_show", counted.custodian, id=made["id"])
        assert (back["state"], back["number"]) == ("proposed", None)
        assert "the verdict names other files" in back["progress"]["error"]
