"""The pages of alerts: what they offer, what they cost, and for whom they are there."""

from __future__ import annotations

import gzip
import re
import uuid

import pytest

BASE = "/taskforce/borno"
UNKNOWN = str(uuid.UUID(int=7))
MOST_QUERIES = 15
MOST_BYTES = 15_000
PAGES = (
    ("focal_point", "/alert"),
    ("mrm_focal", "/alert"),
    ("mrm_focal", "/work"),
    ("focal_point", "/alert/new"),
    ("focal_point", "/alert/{alert}"),
    ("mrm_focal", "/alert/{alert}/acknowledge"),
)


def told(answer, asked):
    """Return a page without the asked id, and without its token, new each second."""
    text = re.sub(r'(_csrf_token"[^>]*(?:content|value)=")[^"]*', r"\1", answer.text)
    return text.replace(asked, "<id>")


class TestForm:
    def test_it_has_no_field_for_a_word(self, browser):
        page = browser("focal_point").get(f"{BASE}/alert/new").text

        assert "<textarea" not in page
        assert 'type="text"' not in page
        assert 'type="file"' not in page
        assert "You have details of a case" in page

    def test_it_offers_no_finer_place(self, browser):
        page = browser("focal_point").get(f"{BASE}/alert/new").text

        assert '<option value="NG008">Borno</option>' in page
        assert '<option value="NG008021">Maiduguri</option>' in page

    def test_from_the_form_to_the_acknowledgement(
        self, browser, codes, said, act, counting
    ):
        at = browser("focal_point")
        answer = at.post(f"{BASE}/alert/new", data=codes, follow_redirects=True)
        assert "Alert: Abduction" in answer.text
        assert "Not acknowledged for a week" in answer.text
        assert "verified information" in answer.text
        (row,) = act("alert_list", counting.focal_point, taskforce="borno")["items"]
        assert "Ask for the acknowledgement of an alert" in at.get(f"{BASE}/work").text

        answer = at.post(
            f"{BASE}/alert/{row['id']}/acknowledge",
            data={**said, "version": row["version"]},
            follow_redirects=True,
        )

        assert "A co-chair of the CTFMR" in answer.text
        assert "Ask for the acknowledgement" not in at.get(f"{BASE}/work").text

    def test_what_is_wrong_comes_back_at_its_field(self, browser, codes):
        wrong = {**codes, "month": "2026-02"}

        page = browser("focal_point").post(f"{BASE}/alert/new", data=wrong).text

        assert "The month begins after the day on which it was passed on." in page
        assert '<option value="NG008021" selected>' in page


class TestReaders:
    @pytest.mark.parametrize("who", ["observer", "coordinator", "other_focal_point"])
    def test_the_page_of_a_hidden_alert_is_that_of_an_unknown_one(
        self, browser, alert, who
    ):
        row, at = alert(), browser(who)
        for path in ("/alert/{}", "/alert/{}/acknowledge"):
            hidden = at.get(BASE + path.format(row["id"]))
            unknown = at.get(BASE + path.format(UNKNOWN))

            assert (hidden.status_code, unknown.status_code) == (404, 404)
            assert told(hidden, row["id"]) == told(unknown, UNKNOWN)

    @pytest.mark.parametrize(
        ("who", "is_offered"),
        [("focal_point", True), ("mrm_focal", True), ("coordinator", False)],
    )
    def test_the_link_is_for_those_who_may(self, browser, who, is_offered):
        page = browser(who).get(f"{BASE}/work").text

        assert (f'href="{BASE}/alert"' in page) is is_offered

    def test_the_list_downloads_as_on_the_screen(self, browser, alert):
        alert()
        alert(violation="sexual_violence")
        at = browser("mrm_focal")

        found = at.get(f"{BASE}/alert?violation=abduction&format=json").get_json()
        theirs = at.get(f"{BASE}/alert?format=csv").text

        assert "Abduction" in str(found)
        assert "sexual" not in str(found)
        assert theirs.count("NG008021") == 2
        other = browser("other_focal_point").get(f"{BASE}/alert?format=csv").text
        assert "NG008021" not in other
        assert browser("observer").get(f"{BASE}/alert?format=csv").status_code == 403


def test_pages_ask_the_same_for_one_and_for_many_alerts(browser, alert, queries):
    first = alert()["id"]

    def cost(who, page):
        at = browser(who)
        at.get(BASE + page)
        with queries() as sent:
            answer = at.get(BASE + page)
        assert answer.status_code == 200, (who, page)
        return len(sent), len(gzip.compress(answer.get_data()))

    few = {p: cost(p[0], p[1].format(alert=first)) for p in PAGES}
    for number in range(60):
        alert(place=("NG008011", "NG008013", "NG008021")[number % 3])
    many = {p: cost(p[0], p[1].format(alert=first)) for p in PAGES}

    assert {p: (few[p][0], many[p][0]) for p in PAGES if few[p][0] != many[p][0]} == {}
    assert {p: many[p][0] for p in PAGES if many[p][0] > MOST_QUERIES} == {}
    assert {p: many[p][1] for p in PAGES if many[p][1] > MOST_BYTES} == {}
