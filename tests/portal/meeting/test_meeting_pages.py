"""The pages of meetings: what they offer, what they cost, what they leave out."""

from __future__ import annotations

import gzip

import pytest

BASE = "/taskforce/borno"
MOST_QUERIES = 15
MOST_BYTES = 15_000
PAGES = (
    ("reporter", "/meeting"),
    ("chair", "/meeting"),
    ("coordinator", "/meeting/new"),
    ("coordinator", "/meeting/plan"),
    ("reporter", "/meeting/{held}"),
    ("chair", "/meeting/{held}"),
    ("chair", "/meeting/{held}/edit"),
    ("chair", "/meeting/{held}/approve"),
    ("chair", "/meeting/{held}/minutes?confidential=true"),
    ("chair", "/meeting/{held}/message"),
    ("chair", "/meeting/{coming}/handout"),
    ("chair", "/meeting/{coming}/call_off"),
    ("chair", "/meeting/{held}/decision/new"),
    ("chair", "/meeting/{held}/action/new"),
    ("reporter", "/meeting/attendance?subcommittee=protection"),
    ("reporter", "/action"),
    ("reporter", "/action/{point}"),
    ("reporter", "/action/{point}/complete"),
    ("chair", "/action/{point}/edit"),
)


@pytest.fixture
def cost(browser, queries):
    """Return the function that reads all pages and tells queries and weights."""

    def every(ids):
        found = {}
        for who, page in PAGES:
            at, address = browser(who), BASE + page.format(**ids)
            at.get(address)
            with queries() as sent:
                answer = at.get(address)
            assert answer.status_code == 200, address
            weight = len(gzip.compress(answer.get_data()))
            found[who, page] = (len(sent), weight)
        return found

    return every


def test_pages_ask_the_same_for_few_and_for_many_rows(cost, held, meet, point):
    before, row, coming = held(60), held(1), meet(9)
    ids = {"held": row["id"], "coming": coming["id"]}
    ids["point"] = point(before)["id"]
    point(row)
    few = cost(ids)
    for number in range(30):
        point(before, title=f"Share list {number} of trainings.")
        point(row, title=f"Share plan {number} of trainings.")
        meet(20 + number)

    many = cost(ids)

    assert {p: (few[p][0], many[p][0]) for p in PAGES if few[p][0] != many[p][0]} == {}
    assert {p: many[p][0] for p in PAGES if many[p][0] > MOST_QUERIES} == {}
    assert {p: many[p][1] for p in PAGES if many[p][1] > MOST_BYTES} == {}


class TestWay:
    def test_from_the_plan_to_approved_minutes(self, browser, in_days, act, house):
        at = browser("chair")
        form = {"subcommittee": "protection", "day": in_days(0), "starts": "10:00"}
        form |= {"place_kind": "online", "agenda": "Pathway of Jere\nTrainings"}
        page = at.post(f"{BASE}/meeting/new", data=form, follow_redirects=True).text
        assert "Pathway of Jere" in page
        (row,) = act("meeting_list", house.chair, taskforce="borno")["items"]
        one = f"{BASE}/meeting/{row['id']}"

        page = at.post(f"{one}/prepare", follow_redirects=True).text
        assert "The agenda is composed" in page

        def say(verb, **more):
            shown = act("meeting_show", house.chair, id=row["id"])
            data = {"version": shown["version"], **more}
            return at.post(f"{one}/{verb}", data=data, follow_redirects=True).text

        assert "Noted. Write the minutes" in say("hold", present=["RP", "MIN"])
        filled = {**form, "minutes": "The pathway was looked at.", "present": ["RP"]}
        assert "Saved." in say("edit", **filled)
        decided = {"title": "The pathway holds."}
        at.post(f"{one}/decision/new", data=decided)
        agreed = {"title": "Share the calendar.", "agency": "RP", "due": in_days(9)}
        at.post(f"{one}/action/new", data=agreed)
        assert "Approved. All members" in say("approve")

        page = browser("reporter").get(one).text
        for words in ("The pathway was looked at.", "The pathway holds.", "calendar"):
            assert words in page

    def test_a_wrong_field_comes_back_with_the_rest_filled(self, browser, in_days):
        form = {"day": in_days(3), "starts": "noon", "place_kind": "online"}
        form |= {"agenda": "Pathway of Jere", "subcommittee": "protection"}

        page = browser("chair").post(f"{BASE}/meeting/new", data=form).text

        assert "Not a time of the day" in page
        assert "Pathway of Jere" in page

    def test_the_next_meeting_is_prepared_in_one_click(self, browser, meet):
        meet(3)

        words = "Prepare the next meeting"
        assert words in browser("chair").get(f"{BASE}/meeting").text
        assert words not in browser("reporter").get(f"{BASE}/meeting").text

    def test_the_year_in_one_form(self, browser, act, house):
        form = {"subcommittee": "protection", "year": "2031", "week": "first"}
        form |= {"weekday": "monday", "starts": "9:30", "place_kind": "online"}
        form |= {"months": ["08"]}

        at = browser("chair")
        page = at.post(f"{BASE}/meeting/plan", data=form, follow_redirects=True).text

        assert "11 meetings planned." in page


