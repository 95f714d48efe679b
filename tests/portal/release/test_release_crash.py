"""A process that dies between two steps of publishing or withdrawing mixes nothing.

A child of this process does the work and is killed by signal 9 at one named step. Then
every surface is read: each shows the old release or the new one, whole.
"""

from __future__ import annotations

import signal
from datetime import timedelta

import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan import model

from ckanext.tiptaskforce.logic import datasets, publishing
from dev import dying

pytestmark = pytest.mark.usefixtures("clean_index")

PUBLISH = (
    *("begun", "audited", "numbered", "shown", "recorded", "committed", "indexed"),
)
PROTECT = ("counted", "written", "placed", "ended")
WITHDRAW = ("recorded", "shown", "committed")
AT_ONCE = timedelta(0)


def dataset():
    """Return release and resources as package_show gives them, or None."""
    model.Session.remove()
    try:
        shown = tk.get_action("package_show")({"user": ""}, {"id": "borno-progress"})
    except tk.ObjectNotFound:
        return None
    versions = {r["url"].split("/")[-2] for r in shown["resources"]}
    return shown["release"], shown["title"], sorted(versions)


def searched():
    """Return what an anonymous search finds, by release and title."""
    found = tk.get_action("package_search")({"user": ""}, {})["results"]
    return [(d.get("release", ""), d["title"]) for d in found]


def page(act):
    """Return number and title that our public page shows, or None."""
    try:
        shown = act("publication_show", taskforce="borno", series="progress")
    except tk.ObjectNotFound:
        return None
    state = shown["state"]
    return (str(shown["number"]), shown["title"]) if state == "published" else state


def file(act, number):
    """Tell whether the file of a release is served."""
    name = "release.json"
    try:
        act(
            "publication_read",
            taskforce="borno",
            series="progress",
            number=number,
            file=name,
        )
    except tk.ObjectNotFound:
        return False
    return True


class TestPublish:
    @pytest.mark.parametrize("step", dying.often(PUBLISH))
    def test_the_old_or_the_new_release(self, house, log, publish, approved, act, step):
        log()
        publish(title="Old")
        second = approved(title="New")

        died = dying.killed_at(step, lambda r: publishing.publish(second["id"], r))

        assert died == signal.SIGKILL
        is_new = step in ("committed", "indexed")
        told = ("2", "New") if is_new else ("1", "Old")
        assert dataset() == (*told, [f"v{told[0]}"])
        assert page(act) == told
        assert file(act, 2) is is_new
        assert file(act, 1) is True
        assert searched() in ([("1", "Old")], [("2", "New")])

        publishing.reconcile(AT_ONCE)
        assert dataset() == ("2", "New", ["v2"])
        assert page(act) == ("2", "New")
        assert searched() == [("2", "New")]
        assert publishing.reconcile(AT_ONCE) == []

    @pytest.mark.parametrize("step", dying.often(PUBLISH))
    def test_nothing_or_the_first_release(self, house, log, approved, act, step):
        log()
        made = approved(title="New")

        dying.killed_at(step, lambda r: publishing.publish(made["id"], r))

        is_new = step in ("committed", "indexed")
        assert (dataset() is not None) is is_new
        assert page(act) == (("1", "New") if is_new else None)
        assert file(act, 1) is is_new
        assert searched() in ([], [("1", "New")])
        publishing.reconcile(AT_ONCE)
        assert dataset() == ("1", "New", ["v1"])
        assert searched() == [("1", "New")]


class TestProtect:
    @pytest.mark.parametrize("step", PROTECT)
    def test_a_killed_job_is_done_again(self, house, log, draft, say, act, step):
        log()
        made = draft()
        say("protect", house.secretariat, made["id"])

        dying.killed_at(step, lambda r: publishing.protect(made["id"], r))
        publishing.reconcile(AT_ONCE)

        back = act("release_show", house.secretariat, id=made["id"])
        assert back["state"] == "protected"
        assert act("release_preview", house.secretariat, id=made["id"])["faults"] == []

    def test_the_sentence_is_of_the_try_that_ended(
        self, house, log, draft, say, act, in_days
    ):
        log()
        made = draft(sentence="")
        say("protect", house.secretariat, made["id"])
        dying.killed_at("placed", lambda r: publishing.protect(made["id"], r))
        first = act("release_show", house.secretariat, id=made["id"])["sentence"]
        log(
            title="A second one",
            status="delivered",
            template="2.1",
            finished_on=in_days(-1),
        )

        publishing.reconcile(AT_ONCE)

        back = act("release_show", house.secretariat, id=made["id"])
        assert back["state"] == "protected"
        assert back["sentence"] not in ("", first)

    def test_words_of_the_maker_survive_the_death(self, house, log, draft, say, act):
        log()
        made = draft(sentence="One is under way.")
        say("protect", house.secretariat, made["id"])

        dying.killed_at("placed", lambda r: publishing.protect(made["id"], r))
        publishing.reconcile(AT_ONCE)

        back = act("release_show", house.secretariat, id=made["id"])
        assert back["sentence"] == "One is under way."


