"""A file that waits, private to its sender, until the rest of its form is right."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.tiptaskforce.exchange.evidence import Evidence
from ckanext.tiptaskforce.logic import base, files
from ckanext.tiptaskforce.model import event as events
from ckanext.tiptaskforce.model.staged import Staged


def keep(user_id: str, key: str, found: Evidence) -> Staged:
    """Keep a checked file for one form of one user, in place of an earlier one.

    The same call removes what any form left too long; a double tap waits its turn.
    """
    events.hold(f"{user_id}:stage:{key}")
    gone = Staged.stale(user_id, key)
    for old in gone:
        model.Session.delete(old)
    model.Session.flush()
    row = Staged(
        user_id=user_id,
        key=key,
        file_name=found.shown_name,
        media_type=found.media_type,
        size=found.size,
        sha256=found.sha256,
        location=files.keep(found.data),
    )
    model.Session.add(row)
    locations = [old.location for old in gone]
    model.Session.commit()
    for location in locations:
        files.forget(location)
    return row


def taken(user_id: str, key: str) -> Staged:
    """Return the file that waits for this form; its row goes with the transaction.

    :raises ValidationError: where none waits, or waits no longer
    """
    row = Staged.get(user_id, key)
    if row is None:
        raise base.invalid("upload", tk._("The file is gone. Choose it again."))
    model.Session.delete(row)
    return row
