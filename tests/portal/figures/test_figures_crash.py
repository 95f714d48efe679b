"""A process that dies between two steps of figures leaves no half release.

A child of this process does the work and is killed by signal 9 at one named step. Then
every surface is read: each shows the old release or the new one, whole; and the ledger
says of each intent what became of it.
"""

from __future__ import annotations

import shutil
import signal
from datetime import timedelta

import ckan.plugins.toolkit as tk
import pytest
from ckan import model

from ckanext.tiptaskforce import config
from ckanext.tiptaskforce.logic import publishing
from ckanext.tiptaskforce.logic.figures import vaults
from dev import dying

pytestmark = pytest.mark.usefixtures("clean_index")

PROTECT = ("gathered", "intended", "scanned", "written", "placed", "ended")
PUBLISH = (
    *("begun", "audited", "numbered", "shown", "recorded", "said", "committed"),
    "indexed",
)
WITHDRAW = ("recorded", "shown", "committed")
AT_ONCE = timedelta(0)


def page(act):
    """Return number and title that the public page shows, its state, or None."""
    model.Session.remove()
    try:
        shown = act("publication_show", taskforce="borno", series="referrals")
    except tk.ObjectNotFound:
        return None
    if shown["state"] != "published":
        return shown["state"]
    return shown["number"], shown["title"], shown["is_intact"]


def dataset():
    """Return release and addresses as package_show gives them, or None."""
    model.Session.remove()
    try:
        shown = tk.get_action("package_show")({"user": ""}, {"id": "borno-referrals"})
    except tk.ObjectNotFound:
        return None
    return shown["release"], sorted(
        {r["url"].split("/")[-2] for r in shown["resources"]}
    )


def kinds(ledger):
    return [line["kind"] for line in ledger()]


class TestProtect:
    @pytest.mark.parametrize("step", PROTECT)
    def test_a_killed_job_is_done_again_and_its_intent_is_closed(
        self, counted, draft, say, act, ledger, step
    ):
        made = draft()
        say("protect", counted.custodian, made["id"])

        died = dying.killed_at(step, lambda r: publishing.protect(made["id"], r))

        assert died == signal.SIGKILL
        publishing.reconcile(AT_ONCE)
        back = act("release_show", counted.custodian, id=made["id"])
        assert (back["state"], back["advice"]) == ("protected", [])
        # Of the first try nothing is left open: the intent that stands is this row's.
        want = ["intent"] if step in ("gathered", "ended") else ["intent", "abandon"]
        assert kinds(ledger)[: len(want)] == want
        assert kinds(ledger).count("intent") - kinds(ledger).count("abandon") == 1
        root = config.vault_path() / "borno" / "referred"
        assert list(root.glob("work-*")) == []
        assert publishing.reconcile(AT_ONCE) == []

    def test_it_can_be_published_after_that(self, counted, draft, say, act, ledger):
        made = draft()
        say("protect", counted.custodian, made["id"])
        dying.killed_at("intended", lambda r: publishing.protect(made["id"], r))
        publishing.reconcile(AT_ONCE)

        say("propose", counted.custodian, made["id"])
        say("approve", counted.coordinator, made["id"])
        publishing.publish(made["id"])

        assert page(act) == (1, made["title"], True)
        assert kinds(ledger) == ["intent", "abandon", "intent", "release"]


class TestPublish:
    @pytest.mark.parametrize("step", dying.often(PUBLISH))
    def test_the_old_or_the_new_release(
        self, counted, publish, approved, act, earlier, ledger, step
    ):
        publish(title="Old", specification=earlier)
        second = approved(title="New")

        died = dying.killed_at(step, lambda r: publishing.publish(second["id"], r))

        assert died == signal.SIGKILL
        is_new = step in ("committed", "indexed")
        assert page(act) == ((2, "New", True) if is_new else (1, "Old", True))
        assert dataset() == (("2", ["v2"]) if is_new else ("1", ["v1"]))
        is_said = is_new or step == "said"
        assert kinds(ledger).count("release") == (2 if is_said else 1)

        publishing.reconcile(AT_ONCE)
        assert page(act) == (2, "New", True)
        assert dataset() == ("2", ["v2"])
        assert kinds(ledger) == ["intent", "release"] * 2
        assert publishing.reconcile(AT_ONCE) == []

    def test_what_the_ledger_calls_public_is_never_given_back(
        self, counted, approved, act
    ):
        made = approved(title="New")
        dying.killed_at("said", lambda r: publishing.publish(made["id"], r))

        for _ in range(publishing.MOST_TRIES + 1):
            dying.killed_at("recorded", lambda r: publishing.reconcile(AT_ONCE, r))

        shown = act("release_show", counted.custodian, id=made["id"])
        assert shown["state"] == "publishing"
        publishing.reconcile(AT_ONCE)
        assert page(act) == (1, "New", True)


