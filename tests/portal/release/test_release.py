"""Releases: made by one person, approved by another, published by the job alone."""

from __future__ import annotations

import threading

import ckan.plugins.toolkit as tk
import pytest
from ckan import model

from ckanext.tiptaskforce import config
from ckanext.tiptaskforce.logic import datasets, publishing
from ckanext.tiptaskforce.model.release import Release

pytestmark = pytest.mark.usefixtures("clean_index")
FIELDS = {
    *("id", "version", "kind", "series", "title", "number", "state", "progress"),
    *("specification", "dataset"),
}


def shown(name: str = "borno-progress") -> dict:
    """Return a dataset as anybody reads it, straight from the database."""
    model.Session.rollback()
    model.Session.expire_all()
    return tk.get_action("package_show")({"user": ""}, {"id": name})


def found(query: str = "*:*") -> list[str]:
    """Return the releases that anybody finds, as dataset and number."""
    model.Session.rollback()
    answer = tk.get_action("package_search")({"user": ""}, {"q": query})
    return [f"{d['name']} {d.get('release', '')}" for d in answer["results"]]


class TestSurface:
    def test_a_release_answers_with_the_fields_of_the_contract(self, house, draft, act):
        made = draft()
        listed = act("release_list", house.secretariat, taskforce="borno")

        assert set(made) >= FIELDS
        assert set(listed["items"][0]) >= FIELDS
        assert (made["state"], made["number"], made["dataset"]) == ("draft", None, None)

    def test_its_specification_can_be_sent_again(self, house, draft, act):
        made = draft()

        again = draft(specification=made["specification"], series="again")

        assert again["specification"] == made["specification"]
        assert made["specification"] == {
            "kind": "progress",
            "window": {"period": ["2026-Q3"]},
            "tables": ["function-state", "objective-state", "members-type"],
        }

    @pytest.mark.parametrize(
        "extra",
        [{"k": 3}, {"path": "/etc"}, {"dimensions": ["sex"]}, {"epochs": ["1"]}],
    )
    def test_what_the_server_sets_is_refused_from_outside(self, house, draft, extra):
        made = draft()["specification"]

        with pytest.raises(tk.ValidationError) as refused:
            draft(series="other", specification={**made, **extra})

        assert next(iter(extra)) in str(refused.value.error_dict["specification"])

    def test_a_series_needs_a_name_that_no_other_dataset_has(self, house, draft):
        from ckan.tests import factories

        organization = factories.Organization()
        factories.Dataset(name="borno-taken", owner_org=organization["id"])

        with pytest.raises(tk.ValidationError) as refused:
            draft(series="taken")

        assert "borno-taken" in str(refused.value.error_dict["series"])


class TestWho:
    def test_the_proposer_cannot_approve(self, house, draft, say, act):
        act(
            "seat_create",
            house.root,
            taskforce="borno",
            user=house.secretariat["name"],
            role="coordinator",
        )
        made = draft()
        say("protect", house.secretariat, made["id"])
        publishing.protect(made["id"])
        say("propose", house.secretariat, made["id"])

        with pytest.raises(tk.NotAuthorized):
            say("approve", house.secretariat, made["id"])

    @pytest.mark.parametrize("verb", ["protect", "propose", "approve", "withdraw"])
    def test_a_sysadmin_without_a_seat_can_do_nothing(self, house, draft, act, verb):
        made = draft()

        with pytest.raises((tk.NotAuthorized, tk.ObjectNotFound)):
            act(f"release_{verb}", house.root, id=made["id"], version=1, reason="other")

    def test_the_custodian_neither_makes_nor_proposes_progress(
        self, house, draft, say, act
    ):
        made = draft()

        with pytest.raises(tk.NotAuthorized):
            say("protect", house.custodian, made["id"])


