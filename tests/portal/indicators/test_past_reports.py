"""Reports of former years: brought in from one file, whole or not at all."""

from __future__ import annotations

import base64
import csv
import io

import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan import model
from ckan.tests import factories
from werkzeug.datastructures import FileStorage

from ckanext.tiptaskforce import jobs
from ckanext.tiptaskforce.logic.uploads import saving
from ckanext.tiptaskforce.model import report_value
from ckanext.tiptaskforce.model.report import Report
from ckanext.tiptaskforce.model.upload import Upload


@pytest.fixture
def bring(reporting, act):
    """Return the function that uploads a table and gives the preview."""

    def upload(text, user=None):
        file = FileStorage(io.BytesIO(text.encode()), "former.csv")
        about = {"taskforce": reporting.slug, "kind": "past_report"}
        return act("upload_create", user or reporting.coordinator, upload=file, **about)

    return upload


@pytest.fixture
def save(reporting, act):
    """Return the function that commits a preview and lets the job run."""

    def commit(shown, user=None):
        about = {"id": shown["id"], "version": shown["version"]}
        said = act("upload_commit", user or reporting.coordinator, **about)
        assert said["state"] == "saving"
        jobs.save(shown["id"])
        return act("upload_show", user or reporting.coordinator, id=shown["id"])

    return commit


@pytest.fixture
def out(reporting, act):
    """Return the function that gives all that counts as the file that brings it in."""

    def load(user=None, form="csv"):
        about = {"taskforce": reporting.slug, "kind": "past_report", "form": form}
        found = act("upload_template", user or reporting.coordinator, **about)
        return base64.b64decode(found["content"])

    return load


def rows_of(code):
    model.Session.remove()
    found = model.Session.scalars(sa.select(Report)).all()
    # They stay as they were read, whatever is brought in afterwards.
    model.Session.expunge_all()
    return [
        (row, report_value.of_report(row.id, row.accepted_edition))
        for row in found
        if row.accepted_edition
    ]


def table(last, *lines, head="Indicator,Organisation,Period,Value"):
    return "\n".join([head, *(line.format(last=last) for line in lines)]) + "\n"


