"""The pages of indicators and of their review: who reads what, and what is decided."""

from __future__ import annotations

import csv
import io

import pytest
from openpyxl import load_workbook

BASE = "/taskforce/borno"
JERE = "NG008013"
PERSONS = [{"place": JERE, "sex": "F", "age_group": "adult", "value": 4321}]


def text(soup):
    return " ".join(soup.find("main").text.split())


class TestIndicator:
    def test_its_figure_leads_to_the_reports_behind_it(
        self, measured, browser, read, accepted
    ):
        accepted("A.2-1", [{"value": 5}])
        accepted("A.2-1", [{"value": 3}], agency="BRN")

        soup = read(browser("observer"), "/indicator/A.2-1")

        assert "8 in " in text(soup)
        assert "80 % of the target of 10" in text(soup)
        (link,) = list(soup.select("#t-series + * a, tbody td a"))[:1]
        reports = browser("observer").get(link["href"]).get_data(as_text=True)
        assert reports.count("Trainings held") == 2

    def test_the_chart_shows_a_missing_report_as_missing(
        self, measured, browser, read, accepted
    ):
        accepted("A.2-1", [{"value": 5}])

        chart = read(browser("observer"), "/indicator/A.2-1").find("svg", "tf-chart")

        assert "not reported" in chart.find("desc").text
        assert "target 10" in chart.text

    def test_counts_of_persons_are_not_shown_to_others(
        self, measured, browser, read, accepted
    ):
        accepted("A.2-2", PERSONS)
        pages = (
            "/indicator/A.2-2",
            "/indicator/A.2-2?split=place",
            "/indicator/A.2-2?split=agency",
            "/strategy/A",
            "/strategy/A?view=iptt",
            "/strategy/A?view=iptt&split=agency",
        )

        for page in pages:
            assert "4321" not in text(read(browser("coordinator"), page)), page
            assert "4,321" not in text(read(browser("observer"), page)), page
            assert "4,321" not in text(read(browser("other_reporter"), page)), page
        for page in ("/indicator/A.2-2", "/indicator/A.2-2?split=place"):
            assert "4,321" in text(read(browser("custodian"), page)), page
            assert "4,321" in text(read(browser("focal_point"), page)), page
        assert "not released" in text(read(browser("observer"), "/strategy/A"))

    def test_the_same_holds_for_the_files(self, measured, browser, accepted):
        accepted("A.2-2", PERSONS)
        for page in ("/indicator/A.2-2", "/strategy/A?view=iptt"):
            joint = "&" if "?" in page else "?"
            for kind in ("csv", "json"):
                address = f"{BASE}{page}{joint}format={kind}"
                for who in ("observer", "coordinator"):
                    told = browser(who).get(address).get_data(as_text=True)
                    assert "4321" not in told, (page, kind, who)
                own = browser("focal_point").get(address).get_data(as_text=True)
                assert "4321" in own, (page, kind)

    def test_a_step_of_a_ladder_is_shown_in_words_everywhere(
        self, measured, browser, read, accepted
    ):
        accepted("B.1-1", [{"milestone": "Adopted"}])

        at = browser("observer")

        assert "Adopted" in text(read(at, "/indicator/B.1-1"))
        assert "Adopted" in text(read(at, "/strategy/B?view=iptt"))
        assert "1 met" in text(read(at, "/overview"))

    def test_a_stranger_reads_its_title_and_what_was_released_alone(
        self, measured, app, accepted
    ):
        accepted("A.2-1", [{"value": 4321}])

        told = app.get(f"{BASE}/indicator/A.2-1", status=200)
        line = app.get(f"{BASE}/strategy/A.2", status=200)

        assert "A.2-1 Trainings held" in told.body
        assert "No figure of it has been released yet." in told.body
        for word in ("4,321", "4321", "trainings", "target", "Relief Partners"):
            assert word not in told.body, word
        assert f'href="{BASE}/indicator/A.2-1"' in line.body
        assert app.get(f"{BASE}/indicator/Z.9-9").status_code == 404

    @pytest.mark.parametrize("page", ["new", "A.2-1/edit", "A.2-1/status", "Z/retire"])
    def test_a_stranger_is_sent_to_sign_in_for_the_rest(self, measured, app, page):
        answer = app.get(f"{BASE}/indicator/{page}", follow_redirects=False)

        assert answer.status_code == 302

    def test_an_unknown_code_is_not_there(self, measured, browser, read):
        read(browser("observer"), "/indicator/Z.9-9", status=404)


