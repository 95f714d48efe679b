"""How a strategy begins, and what goes along when another one becomes current."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.exchange import period as periods
from ckanext.tiptaskforce.logic import base, record, references
from ckanext.tiptaskforce.logic.presets import layout, source, wanted
from ckanext.tiptaskforce.logic.presets.mark import Faults
from ckanext.tiptaskforce.logic.schema.strategy import SWOT
from ckanext.tiptaskforce.model import deliverable as deliverables
from ckanext.tiptaskforce.model.base import new_id, scalars
from ckanext.tiptaskforce.model.indicator import Indicator
from ckanext.tiptaskforce.model.objective import Objective
from ckanext.tiptaskforce.model.strategy import Strategy
from ckanext.tiptaskforce.model.template import Template

# How a field of a call is called in the row.
COLUMNS = {"title": "title", "from": "starts", "until": "ends", "vision": "vision"}
_WORDS = ("title", "starts", "ends", "vision", "principles", "swot")
# What a copy of a reference sheet does not take from the other one.
_OF_A_SHEET = frozenset(
    {
        *("id", "taskforce_id", "version", "created", "modified", "created_by"),
        *("strategy_id", "objective_id", "targets", "retired"),
        *("label", "label_reason", "label_role", "label_at"),
    }
)


@dataclass(frozen=True)
class Model:
    """What a new strategy is made after: its words, and its lines in their order."""

    words: dict[str, Any] = field(default_factory=dict)
    lines: list[dict[str, Any]] = field(default_factory=list)
    sheets: list[Indicator] = field(default_factory=list)


def begun(step: base.Step) -> tuple[Strategy, list[Objective], list[Indicator]]:
    """Return the strategy of a create call, its lines and indicators, not stored.

    :raises ValidationError: naming the field and what is allowed
    """
    like = _model(step)
    row = Strategy(
        id=new_id(),
        slug="",
        title="",
        vision="",
        principles=[],
        swot={name: [] for name in SWOT},
        is_current=False,
        is_sample=False,
    )
    for name in _WORDS:
        if like.words.get(name) is not None:
            setattr(row, name, like.words[name])
    fill(step, row)
    row.slug = step.data.get("slug") or f"{row.starts.year}-{row.ends.year}"
    if Strategy.named(step.taskforce.id, row.slug) is not None:
        message = tk._("A strategy with this short name is there already.")
        raise base.invalid("slug", message)
    own = {"strategy_id": row.id, "taskforce_id": step.taskforce.id}
    by = step.reader.user_id or ""
    found = [
        Objective(id=new_id(), created_by=by, retired="", **own, **values)
        for values in like.lines
    ]
    return row, found, _measured(step, row, found, like.sheets)


def _measured(
    step: base.Step,
    row: Strategy,
    lines: Iterable[Objective],
    sheets: Iterable[Indicator],
) -> list[Indicator]:
    """Return copies of reference sheets under the lines that follow theirs."""
    heirs = {line.follows_id: line.id for line in lines}
    columns = [c.key for c in Indicator.__table__.columns if c.key not in _OF_A_SHEET]
    own = {
        "strategy_id": row.id,
        "taskforce_id": step.taskforce.id,
        "created_by": step.reader.user_id or "",
        **dict.fromkeys(("label", "label_reason", "label_role", "retired"), ""),
    }
    return [
        Indicator(
            id=new_id(),
            objective_id=heirs[sheet.objective_id],
            targets={c: n for c, n in sheet.targets.items() if _is_within(row, c)},
            **own,
            **{name: getattr(sheet, name) for name in columns},
        )
        for sheet in sheets
        if sheet.objective_id in heirs
    ]


def _is_within(row: Strategy, code: str) -> bool:
    """Tell whether a period is one of a strategy's own."""
    one = periods.parse(code)
    return row.starts <= one.start and one.end <= row.ends


def want_kept(row: Strategy) -> None:
    """Refuse to go on with a strategy that was given up.

    :raises ValidationError: for one that was dropped
    """
    if row.dropped:
        raise base.invalid("state", tk._("This strategy was dropped."))


def drop(step: base.Step) -> None:
    """Give up the strategy of a call, which nobody ever followed.

    :raises ValidationError: for one that is or was current
    """
    row = step.row
    want_kept(row)
    if row.is_current or row.adopted_on is not None:
        message = tk._("It is or was followed, so it stays with all that was done.")
        raise base.invalid("state", message)
    row.dropped = step.data["note"]
    row.slug = f"{row.slug}-{row.id[:8]}"
    record.record(step, row)


def fill(step: base.Step, row: Strategy) -> None:
    """Bring the fields of a call onto a strategy, checked beside the others.

    :raises ValidationError: naming the field and what is allowed
    """
    data = step.data
    for name, column in COLUMNS.items():
        if name in data:
            setattr(row, column, data[name] or "")
    if "principles" in data:
        row.principles = data["principles"] or []
    said = {name: data[name] or [] for name in SWOT if name in data}
    if said:
        row.swot = {**row.swot, **said}
    for name in ("title", "from", "until"):
        if not getattr(row, COLUMNS[name]):
            raise base.invalid(name, tk._("Missing. Give a value."))
    if row.ends < row.starts:
        raise base.invalid("until", tk._("A strategy ends after it starts."))


