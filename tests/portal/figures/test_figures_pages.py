"""Pages of figures: the public one, and those of custodian, approver and agency."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import ckan.plugins.toolkit as tk
import pytest
from bs4 import BeautifulSoup
from ckan import model

from ckanext.tiptaskforce.logic import publishing

pytestmark = pytest.mark.usefixtures("clean_index")
NINE = datetime(2026, 10, 1, 9, tzinfo=UTC)

SPARSE = {
    "kind": "figures",
    "step": "referred",
    "window": {"period": ["2026-Q3"]},
    "tables": [["state", "quarter"], ["lga", "sex", "age_group"]],
}


@pytest.fixture
def page(app):
    """Return a function that reads a page as an account, parsed."""

    def read(path, user=None, status=200):
        model.Session.remove()
        app.set_session_user(user["id"] if user else None)
        answer = app.client.get(f"/taskforce/borno/{path}", follow_redirects=True)
        assert answer.status_code == status
        return BeautifulSoup(answer.get_data(as_text=True), "html.parser")

    return read


def rows(found, name):
    """Return the rows of a table of the page by their heading."""
    body = found.find(id=f"t-{name}").find_parent("table")
    return {
        row.th.get_text(strip=True): [
            (cell.find(class_="visually-hidden") or cell).get_text(strip=True)
            for cell in row.find_all("td")
        ]
        for row in body.select("tbody tr, tfoot tr")
    }


class TestPublic:
    def test_a_withheld_cell_is_a_word_and_periods_stand_side_by_side(
        self, counted, publish, page, earlier
    ):
        publish(specification=earlier, title="Referrals, April to June 2026")
        publish()

        found = page("data/referrals")

        told = rows(found, "lga-quarter")
        assert told["Gwoza"] == ["withheld", "withheld"]
        assert told["Total"] == ["310", "310"]
        # A secret seed chooses which of the two others protects the small one.
        for mine, other in zip(told["Jere"], told["Maiduguri"], strict=True):
            assert (mine, other) in (("withheld", "184"), ("116", "withheld"))
        heads = [th.get_text() for th in found.select("#t-lga-quarter ~ thead th")]
        assert "Totals of earlier periods, not to be added" in heads
        # A checksum may hold these digits in a row; a figure stands alone.
        assert re.search(r"\b620\b", found.get_text()) is None
        assert found.find("pattern", id="chart-lga-quarter-hatch") is not None

    def test_it_says_what_was_proven_and_what_is_not_claimed(
        self, counted, publish, page
    ):
        publish(caveats="Two organisations count here.")

        text = page("data/referrals").get_text(" ", strip=True)

        for words in (
            "310 referrals were recorded by 2 organisations in Jul–Sep 2026.",
            "Least count that is shown 11",
            "No withheld small count can be told from none, nor from many.",
            "they do not measure how common it is",
            "figures of different stages must not be added or subtracted",
            "Two organisations count here.",
            "Sensitivity Moderate",
        ):
            assert words in text

    def test_an_earlier_release_stays_and_says_that_there_is_a_newer_one(
        self, counted, publish, page, earlier
    ):
        publish(specification=earlier, title="Older")
        publish()

        found = page("data/referrals/v1")

        assert found.h1.get_text(strip=True) == "Older"
        assert "Release 2 is newer." in found.get_text()

    def test_a_withdrawn_release_shows_no_figure(
        self, counted, publish, say, page, app
    ):
        done = publish()
        say("withdraw", counted.coordinator, done["id"], reason="disclosure_risk")

        found = page("data/referrals")

        assert re.search(r"\b310\b", found.get_text()) is None
        assert "A risk for people" in found.get_text()
        page("data/referrals/v1", status=404)
        page("data/referrals/v1/sex-age-group.csv", status=404)

    def test_each_file_is_served_as_it_was_audited(self, counted, publish, app):
        done = publish()
        for file in done["files"]:
            answer = app.client.get(
                f"/taskforce/borno/data/referrals/v1/{file['name']}"
            )
            assert answer.status_code == 200
            assert len(answer.get_data()) == file["size"]
            assert "attachment" in answer.headers["Content-Disposition"]

    def test_no_other_road_leads_into_its_dataset(self, counted, publish):
        done = publish()
        for action, data in (
            ("package_patch", {"id": done["dataset"], "title": "Mine"}),
            ("package_delete", {"id": done["dataset"]}),
            (
                "resource_create",
                {"package_id": done["dataset"], "url": "https://x.org"},
            ),
        ):
            with pytest.raises(tk.NotAuthorized):
                tk.get_action(action)({"user": counted.root["name"]}, data)


class TestSteps:
    def test_the_custodian_drafts_a_release_on_a_page(self, counted, page, app, act):
        found = page("release/figures", counted.custodian)
        offered = {box["value"] for box in found.select("input[name=tables]")}
        assert offered == {"state,quarter", "sex,age_group", "form_of_exploitation"}
        form = {i["name"]: i["value"] for i in found.select("form input[type=hidden]")}

        answer = app.client.post(
            "/taskforce/borno/release/figures",
            data={
                **form,
                "series": "referrals",
                "step": "referred",
                "period": ["2026-Q3"],
                "tables": ["state,quarter"],
                "further-1": ["", "", ""],
                "further-2": ["lga", "", "quarter"],
                "coarsen": "refuse",
                "title": "Referrals",
            },
            follow_redirects=True,
        )

        assert "Saved as a draft" in answer.get_data(as_text=True)
        made = act("release_list", counted.custodian, taskforce="borno")["items"][0]
        assert made["specification"]["tables"] == [
            ["state", "quarter"],
            ["lga", "quarter"],
        ]

    def test_a_wrong_table_is_said_beside_the_tables(self, counted, page, app):
        found = page("release/figures", counted.custodian)
        form = {i["name"]: i["value"] for i in found.select("form input[type=hidden]")}

        answer = app.client.post(
            "/taskforce/borno/release/figures",
            data={
                **form,
                "series": "referrals",
                "step": "referred",
                "period": ["2026-Q3"],
                "further-1": ["name", "", ""],
                "title": "Referrals",
            },
        )

        body = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
        assert "name is not counted by" in body.find(id="error-tables").get_text()

    def test_the_next_release_asks_for_the_next_period(
        self, counted, publish, page, earlier
    ):
        publish(specification=earlier, title="Referrals, Apr–Jun 2026")

        found = page("release/figures?series=referrals", counted.custodian)

        chosen = [b["value"] for b in found.select("input[name=period][checked]")]
        assert chosen == ["2026-Q3"]
        names = {
            box["value"]: found.find("label", attrs={"for": box["id"]}).get_text()
            for box in found.select("input[name=period]")
        }
        assert names == {
            "2026-Q3": "Jul–Sep 2026 (2026-Q3)",
            "2026-Q2": "Apr–Jun 2026 (2026-Q2), published in referrals",
        }
        assert found.find(id="field-title")["value"] == "Referrals, Jul–Sep 2026"
        tables = [b["value"] for b in found.select("input[name=tables][checked]")]
        assert tables == ["state,quarter", "sex,age_group", "lga,quarter"]

    def test_what_is_published_is_not_offered_again(
        self, counted, publish, draft, page
    ):
        publish()
        draft(specification=SPARSE, series="other-series", title="Another")

        found = page("release/figures?series=referrals", counted.custodian)

        assert found.select("input[name=period][checked]") == []
        assert "The next period of this series is Oct–Dec 2026" in found.get_text()
        tables = [b["value"] for b in found.select("input[name=tables][checked]")]
        assert tables == ["state,quarter", "sex,age_group", "lga,quarter"]

    def test_what_was_dropped_holds_no_period(self, counted, draft, say, page):
        made = draft()
        say("drop", counted.custodian, made["id"], note="Too early.")

        found = page("release/figures?series=referrals", counted.custodian)

        chosen = [b["value"] for b in found.select("input[name=period][checked]")]
        assert chosen == ["2026-Q3"]

    def test_columns_are_chosen_by_their_words(self, counted, page):
        found = page("release/figures", counted.custodian)

        first = found.find(id="field-further-1-1")
        words = {o["value"]: o.get_text() for o in first.find_all("option")}
        assert words == {
            "": "no table",
            "quarter": "Quarter",
            "year": "Year",
            "lga": "Local Government Area",
            "state": "State",
            "sex": "Sex",
            "age_group": "Age group",
            "form_of_exploitation": "Form of exploitation",
        }

    def test_a_table_that_would_show_little_is_named(self, counting, sparse, page):
        found = page(f"release/{sparse['id']}", counting.custodian)

        told = {
            item.span.get_text(strip=True): item.strong.get_text(strip=True)
            for item in found.select(".tf-checks li")
        }
        assert told["Shows little, so leave it out or publish it coarser"] == (
            "Referrals by Local Government Area, Sex and Age group: 0 per cent"
        )
        assert told["Share of those counted in shown cells"] == (
            "Referrals by State and Quarter: 100 per cent"
        )

    def test_a_table_that_shows_little_is_confirmed_by_its_proposer(
        self, counting, sparse, page, app, act
    ):
        address = f"release/{sparse['id']}/propose"
        link = page(f"release/{sparse['id']}", counting.custodian)
        assert [a for a in link.find_all("a") if a["href"].endswith(address)]
        form = page(address, counting.custodian)
        box = form.find(id="field-little")
        assert form.find("label", attrs={"for": box["id"]}).get_text() == (
            "Referrals by Local Government Area, Sex and Age group: 0 per cent"
        )
        sent = {"version": sparse["version"]}

        asked = app.client.post(f"/taskforce/borno/{address}", data=sent)
        assert "Tick it to publish it all the same" in asked.get_data(as_text=True)
        kept = act("release_show", counting.custodian, id=sparse["id"])
        assert kept["state"] == "protected"
        app.client.post(
            f"/taskforce/borno/{address}", data={**sent, "little": box["value"]}
        )

        done = act("release_show", counting.custodian, id=sparse["id"])
        assert done["state"] == "proposed"

    def test_the_custodian_alone_reads_that_few_late_counts_wait(
        self, counted, draft, say, tally, page, cells
    ):
        made = draft()
        say("protect", counted.custodian, made["id"])
        tally("RP", "2026-Q3", ((*cells[0][:4], cells[0][4] + 3), *cells[1:]))

        words = {
            user: page(f"release/{made['id']}", getattr(counted, user)).get_text()
            for user in ("custodian", "coordinator")
        }

        told = "Late counts or corrections of Jul–Sep 2026 (2026-Q3) wait"
        assert [told in text for text in words.values()] == [True, False]

    def test_the_approver_reads_preview_and_report(self, counted, protected, say, page):
        made = protected()
        say("propose", counted.custodian, made["id"])

        found = page(f"release/{made['id']}/approve", counted.coordinator)

        assert rows(found, "lga-quarter")["Gwoza"] == ["withheld"]
        text = found.get_text(" ", strip=True)
        assert re.search(r"Cells withheld \d+ of \d+", text)
        assert re.search(r"\d+ attacked, 0 recovered", text)
        assert "Preview, not public" in text
        assert "8 files read, 0 findings" in text
        assert (
            "Checks of the independent audit that passed every file and figure, "
            "subtraction, linear programming, proof in whole numbers, differences "
            "between releases, holes put in on purpose" in text
        )

    def test_how_far_the_check_is(self, counted, draft, say, page, act):
        made = draft()
        say("protect", counted.custodian, made["id"])

        found = page(f"release/{made['id']}", counted.custodian)

        status = found.find(id="release-job").get_text(" ", strip=True)
        assert "step 1 of 8: gathering the accepted tallies" in status
        assert "Waiting for a worker" not in status

    @pytest.mark.parametrize(
        ("seconds", "words"),
        [
            (5, None),
            (20, "last sign of life 1 Oct 2026, 08:59. The job is taken up again"),
            (70, "last sign of life 1 Oct 2026, 08:58. The job is taken up again"),
        ],
    )
    def test_a_job_without_a_worker_says_so(
        self, counted, draft, say, page, monkeypatch, seconds, words
    ):
        made = draft()
        began = NINE - timedelta(seconds=seconds)
        monkeypatch.setattr(publishing, "now", lambda: began)
        say("protect", counted.custodian, made["id"])
        monkeypatch.setattr(publishing, "now", lambda: NINE)

        found = page(f"release/{made['id']}", counted.custodian)

        status = found.find(id="release-job").get_text(" ", strip=True)
        assert ("Waiting for a worker" in status) is (words is not None)
        assert (words or "") in status
        assert ("tell the operator" in status) is (seconds == 70)

    def test_a_focal_point_sees_the_own_counts_and_may_object(
        self, counted, protected, say, page, app, act
    ):
        made = protected()
        say("propose", counted.custodian, made["id"])

        work = page("work", counted.focal_point)
        assert "See your counts in" in work.get_text()
        found = page(f"release/{made['id']}", counted.focal_point)
        counts = [td.get_text(strip=True) for td in found.select("tbody td.tf-num")]
        assert sum(map(int, counts)) == 155
        assert found.main.h2.get_text() == "Counts of RP: 155 in 10 lines"
        form = page(f"release/{made['id']}/object", counted.focal_point)
        sent = {i["name"]: i["value"] for i in form.select("form input[type=hidden]")}
        app.client.post(
            f"/taskforce/borno/release/{made['id']}/object",
            data={**sent, "note": "Ours is not final."},
        )

        shown = page(f"release/{made['id']}", counted.custodian)
        assert "Ours is not final." in shown.get_text()
        assert act("release_show", counted.custodian, id=made["id"])["state"] == "draft"

    def test_own_counts_of_many_periods_are_grouped(
        self, counted, protected, say, page
    ):
        window = {"period": ["2026-Q2", "2026-Q3"]}
        made = protected(specification={**SPARSE, "window": window})
        say("propose", counted.custodian, made["id"])

        found = page(f"release/{made['id']}/share", counted.focal_point).main

        assert found.h2.get_text() == "Counts of RP: 310 in 20 lines"
        assert [h.get_text() for h in found.find_all("h3")] == [
            "Apr–Jun 2026",
            "Jul–Sep 2026",
        ]
        sums = [s.get_text(" ", strip=True) for s in found.find_all("summary")]
        gwoza, jere, maiduguri = "5 in 2 lines", "58 in 4 lines", "92 in 4 lines"
        quarter = [f"Gwoza {gwoza}", f"Jere {jere}", f"Maiduguri {maiduguri}"]
        assert sorted(sums) == sorted(quarter * 2)
        assert found.select("details[open]") == []
        every = page(f"release/{made['id']}/share?lines=all", counted.focal_point)
        assert len(every.main.select("details[open]")) == 6

    def test_a_second_tap_and_the_way_back_tell_that_it_was_noted(
        self, counted, protected, say, page, app
    ):
        made = protected()
        say("propose", counted.custodian, made["id"])
        form = page(f"release/{made['id']}/object", counted.focal_point)
        sent = {i["name"]: i["value"] for i in form.select("form input[type=hidden]")}
        address = f"/taskforce/borno/release/{made['id']}/object"
        data = {**sent, "note": "Ours is not final."}
        app.client.post(address, data=data)

        for again in (
            app.client.post(address, data=data, follow_redirects=True),
            app.client.get(address, follow_redirects=True),
        ):
            assert again.request.path == "/taskforce/borno/work"
            assert "Noted. The release went back to its maker" in again.text
        other = f"/taskforce/borno/release/{made['id'][:-4]}0000/object"
        assert app.client.get(other).status_code == 404

    def test_a_release_is_proposed_once(self, counted, protected, page, app, act):
        made = protected()
        page(f"release/{made['id']}", counted.custodian)
        address = f"/taskforce/borno/release/{made['id']}/propose"
        shown = act("release_preview", counted.custodian, id=made["id"])
        # Which cells protect others is up to the secret seed: a table may show little.
        data = {"version": made["version"], "little": list(shown["tables"])}
        app.client.post(address, data=data)

        again = app.client.post(address, data=data, follow_redirects=True)

        assert "It has moved on. This is how it stands now." in again.text
        shown = act("release_show", counted.custodian, id=made["id"])
        assert shown["state"] == "proposed"

    def test_what_to_change_is_told_to_the_custodian(self, counted, protected, page):
        made = protected(sentence="Of 7 referrals.")

        mine = page(f"release/{made['id']}", counted.custodian).get_text()
        other = page(f"release/{made['id']}", counted.coordinator).get_text()

        assert "names 7, which no table of this release shows" in mine
        assert "names 7" not in other


class TestIndexes:
    def test_the_catalogue_offers_figures_as_a_kind(self, counted, publish, page):
        publish()

        found = page("data?kind=figures")

        assert "Referrals, July to September 2026" in found.get_text()
        publishing.reconcile()

    def test_a_place_is_a_facet_whatever_its_count(self, counted, publish, act, page):
        publish()

        found = act("publication_list", None, taskforce="borno")["facets"]["area"]

        # Gwoza's count is withheld; it is offered as every other place is.
        told = {row["title"]: row["count"] for row in found}
        assert told | {"Jere": 1, "Gwoza": 1, "Maiduguri": 1} == told
        gwoza = page("data?area=NG008011")
        assert "Published data: Gwoza" in gwoza.h1.get_text(strip=True)
        assert len(gwoza.select(".tf-dataset")) == 1
