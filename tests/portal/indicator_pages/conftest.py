"""A strategy that is measured: three indicators, and the reports that they ask for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from ckan import model

from ckanext.tiptaskforce.exchange import period as periods
from ckanext.tiptaskforce.model.taskforce import Taskforce

BASE = "/taskforce/borno"
# Nothing locks while the tests run, so that earlier quarters can be reported.
CALENDAR = [{"kind": "quarter", "due_days": 30, "lock_days": 900}]
SHEETS: dict[str, dict[str, Any]] = {
    "A.2-1": {
        "title": "Trainings held",
        "unit": "trainings",
        "agencies": ["RP", "BRN"],
        "subcommittee": "protection",
        "target": 40,
    },
    "A.2-2": {
        "title": "Persons referred",
        "unit": "persons",
        "agencies": ["RP", "BRN"],
        "disaggregations": ["place", "sex", "age_group"],
        "counts_persons": True,
    },
    "A.1-1": {
        "title": "Referrals answered",
        "kind": "per_cent",
        "numerator": "referrals answered",
        "denominator": "referrals made",
        "agencies": ["RP"],
        "disaggregations": ["sex"],
    },
    "B.1-1": {
        "title": "Joint plan",
        "kind": "milestone",
        "milestones": ["Not begun", "Drafted", "Adopted"],
        "agencies": ["RP"],
        "across_periods": "latest",
        "target": "Adopted",
    },
}


@pytest.fixture
def measured(counting: SimpleNamespace, act, rows) -> SimpleNamespace:
    """The counting house with indicators; RP and BRN are asked for reports."""
    if "measured" not in rows.kept:
        rows.keep("measured", _measured(counting, act))
    return rows.put_back("measured")


def _measured(counting: SimpleNamespace, act: Callable[..., Any]) -> SimpleNamespace:
    taskforce = Taskforce.get(counting.slug)
    taskforce.settings = {**taskforce.settings, "calendar": CALENDAR}
    model.Session.commit()
    today = dt.datetime.now(dt.UTC).date()
    # A quarter is reported once it is over.
    now = periods.preceding(periods.containing(today, "quarter"))
    counting.period, counting.before = now.code, periods.preceding(now).code
    counting.sheet = {}
    for code, sheet in SHEETS.items():
        targets = {counting.period: 10} if code == "A.2-1" else {}
        counting.sheet[code] = act(
            "indicator_create",
            counting.coordinator,
            taskforce=counting.slug,
            objective=code.partition("-")[0],
            code=code,
            targets=targets,
            **sheet,
        )
    return counting


@pytest.fixture
def report_of(measured, act) -> Callable[..., dict[str, Any]]:
    """Return the function that finds a report, as its focal point sees it."""

    def find(code: str, period: str | None = None, agency: str = "RP") -> Any:
        user = measured.focal_point if agency == "RP" else measured.other_focal_point
        asked = {"indicator": code, "period": period or measured.period}
        found = act(
            "report_list", user, taskforce=measured.slug, agency=agency, **asked
        )
        return act("report_show", user, id=found["items"][0]["id"])

    return find


@pytest.fixture
def sent(measured, act, report_of) -> Callable[..., dict[str, Any]]:
    """Return the function that submits a report with values."""

    def send(code: str, values: list[dict[str, Any]], **more: Any) -> Any:
        where = {k: more.pop(k) for k in ("period", "agency") if k in more}
        found = report_of(code, **where)
        is_own = where.get("agency", "RP") == "RP"
        user = measured.focal_point if is_own else measured.other_focal_point
        about = {"id": found["id"], "version": found["version"]}
        return act("report_submit", user, **about, values=values, **more)

    return send


@pytest.fixture
def accepted(measured, act, sent) -> Callable[..., dict[str, Any]]:
    """Return the function that submits a report and has it accepted."""

    def accept(code: str, values: list[dict[str, Any]], **more: Any) -> Any:
        found = sent(code, values, **more)
        is_persons = found["counts_persons"]
        user = measured.custodian if is_persons else measured.coordinator
        return act("report_accept", user, id=found["id"], version=found["version"])

    return accept


@pytest.fixture
def browser(window, measured) -> Callable[[str], Any]:
    """Return the function that opens a browser in which somebody is signed in."""
    return lambda who: window(getattr(measured, who))


@pytest.fixture
def read() -> Callable[..., BeautifulSoup]:
    """Return a function that reads a page of the task force; it must be there."""

    def page(at: Any, address: str, status: int = 200) -> BeautifulSoup:
        answer = at.get(BASE + address)
        assert answer.status_code == status, answer.get_data(as_text=True)[:2000]
        return BeautifulSoup(answer.get_data(as_text=True), "html.parser")

    return page


@pytest.fixture
def fields_of() -> Callable[..., dict[str, list[str]]]:
    """Return the function that reads a form as a browser would send it."""

    def fields(soup: BeautifulSoup, form: str = "form[data-tf-unsent]") -> Any:
        found: dict[str, list[str]] = {}
        (chosen,) = soup.select(form)[:1]
        for tag in chosen.find_all(["input", "textarea", "select"]):
            is_box = tag.get("type") in ("checkbox", "radio")
            if tag.get("type") == "file" or (is_box and not tag.has_attr("checked")):
                continue
            value = tag.get("value", "")
            if tag.name == "textarea":
                value = tag.text
            if tag.name == "select":
                option = tag.find("option", selected=True)
                value = option["value"] if option else ""
            found.setdefault(tag["name"], []).append(value)
        return found

    return fields


@pytest.fixture
def faults() -> Callable[[BeautifulSoup], list[str]]:
    """Return the function that tells what is wrong with a page as it is sent."""

    def told(soup: BeautifulSoup) -> list[str]:
        ids = [tag["id"] for tag in soup.find_all(id=True)]
        labelled = {tag.get("for") for tag in soup.find_all("label")}
        fields = soup.find_all(["input", "select", "textarea"])
        named = [f for f in fields if f.get("type") not in ("hidden", "submit")]
        found = [] if len(soup.find_all("h1")) == 1 else ["not one h1"]
        found += sorted({f"id twice: {i}" for i in ids if ids.count(i) > 1})
        found += [
            f"no label: {f.get('name')}" for f in named if f.get("id") not in labelled
        ]
        found += ["no caption" for t in soup.find_all("table") if not t.find("caption")]
        found += ["a style" for _ in soup.find_all(style=True)]
        for name in ("aria-describedby", "aria-labelledby"):
            for tag in soup.find_all(attrs={name: True}):
                found += [f"{name}: {i}" for i in tag[name].split() if i not in ids]
        return found

    return told
