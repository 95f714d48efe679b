"""Many editors of one report: each save is there, or was refused with what is there."""

from __future__ import annotations

import threading
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from ckan import model

from ckanext.tiptaskforce.model.report import Report

EDITORS, SAVES = 5, 4
LONG_EDITORS, LONG_SAVES = 20, 50


class Desk:
    """What the editors of one report did, counted under a lock."""

    def __init__(self, app: Any, users: list[dict[str, Any]], row: dict[str, Any]):
        self.app, self.users, self.row = app, users, row
        self.saved = self.refused = 0
        self.failed: list[BaseException] = []
        self.lock = threading.Lock()

    def work(self, editors: int, saves: int) -> None:
        """Let all editors save at the same time."""
        ready = threading.Barrier(editors)

        def one(index: int) -> None:
            try:
                ready.wait()
                self._edit(self.users[index % len(self.users)]["name"], saves)
            except BaseException as error:  # noqa: BLE001  told to the test
                self.failed.append(error)
            finally:
                model.Session.remove()

        threads = [threading.Thread(target=one, args=(i,)) for i in range(editors)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _edit(self, user: str, saves: int) -> None:
        """Add 1 to the value so many times; go on from the copy of a refusal."""
        copy = self.row
        for _ in range(saves):
            with self.app.flask_app.test_request_context():
                copy = self._save(user, copy)

    def _save(self, user: str, copy: dict[str, Any]) -> dict[str, Any]:
        model.Session.remove()
        value = copy["values"][0]["value"] + 1
        about = {"id": copy["id"], "version": copy["version"]}
        try:
            done = tk.get_action("tiptaskforce_report_update")(
                {"user": user}, {**about, "values": [{"value": value}]}
            )
        except tk.ValidationError as refused:
            current = refused.error_dict["current"]
            assert current["version"] > copy["version"]
            with self.lock:
                self.refused += 1
            return current
        assert done["version"] == copy["version"] + 1
        with self.lock:
            self.saved += 1
        return done


@pytest.fixture
def desk(app, reporting, due, say):
    """Return the editors of a report that says 0."""
    row = say("update", reporting.reporter, due(), values=[{"value": 0}])
    return Desk(app, [reporting.reporter, reporting.focal_point], row)


def check(desk: Desk, attempts: int) -> None:
    assert desk.failed == []
    assert desk.saved + desk.refused == attempts
    model.Session.remove()
    row = model.Session.get(Report, desk.row["id"])
    assert row is not None
    assert row.version == desk.row["version"] + desk.saved


def test_each_save_is_there_or_was_refused_with_the_current_copy(reporting, desk, act):
    desk.work(EDITORS, SAVES)

    check(desk, EDITORS * SAVES)
    found = act("report_show", reporting.reporter, id=desk.row["id"])
    assert found["values"] == [{"value": desk.saved}]


@pytest.mark.long
def test_twenty_editors_with_fifty_saves_each_lose_nothing(reporting, desk, act):
    desk.work(LONG_EDITORS, LONG_SAVES)

    check(desk, LONG_EDITORS * LONG_SAVES)
    found = act("report_show", reporting.reporter, id=desk.row["id"])
    assert found["values"] == [{"value": desk.saved}]


def test_without_the_version_a_save_is_lost(reporting, desk, act):
    """The control: two editors begin from one copy, and the second looks up the
    newest version only to get past the check."""
    first, second = dict(desk.row), dict(desk.row)
    desk._save(reporting.reporter["name"], first)
    newest = act("report_show", reporting.reporter, id=second["id"])["version"]

    desk._save(reporting.focal_point["name"], {**second, "version": newest})

    found = act("report_show", reporting.reporter, id=second["id"])
    assert desk.saved == 2
    assert found["values"] == [{"value": 1}]
