"""Trackers that people bring along: read, planned, shown, and saved whole or not."""

from __future__ import annotations

from ckanext.tiptaskforce.logic.uploads import agencies, deliverables, seats
from ckanext.tiptaskforce.logic.uploads.kind import Kind

KINDS: dict[str, Kind] = {
    kind.noun: kind for kind in (deliverables.KIND, agencies.KIND, seats.KIND)
}
