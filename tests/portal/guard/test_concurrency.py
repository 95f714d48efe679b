"""Many editors at once: nothing is silently lost, and a double tap makes one thing."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan import model
from werkzeug.datastructures import FileStorage

from ckanext.tiptaskforce.model.deliverable import Deliverable

EDITORS, EDITS = 8, 5
LONG_EDITORS, LONG_EDITS = 50, 20


def together(work: Callable[[int], None], number: int) -> list[BaseException]:
    """Do the work in so many threads, each with a session of its own."""
    failed: list[BaseException] = []
    ready = threading.Barrier(number)

    def one(index: int) -> None:
        try:
            ready.wait()
            work(index)
        except BaseException as error:  # noqa: BLE001  told to the test, which fails
            failed.append(error)
        finally:
            model.Session.remove()

    threads = [threading.Thread(target=one, args=(i,)) for i in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


@pytest.fixture
def edits(house, log, app):
    """Let many editors add a word each to one note until all have added theirs.

    Every edit reads the note, adds a letter and saves it with the version that it
    read; a refusal makes it read again.
    """

    def run(editors: int, each: int, *, is_versioned: bool) -> tuple[int, int]:
        row = log(title="One for all", note="")
        name = house.reporter["name"]

        def edit(_index: int) -> None:
            add = _add if is_versioned else _add_unguarded
            done = 0
            while done < each:
                with app.flask_app.test_request_context():
                    done += add(name, row["id"])

        failed = together(edit, editors)
        assert failed == []
        model.Session.remove()
        found = model.Session.get(Deliverable, row["id"])
        return len(found.note), found.version

    return run


def _add(user: str, row_id: str) -> bool:
    """Add one letter; False where somebody saved first."""
    model.Session.remove()
    shown = tk.get_action("tiptaskforce_deliverable_show")(
        {"user": user}, {"id": row_id}
    )
    data = {"id": row_id, "version": shown["version"]}
    data["note"] = (shown["note"] or "") + "x"
    try:
        tk.get_action("tiptaskforce_deliverable_update")({"user": user}, data)
    except tk.ValidationError as refused:
        if "version" in refused.error_dict:
            return False
        raise
    return True


def _add_unguarded(_user: str, row_id: str) -> bool:
    """The same edit as it would be without the version column."""
    with model.meta.engine.begin() as connection:
        asked = sa.text("SELECT note FROM tiptaskforce_deliverable WHERE id = :id")
        note = connection.scalar(asked, {"id": row_id})
    with model.meta.engine.begin() as connection:
        told = sa.text("UPDATE tiptaskforce_deliverable SET note = :n WHERE id = :id")
        connection.execute(told, {"n": f"{note}x", "id": row_id})
    return True


class TestEditors:
    def test_no_edit_is_lost(self, edits):
        letters, version = edits(EDITORS, EDITS, is_versioned=True)

        assert letters == EDITORS * EDITS
        assert version == 1 + EDITORS * EDITS

    def test_without_the_version_edits_are_lost(self, edits):
        """The control: the same edits, read and written without the version."""
        letters, version = edits(EDITORS, EDITS, is_versioned=False)

        assert letters < EDITORS * EDITS
        assert version == 1

    @pytest.mark.long
    def test_fifty_editors_lose_nothing(self, edits):
        letters, version = edits(LONG_EDITORS, LONG_EDITS, is_versioned=True)

        assert letters == LONG_EDITORS * LONG_EDITS
        assert version == 1 + LONG_EDITORS * LONG_EDITS


class TestDoubleTap:
    def test_two_taps_with_one_key_make_one_deliverable(self, house, app, in_days):
        made: list[Any] = []
        data = {
            "taskforce": "borno",
            "title": "Tapped twice",
            "status": "planned",
            "due": in_days(9),
            "idempotency_key": "tap",
        }

        def tap(_index: int) -> None:
            with app.flask_app.test_request_context():
                create = tk.get_action("tiptaskforce_deliverable_create")
                made.append(create({"user": house.reporter["name"]}, dict(data))["id"])

        assert together(tap, 4) == []
        assert len(set(made)) == 1
        asked = sa.select(sa.func.count()).where(Deliverable.title == "Tapped twice")
        assert model.Session.scalar(asked) == 1

    def test_another_file_under_the_same_key_is_no_repetition(self, house, act):
        """A file of the same name and kind, with other content, is another body."""

        def send(content: bytes) -> str:
            return act(
                *("document_create", house.reporter),
                taskforce="borno",
                kind="sop",
                title="Terms",
                upload=FileStorage(io.BytesIO(content), "terms.csv"),
                idempotency_key="tap",
            )["id"]

        first = send(b"area,number\nMafa,3\n")

        assert send(b"area,number\nMafa,3\n") == first
        with pytest.raises(tk.ValidationError) as refused:
            send(b"area,number\nMafa,4\n")
        assert "idempotency_key" in refused.value.error_dict

    def test_two_reviewers_decide_once(self, house, app, log, in_days):
        row = log(status="delivered", finished_on=in_days(0), due=None)
        answers: list[str] = []

        def accept(index: int) -> None:
            user = (house.coordinator, house.coordinator2)[index]
            context = {"user": user["name"]}
            data = {"id": row["id"], "version": row["version"]}
            with app.flask_app.test_request_context():
                try:
                    tk.get_action("tiptaskforce_deliverable_accept")(context, data)
                    answers.append("accepted")
                except tk.ValidationError as refused:
                    answers.append(next(iter(refused.error_dict)))

        assert together(accept, 2) == []
        assert sorted(answers) == ["accepted", "version"]

    def test_the_next_edition_is_opened_once(self, house, app, act, log, in_days):
        row = log(status="delivered", finished_on=in_days(0), due=None)
        row = act("deliverable_accept", house.chair, id=row["id"], version=1)
        opened: list[str] = []

        def renew(_index: int) -> None:
            data = {"id": row["id"], "version": row["version"], "due": in_days(99)}
            context = {"user": house.reporter["name"]}
            with app.flask_app.test_request_context():
                try:
                    tk.get_action("tiptaskforce_deliverable_renew")(context, data)
                    opened.append("opened")
                except tk.ValidationError:
                    opened.append("refused")

        assert together(renew, 2) == []
        assert sorted(opened) == ["opened", "refused"]

    def test_one_chain_of_events_comes_out_of_many_writers(self, house, app, log):
        from ckanext.tiptaskforce.model import chain

        rows = [log(title=f"Work {i}", idempotency_key=f"k{i}") for i in range(6)]

        def edit(index: int) -> None:
            data = {"id": rows[index]["id"], "version": 1, "note": "Done in part."}
            context = {"user": house.reporter["name"]}
            with app.flask_app.test_request_context():
                tk.get_action("tiptaskforce_deliverable_update")(context, data)

        assert together(edit, 6) == []
        model.Session.remove()
        assert list(chain.verify(house.id)) == []