class TestTrackingTable:
    def test_the_files_equal_the_screen_cell_by_cell(
        self, measured, browser, read, accepted
    ):
        accepted("A.2-1", [{"value": 5}])
        accepted("A.1-1", [{"sex": "F", "numerator": 3, "denominator": 4}])
        at, page = browser("observer"), "/strategy/A?view=iptt"
        soup = read(at, page)
        screen = [
            [" ".join(c.text.replace("not reported", "").split()) for c in row]
            for row in [r.find_all(["th", "td"]) for r in soup.select("tbody tr")]
        ]

        told = at.get(f"{BASE}{page}&format=csv").get_data(as_text=True)
        book = load_workbook(io.BytesIO(at.get(f"{BASE}{page}&format=xlsx").get_data()))

        rows = list(csv.reader(io.StringIO(told)))
        assert rows[1:] == screen
        sheet = [[str(c) for c in row] for row in book.worksheets[0].values]
        assert sheet[1:] == screen
        assert sheet[0] == rows[0]

    def test_a_part_of_the_strategy_without_indicators_says_so(
        self, measured, browser, read, act
    ):
        sheet = measured.sheet["B.1-1"]
        about = {"id": sheet["id"], "version": sheet["version"]}
        act(
            "indicator_retire",
            measured.coordinator,
            **about,
            note="Measured elsewhere.",
        )

        soup = read(browser("observer"), "/strategy/B?view=iptt")

        assert "No indicator measures this part" in text(soup)


class TestForm:
    def test_a_coordinator_adds_changes_and_retires_an_indicator(
        self, measured, browser, read, fields_of
    ):
        at = browser("coordinator")
        fields = fields_of(read(at, "/indicator/new?objective=B.1"))
        more = {
            "code": "B.1-7",
            "title": "Meetings held",
            "agencies": ["RP", "MIN"],
            "targets": f"{measured.period} 4",
        }
        at.post(f"{BASE}/indicator/new", data={**fields, **more})
        soup = read(at, "/indicator/B.1-7")
        assert soup.h1.text.strip() == "B.1-7 Meetings held"
        assert "RP; MIN" in text(soup)

        fields = fields_of(read(at, "/indicator/B.1-7/edit"))
        assert fields["targets"] == [f"{measured.period} 4"]
        page = f"{BASE}/indicator/B.1-7"
        at.post(f"{page}/edit", data={**fields, "title": "Meetings with minutes"})
        assert "Meetings with minutes" in text(read(at, "/indicator/B.1-7"))

        fields = fields_of(read(at, "/indicator/B.1-7/retire"))
        at.post(f"{page}/retire", data={**fields, "note": "Nobody used it."})
        assert "Nobody used it." in text(read(at, "/indicator/B.1-7"))

    def test_a_line_of_targets_without_a_figure_is_named(
        self, measured, browser, read, fields_of
    ):
        at = browser("coordinator")
        fields = fields_of(read(at, "/indicator/A.2-1/edit"))

        answer = at.post(
            f"{BASE}/indicator/A.2-1/edit", data={**fields, "targets": "2026-Q3"}
        )

        told = "write one period and its target a line, such as 2026-Q3 400."
        assert told in answer.get_data(as_text=True)

    @pytest.mark.parametrize("who", ["observer", "focal_point", "chair", "custodian"])
    def test_others_do_not_change_it(self, measured, browser, read, who):
        for page in ("new", "A.2-1/edit", "A.2-1/retire"):
            read(browser(who), f"/indicator/{page}", status=403)


