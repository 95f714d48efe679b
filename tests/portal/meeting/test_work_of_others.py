"""My work as it is read for the own organisation, and for the own subcommittee."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

PAGE = "/taskforce/borno/work"


@pytest.fixture
def listed(house, act):
    """Return the function that tells kind and title of each task of a list."""

    def found(who, of):
        asked = {"taskforce": "borno", "of": of, "page_size": 100}
        items = act("task_list", getattr(house, who), **asked)["items"]
        return sorted((one["kind"], one["title"]) for one in items)

    return found


@pytest.fixture
def of_rp(house, act):
    """Let the observer of the house sit for RP, where they log and send nothing."""
    seat = {"user": house.observer["name"], "role": "observer", "agency": "RP"}
    act("seat_create", house.root, taskforce="borno", **seat)


class TestAgency:
    def test_it_is_what_colleagues_owe(self, house, of_rp, log, listed):
        log(title="Of RP")
        log(title="Of BRN", user=house.other_reporter, template=None)

        assert listed("observer", "mine") == []
        assert listed("observer", "agency") == [("deliverable", "Of RP")]
        assert listed("reporter", "mine") == [("deliverable", "Of RP")]
        assert listed("reporter", "agency") == [("deliverable", "Of RP")]
        assert listed("other_reporter", "agency") == [("deliverable", "Of BRN")]

    def test_what_names_its_readers_is_there_for_those_alone(
        self, house, of_rp, log, listed
    ):
        log(title="Of the agency", visibility="agency")
        seats = [house.seat["reporter"]["id"]]
        log(title="Of one", visibility="named", seats=seats)

        assert listed("observer", "agency") == [("deliverable", "Of the agency")]
        assert listed("reporter", "agency") == [
            ("deliverable", "Of one"),
            ("deliverable", "Of the agency"),
        ]
        assert listed("other_reporter", "agency") == []

    def test_action_points_of_colleagues(self, house, of_rp, held, point, listed):
        point(held(30), is_confidential=True)

        told = ("action_point", "Share the calendar of trainings.")
        assert listed("observer", "mine") == []
        assert listed("observer", "agency") == [told]
        assert listed("other_reporter", "agency") == []

    def test_joint_work_stands_with_its_partners_until_it_is_done(
        self, house, log, listed, act, in_days
    ):
        row = log(title="Of both", partners=["BRN"])
        log(title="Of one", visibility="named", seats=[house.seat["reporter"]["id"]])

        for of in ("mine", "agency"):
            assert listed("other_reporter", of) == [("joint", "Of both")]
            assert listed("police", of) == []
        assert ("joint", "Of both") not in listed("reporter", "mine")
        about = {"id": row["id"], "version": row["version"]}
        act("deliverable_submit", house.reporter, **about, finished_on=in_days(0))
        assert listed("other_reporter", "mine") == []

    def test_partners_are_late_with_nothing_of_others(self, house, log, act, in_days):
        log(title="Of both", partners=["BRN"], status="in_progress", due=in_days(-9))

        found = act("task_list", house.other_reporter, taskforce="borno")

        assert (found["count"], found["late"]) == (1, 0)
        assert found["items"][0]["days_late"] == 0

    def test_who_sits_for_none_has_no_such_list(self, house, log, act):
        log(title="Of RP")

        found = act("task_list", house.secretariat, taskforce="borno", of="agency")

        assert (found["count"], found["others"]) == (0, {})


class TestCounts:
    def test_a_reporter_reads_which_the_focal_point_owes(self, owing, act):
        def owed(who, of):
            found = act("task_list", getattr(owing, who), taskforce="borno", of=of)
            return [
                (one["title"], one["agency"])
                for one in found["items"]
                if one["kind"] == "tally"
            ]

        every = [
            ("2025-Q4", "RP"),
            ("2026-Q1", "RP"),
            ("2026-Q2", "RP"),
            ("2026-Q3", "RP"),
        ]
        assert owed("reporter", "mine") == []
        assert owed("reporter", "agency") == every
        assert owed("focal_point", "mine") == every
        assert owed("focal_point", "agency") == every

    def test_the_note_of_one_sent_back_is_for_the_focal_point(self, owing, act):
        about = {"taskforce": "borno", "period": "2026-Q3"}
        user, custodian = owing.focal_point, owing.custodian
        row = act("tally_create", user, **about, nothing_to_report=True)
        now = {"id": row["id"], "version": row["version"]}
        sent = act("tally_submit", user, **now)
        now["version"] = sent["version"]
        act("tally_send_back", custodian, **now, note="Look at the forms again.")

        def notes(who):
            asked = {"taskforce": "borno", "of": "agency"}
            items = act("task_list", getattr(owing, who), **asked)["items"]
            return [one["note"] for one in items if one["title"] == "2026-Q3"]

        assert notes("focal_point") == ["Look at the forms again."]
        assert notes("reporter") == [None]


class TestSubcommittee:
    def test_it_is_what_chair_and_members_owe(self, house, log, held, point, listed):
        meeting = held(30)
        point(meeting)
        point(meeting, title="Answer to the elders.", agency="MIN")
        log(title="Open")
        log(title="Sent", status="delivered", finished_on="2026-01-15", due=None)
        log(title="Of BRN", user=house.other_reporter, template=None)

        own = [
            ("action_point", "Answer to the elders."),
            ("action_point", "Share the calendar of trainings."),
            ("deliverable", "Open"),
            ("evidence", "Sent"),
            ("minutes", "Protection"),
            ("review", "Sent"),
        ]
        assert listed("chair", "subcommittee") == own
        # A member who does not chair reads the same list.
        assert listed("reporter", "subcommittee") == own
        for other in ("other_chair", "other_reporter", "secretariat", "coordinator"):
            assert listed(other, "subcommittee") == [], other

    def test_nothing_that_the_chair_may_not_see(self, house, log, held, point, listed):
        log(title="Of the agency", visibility="agency")
        log(title="Of one", visibility="named", seats=[house.seat["reporter"]["id"]])
        log(title="Of the group", visibility="subcommittee")
        meeting = held(30)
        point(meeting, title="In confidence.", agency="MIN", is_confidential=True)

        minutes = ("minutes", "Protection")
        assert listed("chair", "subcommittee") == [
            ("action_point", "In confidence."),
            ("deliverable", "Of the group"),
            minutes,
        ]
        assert listed("reporter", "subcommittee") == [
            ("deliverable", "Of one"),
            ("deliverable", "Of the agency"),
            ("deliverable", "Of the group"),
            minutes,
        ]

    def test_the_list_ends_with_the_seat(self, house, log, listed, act):
        log(title="Open")
        assert listed("chair", "subcommittee") == [("deliverable", "Open")]
        seat = act("seat_show", house.root, id=house.seat["chair"]["id"])
        act("seat_end", house.root, id=seat["id"], version=seat["version"])
        more = {"user": house.chair["name"], "role": "observer"}
        act("seat_create", house.root, taskforce="borno", **more)

        assert listed("chair", "subcommittee") == []


class TestPage:
    @pytest.fixture
    def read(self, browser):
        def made(who, of="", before=""):
            query = f"?of={of}" if of else ""
            answer = browser(who).get(f"{before}{PAGE}{query}")
            assert answer.status_code == 200
            return BeautifulSoup(answer.get_data(as_text=True), "html.parser").main

        return made

    def test_its_links_are_those_that_apply(self, house, read):
        def links(who, of=""):
            return [
                (a.get_text(strip=True), a["href"], a.get("aria-current"))
                for a in read(who, of).select(".tf-tabs a")
            ]

        assert links("reporter", "agency") == [
            ("Mine", PAGE, None),
            ("My organisation", f"{PAGE}?of=agency", "page"),
            ("My subcommittee", f"{PAGE}?of=subcommittee", None),
        ]
        assert links("reporter")[0] == ("Mine", PAGE, "page")
        assert links("secretariat") == []

    def test_each_list_has_a_title_of_its_own(self, house, browser):
        def titles(of):
            page = BeautifulSoup(browser("reporter").get(PAGE + of).data, "html.parser")
            return page.h1.get_text(strip=True), page.title.get_text().split(" · ")[0]

        assert titles("") == ("My work", "My work")
        own = "Work of my organisation"
        assert titles("?of=agency") == (own, own)
        group = "Work of my subcommittee"
        assert titles("?of=subcommittee") == (group, group)

    def test_it_shows_words_and_no_codes(self, house, log, read):
        log(title="Pathway in Jere", template="1.2")

        more = read("reporter").select_one(".tf-list__more")

        words = [tag.get_text(strip=True) for tag in more.find_all("span")]
        assert "Standing deliverable 1.2" in words
        assert "1.2" not in words

    def test_it_says_whose_list_it_is(self, house, log, read):
        log(title="Open")

        text = " ".join(read("chair", "subcommittee").get_text().split())

        assert "1 thing to do for Protection." in text
        assert "Nothing is owed here" in read("chair", "agency").get_text()

    def test_a_link_leads_to_where_the_reader_may_go(self, house, of_rp, log, read):
        row = log(status="delivered", finished_on="2026-01-15", due=None)
        at = f"/taskforce/borno/deliverable/{row['id']}"

        def acts(who):
            found = read(who, "agency").select(".tf-list__act a")
            return [(a.contents[0], a["href"]) for a in found]

        assert acts("observer") == [("Open it", at)]
        assert acts("reporter") == [("Add evidence", f"{at}/attach")]
        found = read("chair", "subcommittee").select(".tf-list__act a")
        assert f"/taskforce/borno/review/{row['id']}" in [a["href"] for a in found]

    def test_pages_keep_whose_list_it_is(self, house, log, read):
        for number in range(26):
            log(title=f"Piece {number}")

        pager = read("chair", "subcommittee").select_one("a[rel=next]")

        assert "of=subcommittee" in pager["href"]
        assert "page=2" in pager["href"]

    def test_another_word_is_refused(self, house, browser):
        assert browser("reporter").get(f"{PAGE}?of=all").status_code == 400

    def test_it_speaks_french(self, house, read):
        tabs = read("reporter", before="/fr").select(".tf-tabs a")

        assert [a.get_text(strip=True) for a in tabs] == [
            "Le mien",
            "Mon organisation",
            "Mon sous-comité",
        ]
