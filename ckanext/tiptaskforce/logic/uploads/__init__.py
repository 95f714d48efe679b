"""Trackers that people bring along: read, planned, shown, and saved whole or not."""

from __future__ import annotations

from ckanext.tiptaskforce.logic.base import Step
from ckanext.tiptaskforce.logic.uploads import agencies, deliverables, seats
from ckanext.tiptaskforce.logic.uploads.kind import Kind
from ckanext.tiptaskforce.logic.uploads.past_reports import PastReports
from ckanext.tiptaskforce.logic.uploads.reports import Reports
from ckanext.tiptaskforce.logic.uploads.tallies import Tallies
from ckanext.tiptaskforce.model.base import find
from ckanext.tiptaskforce.model.tally import Tally

KINDS: dict[str, Kind] = {
    kind.noun: kind for kind in (deliverables.KIND, agencies.KIND, seats.KIND)
}


def kind_of(step: Step, noun: str, subject_id: str | None = None) -> Kind:
    """Return the kind of an upload.

    Counts are always those of one tally, and reports those of an organisation and
    period. The caller has asked whether its reader may open them.
    """
    if noun == Tallies.noun:
        return Tallies(step, find(Tally, subject_id or ""))
    if noun == PastReports.noun:
        return PastReports(step)
    if noun == Reports.noun:
        agency_id, _, period = (subject_id or "").partition(":")
        return Reports(step, agency_id, period)
    return KINDS[noun]
