"""What of meetings is printed, copied and counted over a year."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import request

from ckanext.tiptaskforce import config
from ckanext.tiptaskforce.exchange.cells import WholeNumber
from ckanext.tiptaskforce.exchange.export import Sheet
from ckanext.tiptaskforce.exchange.tracker import Column
from ckanext.tiptaskforce.phrase import N_
from ckanext.tiptaskforce.views import base, meeting_words, tables

Shown = dict[str, Any]


def handout(slug: str, meeting_id: str) -> str:
    """Answer on one page: what do we speak about?"""
    taskforce = base.inside(slug)
    meeting = _mine(taskforce, meeting_id)
    return base.page(
        "meeting/handout",
        taskforce,
        meeting=meeting,
        carried=_open_points(slug, meeting),
        behind=base.call("meeting_preview", id=meeting_id),
    )


def minutes(slug: str, meeting_id: str) -> str:
    """Show minutes, decisions and action points on one page to print."""
    taskforce = base.inside(slug)
    meeting = _mine(taskforce, meeting_id)
    found = meeting_words.outcomes(slug, meeting)
    is_closed_shown = request.args.get("confidential") == "true"
    if not is_closed_shown:
        meeting |= {"closed_minutes": None, "closed_agenda": []}
        found = {
            name: [one for one in rows if not one["is_confidential"]]
            for name, rows in found.items()
        }
    return base.page(
        "meeting/minutes",
        taskforce,
        meeting=meeting,
        is_closed_shown=is_closed_shown,
        **found,
    )


def message(slug: str, meeting_id: str) -> str:
    """Give two lines for each organisation, to copy into a phone message."""
    taskforce = base.inside(slug)
    meeting = _mine(taskforce, meeting_id)
    found = meeting_words.outcomes(slug, meeting)
    points = [p for p in (*found["carried"], *found["points"]) if p["state"] == "open"]
    return base.page(
        "meeting/message",
        taskforce,
        meeting=meeting,
        messages=list(_messages(taskforce, meeting, points)),
    )


def attendance(slug: str) -> Any:
    """Answer: who came, over the year?"""
    taskforce = base.inside(slug)
    chosen = base.filters("subcommittee", "year")
    found = base.call("meeting_overview", taskforce=slug, **chosen)
    if tables.is_wanted():
        sheet = _sheet(taskforce, found, chosen)
        return tables.hand_out(sheet, "attendance", taskforce)
    return base.page(
        "meeting/attendance",
        taskforce,
        found=found,
        chosen=chosen,
        body=meeting_words.body(taskforce, chosen.get("subcommittee")),
    )


def _mine(taskforce: Shown, meeting_id: str) -> Shown:
    found = base.call("meeting_show", id=meeting_id)
    return meeting_words.named(taskforce, base.belongs(found, taskforce["slug"]))


def _open_points(slug: str, meeting: Shown) -> list[Shown]:
    asked: dict[str, Any] = {"carried_to": meeting["id"], "page_size": 100}
    found = base.call("action_point_list", taskforce=slug, **asked)["items"]
    return [p for p in found if p["state"] == "open" and not p["is_confidential"]]


def _messages(taskforce: Shown, meeting: Shown, points: list[Shown]) -> Any:
    """Yield the lines of each organisation that owes something or was invited.

    A phone message leaves the site, so it holds kinds, numbers and days alone; the
    words stand behind the link.
    """
    link = config.site_url() + tk.h.tiptaskforce_url(
        "tiptaskforce_meeting.read", slug=taskforce["slug"], meeting_id=meeting["id"]
    )
    head = _head(meeting)
    invited = [
        one["value"] for one in meeting_words.agencies(taskforce["slug"], meeting)
    ]
    owing = sorted({p["agency"] for p in points} | set(invited))
    for agency in owing:
        own = sorted(
            (p for p in points if p["agency"] == agency), key=lambda p: p["due"]
        )
        yield {"agency": agency, "text": f"{head}\n{_owed(agency, own)} {link}"}


def _head(meeting: Shown) -> str:
    day = tk.h.tiptaskforce_day
    said = tk._("{body}, meeting of {day}.")
    words = said.format(body=meeting["body"], day=day(meeting["day"]))
    following = meeting["next"]
    if following is None:
        return words
    then = tk._("Next: {day}, {time}.")
    return f"{words} " + then.format(
        day=day(following["day"]), time=following["starts"]
    )


def _owed(agency: str, own: list[Shown]) -> str:
    if not own:
        return tk._("{agency}: no open action point.").format(agency=agency)
    words = tk.ungettext(
        "{agency}: {number} action point, due {day}.",
        "{agency}: {number} action points, the first due {day}.",
        len(own),
    )
    day = tk.h.tiptaskforce_day(own[0]["due"])
    return words.format(agency=agency, number=len(own), day=day)


def _sheet(taskforce: Shown, found: Shown, chosen: Shown) -> Sheet:
    """Return attendance as a table: one column for each meeting."""
    meetings = found["meetings"]
    columns = (
        Column("agency", N_("Organisation")),
        Column("name", N_("Name")),
        Column("attended", N_("Attended"), WholeNumber()),
        Column("of", N_("Of"), WholeNumber()),
        *(Column(m["id"], m["day"]) for m in meetings),
    )
    rows = [
        {
            **{key: item[key] for key in ("agency", "name", "attended", "of")},
            **{m["id"]: _cell(item, m) for m in meetings},
        }
        for item in found["items"]
    ]
    return Sheet(
        title=tk._("Attendance, {year}").format(year=found["year"]),
        columns=columns,
        rows=rows,
        about=tables.about(taskforce, chosen),
        blank="–",
    )


def _cell(item: Shown, meeting: Shown) -> str:
    return tk._("present") if meeting["id"] in item["present"] else tk._("absent")