class TestPublish:
    def test_nothing_is_public_before_the_job(self, house, log, approved, act):
        log()
        approved()

        assert model.Package.get("borno-progress") is None
        assert found() == []
        with pytest.raises(tk.ObjectNotFound):
            act("publication_show", taskforce="borno", series="progress")

    def test_dataset_and_row_appear_together(self, house, log, publish):
        log()

        done = publish(next_update="2027-01-15", caveats="Only what was logged.")

        assert (done["state"], done["number"]) == ("published", 1)
        dataset = shown()
        told = {
            "id": done["dataset"],
            "type": "aggregate",
            "title": "State of the work",
            "notes": "One deliverable is under way.",
            "license_id": "cc-by",
            "taskforce": "borno",
            "series": "progress",
            "release": "1",
            "kind": "progress",
            "period_from": "2026-07-01",
            "period_to": "2026-09-30",
            "unit": "deliverables",
            "n_sources": "1",
            "topic": ["progress"],
            "objective": ["A", "B"],
            "next_update": "2027-01-15",
            "caveats": "Only what was logged.",
            "notice": "",
        }
        assert {key: dataset.get(key) for key in told} == told
        assert dataset.get("k", "") == ""
        assert [r["name"] for r in dataset["resources"]] == [
            "function-state.csv",
            "objective-state.csv",
            "members-type.csv",
            "progress-2026-q3.json",
            "progress-2026-q3.xlsx",
            "release.json",
        ]
        assert found("State of the work") == ["borno-progress 1"]

    def test_every_search_of_a_sysadmin_obeys_too(self, house, log, publish, say):
        log()
        done = publish()
        say("withdraw", house.coordinator, done["id"], reason="other")

        answer = tk.get_action("package_search")({"user": house.root["name"]}, {})

        assert answer["count"] == 0

    def test_a_byte_that_changed_is_not_published(self, house, log, approved, act):
        log()
        made = approved()
        file = config.release_path() / made["id"] / "function-state.csv"
        file.write_bytes(file.read_bytes().replace(b",1\n", b",2\n"))

        publishing.publish(made["id"])

        back = act("release_show", house.secretariat, id=made["id"])
        assert (back["state"], back["number"]) == ("proposed", None)
        assert "function-state.csv" in back["progress"]["error"]
        assert model.Package.get("borno-progress") is None

    def test_a_byte_that_changed_later_is_not_served(self, house, log, publish, act):
        log()
        done = publish()
        folder = config.release_path() / done["id"]
        (folder / "members-type.csv").write_bytes(b"type,count\n")
        (folder / "progress-2026-q3.json").unlink()

        about = act("publication_show", taskforce="borno", series="progress")

        assert (about["is_intact"], about["tables"]) == (False, {})
        for name in ("members-type.csv", "progress-2026-q3.json"):
            with pytest.raises(tk.ObjectNotFound):
                act(
                    "publication_read",
                    taskforce="borno",
                    series="progress",
                    number=1,
                    file=name,
                )

    def test_the_page_says_that_a_file_was_changed(self, house, log, publish, app):
        log()
        done = publish()
        address = "/taskforce/borno/data/progress"
        assert "not the one that was checked" not in app.get(address).body
        path = config.release_path() / done["id"] / "members-type.csv"
        path.write_bytes(path.read_bytes() + b"un,9\n")

        assert "not the one that was checked" in app.get(address).body
        assert app.get(f"{address}/v1/members-type.csv").status_code == 404
        assert app.get(f"{address}/v1/function-state.csv").status_code == 200
        for file in path.parent.iterdir():
            file.unlink()
        assert "not the one that was checked" in app.get(address).body

    def test_rows_that_are_older_than_the_dataset_publish_nothing(
        self, house, log, publish, approved, act
    ):
        log()
        publish()
        later = approved()
        with model.meta.engine.begin() as connection:
            connection.execute(
                Release.__table__.update()
                .where(Release.state == "published")
                .values(number=None, state="dropped")
            )

        publishing.publish(later["id"])

        back = act("release_show", house.secretariat, id=later["id"])
        assert back["state"] == "proposed"
        assert "older than what it has published" in back["progress"]["error"]