class TestWithdraw:
    @pytest.mark.parametrize("step", dying.often(WITHDRAW))
    def test_the_release_or_its_notice(self, counted, publish, act, ledger, step):
        done = publish(title="New")

        def withdraw(reached):
            context = {
                "user": counted.coordinator["name"],
                "tiptaskforce_reached": reached,
            }
            about = {"id": done["id"], "version": done["version"], "reason": "other"}
            tk.get_action("tiptaskforce_release_withdraw")(context, about)

        dying.killed_at(step, withdraw)

        is_gone = step == "committed"
        assert page(act) == ("withdrawn" if is_gone else (1, "New", True))
        publishing.reconcile(AT_ONCE)
        assert kinds(ledger) == [
            "intent",
            "release",
            *(["withdraw"] if is_gone else []),
        ]
        assert publishing.reconcile(AT_ONCE) == []


class TestSettle:
    @pytest.mark.parametrize("verb", ["send_back", "drop", "update", "object"])
    def test_an_intent_that_came_to_nothing_is_abandoned(
        self, counted, protected, say, ledger, verb
    ):
        made = protected()
        user = counted.custodian
        if verb in ("send_back", "object"):
            say("propose", counted.custodian, made["id"])
            user = counted.coordinator if verb == "send_back" else counted.focal_point
        more = {"title": "Another"} if verb == "update" else {"note": "Not like this."}

        say(verb, user, made["id"], **more)
        assert kinds(ledger) == ["intent"]
        publishing.settle(made["id"])

        assert kinds(ledger) == ["intent", "abandon"]
        publishing.settle(made["id"])
        assert kinds(ledger) == ["intent", "abandon"]

    def test_a_cancelled_job_stops_and_leaves_nothing(
        self, counted, draft, say, act, ledger
    ):
        made = draft()
        say("protect", counted.custodian, made["id"])

        def cancel(step):
            if step == "gathered":
                say("cancel", counted.custodian, made["id"])

        publishing.protect(made["id"], cancel)

        shown = act("release_show", counted.custodian, id=made["id"])
        assert (shown["state"], shown["files"]) == ("draft", [])
        assert kinds(ledger) == ["intent", "abandon"]


class TestVault:
    def test_a_web_process_does_without_it(self, counted, protected, draft, say, act):
        made = protected()
        shutil.rmtree(config.vault_path())

        other = draft(series="other")
        say("protect", counted.custodian, other["id"])
        say("cancel", counted.custodian, other["id"])
        say("drop", counted.custodian, other["id"], note="Not needed.")
        say("propose", counted.custodian, made["id"])
        assert act("release_preview", counted.coordinator, id=made["id"])["tables"]
        assert act("release_share", counted.focal_point, id=made["id"])["agencies"]
        say("approve", counted.coordinator, made["id"])

        assert not config.vault_path().exists()


class TestLedger:
    def test_without_its_ledger_nothing_more_is_published(
        self, counted, publish, approved, act, earlier
    ):
        publish(title="Old", specification=earlier)
        second = approved(title="New")
        shutil.rmtree(config.vault_path() / "borno")

        publishing.publish(second["id"])

        shown = act("release_show", counted.custodian, id=second["id"])
        assert shown["state"] == "proposed"
        assert (
            "the ledger does not know release 1 of referrals"
            in (shown["progress"]["error"])
        )
        assert page(act) == (1, "Old", True)

    def test_an_older_ledger_protects_nothing_more(
        self, counted, publish, protected, act, earlier, tmp_path
    ):
        path = config.vault_path() / "borno" / "referred" / vaults.LEDGER
        publish(title="Old", specification=earlier)
        lines = path.read_bytes().splitlines(keepends=True)
        path.write_bytes(lines[0])

        made = protected(title="New")

        assert made["state"] == "refused"
        assert "older than what was published" in made["progress"]["error"]

    def test_a_changed_ledger_is_noticed(self, counted, publish, protected, earlier):
        path = config.vault_path() / "borno" / "referred" / vaults.LEDGER
        publish(title="Old", specification=earlier)
        path.write_bytes(path.read_bytes().replace(b'"k":11', b'"k":12'))

        made = protected(title="New")

        assert made["state"] == "refused"
        assert "the ledger is damaged" in made["progress"]["error"]
        path.write_bytes(path.read_bytes()[:-9])
        assert any("damaged" in line for line in publishing.reconcile(AT_ONCE))
