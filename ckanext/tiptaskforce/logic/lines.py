"""The tree of a strategy's lines: its order, and how a line moves in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.logic import base, references
from ckanext.tiptaskforce.model import deliverable as deliverables
from ckanext.tiptaskforce.model.base import find_locked, scalars
from ckanext.tiptaskforce.model.objective import Objective
from ckanext.tiptaskforce.model.strategy import Strategy
from ckanext.tiptaskforce.model.template import Template

Lines = Sequence[Objective]


class Move(StrEnum):
    """Where a line goes among its neighbours."""

    UP = "up"
    DOWN = "down"


def held(strategy_id: str) -> list[Objective]:
    """Return the lines of a strategy, held until the end of this transaction.

    Whoever changes the tree waits here for the other who does, so that two moves that
    are right by themselves never close a circle together.
    """
    find_locked(Strategy, strategy_id)
    return scalars(Objective.of(strategy_id))


def in_order(every: Lines) -> Iterator[Objective]:
    """Yield all lines, each one before what is below it."""
    known = {line.code for line in every}
    tops = [line for line in every if line.parent_code not in known]
    for top in tops:
        yield from _down(every, top)


def _down(every: Lines, line: Objective) -> Iterator[Objective]:
    yield line
    for child in references.below(every, line.code):
        yield from _down(every, child)


def hang(every: Lines, line: Objective, parent: str) -> list[Objective]:
    """Hang a line up below another one, as its last; return all in their new order.

    :raises ValidationError: where there is no such line, or it is below this one
    """
    if parent:
        live = [one for one in every if not one.retired]
        above = references.line_of(live, parent, "parent")
        if above in references.branch_of(every, line):
            message = tk._("A line cannot stand below itself.")
            raise base.invalid("parent", message)
    line.parent_code = parent
    rest = [one for one in every if one is not line]
    return list(in_order([*rest, line]))


def shifted(every: Lines, line: Objective, move: Move) -> list[Objective]:
    """Return all lines with one of them a place higher or lower beside its neighbours.

    The first one of its neighbours stays where it is when it is to go up.
    """
    beside = [
        one
        for one in references.below(every, line.parent_code)
        if one is line or not one.retired
    ]
    at = beside.index(line)
    to = at - 1 if move is Move.UP else at + 1
    if not 0 <= to < len(beside):
        return list(in_order(every))
    other = beside[to]
    swapped = {line.id: other, other.id: line}
    return list(in_order([swapped.get(one.id, one) for one in every]))


def renumber(
    step: base.Step, every: Lines, line: Objective, code: str
) -> list[Objective]:
    """Give a line another code, and tell whatever names it by its code.

    :returns: the lines below it that were told
    :raises ValidationError: where another line of the strategy has the code
    """
    before = line.code
    if code == before:
        return []
    refuse_second(every, code)
    children = references.below(every, before)
    for child in children:
        child.parent_code = code
    line.code = code
    deliverables.rename_line(line.strategy_id, before, code)
    strategy = references.strategy(step.taskforce.id)
    if strategy is not None and strategy.id == line.strategy_id:
        Template.rename_line(step.taskforce.id, before, code)
    return children


def refuse_second(every: Lines, code: str) -> None:
    """Refuse a code that a line of the strategy has, retired or not.

    :raises ValidationError: in words, before the database says it
    """
    if any(line.code == code for line in every):
        message = tk._("This strategy has a line with this code already.")
        raise base.invalid("code", message)