def _model(step: base.Step) -> Model:
    data = step.data
    if data.get("copy_of") and data.get("preset"):
        message = tk._("Copy a strategy or take one from a preset, one of the two.")
        raise base.invalid("preset", message)
    if data.get("copy_of"):
        return _copied(step, data["copy_of"])
    return _preset(data) if data.get("preset") else Model()


def _copied(step: base.Step, name: str) -> Model:
    """Return a strategy as a model: words, tree and indicators, not its period."""
    found = Strategy.named(step.taskforce.id, name)
    if found is None:
        known = ", ".join(one.slug for one in Strategy.every(step.taskforce.id))
        message = tk._("There is no strategy '{name}'. There are: {names}.")
        raise base.invalid("copy_of", message.format(name=name[:60], names=known))
    same = ("code", "source_code", "title", "parent_code", "position")
    every = [line for line in scalars(Objective.of(found.id)) if not line.retired]
    return Model(
        {n: getattr(found, n) for n in ("vision", "principles", "swot")},
        [{**{n: getattr(l_, n) for n in same}, "follows_id": l_.id} for l_ in every],
        Indicator.live_of(found),
    )


def _preset(data: dict[str, Any]) -> Model:
    """Return a strategy of a preset that comes with the extension as a model."""
    name = data["preset"]
    if name not in source.shipped():
        message = tk._("There is no preset '{name}'. There are: {names}.")
        names = ", ".join(source.shipped())
        raise base.invalid("preset", message.format(name=name[:60], names=names))
    preset = layout.read(source.of_name(name), Faults())
    entries = wanted.strategies(preset, is_sample=True)
    slugs = [key[0] for key in entries]
    slug = data.get("preset_strategy") or slugs[0]
    if slug not in slugs:
        message = tk._("Not one of the allowed values: {words}.")
        raise base.invalid("preset_strategy", message.format(words=", ".join(slugs)))
    lines = wanted.objectives(preset, slug)
    return Model(
        {n: entries[(slug,)][n] for n in _WORDS},
        [{"code": code, **values} for (code,), values in lines.items()],
    )


def adopt(step: base.Step) -> None:
    """Follow the strategy of a call, and let standing deliverables serve its lines."""
    former = follow(step, step.row)
    if former is None:
        return
    heirs, changed = _heirs(former, step.row), []
    for one in scalars(Template.with_line(step.taskforce.id)):
        code = heirs.get(one.objective_code, "")
        if code != one.objective_code:
            one.objective_code = code
            changed.append(one)
    if changed:
        record.record_all(step, changed, "template")


def follow(step: base.Step, row: Strategy, verb: str | None = None) -> Strategy | None:
    """Let a strategy be the current one, and unfinished work go on with its lines.

    What was delivered stays with the strategy under which it was delivered.

    :returns: the one that was followed before; the caller commits
    """
    former = Strategy.current(step.taskforce.id)
    if former is not None:
        former.is_current = False
        former.adopted_on = former.adopted_on or former.starts
        record.record(step, former, "strategy", verb)
    row.is_current = True
    row.adopted_on = row.adopted_on or step.taskforce.today
    record.record(step, row, "strategy", verb)
    if former is not None:
        _carry(step, former, row, verb)
    return former


def _carry(step: base.Step, former: Strategy, new: Strategy, verb: str | None) -> None:
    heirs = _heirs(former, new)
    moving = [
        row for row in deliverables.unfinished(former.id) if row.objective in heirs
    ]
    for row in moving:
        row.objective, row.strategy_id = heirs[row.objective], new.id
    if moving:
        record.record_all(step, moving, "deliverable", verb)


def _heirs(former: Strategy, new: Strategy) -> dict[str, str]:
    """Return for the code of each former line the code of the one that follows it."""
    live = [line for line in scalars(Objective.of(new.id)) if not line.retired]
    found = {
        line.code: references.heir_of(line, live)
        for line in scalars(Objective.of(former.id))
    }
    return {code: heir.code for code, heir in found.items() if heir}


def presets() -> list[str]:
    """Return the names of the presets from which a strategy can be begun."""
    return source.shipped()


def shown(step: base.Step, row: Strategy) -> dict[str, Any]:
    """Return a strategy as its members read it, without its lines."""
    return {
        **row.dictize(),
        "taskforce": step.taskforce.slug,
        "state": row.state_on(step.taskforce.today).value,
    }


def shower(step: base.Step) -> Any:
    """Return what makes plain data of strategies."""

    def dictize(found: Iterable[Strategy]) -> list[dict[str, Any]]:
        return [shown(step, row) for row in found]

    return dictize


def store(
    step: base.Step, lines: list[Objective], sheets: list[Indicator] | None = None
) -> None:
    """Put lines and indicators of a new strategy beside it, an event for each."""
    if lines:
        record.add_all(step, lines, "objective")
    if sheets:
        record.add_all(step, sheets, "indicator")


def with_lines(step: base.Step, row: Strategy) -> dict[str, Any]:
    """Return a strategy with its lines in their order, the retired ones apart."""
    every = scalars(Objective.of(row.id))
    return {**shown(step, row), **_lines(every)}


def _lines(every: Iterable[Objective]) -> dict[str, Any]:
    told = [line.dictize() for line in every]
    return {
        "objectives": [line for line in told if not line["retired"]],
        "retired": [line for line in told if line["retired"]],
    }


def read(step: base.Step) -> dict[str, Any] | None:
    """Return the strategy that a call names with its lines, or None."""
    row = references.chosen_strategy(step)
    if row is None:
        return None
    return {**shown(step, row), **_lines(references.all_lines(step))}