class TestSeries:
    def test_a_new_release_replaces_the_resources_and_keeps_the_old_page(
        self, house, log, publish, act
    ):
        log()
        publish()
        first = {r["name"]: r["id"] for r in shown()["resources"]}
        log(title="Another", template="1.1")

        second = publish(title="State of the work again")

        dataset = shown()
        assert (second["number"], dataset["release"]) == (2, "2")
        assert dataset["title"] == "State of the work again"
        assert not set(first.values()) & {r["id"] for r in dataset["resources"]}
        assert all("/v2/" in r["url"] for r in dataset["resources"])
        assert found() == ["borno-progress 2"]
        old = act("publication_show", taskforce="borno", series="progress", number=1)
        assert (old["title"], old["is_newest"]) == ("State of the work", False)
        with pytest.raises(tk.ObjectNotFound):
            tk.get_action("resource_show")({"user": ""}, {"id": first["release.json"]})

    def test_withdrawing_the_newest_shows_the_one_before_with_a_notice(
        self, house, log, publish, say, act
    ):
        log()
        publish()
        first = [r["id"] for r in shown()["resources"]]
        second = publish(title="Wrong")

        say("withdraw", house.coordinator, second["id"], reason="error_in_figures")

        dataset = shown()
        assert (dataset["release"], dataset["title"]) == ("1", "State of the work")
        assert [r["id"] for r in dataset["resources"]] == first
        assert "Release 2 was withdrawn" in dataset["notice"]
        assert "an error in the figures" in dataset["notice"]
        assert found("Wrong") == []
        datasets.reconcile()
        assert found() == ["borno-progress 1"]
        with pytest.raises(tk.ObjectNotFound):
            act(
                "publication_read",
                taskforce="borno",
                series="progress",
                number=2,
                file="release.json",
            )

    def test_withdrawing_an_older_one_changes_what_is_shown_in_nothing(
        self, house, log, publish, say
    ):
        log()
        first = publish()
        publish(title="Newer")

        say("withdraw", house.custodian, first["id"], reason="other")

        dataset = shown()
        assert (dataset["release"], dataset["notice"]) == ("2", "")

    def test_with_all_withdrawn_the_notice_is_left(self, house, log, publish, say, act):
        log()
        done = publish()

        say("withdraw", house.coordinator, done["id"], reason="disclosure_risk")

        dataset = shown()
        assert (dataset["resources"], dataset["release"]) == ([], "")
        assert "a risk for people" in dataset["notice"]
        about = act("publication_show", taskforce="borno", series="progress")
        assert (about["state"], "tables" in about) == ("withdrawn", False)
        assert found() == []
        datasets.reconcile()
        assert found() == ["borno-progress "]

    def test_the_same_window_again_takes_the_next_number(
        self, house, log, publish, say
    ):
        log()
        first = publish()
        say("withdraw", house.coordinator, first["id"], reason="other")

        again = publish()

        assert again["number"] == 2
        assert (shown()["release"], shown()["notice"]) == ("2", "")


