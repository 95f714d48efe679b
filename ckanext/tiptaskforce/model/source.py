"""Which agencies a release asks, because it holds counts of theirs."""

from __future__ import annotations

import sqlalchemy as sa
from ckan import model

from ckanext.tiptaskforce.model.release import Release
from ckanext.tiptaskforce.vocabulary import ReleaseState as State

# Nobody has decided yet whether it goes out.
UNDECIDED = (
    *(State.DRAFT.value, State.PROTECTING.value, State.PROTECTED.value),
    *(State.REFUSED.value, State.FAILED.value, State.PROPOSED.value),
)


def ask_too(agency_id: str, into_id: str) -> None:
    """Ask an agency as well wherever another one is asked; the caller commits.

    The version of a release stays: nobody's work on it is undone.
    """
    is_asked = Release.source_ids.contains([agency_id])
    others = sa.func.array_remove(Release.source_ids, into_id)
    change = (
        sa.update(Release)
        .where(is_asked, Release.state.in_(UNDECIDED))
        .values(source_ids=sa.func.array_append(others, into_id))
    )
    model.Session.execute(change.execution_options(synchronize_session=False))
