"""A reader who reads in a language."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa
from ckan import model
from ckan.lib import i18n
from werkzeug.datastructures import FileStorage

from ckanext.tiptaskforce import helpers
from ckanext.tiptaskforce.model import TABLES
from dev import pseudo


@pytest.fixture
def reading(app) -> Callable[[str], Any]:
    """Return the function that opens a request in a language."""

    def request(language: str) -> Any:
        spoken = {"CKAN_LANG": language}
        return app.flask_app.test_request_context("/", environ_overrides=spoken)

    return request


@pytest.fixture
def workbook(act, reading) -> Callable[..., openpyxl.Workbook]:
    """Return the function that opens the template of a kind in a language."""

    def opened(language: str, user: Any, **asked: Any) -> openpyxl.Workbook:
        with reading(language):
            found = act("upload_template", user, taskforce="borno", **asked)
        return openpyxl.load_workbook(io.BytesIO(base64.b64decode(found["content"])))

    return opened


@pytest.fixture
def bring(act, reading) -> Callable[..., dict[str, Any]]:
    """Return the function that uploads a workbook in a language."""

    def brought(language: str, user: Any, book: Any, **asked: Any) -> dict[str, Any]:
        out = io.BytesIO()
        book.save(out)
        file = FileStorage(io.BytesIO(out.getvalue()), filename="filled.xlsx")
        with reading(language):
            return act("upload_create", user, taskforce="borno", **asked, upload=file)

    return brought


@pytest.fixture(scope="session")
def invented(tmp_path_factory) -> Path:
    """The folder of the two invented languages."""
    return pseudo.write(tmp_path_factory.mktemp("languages") / "i18n")


@pytest.fixture
def fresh_languages(monkeypatch) -> Iterator[None]:
    """Let the languages of the portal be read anew, in this test and after it."""
    for kept in ("available_locales", "locales", "locales_dict"):
        monkeypatch.setattr(i18n, kept, None)
    monkeypatch.setattr(i18n, "_non_translated_locals", None)
    helpers._ours.cache_clear()
    yield
    helpers._ours.cache_clear()


@pytest.fixture
def tongues(
    make_app, with_plugins, ckan_config, monkeypatch, fresh_languages, invented
) -> Any:
    """An application that speaks the invented languages as well."""
    monkeypatch.setitem(ckan_config, "ckan.i18n_directory", str(invented))
    offered = ["en", pseudo.LEFT_TO_RIGHT, pseudo.RIGHT_TO_LEFT]
    monkeypatch.setitem(ckan_config, "ckan.locales_offered", offered)
    return make_app()


@pytest.fixture
def as_somebody(tongues, house) -> Callable[[str | None], Any]:
    """Return the function that gives a client in which a seat of the house reads."""

    def client(who: str | None) -> Any:
        user = model.User.get(getattr(house, who)["id"]) if who else None
        return tongues.test_client(user=user)

    return client


@pytest.fixture
def data(house) -> Callable[[], set[str]]:
    """Return the function that names all that people and presets have written."""

    def words() -> set[str]:
        found: set[str] = set()
        for owner in (*TABLES, model.User):
            for row in model.Session.execute(sa.select(sa.inspect(owner).local_table)):
                for value in row:
                    found |= set(_texts(value))
        return {text.strip() for text in found if len(text.strip()) > 1}

    return words


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
        yield from value.splitlines()
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
