"""Pages in a language that nobody speaks: what is not in it was never translatable."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from bs4.element import PreformattedString

from dev import pseudo

BASE = "/taskforce/borno"
MEMBER = (
    *("/work", "/deliverable", "/overview", "/strategy", "/strategy/A", "/function"),
    *("/function/1", "/subcommittee", "/subcommittee/protection", "/owed", "/agency"),
    *("/document", "/meeting", "/report", "/quarter", "/notice", "/mrm"),
    *("/mrm/coverage", "/mrm/followup", "/work/calendar", "/work/mail", "/method"),
    *("/partnership", "/input", "/accountability"),
)
LOGGING = ("/deliverable/new", "/document/new", "/import", "/request/new", "/verify")
OFFICE = (
    *("/admin/people", "/admin/people/new", "/admin/agreement", "/admin/calendar"),
    *("/admin/strategy", "/agency/new", "/audit", "/funding", "/meeting/new"),
    *("/meeting/plan", "/release", "/release/new", "/admin/invitation/new"),
    "/admin/setting",
)
PAGES = {
    None: ("", "/method", "/data", "/verify", "/request/new", "/subscription/new"),
    "focal_point": (*MEMBER, *LOGGING),
    "secretariat": (*MEMBER, *LOGGING, *OFFICE),
}
# Attributes that people read or hear.
SAID = ("aria-label", "title", "placeholder", "alt", "data-bs-title")
# Names of formats and of things that have no other name in any language.
NAMES = re.compile(
    r"TIP Task Force Test|\b(XLSX|CSV|PDF|DOCX|PNG|JPEG|JSON|API|MRM|CTFMR|CCPM|SWOT)\b"
    r"|\b[A-Z]\.\d+\b|\b\d{4}-(Q|H)\d\b|\bSHA-256\b"
    r"|English|français|\bMB\b|\bkB\b"
)
ADDRESS = re.compile(r"https?://\S+|/taskforce/\S*")
# The innermost first: a text may be filled into another one.
TOLD = re.compile(f"{pseudo.OPEN}[^{pseudo.OPEN}{pseudo.CLOSE}]*{pseudo.CLOSE}")
# What the self-check tells operators is English, as on their command line.
OPERATORS = ".tf-banner li"
PLACE = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
WORD = re.compile(r"[A-Za-z]{2,}")


def sayings(page: BeautifulSoup) -> list[str]:
    """Return all that a page shows or says, piece by piece."""
    for tag in (*page(["script", "style"]), *page.select(OPERATORS)):
        tag.decompose()
    found = [
        " ".join(text.split())
        for text in page.find_all(string=True)
        if not isinstance(text, PreformattedString)
    ]
    for name in SAID:
        found += [tag[name] for tag in page.find_all(attrs={name: True})]
    buttons = page.find_all("input", type=("submit", "button"))
    return [text for text in (*found, *(b["value"] for b in buttons)) if text]


def untold(text: str, data: set[str]) -> str:
    """Return what of a text is neither translated nor data nor a name."""
    told, rest = "", ADDRESS.sub(" ", text)
    while told != rest:
        told, rest = rest, TOLD.sub(" ", rest)
    for known in sorted(data, key=len, reverse=True):
        if known in rest:
            rest = re.sub(rf"(?<!\w){re.escape(known)}(?!\w)", " ", rest)
    rest = NAMES.sub(" ", rest)
    return " ".join(rest.split()) if WORD.search(rest) else ""


def is_cut(text: str) -> bool:
    """Tell whether a bracket is missing; where a tag stands inside, pieces are."""
    return "<" not in text and text.count(pseudo.OPEN) != text.count(pseudo.CLOSE)


@pytest.fixture
def pages(as_somebody, log, in_days):
    """Return the function that reads the pages of somebody: address → page."""
    log()
    log(title="Pathway in review", status="delivered", finished_on=in_days(0))

    def read(who, language, addresses):
        client, found = as_somebody(who), {}
        for address in addresses:
            answer = client.get(f"/{language}{BASE}{address}", follow_redirects=True)
            assert answer.status_code == 200, address
            found[address] = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
        return found

    return read


class TestEveryPage:
    @pytest.mark.parametrize("who", PAGES)
    def test_is_translated_whole_and_fills_every_place(self, pages, data, who):
        found, known = pages(who, pseudo.LEFT_TO_RIGHT, PAGES[who]), data()

        told = [(a, text) for a, page in found.items() for text in sayings(page)]
        left = {(a, rest) for a, text in told if (rest := untold(text, known))}

        assert not left, "\n".join(f"{where}: {rest}" for where, rest in sorted(left))
        assert [one for one in told if PLACE.search(one[1])] == []
        assert [one for one in told if is_cut(one[1])] == []

    @pytest.mark.parametrize("who", [None, "focal_point"])
    def test_runs_from_the_right_where_the_language_does(self, pages, who):
        for page in pages(who, pseudo.RIGHT_TO_LEFT, PAGES[who][:4]).values():
            assert (page.html["lang"], page.html.get("dir")) == ("he", "rtl")
            assert page.find("link", href=re.compile("main-rtl"))


class TestControl:
    def test_a_plain_word_is_seen(self):
        told = pseudo.invented("Due {day}")
        assert untold(f"{told} Overdue", set()) == "Overdue"
        assert untold(told, set()) == ""
        assert untold("Referral pathway", {"Referral pathway"}) == ""
        assert (is_cut(told[:-1]), is_cut(told)) == (True, False)

    def test_the_invented_language_keeps_what_is_filled_in(self):
        told = pseudo.invented("%(n)s of <b>{all}</b> &amp; 5 %%")
        assert [part for part in ("%(n)s", "<b>", "{all}", "%%") if part in told] == [
            *("%(n)s", "<b>", "{all}", "%%")
        ]
        assert len(told) > 1.3 * len("%(n)s of <b>{all}</b> &amp; 5 %%")
