"""The frozen counts of a progress release; codes and numbers, nothing else."""

from __future__ import annotations

from collections import Counter
from typing import Any

from ckanext.tiptaskforce import permissions
from ckanext.tiptaskforce.exchange import period
from ckanext.tiptaskforce.logic import base, standings
from ckanext.tiptaskforce.model import event as events
from ckanext.tiptaskforce.model import overview
from ckanext.tiptaskforce.model.agency import Agency
from ckanext.tiptaskforce.model.base import scalars
from ckanext.tiptaskforce.model.deliverable import Deliverable
from ckanext.tiptaskforce.model.objective import Objective
from ckanext.tiptaskforce.model.release import Release
from ckanext.tiptaskforce.model.strategy import Strategy
from ckanext.tiptaskforce.model.taskforce import Taskforce
from ckanext.tiptaskforce.vocabulary import (
    AgencyType,
    CoreFunction,
    DeliverableState,
    ProgressTable,
    StatusWord,
)

NONE = "none"
STATES = [
    DeliverableState.PLANNED.value,
    DeliverableState.IN_PROGRESS.value,
    DeliverableState.SUBMITTED.value,
    DeliverableState.DELIVERED.value,
    "outdated",
]


def take(taskforce: Taskforce, release: Release) -> dict[str, Any]:
    """Count the state of the work now and return it as plain data."""
    window = period.parse(release.specification["window"]["period"][0])
    tables = {
        name: _TABLES[ProgressTable(name)](taskforce)
        for name in release.specification["tables"]
    }
    return {
        "as_of": taskforce.today.isoformat(),
        "period": {
            "code": window.code,
            "from": window.start.isoformat(),
            "to": window.end.isoformat(),
            "label": window.label,
        },
        "n_sources": overview.sources(taskforce.id),
        "log_head": events.head_of(taskforce.id),
        "tables": tables,
    }


def _function_state(taskforce: Taskforce) -> dict[str, Any]:
    codes = [*(str(int(number)) for number in CoreFunction), NONE]
    return _by_state(taskforce, Deliverable.core_function, "core_function", codes)


def _objective_state(taskforce: Taskforce) -> dict[str, Any]:
    lines = scalars(Objective.current(taskforce.id))
    parents = {line.parent_code for line in lines}
    codes = [line.code for line in lines if line.code not in parents]
    strategy = Strategy.current(taskforce.id)
    line = overview.line_in(strategy.id if strategy else None)
    return _by_state(taskforce, line, "objective", [*codes, NONE])


def _by_state(
    taskforce: Taskforce, column: Any, name: str, codes: list[str]
) -> dict[str, Any]:
    found = overview.states_by(column, taskforce.id, taskforce.today)
    counts: dict[tuple[str, str], int] = {}
    for (value, state), number in found.items():
        if state in STATES:
            code = str(value) if value and str(value) in codes else NONE
            key = (code, state)
            counts[key] = counts.get(key, 0) + number
    rows = [[*key, counts[key]] for key in sorted(counts)]
    return {"columns": [[name, codes], ["state", STATES]], "counts": rows}


def _status_words(taskforce: Taskforce) -> dict[str, Any]:
    """Count the indicators of each objective by word, over the whole strategy.

    An indicator that counts persons has no status here, whatever its figure and
    whatever word somebody gave it: a word that moves would tell of the figure.
    """
    lines = scalars(Objective.current(taskforce.id))
    parents = {line.code: line.parent_code for line in lines}
    codes = [line.code for line in lines if not line.parent_code]
    counts: Counter[tuple[str, str]] = Counter()
    for stand in standings.stands(_as_nobody(taskforce), objective=False):
        word = StatusWord.NO_STATUS
        if not stand.row.counts_persons:
            word = stand.standing.word
        code = _above(stand.sheet["objective"], parents)
        if code in codes:
            counts[code, word.value] += 1
    words = [word.value for word in StatusWord]
    rows = [[*key, counts[key]] for key in sorted(counts)]
    return {"columns": [["objective", codes], ["status", words]], "counts": rows}


def _above(code: str, parents: dict[str, str]) -> str:
    """Return the objective above a line."""
    while parents.get(code):
        code = parents[code]
    return code


def _as_nobody(taskforce: Taskforce) -> base.Step:
    """Return a call by somebody without a seat: the job reads with no rights."""
    reader = permissions.Reader(None, "", is_sysadmin=False, held=())
    return base.Step({}, reader, taskforce, "indicator", "overview", {})


def _members_type(taskforce: Taskforce) -> dict[str, Any]:
    found = Agency.count_by_type(taskforce.id)
    codes = [kind.value for kind in AgencyType]
    rows = [[code, found[code]] for code in codes if code in found]
    return {"columns": [["type", codes]], "counts": rows}


_TABLES = {
    ProgressTable.FUNCTION_STATE: _function_state,
    ProgressTable.OBJECTIVE_STATE: _objective_state,
    ProgressTable.STATUS_WORDS: _status_words,
    ProgressTable.MEMBERS_TYPE: _members_type,
}
