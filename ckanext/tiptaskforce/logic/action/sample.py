"""Samples: work of full size in a task force that is marked as one."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce.logic import base, record, references
from ckanext.tiptaskforce.logic.sample_reports import SampleReports
from ckanext.tiptaskforce.logic.samples import Sample
from ckanext.tiptaskforce.logic.schema import sample as schema
from ckanext.tiptaskforce.model import upkeep


def tiptaskforce_sample_create(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Fill a sample task force with deliverables of three years, in every state.

    The same seed on the same day makes the same work. What is there already under a
    seed is left as it is, so a second call makes only what lacks. Each deliverable
    passes the rules of a new one and moves through the table of its states, with an
    event for each step.

    :param taskforce: slug or id of a task force that is marked as a sample
    :param deliverables: how many, at most 20,000; none by default
    :param reports: whether the reports of the indicators are made as well, those of
        past periods accepted, some of them missing
    :param drafts_of: agencies whose plain open reports stay drafts
    :param seed: where chance begins, 0 by default
    :returns: ``{made, states, reports}``: how many deliverables were made, how many
        of each state, and the same of reports
    :raises ValidationError: where the task force is not a sample
    """
    step = base.begin_create(context, data_dict, "sample", schema.sample_create())
    if not step.taskforce.is_sample:
        message = tk._("This task force is real. Samples belong into a sample.")
        raise base.invalid("taskforce", message)
    drafts = _drafting(step)
    seed, number = step.data.get("seed") or 0, step.data.get("deliverables")
    made = Sample(step, seed).make(number) if number else {}
    reports = {}
    if step.data.get("reports"):
        reports = SampleReports(step, seed, drafts).make()
    record.commit(step)
    upkeep.take_stock()
    return {"made": sum(made.values()), "states": made, "reports": reports}


def _drafting(step: base.Step) -> frozenset[str]:
    """Return the acronyms of the agencies whose open reports stay drafts."""
    found = []
    for name in step.data.get("drafts_of") or ():
        agency = references.known_agency(step.taskforce.id, name)
        if agency is None:
            message = tk._("There is no such member organisation.")
            raise base.invalid("drafts_of", message)
        found.append(agency.acronym)
    return frozenset(found)
