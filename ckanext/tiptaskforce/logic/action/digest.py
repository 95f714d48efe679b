"""How the caller is told by mail: off, at once or once a day, and in which language."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce.logic import base, record
from ckanext.tiptaskforce.logic.schema import digest as schema
from ckanext.tiptaskforce.model.digest import Digest
from ckanext.tiptaskforce.vocabulary import MailChoice

NOUN = "digest"


@tk.side_effect_free
def tiptaskforce_digest_show(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Tell how the caller is told by mail of the work in a task force.

    :param taskforce: slug or id of the task force
    :returns: ``{mail, language}``; mail is daily until somebody says otherwise, and
        language null for the one of the site
    """
    step = base.begin_list(context, data_dict, NOUN, schema.digest_show(), verb="show")
    return _shown(Digest.of(step.taskforce.id, step.reader.user_id or ""))


def tiptaskforce_digest_choose(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Say how the caller is told by mail of the work in a task force.

    It is about the caller alone, so there is nobody else who could have saved first.
    What becomes of the own seat is told by mail in any case.

    :param taskforce: slug or id of the task force
    :param mail: off, at_once or daily
    :param language: code of a language that the pages speak; empty for the site's
    :returns: ``{mail, language}``
    """
    step = base.begin_list(
        context, data_dict, NOUN, schema.digest_choose(), verb="choose"
    )
    row = Digest.held(step.taskforce.id, step.reader.user_id or "")
    row.put(step.data, ("mail", "language"))
    record.record(step, row)
    record.commit(step)
    return _shown(row)


def _shown(row: Digest | None) -> dict[str, str | None]:
    if row is None:
        return {"mail": MailChoice.DAILY.value, "language": None}
    return {"mail": row.mail, "language": row.language or None}
