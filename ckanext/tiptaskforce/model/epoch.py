"""Epochs: which release intent first took a contribution in; it never changes.

An epoch belongs to one step and one period, so that it lies wholly inside every window
that holds its period: a year total lists the epochs of its four quarters. Late rows and
corrections of a period make its next epoch, ``2026-q3-2`` after ``2026-q3-1``. The
names of the epochs are public, so a next one is opened only for many counts: what are
few wait for more.

Raw counts leave this module to the worker and, of one agency, to its focal point.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from ckan import model

from ckanext.tiptaskforce.model import event as events
from ckanext.tiptaskforce.model.base import rows, scalars
from ckanext.tiptaskforce.model.contribution import Contribution
from ckanext.tiptaskforce.vocabulary import ALERTS


def stamp(taskforce_id: str, step: str, periods: Sequence[str], k: int) -> None:
    """Give what was accepted since the last intent its epoch; the caller commits.

    What came late to a period waits until it changes k counts or more, all together.
    """
    events.hold(f"epochs:{taskforce_id}:{step}")
    few = waiting(taskforce_id, step, periods, k)
    for period in periods:
        fresh = _fresh(taskforce_id, step, (period,))
        is_any = model.Session.scalar(sa.select(sa.exists().where(*fresh)))
        if is_any and period not in few:
            name = f"{period.lower()}-{_next(taskforce_id, step, period)}"
            change = sa.update(Contribution).where(*fresh).values(epoch=name)
            model.Session.execute(change.execution_options(synchronize_session=False))


def waiting(taskforce_id: str, step: str, periods: Sequence[str], k: int) -> list[str]:
    """Return the periods whose late rows and corrections are too few for an epoch."""
    key = (Contribution.period, Contribution.agency_id, Contribution.codes)
    changed = sa.func.abs(sa.func.sum(Contribution.n)).label("n")
    fresh = (
        sa.select(Contribution.period, changed)
        .where(*_fresh(taskforce_id, step, periods))
        .group_by(*key)
        .subquery()
    )
    begun = sa.select(Contribution.period).where(
        *_of(taskforce_id, step, periods), Contribution.epoch.is_not(None)
    )
    few = (
        sa.select(fresh.c.period)
        .where(fresh.c.period.in_(begun))
        .group_by(fresh.c.period)
        .having(sa.func.sum(fresh.c.n) < k)
    )
    return scalars(few.order_by(fresh.c.period))


def listed(taskforce_id: str, step: str, periods: Sequence[str]) -> list[str]:
    """Return the epochs of these periods that hold anything, in their order."""
    cells = _summed(taskforce_id, step, periods).subquery()
    found = rows(sa.select(cells.c.period, cells.c.epoch).distinct())
    return [epoch for _, epoch in sorted(found, key=lambda one: _place(*one))]


def tallies(
    taskforce_id: str, step: str, periods: Sequence[str], epochs: Sequence[str]
) -> list[tuple[str, str, str, dict[str, str], int]]:
    """Return (epoch, period, agency id, codes, n): what goes into a release."""
    cells = _summed(taskforce_id, step, periods).subquery()
    asked = sa.select(cells).where(cells.c.epoch.in_(list(epochs)))
    return [
        (row.epoch, row.period, row.agency_id, row.codes, int(row.n))
        for row in rows(asked)
    ]


def has_falls(taskforce_id: str, step: str, epochs: Sequence[str]) -> bool:
    """Tell whether a correction takes something away in one of these epochs."""
    mine = sa.and_(
        Contribution.taskforce_id == taskforce_id,
        Contribution.step == step,
        Contribution.epoch.in_(list(epochs)),
        Contribution.n < 0,
    )
    return bool(model.Session.scalar(sa.select(sa.exists().where(mine))))


def source_ids(taskforce_id: str, step: str, epochs: Sequence[str]) -> list[str]:
    """Return the ids of the agencies whose counts these epochs hold."""
    query = (
        sa.select(Contribution.agency_id)
        .where(Contribution.taskforce_id == taskforce_id, Contribution.step == step)
        .where(Contribution.epoch.in_(list(epochs)))
    )
    return scalars(query.distinct().order_by(Contribution.agency_id))


def periods(taskforce_id: str, step: str) -> list[str]:
    """Return the periods of which anything was accepted for a step."""
    query = sa.select(Contribution.period).where(
        Contribution.taskforce_id == taskforce_id, Contribution.step == step
    )
    return scalars(query.distinct().order_by(Contribution.period))


def steps(taskforce_id: str) -> list[str]:
    """Return the steps of persons of which anything was accepted; never alerts."""
    query = sa.select(Contribution.step).where(
        Contribution.taskforce_id == taskforce_id, Contribution.step != ALERTS
    )
    return scalars(query.distinct().order_by(Contribution.step))


def _of(taskforce_id: str, step: str, periods: Sequence[str]) -> tuple[Any, ...]:
    return (
        Contribution.taskforce_id == taskforce_id,
        Contribution.step == step,
        Contribution.period.in_(list(periods)),
    )


def _fresh(taskforce_id: str, step: str, periods: Sequence[str]) -> tuple[Any, ...]:
    return (*_of(taskforce_id, step, periods), Contribution.epoch.is_(None))


def _summed(taskforce_id: str, step: str, periods: Sequence[str]) -> sa.Select[Any]:
    """Return the select of the cells of each epoch and agency that are not nought."""
    key = (Contribution.epoch, Contribution.period, Contribution.agency_id)
    total = sa.func.sum(Contribution.n).label("n")
    return (
        sa.select(*key, Contribution.codes, total)
        .where(*_of(taskforce_id, step, periods), Contribution.epoch.is_not(None))
        .group_by(*key, Contribution.codes)
        .having(sa.func.sum(Contribution.n) != 0)
        .order_by(*key, Contribution.codes)
    )


def _next(taskforce_id: str, step: str, period: str) -> int:
    known = sa.select(sa.func.count(sa.distinct(Contribution.epoch))).where(
        *_of(taskforce_id, step, (period,))
    )
    return (model.Session.scalar(known) or 0) + 1


def _place(period: str, epoch: str) -> tuple[str, int]:
    return period, int(epoch.rsplit("-", 1)[1])
