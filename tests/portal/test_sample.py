"""Samples: work in bulk by the rules of everybody, and the demonstration."""

from __future__ import annotations

import json
import shutil
import stat
from collections import Counter
from typing import ClassVar

import click
import pytest
import sqlalchemy as sa
from ckan import model
from ckan.tests import factories
from click.testing import CliRunner

from ckanext.tiptaskforce import config
from ckanext.tiptaskforce.cli import tiptaskforce
from ckanext.tiptaskforce.logic import publishing, release_files
from ckanext.tiptaskforce.model import chain
from ckanext.tiptaskforce.model.agency import Agency
from ckanext.tiptaskforce.model.agreement import Agreement
from ckanext.tiptaskforce.model.comment import Comment
from ckanext.tiptaskforce.model.contribution import Contribution
from ckanext.tiptaskforce.model.deliverable import Deliverable
from ckanext.tiptaskforce.model.document import Document
from ckanext.tiptaskforce.model.event import Event
from ckanext.tiptaskforce.model.feedback_channel import FeedbackChannel
from ckanext.tiptaskforce.model.release import Release
from ckanext.tiptaskforce.model.seat import Seat
from ckanext.tiptaskforce.model.strategy import Strategy
from ckanext.tiptaskforce.model.tally import Tally
from ckanext.tiptaskforce.model.taskforce import Taskforce

NUMBER = 300


def rows(table) -> list:
    return list(model.Session.scalars(sa.select(table)))


class TestInBulk:
    made: ClassVar[dict] = {}

    @pytest.fixture
    def bulk(self, request, non_clean_db, act):
        """300 deliverables of the seed 3; made once for the tests that only read."""
        tf = Taskforce.get("borno")
        if not self.made or tf is None or tf.id != self.made["id"]:
            request.getfixturevalue("clean_db")
            root = factories.Sysadmin(name="root")
            loaded = act("preset_load", root, name="borno", sample=True)
            made = act(
                "sample_create", root, taskforce="borno", deliverables=NUMBER, seed=3
            )
            self.made |= {**made, "id": loaded["id"]}
        return self.made

    def test_every_state_and_every_sort_of_trouble_is_there(self, bulk):
        found = rows(Deliverable)
        today = Taskforce.get("borno").today

        assert bulk["made"] == NUMBER
        assert {row.state for row in found} == {
            "planned",
            "in_progress",
            "submitted",
            "delivered",
            "dropped",
        }
        assert any(row.overdue_on(today) for row in found)
        assert any(row.outdated_on(today) for row in found)
        assert any(row.is_sent_back and row.fix_by for row in found)
        assert any(row.evidence_url for row in found)
        assert any(row.edition == 2 and row.previous_id for row in found)
        assert {r.visibility for r in found} == {"members", "subcommittee", "agency"}

    def test_three_years_42_agencies_and_all_templates_are_spread_over(self, bulk):
        found = rows(Deliverable)
        years = {row.finished_on.year for row in found if row.finished_on}

        assert len(years) >= 3
        assert len({row.agency_id for row in found}) == 42
        assert len({row.template for row in found}) == 26

    def test_each_step_has_its_event_and_the_chain_holds(self, bulk):
        verbs = Counter(e.verb for e in rows(Event) if e.noun == "deliverable")
        found = [row for row in rows(Deliverable) if row.edition == 1]

        assert verbs["create"] == NUMBER
        assert verbs["accept"] == sum(row.state == "delivered" for row in found)
        assert verbs["submit"] == sum(row.submitted_at is not None for row in found)
        assert verbs["drop"] == sum(row.state == "dropped" for row in found)
        assert verbs["renew"] == len(rows(Deliverable)) - NUMBER
        assert list(chain.verify(bulk["id"])) == []

    def test_everything_says_that_it_is_a_sample(self, bulk):
        assert all("(sample)" in row.title for row in rows(Deliverable))

    def test_a_second_call_makes_only_what_lacks(self, bulk, act):
        root = {"name": "root"}
        call = {"taskforce": "borno", "seed": 3}

        assert act("sample_create", root, deliverables=NUMBER, **call)["made"] == 0

    def test_the_same_seed_makes_the_same_work(self, clean_db, act):
        made = []
        root = factories.Sysadmin(name="root")
        for name in ("sample-coast", "borno"):
            act("preset_load", root, name=name, sample=True)
        for seed in (5, 6):
            for taskforce in ("sample-coast", "borno"):
                call = {"taskforce": taskforce, "deliverables": 20}
                act("sample_create", root, **call, seed=seed)
            tf = Taskforce.get("borno")
            keys = sa.select(Deliverable.title).where(
                Deliverable.taskforce_id == tf.id,
                Deliverable.tracker_key.startswith(f"sample-{seed}-"),
            )
            made.append(sorted(model.Session.scalars(keys)))

        assert made[0] != made[1]
        assert len(made[0]) == len(made[1]) == 20

    def test_only_those_who_run_the_portal(self, house, act):
        import ckan.plugins.toolkit as tk

        for user in (house.coordinator, house.secretariat, house.donor, None):
            with pytest.raises(tk.NotAuthorized):
                act("sample_create", user, taskforce=house.slug, deliverables=1)


