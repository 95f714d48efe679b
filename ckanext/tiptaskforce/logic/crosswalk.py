"""How acts of trafficking relate to the six grave violations, as the source has it.

Facts of Annex 3 of the introductory guide (2020), third paragraph, in codes. Where it
says nothing, nothing stands here. Act, means and purpose are those words of Palermo
Protocol art. 3 that the source itself uses for the violation; forms of exploitation
that it does not name are not guessed.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce import labels
from ckanext.tiptaskforce.logic import base
from ckanext.tiptaskforce.model.taskforce import Taskforce
from ckanext.tiptaskforce.vocabulary import (
    FormOfExploitation,
    TraffickingAct,
    TraffickingMeans,
    Violation,
    ViolationLink,
    WiderViolation,
)

SETTING = "crosswalk"
SOURCE = "annex_3"
PARAGRAPH = 3


@dataclass(frozen=True)
class Relation:
    """What the source says of one violation: the kind of link, and which elements."""

    link: ViolationLink
    acts: tuple[TraffickingAct, ...] = ()
    means: tuple[TraffickingMeans, ...] = ()
    forms: tuple[FormOfExploitation, ...] = ()


RELATIONS = {
    Violation.KILLING_MAIMING: Relation(ViolationLink.CONSEQUENCE),
    Violation.RECRUITMENT_USE: Relation(
        ViolationLink.INTERSECTS,
        acts=(TraffickingAct.RECRUITMENT,),
        forms=(FormOfExploitation.FORCED_RECRUITMENT,),
    ),
    Violation.ATTACKS_SCHOOLS_HOSPITALS: Relation(
        ViolationLink.TACTIC,
        acts=(TraffickingAct.RECRUITMENT,),
        means=(TraffickingMeans.ABDUCTION,),
    ),
    Violation.SEXUAL_VIOLENCE: Relation(
        ViolationLink.FILED_UNDER,
        forms=(FormOfExploitation.SEXUAL_EXPLOITATION,),
    ),
    Violation.ABDUCTION: Relation(
        ViolationLink.INTERSECTS, means=(TraffickingMeans.ABDUCTION,)
    ),
    Violation.DENIAL_ACCESS: Relation(ViolationLink.NOT_STATED),
}


def every(taskforce: Taskforce) -> list[dict[str, Any]]:
    """Return the six violations with what the source and the task force say of them."""
    return [shown(taskforce, violation) for violation in Violation]


def shown(taskforce: Taskforce, violation: Violation) -> dict[str, Any]:
    """Return one violation with what the source says, and apart from it the reading."""
    relation = RELATIONS[violation]
    found = {
        key: [str(code) for code in codes]
        for key, codes in asdict(relation).items()
        if key != "link"
    }
    is_stated = relation.link is not ViolationLink.NOT_STATED
    return {
        "violation": violation.value,
        "title": labels.word("violation", violation.value),
        "link": relation.link.value,
        **found,
        "statement": labels.word("crosswalk", violation.value),
        "source": SOURCE if is_stated else None,
        "paragraph": PARAGRAPH if is_stated else None,
        "reading": readings(taskforce).get(violation.value),
    }


def wider() -> list[dict[str, str]]:
    """Return what the mechanism records beside the six grave violations."""
    return [
        {"code": one.value, "title": labels.word("wider_violation", one.value)}
        for one in WiderViolation
    ]


def readings(taskforce: Taskforce) -> dict[str, dict[str, Any]]:
    """Return the task force's own readings, by violation."""
    return dict(taskforce.settings.get(SETTING) or {})


def read(step: base.Step) -> dict[str, dict[str, Any]]:
    """Return the readings as a call changes them: without words, one is taken away.

    :raises ValidationError: for words without a source, or a source alone
    """
    found = readings(step.taskforce)
    text, source = step.data.get("text"), step.data.get("source")
    if bool(text) != bool(source):
        missing = "source" if text else "text"
        message = tk._("A reading has both: its words, and the source they rest on.")
        raise base.invalid(missing, message)
    found.pop(step.data["violation"], None)
    if text:
        link = step.data.get("link")
        found[step.data["violation"]] = {"link": link, "text": text, "source": source}
    return found