class TestWhatIsBroughtIn:
    def test_counts_at_once_for_each_organisation(
        self, measure, bring, save, last, reporting, act
    ):
        measure(agencies=["RP", "BRN"])
        shown = bring(table(last, "A.2-1,RP,{last},12", "A.2-1,BRN,{last},30"))
        assert (shown["counts"]["new"], shown["counts"]["bad"]) == (2, 0)

        done = save(shown)
        assert done["state"] == "committed"
        about = {"taskforce": reporting.slug}
        (item,) = act("indicator_overview", reporting.observer, **about)["items"]
        assert (item["actual"], item["reported"]) == (42, 2)

    def test_the_same_file_again_changes_nothing(self, measure, bring, save, last):
        measure(agencies=["RP"])
        text = table(last, "A.2-1,RP,{last},12")
        save(bring(text))
        ((before, _),) = rows_of("A.2-1")

        again = bring(text)
        assert (again["counts"]["unchanged"], again["counts"]["changed"]) == (1, 0)
        save(again)
        ((after, _),) = rows_of("A.2-1")
        assert (after.version, after.edition) == (before.version, before.edition)

    def test_another_figure_is_the_next_edition_and_says_why(
        self, measure, bring, save, last
    ):
        measure(agencies=["RP"])
        save(bring(table(last, "A.2-1,RP,{last},12")))

        shown = bring(table(last, "A.2-1,RP,{last},13"))
        (problem,) = shown["problems"]["items"]
        assert problem["column"] == "Why it is corrected"

        head = "Indicator,Organisation,Period,Value,Why it is corrected"
        save(bring(table(last, "A.2-1,RP,{last},13,Counted again", head=head)))
        ((row, values),) = rows_of("A.2-1")
        assert (row.edition, row.accepted_edition, row.reason) == (
            *(2, 2),
            "Counted again",
        )
        assert {c: a.dictize() for c, a in values.items()} == {(): {"value": 13}}
        assert report_value.of_report(row.id, 1)[()].dictize() == {"value": 12}

    def test_cells_of_a_split_stand_in_a_row_each(self, measure, bring, save, last):
        measure(agencies=["RP"], disaggregations=["sex"])
        head = "Indicator,Organisation,Period,Sex,Value"
        lines = ("A.2-1,RP,{last},,10", "A.2-1,RP,{last},F,4", "A.2-1,RP,{last},M,6")
        save(bring(table(last, *lines, head=head)))

        ((_, values),) = rows_of("A.2-1")
        assert {c: a.dictize() for c, a in values.items()} == {
            (("sex", "F"),): {"value": 4},
            (("sex", "M"),): {"value": 6},
        }

    def test_what_goes_out_comes_in_again_after_all_was_wiped(
        self, measure, bring, save, out, last, rows
    ):
        measure(agencies=["RP", "BRN"])
        measure(agencies=["RP"], disaggregations=["sex"])
        measure(agencies=["RP"], kind="per_cent", unit="")
        steps = {"kind": "milestone", "milestones": ["Begun", "=Done"], "unit": ""}
        measure(agencies=["RP"], **steps)
        head = "Indicator,Organisation,Period,Sex,Value,Numerator,Denominator,Step,"
        head += "Nothing to report,Note for the reviewer"
        lines = (
            "A.2-1,RP,{last},,12.25,,,,,",
            "A.2-1,BRN,{last},,,,,,yes,",
            "A.2-2,RP,{last},F,4,,,,,",
            "A.2-2,RP,{last},M,0,,,,,",
            "A.2-3,RP,{last},,,3,4,,,",
            "A.2-4,RP,{last},,,,,=Done,,From the register",
        )
        empty = copy()
        save(bring(table(last, *lines, head=head)))
        text, book = out().decode(), out(form="xlsx")
        put(empty)
        assert out().decode().count("\n") == 1

        save(bring(text))
        assert out().decode() == text
        assert out(form="xlsx") == book
        assert text.count("\n") == 7

    def test_the_file_stands_in_the_order_of_names_and_not_of_ids(
        self, measure, bring, save, last, out
    ):
        members = ["BRN", "MIN", "RP"]
        measure(agencies=members)
        measure(agencies=members)
        lines = [f"A.2-{n},{who},{{last}},7" for who in ("RP", "BRN") for n in (2, 1)]
        save(bring(table(last, *lines, "A.2-1,MIN,{last},7")))

        found = csv.DictReader(io.StringIO(out().decode("utf-8-sig")))
        assert [(row["Indicator"], row["Organisation"]) for row in found] == [
            ("A.2-1", "BRN"),
            ("A.2-1", "MIN"),
            ("A.2-1", "RP"),
            ("A.2-2", "BRN"),
            ("A.2-2", "RP"),
        ]


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("line", "column", "words"),
        [
            ("A.2-1,POL,{last},1", "Indicator", "No report of this period is asked"),
            ("A.2-2,RP,{last},1", "Indicator", "This counts persons"),
            ("A.2-1,RP,2020-Q1,1", "Period", "is not in the list"),
            ("A.2-1,RP,{last},", "Value", "No value"),
            ("A.2-1,RP,{last},many", "Value", "is not a number"),
        ],
    )
    def test_by_row_column_and_reason(
        self, measure, bring, save, last, line, column, words
    ):
        measure(agencies=["RP", "BRN"])
        measure(agencies=["RP"], counts_persons=True)
        shown = bring(table(last, "A.2-1,BRN,{last},5", line))

        (problem,) = shown["problems"]["items"]
        assert (problem["row"], problem["column"]) == (3, column)
        assert words in problem["problem"]
        with pytest.raises(tk.ValidationError, match="saved, or none"):
            save(shown)
        assert rows_of("A.2-1") == []

    def test_what_its_organisation_has_begun(
        self, due, bring, say, reporting, last, act
    ):
        say("update", reporting.focal_point, due(), values=[{"value": 9}])

        shown = bring(table(last, "A.2-1,RP,{last},5"))
        assert "has begun this report" in shown["problems"]["items"][0]["problem"]

    def test_a_locked_period(self, measure, bring, last):
        measure(agencies=["RP"])
        locked = "UPDATE tiptaskforce_period SET locks_on = ends WHERE code = :last"
        model.Session.execute(sa.text(locked), {"last": last})
        model.Session.commit()

        shown = bring(table(last, "A.2-1,RP,{last},5"))
        (problem,) = shown["problems"]["items"]
        assert (problem["row"], problem["column"]) == (2, "Period")
        assert "Ask the secretariat to unlock it" in problem["problem"]

    def test_what_the_own_organisation_sent(self, measure, bring, last, reporting, act):
        measure(agencies=["RP", "BRN"])
        factories.User(name="double")
        about = {"user": "double", "taskforce": reporting.slug, "agency": "RP"}
        for role in ("focal_point", "secretariat"):
            act("seat_create", reporting.root, role=role, **about)

        shown = bring(table(last, "A.2-1,RP,{last},5"), user={"name": "double"})
        assert "another organisation" in shown["problems"]["items"][0]["problem"]

    def test_a_stated_total_that_does_not_add_up(self, measure, bring, last):
        measure(agencies=["RP"], disaggregations=["sex"])
        head = "Indicator,Organisation,Period,Sex,Value"
        lines = ("A.2-1,RP,{last},F,4", "A.2-1,RP,{last},,12", "A.2-1,RP,{last},M,6")
        shown = bring(table(last, *lines, head=head))

        (problem,) = shown["problems"]["items"]
        assert (problem["row"], problem["column"]) == (3, "Value")
        assert problem["problem"] == (
            "the total: the cells add up to 10, and 12 is stated; the difference is 2."
        )

    @pytest.mark.parametrize("seat", ["reporter", "focal_point", "chair", "custodian"])
    def test_other_seats(self, measure, bring, last, reporting, seat):
        measure(agencies=["RP"])
        with pytest.raises(tk.NotAuthorized):
            bring(table(last, "A.2-1,RP,{last},5"), user=getattr(reporting, seat))


