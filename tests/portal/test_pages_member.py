"""Every page of members, chairs and coordination, read as it is sent."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from ckan import model

BASE = "/taskforce/borno"
MEMBER = (
    "/work",
    "/deliverable",
    "/deliverable?state=delivered&q=path",
    "/overview",
    "/strategy",
    "/strategy/A",
    "/strategy/A.2",
    "/function",
    "/function/1",
    "/subcommittee",
    "/subcommittee/protection",
    "/owed",
    "/agency",
    "/agency?type=un",
    "/document",
    "/partnership",
    "/input",
    "/document?kind=sop&q=terms&versions=all",
)
LOGGING = ("/deliverable/new", "/deliverable/new?template=1.2", "/document/new")
REVIEWING = ("/review",)
COORDINATION = ("/admin/people", "/admin/people/new")
AUDIT = ("/audit", "/audit?noun=deliverable")

PAGES: dict[str, tuple[str, ...]] = {
    "observer": MEMBER,
    "reporter": MEMBER + LOGGING,
    "focal_point": MEMBER + LOGGING,
    "chair": MEMBER + LOGGING + REVIEWING,
    "coordinator": MEMBER + LOGGING + REVIEWING + COORDINATION + AUDIT,
    "secretariat": MEMBER + LOGGING + COORDINATION,
    "custodian": MEMBER,
}


def soup_of(answer: Any) -> BeautifulSoup:
    return BeautifulSoup(answer.get_data(as_text=True), "html.parser")


def problems(soup: BeautifulSoup) -> list[str]:
    """Return what a page may not have, each with the element that has it."""
    found = [f"{len(soup.find_all('h1'))} h1"] if len(soup.find_all("h1")) != 1 else []
    found += _named(soup)
    found += _inline(soup)
    found += _tables(soup)
    html = soup.find("html")
    if not html or not html.get("lang"):
        found.append("no lang")
    for landmark in ("header", "main", "footer"):
        if len(soup.find_all(landmark)) != 1:
            found.append(f"landmark {landmark}")
    return found


def _named(soup: BeautifulSoup) -> list[str]:
    """Return double ids, fields without a label, and references to no id."""
    ids = [tag["id"] for tag in soup.find_all(id=True)]
    found = [f"id twice: {i}" for i in set(ids) if ids.count(i) > 1]
    labelled = {tag.get("for") for tag in soup.find_all("label")}
    found += [
        f"no label: {tag.get('name')}"
        for tag in soup.find_all(["input", "select", "textarea"])
        if tag.get("type") not in ("hidden", "submit") and tag.get("id") not in labelled
    ]
    for name in ("aria-describedby", "aria-labelledby"):
        for tag in soup.find_all(attrs={name: True}):
            found += [f"{name}: {i}" for i in tag[name].split() if i not in ids]
    return found


def _inline(soup: BeautifulSoup) -> list[str]:
    found = [f"style at {t.name}" for t in soup.find_all(style=True)]
    found += ["inline style"] * len(soup.find_all("style"))
    run = [t for t in soup.find_all("script") if t.get("type") != "application/ld+json"]
    found += ["inline script" for t in run if not t.get("src")]
    for tag in soup.find_all(True):
        found += [f"{a} at {tag.name}" for a in tag.attrs if re.match(r"on[a-z]", a)]
    return found


def _tables(soup: BeautifulSoup) -> list[str]:
    found = []
    for table in soup.find_all("table"):
        if not table.find("caption"):
            found.append("table without caption")
        found += [
            "th without scope" for th in table.find_all("th") if not th.get("scope")
        ]
    return found


@pytest.fixture
def reading(app, house) -> Callable[..., Any]:
    """Return a function that gives a browser in which somebody is signed in."""

    def browser(who: Any) -> Any:
        user = getattr(house, who) if isinstance(who, str) else who
        return app.test_client(user=model.User.get(user["id"]) if user else None)

    return browser


class TestEveryPage:
    @pytest.mark.parametrize("who", PAGES)
    def test_is_sound(self, reading, log, in_days, who):
        log()
        log(title="Pathway in review", status="delivered", finished_on=in_days(0))
        browser, found = reading(who), {}

        for page in PAGES[who]:
            answer = browser.get(BASE + page)
            soup = soup_of(answer)
            assert (answer.status_code, answer.request.path) == (
                200,
                (BASE + page).partition("?")[0],
            )
            found[page] = problems(soup)

        assert {page: bad for page, bad in found.items() if bad} == {}

    def test_a_bad_page_is_seen(self):
        """The control: the checks of this module can fail."""
        bad = BeautifulSoup(
            "<h1>a</h1><h1>b</h1><p id=x style='color:red' onclick='y()'>"
            "<i id=x></i><input name=z><script>1</script><table><th></table>",
            "html.parser",
        )

        assert set(problems(bad)) >= {
            "2 h1",
            "id twice: x",
            "style at p",
            "onclick at p",
            "no label: z",
            "inline script",
            "table without caption",
            "th without scope",
            "no lang",
        }


class TestWords:
    def test_the_surveys_bands_show_when_the_task_force_wants_them(
        self, reading, house, act, log
    ):
        log()
        plain = reading("observer").get(f"{BASE}/function").get_data(as_text=True)
        tf = act("taskforce_show", house.secretariat, id="borno")
        settings = {"ccpm_words": True}
        act(
            "taskforce_update",
            house.secretariat,
            id=tf["id"],
            version=tf["version"],
            settings=settings,
        )

        banded = reading("observer").get(f"{BASE}/function").get_data(as_text=True)

        assert "on the CCPM scale" not in plain
        assert "Weak" in banded
        assert "0.00 on the CCPM scale" in banded

    def test_the_history_names_no_person(self, reading, log, house):
        made = log()

        page = reading("observer").get(f"{BASE}/deliverable/{made['id']}")

        text = page.get_data(as_text=True)
        history = soup_of(page).select_one(".tf-history").get_text()
        assert "logged, RP (Reporter)" in " ".join(history.split())
        assert house.reporter["fullname"] not in text
        assert house.reporter["name"] not in text
