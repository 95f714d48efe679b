"""The pages of the library: what is in force is one click away, the old stays."""

from __future__ import annotations

import csv
import io

LIBRARY = "/document"


def links_of(soup):
    return [tag["href"] for tag in soup.main.find_all("a")]


def names_of(soup):
    return [row.th.a.get_text() for row in soup.select("#t-documents ~ tbody tr")]


class TestIndex:
    def test_it_shows_what_is_in_force_unless_older_ones_are_wanted(
        self, paper, page_of
    ):
        first = paper(title="Procedures 1")
        paper(title="Procedures 2", replaces=first["id"])

        assert names_of(page_of("observer", LIBRARY)) == ["Procedures 2"]
        every = page_of("observer", f"{LIBRARY}?versions=all")
        assert names_of(every) == ["Procedures 2", "Procedures 1"]

    def test_words_are_looked_for(self, paper, page_of):
        paper(title="Referral")
        paper(title="Slides", kind="training")

        assert names_of(page_of("observer", f"{LIBRARY}?q=refer")) == ["Referral"]
        assert names_of(page_of("observer", f"{LIBRARY}?kind=training")) == ["Slides"]

    def test_the_file_of_the_table_says_what_the_screen_says(
        self, paper, window, house
    ):
        paper(title="Open")
        more = {"subcommittee": "protection", "visibility": "subcommittee"}
        paper(title="Closed", **more)

        answer = window(house.observer).get("/taskforce/borno/document?format=csv")
        text = answer.get_data(as_text=True)

        rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
        assert [row[:4] for row in rows if "Open" in row] == [
            ["Open", "Standard operating procedure", "1", "yes"]
        ]
        assert "Closed" not in text


class TestRead:
    def test_all_versions_stand_on_it(self, paper, page_of):
        first = paper(title="Procedures 1")
        second = paper(title="Procedures 2", replaces=first["id"])

        soup = page_of("observer", f"{LIBRARY}/{first['id']}")

        assert "replaced by a newer version" in soup.select_one(".tf-lead").get_text()
        assert f"/taskforce/borno/document/{second['id']}" in links_of(soup)
        assert "Change" not in [tag.get_text() for tag in soup.main.find_all("a")]

    def test_a_paper_past_its_last_day_says_so(self, paper, page_of):
        made = paper(valid_until="2020-06-30")

        soup = page_of("observer", f"{LIBRARY}/{made['id']}")

        assert (
            "Its last day was 30 Jun 2020" in soup.select_one(".tf-notice").get_text()
        )

    def test_a_hidden_one_is_not_there(self, paper, window, house):
        more = {"subcommittee": "protection", "visibility": "subcommittee"}
        made = paper(**more)
        browser = window(house.observer)

        for address in ("", "/edit", "/file"):
            page = f"/taskforce/borno/document/{made['id']}{address}"
            assert browser.get(page).status_code == 404


class TestForms:
    def test_a_paper_is_changed_and_emptied(self, paper, send, act, house):
        made = paper(description="Of last year.", language="en")

        send("reporter", f"{LIBRARY}/{made['id']}/edit", title="New", description="")

        found = act("document_show", house.reporter, id=made["id"])
        assert (found["title"], found["description"], found["language"]) == (
            "New",
            None,
            "en",
        )

    def test_a_next_version_starts_from_the_one_before(self, paper, send, act, house):
        made = paper(title="Procedures", language="fr", violations=["abduction"])

        typed = {"url": "https://example.org/second"}
        send("reporter", f"{LIBRARY}/new?replaces={made['id']}", **typed)

        about = {"taskforce": "borno", "version_of": made["id"]}
        newest = act("document_list", house.observer, **about)["items"][0]
        assert (newest["edition"], newest["title"], newest["language"]) == (
            2,
            "Procedures",
            "fr",
        )
        assert newest["violations"] == ["abduction"]

    def test_a_stale_form_is_told(self, paper, window, house, act, send):
        made = paper()
        about = {"id": made["id"], "version": made["version"]}
        act("document_update", house.reporter, **about, title="Meanwhile")

        soup = send("reporter", f"{LIBRARY}/{made['id']}/edit", version="1", title="My")

        assert soup.find("input", {"name": "title"})["value"] == "My"
        assert act("document_show", house.reporter, id=made["id"])["title"] == (
            "Meanwhile"
        )


def test_the_current_procedure_is_one_click_from_my_work(paper, page_of):
    first = paper(title="Procedures 1", url="https://example.org/first")
    paper(replaces=first["id"], url="https://example.org/second")

    found = links_of(page_of("observer", "/work"))

    assert "https://example.org/second" in found
    assert "https://example.org/first" not in found
