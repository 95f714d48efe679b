"""Trackers in the hands of the people who bring them."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from werkzeug.datastructures import FileStorage


@pytest.fixture
def bring(house, act) -> Callable[..., dict[str, Any]]:
    """Return the function that uploads a file; by default as the reporter of RP."""

    def upload(content: Any, name: str = "tracker.csv", user: Any = None, **more: Any):
        data = content.encode() if isinstance(content, str) else content
        file = FileStorage(io.BytesIO(data), filename=name)
        asked = {"taskforce": "borno", "kind": "deliverable", **more}
        return act("upload_create", user or house.reporter, **asked, upload=file)

    return upload


@pytest.fixture
def commit(house, act) -> Callable[..., dict[str, Any]]:
    """Return the function that saves an upload; by default as the reporter of RP."""

    def save(shown: dict[str, Any], user: Any = None, **more: Any) -> dict[str, Any]:
        asked = {"id": shown["id"], "version": shown["version"], **more}
        return act("upload_commit", user or house.reporter, **asked)

    return save


@pytest.fixture
def listed(house, act) -> Callable[..., list[str]]:
    """Return the function that lists the titles of deliverables."""

    def titles(**more: Any) -> list[str]:
        found = act("deliverable_list", house.coordinator, taskforce="borno", **more)
        return sorted(item["title"] for item in found["items"])

    return titles


@pytest.fixture
def told() -> Callable[[dict[str, Any]], tuple[int, ...]]:
    """Return the function that reads (new, changed, unchanged, bad) of a preview."""

    def counts(shown: dict[str, Any]) -> tuple[int, ...]:
        found = shown["counts"]
        return tuple(found[key] for key in ("new", "changed", "unchanged", "bad"))

    return counts


@pytest.fixture
def fill(act) -> Callable[..., bytes]:
    """Return the function that types rows into the template of a kind."""

    def typed(kind: str, user: Any, rows: list[dict[str, Any]]) -> bytes:
        found = act("upload_template", user, taskforce="borno", kind=kind)
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(found["content"])))
        page = book.worksheets[0]
        heads = {cell.value: cell.column for cell in page[1]}
        for number, row in enumerate(rows, start=2):
            for header, value in row.items():
                page.cell(number, heads[header], value)
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    return typed


@pytest.fixture
def problems_of() -> Callable[[dict[str, Any]], list[tuple[int, str]]]:
    """Return the function that reads (row, column) of each problem."""

    def places(shown: dict[str, Any]) -> list[tuple[int, str]]:
        return [(item["row"], item["column"]) for item in shown["problems"]["items"]]

    return places