class TestReview:
    def test_it_is_sent_back_with_a_note_at_the_cell_and_comes_again(
        self, measured, browser, read, fields_of, sent, report_of
    ):
        found = sent("A.2-2", PERSONS)
        at = browser("custodian")
        assert "4,321" in text(read(at, "/review"))
        page = f"/review/report/{found['id']}"
        fields = fields_of(read(at, page))
        cell = f"r/{JERE}~F~adult"
        assert cell in fields

        more = {"decision": "send_back", "note": "Look again.", cell: "Too many?"}
        at.post(BASE + page, data={**fields, **more})

        assert report_of("A.2-2")["state"] == "sent_back"
        soup = read(browser("focal_point"), f"/report/{found['id']}/edit")
        assert "Look again." in text(soup)
        told = soup.find(id=f"told-v/{JERE}~F~adult/value")
        assert "Too many?" in told.text

    def test_a_plain_report_is_accepted_by_a_coordinator(
        self, measured, browser, read, fields_of, sent, report_of
    ):
        found = sent("A.2-1", [{"value": 5}])
        at, page = browser("coordinator"), f"/review/report/{found['id']}"

        fields = fields_of(read(at, page))
        at.post(BASE + page, data={**fields, "decision": "accept"})

        assert report_of("A.2-1")["state"] == "accepted"

    def test_a_coordinator_does_not_open_counts_of_persons(
        self, measured, browser, read, sent
    ):
        found = sent("A.2-2", PERSONS)
        at = browser("coordinator")

        assert "A.2-2" not in text(read(at, "/review"))
        shown = text(read(at, f"/review/report/{found['id']}"))
        assert "4,321" not in shown
        assert "the data custodian opens and decides it" in shown

    def test_evidence_opens_at_the_review(
        self, measured, browser, read, fields_of, report_of, sent
    ):
        found = report_of("A.2-1")
        at, page = browser("focal_point"), f"/report/{found['id']}/edit"
        fields = fields_of(read(at, page))
        link = "https://example.org/minutes"
        more = {"t/value": "5", "evidence_url": link, "do": "check"}
        at.post(BASE + page, data={**fields, **more})
        sent("A.2-1", [{"value": 5}])

        page = f"/review/report/{found['id']}"
        assert read(browser("coordinator"), page).find("a", href=link)
        assert read(browser("chair"), page).find("a", href=link)
        seen = read(browser("other_reporter"), f"/report/{found['id']}")
        assert not seen.find("a", href=link)

    @pytest.mark.parametrize("who", ["observer", "focal_point", "secretariat"])
    def test_the_queue_is_for_those_who_review(self, measured, browser, read, who):
        read(browser(who), "/review", status=403)


class TestCorrection:
    def test_what_was_accepted_counts_until_the_correction_is(
        self, measured, browser, read, fields_of, accepted, report_of
    ):
        found = accepted("A.2-1", [{"value": 5}])
        at, page = browser("focal_point"), f"/report/{found['id']}/correct"

        fields = fields_of(read(at, page))
        at.post(BASE + page, data={**fields, "note": "Two came late."})

        page = f"/report/{found['id']}/edit"
        fields = fields_of(read(at, page))
        assert fields["t/value"] == ["5"]
        at.post(BASE + page, data={**fields, "t/value": "7", "do": "save"})
        assert report_of("A.2-1")["edition"] == 2
        assert "5 in " in text(read(browser("observer"), "/indicator/A.2-1"))


class TestCalendar:
    def test_a_locked_period_is_unlocked_with_a_reason(
        self, measured, browser, read, fields_of, in_days
    ):
        from ckan import model

        from ckanext.tiptaskforce.model.period import Period

        row = Period.get(measured.id, measured.before)
        row.locks_on = row.due_on
        model.Session.commit()
        at, page = browser("secretariat"), f"/admin/calendar/{row.id}/unlock"

        fields = fields_of(read(at, page))
        more = {"until": in_days(3), "reason": "The office was closed."}
        at.post(BASE + page, data={**fields, **more})

        shown = text(read(browser("secretariat"), "/admin/calendar"))
        assert "Unlocked" in shown
        assert "The office was closed." in shown
        read(browser("observer"), page, status=403)


class TestOwed:
    def test_it_says_who_has_not_reported_with_a_text_to_copy(
        self, measured, browser, read, accepted
    ):
        accepted("A.2-1", [{"value": 5}])

        soup = read(browser("coordinator"), "/owed")

        shown = text(soup)
        assert "accepted 1" in shown
        assert "Reports not received" in shown
        told = [area.text for area in soup.find_all("textarea")]
        assert any("A.2-2" in one and "/report" in one for one in told)

    def test_a_member_is_told_of_the_own_organisation_alone(
        self, measured, browser, read
    ):
        soup = read(browser("other_reporter"), "/owed")

        found = [one.text.split(":")[0].strip() for one in soup.select("main summary")]
        assert found == ["BRN"]

    def test_who_sees_one_organisation_is_not_told_that_nobody_is_late(
        self, measured, browser, read
    ):
        shown = text(read(browser("observer"), "/owed"))

        assert "Nothing that you see here is late today." in shown
        assert "Nobody is late today." not in shown

    def test_my_work_leads_to_the_form(self, measured, browser, read, report_of):
        soup = read(browser("focal_point"), "/work")

        address = f"{BASE}/report/{report_of('A.2-1')['id']}/edit"
        assert soup.find("a", href=address)
