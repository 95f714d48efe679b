"""My work: what I must do, by when; and my organisation, and my subcommittee."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce import labels
from ckanext.tiptaskforce.views import base, meeting_words, standing_tallies
from ckanext.tiptaskforce.vocabulary import Role

# Tasks about counts are named by their period.
COUNTS = ("tally", "count")
REPORTS = ("report", "report_review")
MOST_PAPERS = 3
OVERSEERS = frozenset({Role.COORDINATOR, Role.SECRETARIAT})
MINE = "mine"
# Who does what everybody of an organisation or subcommittee reads in its list.
_LOGGING = frozenset({Role.REPORTER, Role.FOCAL_POINT, Role.CHAIR})
_REVIEWING = frozenset({Role.CHAIR, Role.COORDINATOR})
ACTORS = {
    **dict.fromkeys(("fix", "evidence", "renew", "deliverable"), _LOGGING),
    "action_point": _LOGGING,
    "report": frozenset({Role.REPORTER, Role.FOCAL_POINT}),
    **dict.fromkeys(("tally", "object", "alert"), frozenset({Role.FOCAL_POINT})),
    **dict.fromkeys(("review", "report_review", "minutes"), _REVIEWING),
}
# For these it is the role alone that counts, and no organisation.
ANYWHERE = ("review", "report_review", "minutes", "object")


def index(slug: str) -> str:
    """Answer: what must I do, and by when? And those for whom I sit?"""
    taskforce = base.inside(slug)
    asked = {"taskforce": slug, "page": base.page_number(), **base.filters("of")}
    found = base.call("task_list", **asked)
    reading = asked.get("of", MINE)
    for item in found["items"]:
        _name(item)
        item["acts"] = reading == MINE or _acts(taskforce, item)
    about = _mine(taskforce, found) if reading == MINE else _of(found, reading)
    return base.page(
        "task/index",
        taskforce,
        found=found,
        reading=reading,
        readings=_readings(found),
        may_log=base.may("deliverable", "create", taskforce=slug),
        n_new=_n_new(slug),
        **about,
    )


def _name(item: dict[str, Any]) -> None:
    """Give a task the title that people read, where the list has a code."""
    if item["kind"] == "alert":
        item["title"] = labels.word("violation", item["title"])
    if item["kind"] == "request":
        item["title"] = labels.word("request_kind", item["title"])
    if item["kind"] in COUNTS:
        item["title"] = standing_tallies.period(item["title"])["label"]
    if item["kind"] in REPORTS:
        # A report is called by its indicator and, at the end, the code of its period.
        about, _comma, code = item["title"].rpartition(", ")
        item["title"] = f"{about}, {standing_tallies.period(code)['label']}"


def _acts(taskforce: dict[str, Any], item: dict[str, Any]) -> bool:
    """Tell whether the link of a task leads to where it is done, or where it is read.

    What others owe is read by all who know of it, and done by some of them.
    """
    wanted = ACTORS.get(item["kind"], frozenset())
    if item["kind"] in ANYWHERE:
        return bool(wanted & set(taskforce["roles"]))
    return any(
        seat["agency"] == item["agency"] and seat["role"] in wanted
        for seat in taskforce["seats"]
    )


def _readings(found: dict[str, Any]) -> list[tuple[str, str]]:
    """Return whose lists there are, with their words; none beside the reader's own."""
    offers = (
        (MINE, tk._("Mine")),
        ("agency", tk._("My organisation")),
        ("subcommittee", tk._("My subcommittee")),
    )
    known = {MINE, *found["others"]} if found["others"] else set[str]()
    return [(reading, words) for reading, words in offers if reading in known]


def _of(found: dict[str, Any], reading: str) -> dict[str, Any]:
    """Return what the list of others says at its head: whose it is."""
    return {"late": None, "speaks_for": found["others"].get(reading, [])}


def _mine(taskforce: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    """Return what stands beside the reader's own list alone."""
    return {
        "waiting": found,
        "late": _late(taskforce),
        "speaks_for": base.speaks_for(taskforce),
        "closed": _closed(taskforce),
        "meeting": _next_meeting(taskforce),
        "papers": _papers(taskforce["slug"]),
        "n_points": found["kinds"].get("action_point", 0),
    }


def _n_new(slug: str) -> int:
    """Return how many notices are new to the reader."""
    asked: dict[str, Any] = {"taskforce": slug, "page_size": 1, "brief": "true"}
    return base.call("notice_list", unread="true", **asked)["unread"]


def _next_meeting(taskforce: dict[str, Any]) -> dict[str, Any] | None:
    """Return the meeting that comes next for the reader, or None."""
    asked: dict[str, Any] = {"taskforce": taskforce["slug"], "page_size": 1}
    found = base.call("meeting_list", coming="true", **asked)["items"]
    return meeting_words.named(taskforce, found[0]) if found else None


def _papers(slug: str) -> list[dict[str, Any]]:
    """Return the operating procedures in force, which a person opens from here."""
    asked: dict[str, Any] = {"taskforce": slug, "page_size": MOST_PAPERS}
    return base.call("document_list", kind="sop", current="true", **asked)["items"]


def _closed(taskforce: dict[str, Any]) -> list[dict[str, Any]]:
    """Return why counts of the reader's organisations cannot be sent today."""
    return standing_tallies.closed(taskforce, standing_tallies.counting(taskforce))


def _late(taskforce: dict[str, Any]) -> int | None:
    """Return how many organisations are late, for those who call them."""
    if not OVERSEERS & set(taskforce["roles"]):
        return None
    slug = taskforce["slug"]
    return base.call("agency_overview", taskforce=slug, late="true")["count"]


def mail(slug: str) -> Any:
    """Say how to be told by mail, and in which language."""
    taskforce = base.inside(slug)
    form = base.call("digest_show", taskforce=slug)
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = {"language": "", **base.posted("mail", "language")}
        found, errors = base.tried("digest_choose", taskforce=slug, **form)
        if found:
            base.say(tk._("Saved. It holds from the next mail on."))
            return base.go("task.index", slug=slug)
    return base.page(
        "task/mail",
        taskforce,
        form=form,
        errors=errors,
        choices=_options(labels.words("mail_choice"), labels.words("mail_hint")),
        languages=[
            {"value": one["code"], "text": one["name"]}
            for one in tk.h.tiptaskforce_spoken()
        ],
    )


def _options(words: dict[str, str], hints: dict[str, str]) -> list[dict[str, str]]:
    return [
        {"value": code, "text": text, "hint": hints[code]}
        for code, text in words.items()
    ]


blueprint = base.blueprint(
    "task",
    (
        ("/<slug>/work", "index", index, ("GET",)),
        ("/<slug>/work/mail", "mail", mail, ("GET", "POST")),
    ),
)
