"""Words of indicators go out by a release alone, and tell of no count of persons."""

from __future__ import annotations

import pytest

ALL = ["function-state", "objective-state", "status-words", "members-type"]
STRATEGY = "/taskforce/borno/strategy"


@pytest.fixture
def judged(house, act):
    """Three indicators of objective A: one judged, one not, one that counts persons."""

    def make(code, **more):
        about = {"taskforce": house.slug, "code": code, "objective": "A.2"}
        made = act("indicator_create", house.secretariat, title=code, **about, **more)
        return {"id": made["id"], "version": made["version"]}

    why = {"label_reason": "Agreed in the meeting."}
    first, persons = make("A.2-1"), make("A.2-2", counts_persons=True)
    make("A.2-3")
    act("indicator_update", house.secretariat, **first, label="constrained", **why)
    act("indicator_update", house.secretariat, **persons, label="met", **why)


@pytest.fixture
def released(judged, publish):
    """A release of all tables of progress."""
    window = {"period": ["2026-Q3"]}
    asked = {"kind": "progress", "window": window, "tables": ALL}
    return publish(specification=asked, sentence=None)


def test_what_counts_persons_stands_under_no_status(released, app):
    text = app.get("/taskforce/borno/data/progress/v1/status-words.csv").text

    counted = dict(line.rsplit(",", 1) for line in text.splitlines()[1:])
    assert counted["A,met"] == "0"
    assert counted["A,constrained"] == "1"
    assert counted["A,no_status"] == "2"
    assert counted["TOTAL,TOTAL"] == "3"


def test_the_public_reads_them_with_the_day_of_the_release(released, open_page):
    soup = open_page(STRATEGY).soup

    row = soup.select("#t-strategy ~ tbody tr")[0]
    assert "Constrained 1" in row.text
    assert "No status 2" in row.text
    assert "Indicators met or on track: 0 of 3." in soup.find(id="t-strategy").text
    assert "release 1" in soup.find(id="t-strategy").text


def test_before_a_release_the_public_reads_no_word(judged, open_page):
    text = open_page(STRATEGY).soup.find(id="content").text

    assert "Constrained" not in text
    assert "No status" not in text


def test_a_later_change_is_not_public_by_itself(released, house, act, open_page):
    found = act("indicator_list", house.secretariat, taskforce=house.slug)["items"]
    row = next(one for one in found if one["code"] == "A.2-1")
    about = {"id": row["id"], "version": row["version"]}
    act(
        "indicator_update", house.secretariat, **about, label="met", label_reason="Now."
    )

    assert "Constrained 1" in open_page(STRATEGY).soup.text


def test_the_method_says_how_words_were_counted(released, app):
    method = app.get("/taskforce/borno/data/progress/v1/release.json").json["method"]

    assert method.endswith("stand under no status, whatever they came to.")
