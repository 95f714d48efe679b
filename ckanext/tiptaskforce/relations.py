"""How a seat stands to an object: facts on both sides, each relation as a rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ckanext.tiptaskforce.grants import Relation
from ckanext.tiptaskforce.model.seat import Held, Reviewer
from ckanext.tiptaskforce.vocabulary import ALERTS, ReleaseKind, ReportKind, Role


@dataclass(frozen=True)
class Reader:
    """The person or program that asks, with the seats that hold right now.

    A token speaks for one seat only: ``held`` is that one. Exclusions still look at
    ``every`` seat of the person, so that a token is no way around them.
    """

    user_id: str | None
    name: str
    is_sysadmin: bool
    held: tuple[Held, ...]
    every: tuple[Held, ...] = ()

    def seats(self, taskforce_id: str) -> tuple[Held, ...]:
        """Return the seats in one task force."""
        return tuple(s for s in self.held if s.taskforce_id == taskforce_id)

    def has(self, taskforce_id: str, *roles: Role) -> bool:
        """Tell whether one of these roles is held in the task force."""
        return any(s.role in roles for s in self.seats(taskforce_id))

    def chaired(self, taskforce_id: str) -> frozenset[str]:
        """Return the subcommittees that the person chairs in one task force."""
        chairs = (s for s in self.seats(taskforce_id) if s.role is Role.CHAIR)
        return frozenset(s.subcommittee_id for s in chairs if s.subcommittee_id)


@dataclass(frozen=True)
class Target:
    """The facts of an object, or of one to be made, that grants look at."""

    taskforce_id: str
    agency_id: str | None = None
    subcommittee_id: str | None = None
    kind: str | None = None
    editor_ids: frozenset[str] = frozenset()
    # Read only where somebody asks for their own work; a page asks for others' mostly.
    reviewers: Iterable[Reviewer] = ()
    source_ids: frozenset[str] = frozenset()
    partner_ids: frozenset[str] = frozenset()

    @property
    def doing_ids(self) -> frozenset[str | None]:
        """The agencies that do the work: the responsible one and its partners."""
        return frozenset({self.agency_id, *self.partner_ids} - {None})


def _owns(seat: Held, target: Target) -> bool:
    return seat.agency_id is not None and seat.agency_id == target.agency_id


def _chairs(seat: Held, target: Target) -> bool:
    return (
        seat.subcommittee_id is not None
        and seat.subcommittee_id == target.subcommittee_id
    )


def _may_review(reader: Reader, target: Target) -> bool:
    """Nobody reviews the own agency's or the own submission, where another may."""
    own = {seat.agency_id for seat in (*reader.held, *reader.every)}
    is_own_agency = bool(target.doing_ids & own)
    if not is_own_agency and reader.user_id not in target.editor_ids:
        return True
    return not any(
        reviewer.user_id != reader.user_id and _is_outside(reviewer, target)
        for reviewer in target.reviewers
    )


def _is_outside(reviewer: Reviewer, target: Target) -> bool:
    """Tell whether a reviewer stands outside the submitting agency and person."""
    is_entitled = (
        reviewer.role in (Role.COORDINATOR, Role.CUSTODIAN)
        or reviewer.subcommittee_id == target.subcommittee_id
    )
    is_outside = reviewer.agency_id not in target.doing_ids
    return is_entitled and is_outside and reviewer.user_id not in target.editor_ids


# Each relation of ``grants`` as a question to the two sides.
RELATIONS: dict[Relation, Callable[[Held, Reader, Target], bool]] = {
    Relation.ANY: lambda _seat, _reader, _target: True,
    Relation.OWN_AGENCY: lambda seat, _, target: _owns(seat, target),
    Relation.OWN_REPORTER: lambda seat, _, target: (
        _owns(seat, target) and target.kind == Role.REPORTER
    ),
    Relation.OWN_SUBCOMMITTEE: lambda seat, _, target: _chairs(seat, target),
    Relation.REVIEW: lambda _, reader, target: _may_review(reader, target),
    Relation.REVIEW_SUBCOMMITTEE: lambda seat, reader, target: (
        _chairs(seat, target) and _may_review(reader, target)
    ),
    Relation.PROGRESS: lambda _s, _r, target: target.kind == ReleaseKind.PROGRESS,
    Relation.FIGURES: lambda _s, _r, target: target.kind == ReleaseKind.FIGURES,
    Relation.ALERTS: lambda _s, _r, target: target.kind == ALERTS,
    Relation.NOT_EDITOR: lambda _, reader, target: (
        reader.user_id not in target.editor_ids
    ),
    Relation.AUTHOR: lambda _, reader, target: reader.user_id in target.editor_ids,
    Relation.PARTNER: lambda seat, _, target: seat.agency_id in target.partner_ids,
    Relation.SOURCE: lambda seat, _, target: seat.agency_id in target.source_ids,
    Relation.PLAIN: lambda _s, _r, target: target.kind == ReportKind.PLAIN,
    Relation.PLAIN_SUBCOMMITTEE: lambda seat, _, target: (
        target.kind == ReportKind.PLAIN and _chairs(seat, target)
    ),
    Relation.PLAIN_REVIEW: lambda _, reader, target: (
        target.kind == ReportKind.PLAIN and _may_review(reader, target)
    ),
    Relation.PLAIN_REVIEW_SUBCOMMITTEE: lambda seat, reader, target: (
        target.kind == ReportKind.PLAIN
        and _chairs(seat, target)
        and _may_review(reader, target)
    ),
    Relation.PERSONS: lambda _s, _r, target: target.kind == ReportKind.PERSONS,
    # Of the task force as a whole, and of no subcommittee.
    Relation.WHOLE: lambda _s, _r, target: target.subcommittee_id is None,
    Relation.PERSONS_REVIEW: lambda _, reader, target: (
        target.kind == ReportKind.PERSONS and _may_review(reader, target)
    ),
}
