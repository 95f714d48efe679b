"""What public pages read of all published releases together: their outlines.

An outline has the words and codes of a release by the names that the release has them
by. Of its snapshot it has what tells a reader what the release is about: a catalogue of
a thousand would else unpack a thousand snapshots with every count to show their titles.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from ckanext.tiptaskforce.model.base import TASKFORCE, Query, prepared, rows
from ckanext.tiptaskforce.model.release import Release
from ckanext.tiptaskforce.vocabulary import ProgressTable

_NAMES = (
    *("id", "kind", "series", "title", "state", "number", "specification", "sentence"),
    *("caveats", "dataset_id", "published_at", "withdrawn_at", "withdraw_reason"),
    *("sensitivity", "violations", "indicator_ids"),
)


def speaking_now(taskforce_id: str) -> list[Any]:
    """Return the outlines of what is public now, the newest first, in one query.

    These are the newest release of each series, for the catalogue, and every one that
    tells indicators.
    """
    return rows(_speaking_now(), taskforce_id=taskforce_id)


@prepared
def _speaking_now() -> Query:
    public = Release.published(TASKFORCE)
    newest = public.order_by(None).distinct(Release.series)
    newest = newest.order_by(Release.series, Release.number.desc())
    ids = newest.with_only_columns(Release.id).subquery()
    is_newest = Release.id.in_(sa.select(ids.c.id))
    tells = sa.func.cardinality(Release.indicator_ids) > 0
    columns = [getattr(Release, name) for name in _NAMES]
    public = public.with_only_columns(*columns, _outline().label("snapshot"))
    return public.where(sa.or_(is_newest, tells))


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