class TestDemo:
    done: ClassVar[dict] = {}

    def run(self, app, path):
        parent = click.Context(click.Group("ckan"))
        parent.meta["flask_app"] = app.flask_app
        words = ["demo", "--url", "http://localhost:5000", "--logins", str(path)]
        found = CliRunner().invoke(tiptaskforce, words, parent=parent)
        assert found.exit_code == 0, found.output
        return found.output

    @pytest.fixture
    def demo(self, request, non_clean_db, app, tmp_path_factory):
        """A demonstration; made once for the tests here, which leave it as it is."""
        tf = Taskforce.get("borno")
        if not self.done or tf is None or tf.id != self.done["id"]:
            request.getfixturevalue("clean_db")
            request.getfixturevalue("clean_index")
            # The ledger of another run would remember other counts.
            shutil.rmtree(config.vault_path() / "borno", ignore_errors=True)
            path = tmp_path_factory.mktemp("demo") / "logins.json"
            output = self.run(app, path)
            tf = Taskforce.get("borno")
            self.done |= {"id": tf.id, "path": path, "output": output}
        content = json.loads(self.done["path"].read_text())
        return {**self.done, **content}

    def test_logins_have_the_roles_that_were_asked_for(self, demo):
        roles = Counter(login["role"] for login in demo["logins"])

        assert demo["url"] == "http://localhost:5000"
        assert roles == {
            "sysadmin": 1,
            "coordinator": 2,
            "secretariat": 2,
            "custodian": 2,
            "mrm_focal": 1,
            "chair": 3,
            "focal_point": 3,
            "reporter": 3,
            "observer": 1,
            "donor": 1,
        }

    def test_logins_are_for_nobody_else_to_read(self, demo):
        assert stat.S_IMODE(demo["path"].stat().st_mode) == 0o600

    def test_nobody_looks_at_the_own_agency_from_two_chairs(self, demo):
        by_role: dict[str, set] = {}
        for login in demo["logins"]:
            by_role.setdefault(login["role"], set()).add(login["agency"])
        reporting = by_role["reporter"] | by_role["focal_point"]
        leading = set().union(
            *(
                by_role[role]
                for role in ("coordinator", "secretariat", "custodian", "chair")
            )
        )

        assert by_role["reporter"] == by_role["focal_point"]
        assert len(by_role["reporter"]) == 3
        assert reporting & leading == set()

    def test_custodians_and_mrm_focal_are_not_of_an_enforcing_agency(self, demo):
        enforcing = {a.id for a in rows(Agency) if a.is_enforcing}
        guarded = [s for s in rows(Seat) if s.role in ("custodian", "mrm_focal")]

        assert len(guarded) == 3
        assert not [s for s in guarded if s.agency_id in enforcing]

    def test_each_login_opens_the_site_with_its_token(self, demo, app):
        for login in demo["logins"]:
            answer = app.get(
                "/api/3/action/tiptaskforce_taskforce_show?id=borno",
                headers={"Authorization": login["token"]},
            )
            shown = answer.json["result"]
            expected = login["role"] not in ("donor", "sysadmin")
            assert (login["role"] in shown.get("roles", [])) is expected

    def test_each_login_opens_the_site_with_its_password(self, demo):
        for login in demo["logins"]:
            user = model.User.get(login["name"])
            assert user.validate_password(login["password"])
            assert bool(user.sysadmin) is (login["role"] == "sysadmin")

    def test_the_work_has_every_state_and_every_visibility(self, demo):
        found = rows(Deliverable)
        today = Taskforce.get("borno").today

        assert {row.state for row in found} == {
            "planned",
            "in_progress",
            "submitted",
            "delivered",
            "dropped",
        }
        assert {row.visibility for row in found} == {
            "members",
            "subcommittee",
            "agency",
            "named",
        }
        assert {row.core_function for row in found} == {None, 1, 2, 3, 4, 5, 6}
        assert any(row.overdue_on(today) for row in found)
        assert any(row.outdated_on(today) for row in found)
        assert any(row.is_sent_back and row.decision_note for row in found)
        assert any(row.edition == 2 for row in found)

    def test_there_is_joint_work_that_was_done_and_that_is_open(self, demo):
        joint = [row for row in rows(Deliverable) if row.partner_ids]

        assert {row.state for row in joint} == {"delivered", "in_progress"}

    def test_people_comment_on_the_work_and_say_that_it_is_a_sample(self, demo):
        found = rows(Comment)

        assert len({row.deliverable_id for row in found}) == 2
        assert len({row.created_by for row in found}) == 4
        assert all("(sample)" in row.text for row in found)

    def test_feedback_came_by_quarters_and_some_of_it_was_answered(self, demo):
        found = rows(FeedbackChannel)

        assert len({row.agency_id for row in found}) == 2
        assert all("(sample)" in row.title for row in found)
        counted = [tuple(pair) for row in found for pair in row.counts.values()]
        assert len(counted) == 8
        assert all(received >= answered > 0 for received, answered in counted)
        assert any(received > answered for received, answered in counted)

    def test_there_is_evidence_as_file_and_as_link(self, demo):
        kinds = Counter(d.media_type for d in rows(Document) if d.deliverable_id)

        assert len(kinds) == 4
        assert any(row.evidence_url for row in rows(Deliverable))
        assert any(d.kind == "sop" and d.url for d in rows(Document))

    def test_three_agencies_have_counted_eight_quarters(self, demo):
        found = rows(Tally)
        accepted = Counter(row.period for row in found if row.state == "accepted")

        assert len(accepted) == 8
        assert set(accepted.values()) == {3}
        running = [row.state for row in found if row.state != "accepted"]
        assert sorted(running) == ["draft", "sent_back", "submitted"]

    def test_some_300_referrals_are_recorded_a_quarter(self, demo):
        total = sa.func.sum(Contribution.n)
        query = sa.select(Contribution.period, total).where(
            Contribution.step == "referred"
        )
        found = model.Session.execute(query.group_by(Contribution.period)).all()

        assert len(found) == 8
        assert all(270 <= n <= 330 for _period, n in found), found

    def test_one_endorsement_has_ended(self, demo):
        today = Taskforce.get("borno").today

        assert Counter(row.is_valid(today) for row in rows(Agreement)) == {
            True: 4,
            False: 1,
        }

    def test_the_sample_strategy_is_current(self, demo):
        current = Strategy.current(demo["id"])

        assert (current.slug, current.is_sample) == ("2026-2028", True)

    def test_two_quarters_of_figures_were_published_by_two_persons(self, demo):
        found = self.releases("figures", "referrals")
        events = [e for e in rows(Event) if e.object_id in {r.id for r in found}]
        told = {e.verb: (e.role, e.actor) for e in events}

        assert [(r.state, r.number) for r in found] == [
            ("published", 1),
            ("published", 2),
        ]
        assert (told["propose"][0], told["approve"][0]) == ("custodian", "coordinator")
        assert told["propose"][1] != told["approve"][1]

    def test_a_year_of_alerts_was_published_by_two_persons(self, demo):
        (release,) = self.releases("figures", "alerts")
        events = [e for e in rows(Event) if e.object_id == release.id]
        told = {e.verb: (e.role, e.actor) for e in events}

        assert (release.state, release.number) == ("published", 1)
        assert release.specification["step"] == "alerts"
        assert release.specification["tables"] == [["violation", "state"]]
        assert len(release.specification["window"]["period"]) == 4
        assert (told["propose"][0], told["approve"][0]) == ("mrm_focal", "coordinator")
        assert told["propose"][1] != told["approve"][1]
        assert "(sample)" in release.title
        assert "Sample data" in release.caveats

    def test_most_persons_are_in_visible_cells(self, demo):
        tables = {
            "referrals": {
                *("state-quarter", "zone-quarter", "lga-quarter", "sex-age-group"),
                "form-of-exploitation-sex",
            },
            "alerts": {"violation-state"},
        }
        found = self.releases("figures")

        assert Counter(r.series for r in found) == {"referrals": 2, "alerts": 1}
        for release in found:
            report = json.loads(release_files.read_one(release, "report.json"))
            shares = {t["id"]: t["share_shown"] for t in report["tables"]}
            assert set(shares) == tables[release.series]
            assert all(share > 0.5 for share in shares.values()), shares
            assert release.snapshot["k"] == 11

    def releases(self, kind, series=None):
        """Return the releases of a kind, or of a series of it, the first one first."""
        found = [
            row
            for row in rows(Release)
            if row.kind == kind and series in (None, row.series)
        ]
        return sorted(found, key=lambda row: row.number)

    def test_one_release_was_published_by_two_persons(self, demo):
        (release,) = self.releases("progress")
        verbs = {e.verb: e for e in rows(Event) if e.object_id == release.id}
        maker, approver = verbs["propose"].actor, verbs["approve"].actor

        assert (release.state, release.kind, release.number) == (
            "published",
            "progress",
            1,
        )
        assert maker != approver
        assert verbs["propose"].role == "secretariat"
        assert verbs["approve"].role == "coordinator"
        assert "(sample)" in release.title
        assert "Sample data" in release.caveats

    def test_it_counts_the_indicators_by_status(self, demo):
        (release,) = self.releases("progress")

        assert set(release.snapshot["tables"]) == {
            "function-state",
            "objective-state",
            "status-words",
            "members-type",
        }
        counted = release.snapshot["tables"]["status-words"]["counts"]
        by_objective = Counter()
        for objective, _word, number in counted:
            by_objective[objective] += number
        assert by_objective == {"A": 8, "B": 5, "C": 5, "D": 5}
        assert by_objective.total() == 23

    def test_its_sentence_says_what_its_table_says(self, demo, app):
        (release,) = self.releases("progress")
        counted = release.snapshot["tables"]["function-state"]["counts"]
        in_place = sum(n for _function, state, n in counted if state == "delivered")
        total = sum(n for *_codes, n in counted)

        assert f"{in_place} of {total}" in release.sentence

    def test_the_public_reads_it_without_an_account(self, demo, app):
        answer = app.get("/api/3/action/package_show?id=borno-progress")

        assert answer.json["result"]["type"] == "aggregate"

    def test_the_reconciler_finds_nothing_to_mend(self, demo):
        assert publishing.reconcile() == []

    def test_the_log_is_whole(self, demo):
        assert list(chain.verify(demo["id"])) == []

    def test_a_second_run_changes_nothing(self, demo, app):
        before = demo["path"].read_text()
        n_events = len(rows(Event))

        output = self.run(app, demo["path"])

        assert demo["path"].read_text() == before
        assert "0 pieces of sample work made" in output
        assert "0 sample tallies made" in output
        assert len(rows(Event)) == n_events
        assert Counter(row.series for row in rows(Release)) == {
            "referrals": 2,
            "alerts": 1,
            "progress": 1,
        }

    def test_a_lost_file_gives_new_passwords_and_tokens(self, demo, app, tmp_path):
        known = {login["name"]: login for login in demo["logins"]}

        self.run(app, tmp_path / "other.json")

        other = json.loads((tmp_path / "other.json").read_text())["logins"]
        assert all(known[o["name"]]["password"] != o["password"] for o in other)
        assert all(known[o["name"]]["token"] != o["token"] for o in other)
        self.done.clear()