class TestTheJob:
    @pytest.fixture
    def leave(self, act, reporting):
        """Return the function that leaves the rows of an upload to the job."""

        def commit(shown):
            about = {"id": shown["id"], "version": shown["version"]}
            return act("upload_commit", reporting.coordinator, **about)

        return commit

    def test_what_a_crash_left_is_taken_up_again_and_saved_once(
        self, measure, bring, leave, last
    ):
        measure(agencies=["RP"])
        shown = bring(table(last, "A.2-1,RP,{last},12"))
        leave(shown)
        # The worker was killed: nobody has heard of the job since.
        told = {"progress": {"heartbeat": "2026-01-01T00:00:00+00:00"}}
        row = model.Session.get(Upload, shown["id"])
        row.result = {**row.result, **told}
        model.Session.commit()

        assert saving.reconcile() == [f"{shown['id']} upload: committed"]
        assert saving.reconcile() == []
        jobs.save(shown["id"])
        ((row, values),) = rows_of("A.2-1")
        assert (row.version, len(values)) == (2, 1)

    def test_a_job_that_speaks_is_left_alone(
        self, measure, bring, act, leave, last, reporting
    ):
        measure(agencies=["RP"])
        shown = bring(table(last, "A.2-1,RP,{last},12"))
        leave(shown)

        assert saving.reconcile() == []
        waiting = act("upload_show", reporting.coordinator, id=shown["id"])
        assert waiting["state"] == "saving"
        assert (waiting["progress"]["done"], waiting["progress"]["total"]) == (0, 1)

    def test_rows_whose_reports_changed_meanwhile_come_back_with_the_reason(
        self, due, bring, act, leave, say, last, reporting
    ):
        report = due()
        shown = bring(table(last, "A.2-1,RP,{last},12"))
        leave(shown)
        say("update", reporting.focal_point, report, values=[{"value": 9}])
        jobs.save(shown["id"])

        back = act("upload_show", reporting.coordinator, id=shown["id"])
        assert (back["state"], back["counts"]["bad"]) == ("open", 1)
        assert "changed since the preview" in back["refused"][0]
        assert rows_of("A.2-1") == []

    def test_rights_are_asked_again_when_it_runs(self, measure, bring, leave, last):
        measure(agencies=["RP"])
        shown = bring(table(last, "A.2-1,RP,{last},12"))
        leave(shown)
        ended = (
            "UPDATE tiptaskforce_seat SET starts = '2019-01-01', ends = '2020-01-01'"
        )
        model.Session.execute(sa.text(ended))
        model.Session.commit()
        jobs.save(shown["id"])

        row = model.Session.get(Upload, shown["id"])
        assert (row.state, row.result["refused"]) == (
            "open",
            ["Your seat does not let you save these rows any more."],
        )
        assert rows_of("A.2-1") == []


def copy():
    from dev import tables

    with model.meta.engine.begin() as connection:
        return tables.copied(connection)


def put(kept):
    from dev import tables

    model.Session.remove()
    with model.meta.engine.begin() as connection:
        tables.put_back(connection, kept)
