"""The page of a subcommittee: terms, work plan, papers, and what is its own."""

from __future__ import annotations

import pytest

PAGE = "/subcommittee/protection"


@pytest.fixture
def paper(house, act):
    """Return the function that adds a paper of the protection subcommittee."""

    def make(**more):
        said = {"kind": "sop", "title": "Procedures", "url": "https://example.org/a"}
        about = {"taskforce": "borno", "subcommittee": "protection"}
        return act("document_create", house.reporter, **about, **{**said, **more})

    return make


def headings(soup):
    return [tag.get_text(strip=True) for tag in soup.main.find_all("h2")]


def test_its_terms_of_reference_and_procedures_open_from_it(paper, page_of):
    paper(kind="terms_of_reference", title="Terms", url="https://example.org/terms")
    paper()

    soup = page_of("observer", PAGE)

    links = [tag["href"] for tag in soup.main.find_all("a")]
    assert "https://example.org/terms" in links
    assert "https://example.org/a" in links


def test_what_is_its_own_stands_apart_and_for_its_members_alone(paper, page_of):
    paper(title="Own", visibility="subcommittee")

    inside, outside = page_of("chair", PAGE), page_of("observer", PAGE)

    assert "For its members only" in headings(inside)
    assert "Own" in inside.main.get_text()
    assert "For its members only" not in headings(outside)
    assert "Own" not in outside.main.get_text()


def test_its_meeting_and_points_are_there_for_its_members(act, house, page_of, in_days):
    about = {"taskforce": "borno", "subcommittee": "protection"}
    said = {"day": in_days(9), "starts": "10:00", "place_kind": "online"}
    act("meeting_create", house.chair, **about, **said)

    assert "10:00" in page_of("chair", PAGE).main.get_text()
    assert "10:00" not in page_of("observer", PAGE).main.get_text()


def test_an_unknown_one_is_not_there(window, house):
    page = "/taskforce/borno/subcommittee/no-such"

    assert window(house.observer).get(page).status_code == 404