class TestRaces:
    def together(self, *calls):
        """Run calls at one time, each in its own session; return what each said."""
        gate = threading.Barrier(len(calls))
        said = [None] * len(calls)

        def one(number, call):
            gate.wait()
            try:
                call()
                said[number] = "done"
            except (tk.ValidationError, tk.NotAuthorized) as refused:
                said[number] = type(refused).__name__
            finally:
                model.Session.remove()

        threads = [threading.Thread(target=one, args=item) for item in enumerate(calls)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        model.Session.remove()
        return sorted(said)

    def test_two_approvals_start_one_publication(self, house, log, draft, say, act):
        log()
        made = draft()
        say("protect", house.secretariat, made["id"])
        publishing.protect(made["id"])
        say("propose", house.secretariat, made["id"])
        version = act("release_show", house.secretariat, id=made["id"])["version"]

        def approve(user):
            return lambda: act("release_approve", user, id=made["id"], version=version)

        said = self.together(approve(house.coordinator), approve(house.coordinator2))

        assert said == ["ValidationError", "done"]

    def test_two_jobs_of_one_release_publish_it_once(self, house, log, approved, act):
        log()
        made = approved()

        def job():
            publishing.publish(made["id"])

        self.together(job, job, job)

        assert act("release_show", house.secretariat, id=made["id"])["number"] == 1
        events = act("event_list", house.coordinator, taskforce="borno", id=made["id"])
        verbs = [event["verb"] for event in events["items"]]
        assert verbs.count("publish") == 1

    def test_two_releases_of_a_series_get_two_numbers(self, house, log, approved, act):
        log()
        ids = [approved()["id"], approved()["id"]]

        self.together(*[lambda i=i: publishing.publish(i) for i in ids])

        numbers = [act("release_show", house.secretariat, id=i)["number"] for i in ids]
        assert sorted(numbers) == [1, 2]
        assert shown()["release"] == "2"

    def test_approving_against_withdrawing_ends_in_one_truth(
        self, house, log, publish, approved, say, act
    ):
        log()
        first = publish()
        second = approved()

        def withdraw():
            say("withdraw", house.coordinator2, first["id"], reason="other")

        self.together(withdraw, lambda: publishing.publish(second["id"]))

        assert act("release_show", house.secretariat, id=first["id"])["state"] == (
            "withdrawn"
        )
        assert shown()["release"] == "2"


class TestJob:
    def test_a_sign_of_life_leaves_the_version_alone(self, house, log, draft, say, act):
        log()
        made = draft()
        version = say("protect", house.secretariat, made["id"])["version"]
        seen = []

        def look(step):
            if step == "counted":
                seen.append(act("release_show", house.secretariat, id=made["id"]))

        publishing.protect(made["id"], look)

        assert seen[0]["version"] == version
        assert seen[0]["progress"]["word"] == "counting"

    def test_a_cancelled_job_writes_nothing_more(self, house, log, draft, say, act):
        log()
        made = draft()
        say("protect", house.secretariat, made["id"])

        def cancel(step):
            if step == "written":
                say("cancel", house.secretariat, made["id"])

        publishing.protect(made["id"], cancel)

        back = act("release_show", house.secretariat, id=made["id"])
        assert (back["state"], back["files"]) == ("draft", [])
        assert not list(config.release_path().glob(f"{made['id']}*"))

    def test_an_old_job_gives_way_to_the_new_one(self, house, log, draft, say, act):
        log()
        made = draft()
        say("protect", house.secretariat, made["id"])

        def again(step):
            if step == "counted":
                say("cancel", house.secretariat, made["id"])
                say("protect", house.secretariat, made["id"])

        publishing.protect(made["id"], again)
        assert act("release_show", house.secretariat, id=made["id"])["state"] == (
            "protecting"
        )
        publishing.protect(made["id"])
        assert act("release_show", house.secretariat, id=made["id"])["state"] == (
            "protected"
        )

    def test_send_back_and_drop_need_a_note_and_publish_nothing(
        self, house, log, draft, say, act
    ):
        log()
        made = draft()
        say("protect", house.secretariat, made["id"])
        publishing.protect(made["id"])
        say("propose", house.secretariat, made["id"])
        with pytest.raises(tk.ValidationError):
            say("send_back", house.coordinator, made["id"])

        back = say("send_back", house.coordinator, made["id"], note="Add a caveat.")
        gone = say("drop", house.secretariat, made["id"], note="Not needed.")

        assert (back["state"], gone["state"]) == ("draft", "dropped")
        publishing.publish(made["id"])
        assert model.Package.get("borno-progress") is None