class TestPaper:
    def test_the_print_leaves_confidential_items_out_unless_asked(
        self, browser, held, act, house, point
    ):
        row = held(1, closed_minutes="The road is not safe.")
        secret = {"title": "The office is watched.", "is_confidential": True}
        about = {"taskforce": "borno", "meeting": row["id"]}
        act("decision_create", house.chair, **about, **secret)
        point(row, title="Look at the road.", is_confidential=True)
        hidden = ("The road is not safe.", "The office is watched.", "Look at the road")
        paper = f"{BASE}/meeting/{row['id']}/minutes"

        plain = browser("chair").get(paper).text
        full = browser("chair").get(f"{paper}?confidential=true").text
        member = browser("reporter").get(f"{paper}?confidential=true").text

        assert [words for words in hidden if words in plain] == []
        assert [words for words in hidden if words not in full] == []
        # The action point is the member's own, the others are not there.
        assert [words for words in hidden if words in member] == [hidden[2]]

    def test_a_phone_message_says_how_much_and_not_what(self, browser, held, point):
        row = held(1)
        point(row, title="Look at the road.")

        page = browser("chair").get(f"{BASE}/meeting/{row['id']}/message").text

        assert "RP: 1 action point, due" in page
        assert "MIN: no open action point." in page
        assert "Look at the road" not in page

    @pytest.mark.parametrize("kind", ["csv", "json", "xlsx"])
    def test_tables_are_files_too(self, browser, held, point, kind):
        row = held(1)
        point(row)
        at = browser("reporter")

        for page in ("meeting", "action", "meeting/attendance?subcommittee=protection"):
            mark = "&" if "?" in page else "?"
            answer = at.get(f"{BASE}/{page}{mark}format={kind}")
            assert answer.status_code == 200
            assert "attachment" in answer.headers["Content-Disposition"]

    def test_strangers_to_the_body_find_nothing(self, browser, held):
        row = held(1)
        for page in ("", "/minutes", "/handout", "/message", "/edit", "/decision/new"):
            for who in ("police", "secretariat", "donor"):
                answer = browser(who).get(f"{BASE}/meeting/{row['id']}{page}")
                assert answer.status_code == 404


class TestWork:
    def test_my_work_names_the_point_and_the_next_meeting(
        self, browser, held, meet, point
    ):
        point(held(30))
        meet(3)

        page = browser("reporter").get(f"{BASE}/work").text

        assert "Share the calendar of trainings." in page
        assert "Next meeting:" in page
        assert "(1 open action point is yours)" in page
        assert "Next meeting:" not in browser("police").get(f"{BASE}/work").text

    def test_what_an_organisation_owes_names_them_too(self, browser, held, point):
        point(held(30))

        page = browser("coordinator").get(f"{BASE}/owed/RP").text

        assert "Share the calendar of trainings." in page
