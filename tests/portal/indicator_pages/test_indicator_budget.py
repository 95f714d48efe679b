"""What the pages of the reporting loop cost: a fixed number of queries, few bytes."""

from __future__ import annotations

import gzip

import pytest

BASE = "/taskforce/borno"
MOST_QUERIES = 15
MOST_BYTES = 15_000
PAGES = (
    ("focal_point", "/work"),
    ("focal_point", "/report"),
    ("observer", "/report?agency=all"),
    ("focal_point", "/report/{due}"),
    ("focal_point", "/report/{due}/edit"),
    ("focal_point", "/report/{due}/check"),
    ("custodian", "/report/{persons}"),
    ("coordinator", "/review"),
    ("custodian", "/review"),
    ("coordinator", "/review/report/{plain}"),
    ("custodian", "/review/report/{persons}"),
    ("observer", "/overview"),
    ("observer", "/strategy/A"),
    ("observer", "/strategy/A?view=iptt"),
    ("custodian", "/strategy/A?view=iptt&split=place"),
    ("observer", "/indicator/A.2-1?split=agency"),
    ("custodian", "/indicator/A.2-2?split=place"),
    ("coordinator", "/indicator/new"),
    ("coordinator", "/indicator/A.2-1/edit"),
    ("coordinator", "/admin/calendar"),
    ("coordinator", "/owed"),
)


@pytest.fixture
def cost(browser, queries):
    """Return a function that reads a page and tells its queries and its weight."""

    def read(who, page):
        at = browser(who)
        at.get(BASE + page)
        with queries() as sent:
            answer = at.get(BASE + page)
        assert answer.status_code == 200, (who, page)
        return len(sent), len(gzip.compress(answer.get_data()))

    return read


def test_pages_ask_the_same_for_few_and_for_many_values(
    measured, report_of, sent, accepted, act, cost
):
    accepted("A.2-1", [{"value": 7}], period=measured.before)
    sent("A.2-1", [{"value": 8}])
    sent(
        "A.2-2",
        [{"place": "NG008013", "sex": "F", "age_group": "adult", "value": 20}],
    )
    ids = {
        "due": report_of("A.1-1")["id"],
        "plain": report_of("A.2-1")["id"],
        "persons": report_of("A.2-2")["id"],
    }
    few = {(who, page): cost(who, page.format(**ids)) for who, page in PAGES}
    for number in range(12):
        act(
            "indicator_create",
            measured.coordinator,
            taskforce=measured.slug,
            objective="A.2",
            code=f"A.2-{number + 10}",
            title="One more",
            agencies=["RP", "BRN", "MIN"],
        )
        accepted(f"A.2-{number + 10}", [{"value": number}])
        sent(f"A.2-{number + 10}", [{"value": 3}], period=measured.before)
    cells = [
        {"place": place, "sex": sex, "age_group": age, "value": 20}
        for place in ("NG008011", "NG008013", "NG008021")
        for sex in ("F", "M", "UNK")
        for age in ("child", "adult", "UNK")
    ]
    accepted("A.2-2", cells, period=measured.before)
    many = {(who, page): cost(who, page.format(**ids)) for who, page in PAGES}

    grown = {p: (few[p][0], many[p][0]) for p in PAGES if many[p][0] > few[p][0]}
    assert sorted((n, p) for p, (n, _) in many.items() if n > MOST_QUERIES) == []
    assert grown == {}
    assert {p: many[p][1] for p in PAGES if many[p][1] > MOST_BYTES} == {}


def test_the_form_of_a_correction_asks_the_same_as_that_of_a_first_report(
    measured, report_of, accepted, act, cost
):
    accepted("A.2-1", [{"value": 7}], period=measured.before)
    page = f"/report/{report_of('A.2-1')['id']}/edit"
    first, _ = cost("focal_point", page)
    found = accepted("A.2-1", [{"value": 8}])
    about = {"id": found["id"], "version": found["version"], "note": "Counted anew."}
    act("report_renew", measured.focal_point, **about)

    again, _ = cost("focal_point", page)
    assert again == first
