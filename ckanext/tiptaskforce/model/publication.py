"""What public pages read of all published releases together: their outlines.

An outline has the words and codes of a release by the names that the release has them
by. Of its snapshot it has what tells a reader what the release is about: a catalogue of
a thousand would else unpack a thousand snapshots with every count to show their titles.

Nothing changes in a published release but whether it is one. So what is public is asked
for each time, and the outline of it is read once: a process keeps those that were
public when it asked last, and no others.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from ckanext.tiptaskforce.model.base import TASKFORCE, Query, columns, prepared, rows
from ckanext.tiptaskforce.model.release import Release
from ckanext.tiptaskforce.vocabulary import ProgressTable
from ckanext.tiptaskforce.vocabulary import ReleaseState as State

# A row is another one as soon as one of these is; nothing is kept under one of them.
_KEY = ("id", "version", "modified")
_KEPT: dict[str, dict[tuple[Any, ...], Outline]] = {}


@dataclass(frozen=True, eq=False)
class Outline:
    """What the public may know of a release without its tables and files."""

    id: str
    version: int
    modified: datetime
    kind: str
    series: str
    title: str
    state: str
    number: int
    specification: dict[str, Any]
    sentence: str
    caveats: str
    dataset_id: str | None
    published_at: datetime
    withdrawn_at: datetime | None
    withdraw_reason: str
    sensitivity: str
    violations: list[str]
    indicator_ids: list[str]
    snapshot: dict[str, Any]

    @property
    def key(self) -> tuple[Any, ...]:
        """What it is kept under."""
        return self.id, self.version, self.modified


_NAMES = tuple(name for name in Outline.__annotations__ if name != "snapshot")


def speaking_now(taskforce_id: str) -> list[Outline]:
    """Return the outlines of what is public now, the newest first.

    These are the newest release of each series, for the catalogue, and every one that
    tells indicators. One query names them; a second reads those that are new here.
    """
    now = [tuple(one) for one in columns(_speaking_now(), taskforce_id=taskforce_id)]
    known = _KEPT.get(taskforce_id, {})
    new = [key[0] for key in now if key not in known]
    read = [Outline(*row) for row in rows(_outlines(), ids=new)] if new else []
    every = known | {one.key: one for one in read}
    # One may have been withdrawn between the two queries.
    found = {key: every[key] for key in now if key in every}
    _KEPT[taskforce_id] = found
    return list(found.values())


@prepared
def _speaking_now() -> Query:
    public = Release.published(TASKFORCE)
    newest = public.order_by(None).distinct(Release.series)
    newest = newest.order_by(Release.series, Release.number.desc())
    ids = newest.with_only_columns(Release.id).subquery()
    is_newest = Release.id.in_(sa.select(ids.c.id))
    tells = sa.func.cardinality(Release.indicator_ids) > 0
    public = public.with_only_columns(*(getattr(Release, name) for name in _KEY))
    return public.where(sa.or_(is_newest, tells))


@prepared
def _outlines() -> Query:
    wanted = sa.bindparam("ids", type_=ARRAY(sa.Text))
    read = sa.select(*(getattr(Release, name) for name in _NAMES), _outline())
    return read.where(
        Release.id == sa.any_(wanted), Release.state == State.PUBLISHED.value
    )


def _outline() -> sa.ColumnElement[Any]:
    """Return of a snapshot its period, its total, and the lines that it counts by."""
    counted = ProgressTable.OBJECTIVE_STATE.value
    kept, build = Release.snapshot, sa.func.jsonb_build_object
    table = build("columns", kept["tables", counted, "columns"])
    return build(
        *("period", kept["period"]),
        *("total", kept["total"]),
        *("tables", build(counted, table)),
        type_=JSONB,
    )
