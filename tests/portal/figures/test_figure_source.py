"""From a figure to its source, into a sentence, and back from the sentence."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from ckan import model

pytestmark = pytest.mark.usefixtures("clean_index")
CELL = "state-quarter~NG008~2026-Q3"


@pytest.fixture
def page(app):
    """Return a function that reads a page as nobody, parsed."""

    def read(path, status=200):
        model.Session.remove()
        app.set_session_user(None)
        address = path if path.startswith("/") else f"/taskforce/borno/{path}"
        answer = app.client.get(address, follow_redirects=True)
        assert answer.status_code == status
        return BeautifulSoup(answer.get_data(as_text=True), "html.parser")

    return read


@pytest.fixture
def check(app):
    """Return a function that checks a sentence as nobody; it gives the answer."""

    def ask(sentence):
        model.Session.remove()
        app.set_session_user(None)
        answer = app.client.post("/taskforce/borno/verify", data={"sentence": sentence})
        assert "no-store" in answer.headers["Cache-Control"]
        soup = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
        return " ".join(soup.find(class_="tf-notice").get_text(" ").split())

    return ask


def sentence_of(found):
    return found.find(id="field-copy").get_text()


class TestSource:
    def test_each_figure_of_the_page_leads_to_its_source(self, counted, publish, page):
        made = publish()
        shown = page("data/referrals")

        links = shown.select(".tf-figures td a")

        cells = shown.select(".tf-figures td.tf-num")
        assert len(links) == len(cells) > 10
        for link in links:
            found = page(link["href"])
            told = found.find(class_="tf-one").get_text(strip=True)
            said = link.find("span", attrs={"aria-hidden": True}) or link
            assert told == said.get_text(strip=True)
        assert f"/v{made['number']}?cell=" in links[0]["href"]

    def test_it_tells_unit_codes_period_rule_and_release(self, counted, publish, page):
        publish()

        found = page(f"data/referrals/v1?cell={CELL}")

        facts = {
            dt.get_text(strip=True): dt.find_next("dd").get_text(" ", strip=True)
            for dt in found.select("dl.tf-facts dt")
        }
        assert found.find(class_="tf-one").get_text(strip=True) == "310"
        assert facts["What is counted"] == "Referrals"
        assert facts["State"] == "Borno code NG008"
        assert facts["Rule"].startswith("Counts below 11 are withheld")
        assert facts["Sources"] == "2 organisations, for the release as a whole"
        assert facts["Release"].startswith("Referrals, July to September 2026")

    @pytest.mark.parametrize(
        "cell",
        [
            "",
            "nothing",
            "state-quarter",
            "state-quarter~NG008",
            "state-quarter~NG008~2026-Q2",
            "state-quarter~NG008~2026-Q3~F",
            "lga-quarter~NG008021~2026-Q3~child",
            "../release~NG008",
            "x" * 9_000,
        ],
    )
    def test_what_was_not_released_is_not_found(self, counted, publish, page, cell):
        publish()

        page(f"data/referrals/v1?cell={cell}", status=404)

    def test_a_withheld_cell_says_why_and_has_no_sentence(self, counted, publish, page):
        publish()

        found = page("data/referrals/v1?cell=lga-quarter~NG008011~2026-Q3")

        assert found.find(class_="tf-one").get_text(strip=True) == "[c]"
        assert "the figure is zero, below 11, or would reveal one that is" in found.text
        assert found.find(id="field-copy") is None

    def test_before_publication_there_is_neither_page_nor_link(
        self, counted, protected, page, app
    ):
        made = protected()

        page(f"data/referrals/v1?cell={CELL}", status=404)
        app.set_session_user(counted.custodian["id"])
        answer = app.client.get(f"/taskforce/borno/release/{made['id']}")
        soup = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
        assert soup.select(".tf-figures td") != []
        assert soup.select(".tf-figures td a") == []


class TestSentence:
    def test_it_holds_figure_unit_period_release_and_checksum(
        self, counted, publish, page, act
    ):
        publish()
        asked = {"taskforce": "borno", "series": "referrals", "number": 1}
        files = act("publication_show", None, **asked)["files"]
        (manifest,) = [f for f in files if f["name"] == "release.json"]

        told = sentence_of(page(f"data/referrals/v1?cell={CELL}"))

        assert told.startswith("310 – Referrals: Borno, Jul–Sep 2026. Recorded")
        assert "not prevalence" in told
        assert "Referrals, July to September 2026" in told
        assert "release 1 of" in told
        assert f"checksum {manifest['sha256'][:16]}, http" in told
        assert told.endswith(f"/taskforce/borno/data/referrals/v1?cell={CELL}")

    def test_pasted_it_is_current(self, counted, publish, page, check):
        publish()
        told = sentence_of(page(f"data/referrals/v1?cell={CELL}"))

        assert check(told).startswith("Current. Release 1 of")
        assert "The words and the figure are those" in check(f'"{told}"\n')

    def test_a_changed_number_is_noticed(self, counted, publish, page, check):
        publish()
        told = sentence_of(page(f"data/referrals/v1?cell={CELL}"))

        answer = check(told.replace("310", "130"))

        assert "these are not the words that were released" in answer
        assert "310 – Referrals" in answer

    def test_another_release_of_the_period_supersedes_it(
        self, counted, publish, page, check
    ):
        publish()
        told = sentence_of(page(f"data/referrals/v1?cell={CELL}"))
        publish(title="Referrals again")

        assert check(told).startswith("Superseded. Release 2 tells this period now")

    def test_a_release_of_another_period_does_not(
        self, counted, publish, page, check, earlier
    ):
        publish(specification=earlier, title="Referrals, April to June 2026")
        told = sentence_of(page("data/referrals/v1?cell=state-quarter~NG008~2026-Q2"))
        publish()

        assert check(told).startswith("Current. Release 1 of")

    def test_withdrawn_it_says_so_and_shows_no_figure(
        self, counted, publish, page, check, say
    ):
        made = publish()
        told = sentence_of(page(f"data/referrals/v1?cell={CELL}"))
        say("withdraw", counted.coordinator, made["id"], reason="error_in_figures")

        answer = check(told)

        assert answer.startswith("Withdrawn. Release 1 of")
        assert "All published data" in answer
        assert not re.search(r"\b310\b", answer)
        page(f"data/referrals/v1?cell={CELL}", status=404)

    def test_withdrawn_it_leads_to_what_is_published_now(
        self, counted, publish, page, check, say
    ):
        publish()
        gone = publish(title="Referrals again")
        told = sentence_of(page(f"data/referrals/v2?cell={CELL}"))
        say("withdraw", counted.coordinator, gone["id"], reason="error_in_figures")

        assert "Read the newest release" in check(told)

    @pytest.mark.parametrize(
        ("text", "answer"),
        [
            ("310 referrals in Borno.", "No figure found."),
            (f"310 /taskforce/borno/data/referrals/v7?cell={CELL}", "Not published"),
            (f"310 /taskforce/other/data/referrals/v1?cell={CELL}", "Not published"),
            ("9 /taskforce/borno/data/referrals/v1?cell=lga~X", "Not published here."),
            (
                "3 /taskforce/borno/data/referrals/v1"
                "?cell=lga-quarter~NG008011~2026-Q3",
                "Withheld. The release shows no number there.",
            ),
        ],
    )
    def test_what_is_no_released_figure_is_told_apart(
        self, counted, publish, check, text, answer
    ):
        publish()

        assert check(text).startswith(answer)

    def test_a_draft_is_not_published_here(self, counted, approved, check):
        approved()
        text = f"310 /taskforce/borno/data/referrals/v1?cell={CELL}"

        assert check(text).startswith("Not published here.")
