"""The pages of the strategies: edited without scripts, read in any time, printed."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup

BASE = "/taskforce/borno"
ALL = f"{BASE}/admin/strategy"


def soup_of(answer: Any) -> BeautifulSoup:
    assert answer.status_code == 200, answer.status_code
    return BeautifulSoup(answer.get_data(as_text=True), "html.parser")


@pytest.fixture
def browser(window, house):
    """Return the function that opens a browser in which somebody is signed in."""
    return lambda who: window(getattr(house, who))


@pytest.fixture
def press(browser):
    """Return the function that sends the form of a page as the coordinator."""
    client = browser("coordinator")

    def send(page, action=None, **typed):
        found = soup_of(client.get(page)).main
        wanted = {"method": "post"} | ({"action": action} if action else {})
        form = found.find("form", attrs=wanted)
        tags = form.find_all(["input", "textarea", "select"])
        sent = {}
        for tag in tags:
            if tag.get("type") in ("radio", "checkbox") and not tag.has_attr("checked"):
                continue
            chosen = tag.find("option", selected=True) if tag.name == "select" else tag
            value = chosen.get("value") if chosen else ""
            sent[tag["name"]] = tag.get_text() if tag.name == "textarea" else value
        address = form.get("action") or page
        data = {**sent, **typed}
        return client.post(address, data=data, follow_redirects=False)

    return send


class TestEditing:
    def test_a_strategy_begins_as_a_copy_and_is_adopted(self, press, act, house):
        typed = {"title": "Next", "from": "2029-01-01", "until": "2030-12-31"}
        answer = press(f"{ALL}/new", start="copy", copy_of="now", **typed)

        assert answer.location.endswith("/admin/strategy/2029-2030")
        assert press(f"{ALL}/2029-2030/adopt").status_code == 303
        shown = act("strategy_show", house.observer, taskforce="borno")
        assert (shown["slug"], len(shown["objectives"])) == ("2029-2030", 5)

    def test_lines_are_added_moved_and_retired(self, press, codes):
        assert press(f"{ALL}/now/line/new", code="C", title="New").status_code == 303
        press(f"{ALL}/now", f"{ALL}/now/line/C/move", move="up")
        press(f"{ALL}/now/line/A.2/retire", note="Merged with A.1.")
        assert codes() == ["A", "A.1", "C", "B", "B.1"]

        press(f"{ALL}/now", f"{ALL}/now/line/A.2/restore")
        assert codes() == ["A", "A.1", "A.2", "C", "B", "B.1"]

    def test_words_that_are_emptied_are_gone(self, press, act, house):
        press(f"{ALL}/now/edit", vision="Safe.", strengths="Many members\nTrust")
        press(f"{ALL}/now/edit", vision="", threats="Access")

        shown = act("strategy_show", house.observer, taskforce="borno")
        assert shown["vision"] == ""
        assert shown["swot"]["strengths"] == ["Many members", "Trust"]
        assert shown["swot"]["threats"] == ["Access"]

    def test_a_circle_is_refused_at_its_field(self, press):
        answer = press(f"{ALL}/now/line/A", parent="A.1")

        page = soup_of(answer)
        links = page.select("[role=alert] a")
        assert [link["href"] for link in links] == ["#field-parent"]
        assert page.find(id="field-title")["value"] == "Line A"

    def test_two_who_edit_a_line_are_told(self, press, say, line):
        answer = press(f"{ALL}/now/line/A.1", version="7", title="Late")

        assert "Somebody saved this first" in answer.get_data(as_text=True)
        assert line("A.1")["title"] == "Line A.1"

    @pytest.mark.parametrize(
        "path", ["", "/new", "/now", "/now/edit", "/now/adopt", "/now/line/A"]
    )
    @pytest.mark.parametrize("who", ["observer", "chair", "focal_point"])
    def test_others_have_no_such_page(self, browser, who, path):
        assert browser(who).get(f"{ALL}{path}").status_code == 403


class TestReading:
    def test_a_former_strategy_is_read_with_what_was_done_under_it(
        self, browser, begin, say, log
    ):
        log(title="Pathway")
        say("strategy_adopt", begin(copy_of="now", title="After"))
        client = browser("observer")

        page = soup_of(client.get(f"{BASE}/strategy?strategy=now"))
        line = soup_of(client.get(f"{BASE}/strategy/A.2?strategy=now"))
        now = soup_of(client.get(f"{BASE}/overview"))

        assert "former strategy" in page.find(class_="tf-notice").get_text()
        links = [a["href"] for a in page.select("#content tbody a")]
        assert f"{BASE}/strategy/A.2?strategy=now" in links
        assert "Former" in line.get_text()
        assert now.h1.get_text() == "After"
        others = [a["href"] for a in now.select("#content a")]
        assert f"{BASE}/strategy?strategy=now" in others

    def test_a_retired_line_shows_reason_work_and_history(
        self, browser, say, line, log
    ):
        log(title="Pathway of the line")
        say("objective_retire", line("A.2"), note="Merged with A.1.")

        client = browser("observer")
        page = soup_of(client.get(f"{BASE}/strategy/A.2"))
        past = soup_of(client.get(f"{BASE}/strategy/A.2?view=history"))

        assert "Merged with A.1." in page.find(class_="tf-notice").get_text()
        assert "Pathway of the line" in page.get_text()
        assert "retired" in past.find(class_="tf-history").get_text()

    def test_an_unknown_strategy_is_not_there(self, browser):
        for path in ("/strategy", "/strategy/A", "/overview"):
            answer = browser("observer").get(f"{BASE}{path}?strategy=never")
            assert answer.status_code == 404

    def test_a_deep_tree_stands_in_its_order(self, browser, act, house):
        about = {"taskforce": "borno", "title": "Deep"}
        act("objective_create", house.coordinator, code="A.1.1", parent="A.1", **about)

        page = soup_of(browser("observer").get(f"{BASE}/overview"))

        rows = page.select("#content tbody tr")
        assert [row.th.get_text().split()[0] for row in rows] == [
            *("A", "A.1", "A.1.1", "A.2", "B", "B.1"),
        ]
        assert rows[2]["class"] == ["tf-level3"]


class TestFramework:
    def test_it_holds_all_of_the_strategy(self, browser, press):
        press(f"{ALL}/now/edit", vision="Safe.", threats="Access", principles="Consent")

        page = soup_of(browser("observer").get(f"{BASE}/strategy?view=framework"))

        words = page.main.get_text(" ")
        for said in ("Safe.", "Access", "Consent", "A.2 Line A.2", "B Line B"):
            assert said in words

    def test_strangers_read_the_public_page_instead(self, app):
        page = soup_of(app.test_client().get(f"{BASE}/strategy?view=framework"))

        assert "Threats" not in page.get_text()


def test_each_page_asks_the_same_for_five_and_for_sixty_lines(
    browser, house, act, queries
):
    paths = {
        "/admin/strategy": "secretariat",
        "/admin/strategy/now": "secretariat",
        "/admin/strategy/now/line/A.1": "secretariat",
        "/overview": "observer",
        "/strategy?view=framework": "observer",
        "/strategy/A.1": "observer",
        "/strategy/A.1?view=history": "observer",
    }

    def costs():
        found = {}
        for path, who in paths.items():
            client = browser(who)
            client.get(BASE + path)
            with queries() as sent:
                client.get(BASE + path)
            found[path] = len(sent)
        return found

    few = costs()
    for number in range(55):
        about = {"taskforce": "borno", "title": "Line", "parent": "A"}
        act("objective_create", house.coordinator, code=f"A.{number + 9}", **about)

    assert costs() == few
    assert {path: n for path, n in few.items() if n > 15} == {}
