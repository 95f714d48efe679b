"""The calendar feed: whoever has its address reads when the person's bodies meet."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, date, datetime, timedelta
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce import permissions
from ckanext.tiptaskforce.exchange import icalendar
from ckanext.tiptaskforce.logic import base, holding, record, references
from ckanext.tiptaskforce.logic.schema import feed as schema
from ckanext.tiptaskforce.model import feed as table
from ckanext.tiptaskforce.model import meeting as meetings
from ckanext.tiptaskforce.model.feed import Feed
from ckanext.tiptaskforce.model.meeting import Meeting
from ckanext.tiptaskforce.model.taskforce import Taskforce

NOUN = "feed"
SECRET_BYTES = 24
# So far back a calendar still shows what was.
KEPT = timedelta(days=92)


@tk.side_effect_free
def tiptaskforce_feed_show(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Tell whether the caller has a calendar feed; its address is told once only.

    :param taskforce: slug or id of the task force
    :returns: ``{is_wanted}``
    """
    step = base.begin_list(context, data_dict, NOUN, schema.feed_show(), verb="show")
    row = Feed.of(step.taskforce.id, step.reader.user_id or "")
    return {"is_wanted": row is not None and row.is_wanted}


def tiptaskforce_feed_choose(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Get a new secret address of the own calendar feed, or revoke the one there is.

    The former address ends in both cases.

    :param taskforce: slug or id of the task force
    :param is_wanted: true for a new address, false to revoke it
    :returns: ``{is_wanted, secret}``; the secret is kept as a digest and told once
    :raises NotAuthorized: for a token, which speaks for one seat, where there are more
    """
    step = base.begin_list(
        context, data_dict, NOUN, schema.feed_choose(), verb="choose"
    )
    if step.reader.every and step.reader.held != permissions.holding(step.reader.every):
        # The feed is of all seats, and would go on when the token has ended.
        raise tk.NotAuthorized(tk._("Not authorised."))
    row = Feed.held(step.taskforce.id, step.reader.user_id or "")
    row.is_wanted = step.data["is_wanted"]
    secret = secrets.token_urlsafe(SECRET_BYTES) if row.is_wanted else None
    row.digest = _digest(secret) if secret else ""
    record.record(step, row)
    record.commit(step)
    return {"is_wanted": row.is_wanted, "secret": secret}


@tk.side_effect_free
def tiptaskforce_feed_read(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Read a calendar feed by its secret: which body meets when, and nothing else.

    It holds what its person may know of in this very moment, and ends with the seats.

    :param taskforce: slug or id of the task force
    :param secret: the secret of its address
    :returns: ``{content}``, an iCalendar text
    :raises NotFound: for a wrong or revoked secret, and where no seat holds
    """
    step = base.begin_list(context, data_dict, NOUN, schema.feed_read(), verb="read")
    taskforce = step.taskforce
    feed = table.Feed.opened_by(taskforce.id, _digest(step.data["secret"]))
    reader = holding.holder(feed.user_id) if feed else None
    if reader is None or not reader.seats(taskforce.id):
        raise tk.ObjectNotFound(tk._("Not found."))
    since = taskforce.today - KEPT
    scope = permissions.scope(reader, taskforce.id)
    found = meetings.since(taskforce.id, scope, since)
    entries = [_entry(taskforce, row) for row in found]
    return {"content": icalendar.written(taskforce.title, entries)}


def _entry(taskforce: Taskforce, row: Meeting) -> icalendar.Entry:
    names = references.Names.of(taskforce.id)
    groups = {one["slug"]: one["title"] for one in names.groups}
    slug = names.subcommittees.get(row.subcommittee_id or "")
    body = groups[slug] if slug else taskforce.title
    starts = _moment(taskforce, row.day, row.starts)
    ends = _moment(taskforce, row.day, row.ends) if row.ends else None
    title = tk._("Meeting: {body}").format(body=body)
    return icalendar.Entry(row.id, title, starts, ends, row.modified, row.version)


def _moment(taskforce: Taskforce, day: date, time: str) -> datetime:
    hour, minute = map(int, time.split(":"))
    at = datetime(day.year, day.month, day.day, hour, minute, tzinfo=taskforce.zone)
    return at.astimezone(UTC)


def _digest(secret: Any) -> str:
    return hashlib.sha256(str(secret).encode()).hexdigest()
