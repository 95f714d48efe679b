"""The private storage of evidence and papers; our own view is its only reader."""

from __future__ import annotations

import logging
import uuid
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib import files as ckan_files

from ckanext.tiptaskforce.exchange import evidence
from ckanext.tiptaskforce.exchange.limits import STANDARD
from ckanext.tiptaskforce.exchange.refusal import FileRefused
from ckanext.tiptaskforce.logic.base import invalid

log = logging.getLogger(__name__)
STORAGE = "tiptaskforce_private"


def checked(upload: Any) -> evidence.Evidence:
    """Return an uploaded file, looked into by content and freed of its metadata.

    :raises ValidationError: with the reason, for what is not such a file
    """
    name = getattr(upload, "filename", None)
    stream = getattr(upload, "stream", None)
    if not isinstance(name, str) or stream is None:
        raise invalid("upload", tk._("Not a file."))
    content = stream.read(STANDARD.size + 1)
    try:
        return evidence.check_evidence(content, name)
    except FileRefused as refused:
        raise invalid("upload", refused.phrase.render(tk._)) from refused


def keep(content: bytes) -> str:
    """Store a file under a random name and return that name."""
    storage = ckan_files.get_storage(STORAGE)
    location = storage.prepare_location(uuid.uuid4().hex)
    return str(storage.upload(location, ckan_files.make_upload(content)).location)


def put_back(location: str, content: bytes) -> None:
    """Store a file of a dump under the very name that its row has."""
    storage = ckan_files.get_storage(STORAGE)
    place = ckan_files.Location(location)
    if storage.exists(ckan_files.FileData(place)):
        storage.remove(ckan_files.FileData(place))
    storage.upload(place, ckan_files.make_upload(content))


def content(location: str) -> bytes:
    """Return the bytes of a stored file.

    :raises NotFound: where the storage has lost it, which the log then says
    """
    storage = ckan_files.get_storage(STORAGE)
    try:
        return storage.content(ckan_files.FileData(ckan_files.Location(location)))
    except ckan_files.exc.MissingFileError as error:
        log.error("the storage %s has no file %s", STORAGE, location)  # noqa: TRY400
        raise tk.ObjectNotFound(tk._("Not found.")) from error


def forget(location: str) -> None:
    """Remove a stored file that no row names, after its transaction failed."""
    storage = ckan_files.get_storage(STORAGE)
    storage.remove(ckan_files.FileData(ckan_files.Location(location)))
