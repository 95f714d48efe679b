"""The catalogue and the front page: found from the database, told with their limits."""

from __future__ import annotations

import pytest

DATA = "/taskforce/borno/data"
FRONT = "/taskforce/borno"


def titles(page):
    return [a.get_text(strip=True) for a in page.soup.select(".tf-dataset a")]


class TestSearch:
    @pytest.fixture
    def two(self, work, release):
        release(title="State of the work")
        release(title="Trainings held", series="trainings", caveats="Per quarter only")

    def test_words_are_found_in_title_finding_and_caveats(self, two, visit):
        assert titles(visit(f"{DATA}?q=TRAININGS")) == ["Trainings held"]
        assert titles(visit(f"{DATA}?q=quarter+only")) == ["Trainings held"]
        assert len(titles(visit(f"{DATA}?q=deliverables"))) == 2
        assert titles(visit(f"{DATA}?q=SECRET-TITLE")) == []

    def test_facets_count_what_was_found_and_keep_the_words(self, two, visit):
        page = visit(f"{DATA}?q=trainings").soup
        links = {
            a.get_text(" ", strip=True): a["href"] for a in page.select(".tf-facets a")
        }

        assert "State of the work (1)" in links
        assert all("q=trainings" in href for href in links.values())
        form = page.find("form", role="search")
        assert form.find("input", id="field-q")["value"] == "trainings"
        assert page.h1.get_text(strip=True) == "Published data: trainings"

    def test_it_needs_no_search_index(self, two, visit, ckan_config, monkeypatch):
        monkeypatch.setitem(ckan_config, "solr_url", "http://127.0.0.1:1/solr/none")

        assert titles(visit(f"{DATA}?q=trainings")) == ["Trainings held"]

    def test_a_pillar_is_a_facet(self, two, visit, act):
        found = act("publication_list", None, taskforce="borno")["facets"]

        counts = {name: {v["code"]: v["count"] for v in found[name]} for name in found}
        assert counts["pillar"] == {
            "partnership": 2,
            "prevention": 2,
            "prosecution": 2,
            "protection": 2,
        }
        page = visit(f"{DATA}?pillar=partnership")
        assert len(titles(page)) == 2
        chosen = page.soup.select_one(".tf-chosen").get_text(" ", strip=True)
        assert "Pillar: Partnership remove Pillar" in chosen
        assert titles(visit(f"{DATA}?area=NG009")) == []
        visit(f"{DATA}?pillar=profit", status=400)

    def test_a_topic_outside_the_list_is_refused(self, two, visit):
        visit(f"{DATA}?topic=everybody", status=400)
        assert titles(visit(f"{DATA}?topic=referred")) == []


class TestFrontPage:
    def test_each_figure_says_what_it_does_not_say(self, published, visit):
        page = visit(FRONT).soup
        told = [li.get_text(" ", strip=True) for li in page.select(".tf-headline li")]

        assert len(told) == 2
        assert told[0].startswith("4 organisations take part")
        assert "It does not say how much each of them does." in told[0]
        assert told[1].startswith("1 of 3 deliverables are in place")
        assert all("release 1" in one for one in told)

    def test_before_a_release_there_is_no_figure(self, work, visit):
        assert visit(FRONT).soup.select(".tf-headline") == []