class TestTries:
    """Work that ends its process each time does so three times, and no more."""

    def killed_again_and_again(self, step, work):
        first = dying.killed_at(step, work)
        more = [
            dying.killed_at(step, lambda r: publishing.reconcile(AT_ONCE, r))
            for _ in range(2)
        ]
        return [first, *more]

    def test_a_check_fails_and_its_maker_reads_why(
        self, house, log, draft, say, act, app
    ):
        log()
        made = draft()
        say("protect", house.secretariat, made["id"])

        died = self.killed_again_and_again(
            "written", lambda r: publishing.protect(made["id"], r)
        )
        assert died == [signal.SIGKILL] * 3
        told = publishing.reconcile(AT_ONCE)

        assert told == [f"{made['id']} protecting: given up after 3 tries"]
        back = act("release_show", house.secretariat, id=made["id"])
        assert (back["state"], back["progress"]["tries"]) == ("failed", 3)
        assert publishing.reconcile(AT_ONCE) == []
        app.set_session_user(house.secretariat["id"])
        page = app.get(f"/taskforce/borno/release/{made['id']}")
        assert "The job was started three times" in page.text
        assert say("update", house.secretariat, made["id"])["state"] == "draft"

    def test_a_check_that_goes_well_the_third_time_passes(
        self, house, log, draft, say, act
    ):
        log()
        made = draft()
        say("protect", house.secretariat, made["id"])
        dying.killed_at("counted", lambda r: publishing.protect(made["id"], r))
        dying.killed_at("placed", lambda r: publishing.reconcile(AT_ONCE, r))

        publishing.reconcile(AT_ONCE)

        back = act("release_show", house.secretariat, id=made["id"])
        assert back["state"] == "protected"

    def test_a_publication_goes_back_to_its_approver(
        self, house, log, approved, act, app, say
    ):
        log()
        made = approved()

        self.killed_again_and_again(
            "numbered", lambda r: publishing.publish(made["id"], r)
        )
        publishing.reconcile(AT_ONCE)

        back = act("release_show", house.coordinator, id=made["id"])
        assert (back["state"], dataset(), page(act)) == ("proposed", None, None)
        app.set_session_user(house.coordinator["id"])
        shown = app.get(f"/taskforce/borno/release/{made['id']}").text
        assert "The job was started three times" in shown
        again = say("approve", house.coordinator, made["id"])
        assert again["progress"]["tries"] == 1
        publishing.publish(made["id"])
        assert page(act) == ("1", "State of the work")


class TestWithdraw:
    @pytest.mark.parametrize("step", dying.often(WITHDRAW))
    def test_the_new_or_the_old_release(self, house, log, publish, act, step):
        log()
        publish(title="Old")
        second = publish(title="New")

        dying.killed_at(step, lambda r: self.withdraw(house, second, r))

        is_gone = step == "committed"
        told = ("1", "Old") if is_gone else ("2", "New")
        assert dataset() == (*told, [f"v{told[0]}"])
        assert page(act) == told
        assert file(act, 2) is not is_gone
        # The index still holds the withdrawn one; nobody finds it.
        assert searched() == ([] if is_gone else [("2", "New")])
        publishing.reconcile(AT_ONCE)
        assert searched() == [told]

    @pytest.mark.parametrize("step", dying.often(WITHDRAW))
    def test_the_only_release_or_its_notice(self, house, log, publish, act, step):
        log()
        done = publish(title="New")

        dying.killed_at(step, lambda r: self.withdraw(house, done, r))

        is_gone = step == "committed"
        assert page(act) == ("withdrawn" if is_gone else ("1", "New"))
        assert file(act, 1) is not is_gone
        assert searched() == ([] if is_gone else [("1", "New")])
        publishing.reconcile(AT_ONCE)
        assert searched() == [("", "New") if is_gone else ("1", "New")]

    def withdraw(self, house, release, reached):
        context = {
            "user": house.coordinator["name"],
            "tiptaskforce_reached": reached,
        }
        data = {"id": release["id"], "version": release["version"], "reason": "other"}
        tk.get_action("tiptaskforce_release_withdraw")(context, data)


class TestCommit:
    """CKAN 2.12.0 writes its index before it commits; ours is written after."""

    def test_a_publication_that_rolls_back_was_never_indexed(
        self, house, log, publish, approved, act
    ):
        log()
        publish(title="Old")
        second = approved(title="New")

        def cut_the_line(step):
            if step == "recorded":
                mine = model.Session.scalar(sa.text("SELECT pg_backend_pid()"))
                with model.meta.engine.begin() as other:
                    other.execute(sa.text(f"SELECT pg_terminate_backend({mine})"))

        publishing.publish(second["id"], cut_the_line)
        model.Session.remove()

        assert searched() == [("1", "Old")]
        assert dataset() == ("1", "Old", ["v1"])
        assert page(act) == ("1", "Old")
        assert datasets.reconcile() == []
        back = act("release_show", house.secretariat, id=second["id"])
        assert back["state"] == "proposed"
        assert "a fault that it does not know" in back["progress"]["error"]

    def test_an_entry_of_the_index_without_a_dataset_is_removed(
        self, house, log, publish
    ):
        log()
        done = publish()
        model.Session.remove()
        with model.meta.engine.begin() as connection:
            for table in ("tiptaskforce_release", "resource", "member", "package"):
                connection.execute(sa.text(f"DELETE FROM {table}"))

        assert searched() == []
        assert datasets.reconcile() == [f"{done['dataset']}: removed from the index"]
