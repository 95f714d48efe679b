"""A reader who reads in a language."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from werkzeug.datastructures import FileStorage


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
