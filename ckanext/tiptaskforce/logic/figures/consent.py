"""What the agencies see of a proposed release, and how they object to it.

They consented to publication in general with the information sharing protocol. For a
release of figures they see which of their own counts go in, and have some days to say
no before anybody can approve it.
"""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.tiptaskforce import permissions
from ckanext.tiptaskforce.logic import (
    base,
    nouns,
    ownership,
    publications,
    references,
)
from ckanext.tiptaskforce.logic.figures import intents
from ckanext.tiptaskforce.model import epoch
from ckanext.tiptaskforce.model.agency import Agency
from ckanext.tiptaskforce.model.alert import Alert
from ckanext.tiptaskforce.model.base import now
from ckanext.tiptaskforce.model.release import Release
from ckanext.tiptaskforce.vocabulary import ALERTS, ReleaseKind, ReleaseState


def about(step: base.Step, row: Release) -> dict[str, Any]:
    """Return what a release of figures shows besides: dates, objections, log, advice.

    The advice speaks of small counts, and so does what waits; both are for whoever may
    open raw counts.
    """
    until = intents.objection_until(row)
    is_waiting = row.state == ReleaseState.PROPOSED
    is_open = is_waiting and intents.is_open_to_objection(row)
    target = nouns.target("release", "protect", row)
    is_maker = permissions.may(step.reader, "release", "protect", target)
    is_veiled = row.specification.get("step") == ALERTS and not is_maker
    return {
        "objection_until": until.isoformat() if until and is_open else None,
        "is_open_to_objection": is_open,
        # Who passed alerts on is for the MRM focal seats; others read the reason.
        "objections": [
            {**one, "agency": None} if is_veiled else one for one in row.objections
        ],
        "log": intents.logged(row),
        "people": {
            "made": [name for name in map(_name, row.editor_ids) if name],
            "proposed": _name(row.proposed_by),
            "approved": _name(row.approved_by),
        },
        "is_sentence_computed": publications.is_sentence_computed(step.taskforce, row),
        "advice": list(row.advice) if is_maker else [],
        "waiting": intents.waiting(step.taskforce, row) if is_maker else [],
        "later": _later(step, row),
    }


def _later(step: base.Step, row: Release) -> list[dict[str, Any]]:
    """Return whose tallies were accepted since the check: period and agency alone."""
    found = intents.later(row)
    names = references.Names.of(step.taskforce.id).agencies if found else {}
    return [{"period": t.period, "agency": names.get(t.agency_id)} for t in found]


# What an agency is told of a proposed release beside its own counts. A total of all
# agencies is no figure of theirs and not released yet; what another agency objects to
# is between that one and those who decide.
TOLD_TO_SOURCES = frozenset(
    {
        *("id", "version", "created", "modified", "taskforce", "verbs", "is_mine"),
        *("kind", "series", "title", "state", "specification", "next_update"),
        *("sensitivity", "access", "objection_until", "is_open_to_objection"),
        *("step", "periods", "agencies"),
    }
)


def told(step: base.Step, row: Release, shown: dict[str, Any]) -> dict[str, Any]:
    """Return what is shown of a release to this caller: all, or an agency's part."""
    target = nouns.target("release", "preview", row)
    if permissions.may(step.reader, "release", "preview", target):
        return shown
    return {name: shown[name] for name in shown if name in TOLD_TO_SOURCES}


def own_agency_ids(step: base.Step) -> list[str]:
    """Return the agencies for which the caller speaks."""
    return sorted(ownership.counting_agency_ids(step.context, step.taskforce.id))


def want_time(step: base.Step) -> None:
    """Refuse to approve while an agency may still object.

    :raises ValidationError: naming the first day on which it can be approved
    """
    row = step.row
    if row.kind != ReleaseKind.FIGURES or not intents.is_open_to_objection(row):
        return
    until = intents.objection_until(row)
    day = until.astimezone(step.taskforce.zone) if until else None
    message = tk._("Member organisations may object until {moment}; approve it then.")
    words = message.format(moment=day.strftime("%Y-%m-%d %H:%M") if day else "")
    raise base.invalid("state", words)


def objected(step: base.Step) -> None:
    """Note who objects and why; the release goes back to its maker."""
    row, agency_id = step.row, _speaking_for(step)[0]
    names = references.Names.of(step.taskforce.id)
    told = {
        "agency": names.agencies.get(agency_id),
        "note": step.data["note"],
        "at": now().isoformat(),
    }
    row.objections = [*row.objections, told]
    row.note = step.data["note"]


def share(step: base.Step, row: Release) -> dict[str, Any]:
    """Return which counts of the caller's own agencies go into a release.

    Those of an agency that went on in one of them stand under its own name.
    """
    chosen, names = row.specification, references.Names.of(step.taskforce.id)
    found = _counted(row)
    counted = {one[2] for one in found}
    shown = {
        **row.dictize(),
        **about(step, row),
        "taskforce": step.taskforce.slug,
        "step": chosen["step"],
        "periods": chosen["window"]["period"],
        "agencies": [
            {
                "agency": names.agencies.get(agency_id),
                "rows": [
                    {"period": period, **_ordered(codes), "n": n}
                    for _, period, source, codes, n in found
                    if source == agency_id
                ],
            }
            for agency_id in _speaking_for(step)
            if agency_id in counted
        ],
    }
    return told(step, row, shown)


def _counted(row: Release) -> list[tuple[Any, ...]]:
    """Return what goes into a release, by the agencies that may know of it."""
    chosen, epochs = row.specification, row.snapshot["epochs"]
    if chosen["step"] == ALERTS:
        return Alert.counted(row.taskforce_id, epochs)
    window = chosen["window"]["period"]
    return [*epoch.tallies(row.taskforce_id, chosen["step"], window, epochs)]


def _ordered(codes: dict[str, str]) -> dict[str, str]:
    """Return the codes of a row, its place first; the database keeps no order."""
    return dict(sorted(codes.items(), key=lambda one: (one[0] != "place", one[0])))


def _name(user_id: str) -> str | None:
    """Return how an account is called, for the disclosure log."""
    user = model.User.get(user_id) if user_id else None
    return user.display_name if user else None


def _speaking_for(step: base.Step) -> list[str]:
    """Return the caller's agencies that are asked, then those that went on in them."""
    own = own_agency_ids(step)
    every = dict.fromkeys([*own, *Agency.predecessors(own)])
    return [i for i in every if i in step.row.source_ids]
