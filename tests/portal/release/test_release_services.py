"""Releases while a service is away, and through the queue while all are there."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import ckan.lib.jobs as ckan_jobs
import ckan.lib.redis as ckan_redis
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan import model
from ckan.lib.jobs import Worker, get_all_queues

from ckanext.tiptaskforce import jobs
from ckanext.tiptaskforce.logic import datasets, publishing

pytestmark = pytest.mark.usefixtures("clean_index")
NOWHERE = "127.0.0.1:9"
PUBLIC = (
    "/taskforce/borno/data",
    "/taskforce/borno/data/progress",
    "/taskforce/borno/data/progress/v1",
    "/taskforce/borno/data/progress/v1/release.json",
    "/dataset/borno-progress",
    "/aggregate/borno-progress",
    "/api/3/action/package_show?id=borno-progress",
    "/api/3/action/tiptaskforce_publication_show?taskforce=borno&series=progress",
)


@pytest.fixture
def solr(ckan_config, monkeypatch):
    """Return functions that take the search index away and bring it back."""

    def away():
        monkeypatch.setitem(ckan_config, "solr_url", f"http://{NOWHERE}/solr/none")

    here = ckan_config["solr_url"]
    return away, lambda: monkeypatch.setitem(ckan_config, "solr_url", here)


@pytest.fixture
def redis_away(ckan_config, monkeypatch):
    """Take Redis away for one test."""
    monkeypatch.setitem(ckan_config, "ckan.redis.url", f"redis://{NOWHERE}/0")
    monkeypatch.setattr(ckan_redis, "_connection_pool", None)
    monkeypatch.setattr(ckan_jobs, "_queues", {})


@pytest.fixture
def empty_queues():
    """Start with queues in which nothing waits."""
    for queue in get_all_queues():
        queue.empty()


def found() -> list[str]:
    model.Session.remove()
    answer = tk.get_action("package_search")({"user": ""}, {})
    return [dataset.get("release", "") for dataset in answer["results"]]


class TestWithoutSolr:
    def test_publishing_and_withdrawing_go_on_and_the_index_follows(
        self, house, log, publish, say, solr, app
    ):
        away, back = solr
        log()
        away()

        first = publish()
        second = publish(title="Second")
        say("withdraw", house.coordinator, second["id"], reason="other")

        assert (first["number"], second["number"]) == (1, 2)
        for address in PUBLIC:
            assert app.get(address).status_code == 200, address
        assert datasets.reconcile() == []
        back()
        assert found() == []
        assert datasets.reconcile() == [f"{first['dataset']}: indexed"]
        assert found() == ["1"]

    def test_all_entries_are_compared_however_many_there_are(
        self, house, log, publish, solr
    ):
        """Five entries, read two at a time: the stale and the odd ones are found."""
        away, back = solr
        log()
        made = [publish(series=name, title=name) for name in ("a", "b", "c", "d")]
        away()
        last = publish(series="e", title="e")
        second = publish(series="d", title="Second")
        back()

        done = datasets.reconcile(at_once=2)

        behind = {last["dataset"], second["dataset"]}
        assert set(done) == {f"{name}: indexed" for name in behind}
        assert made[3]["dataset"] == second["dataset"]
        assert sorted(found()) == ["1", "1", "1", "1", "2"]
        assert datasets.reconcile(at_once=2) == []

    @pytest.mark.parametrize(
        "microsecond", [0, 500, 1_000, 10_000, 100_000, 123_456, 999_999]
    )
    def test_an_entry_that_is_right_is_left_alone_at_every_moment(
        self, house, log, publish, microsecond
    ):
        """The index leaves zeros at the end of a moment out."""
        log()
        made = publish()
        moment = datetime(2026, 11, 26, 20, 34, 35, microsecond)  # noqa: DTZ001
        change = sa.update(model.Package).values(metadata_modified=moment)
        model.Session.execute(change)
        model.Session.commit()
        assert datasets.reconcile() == [f"{made['dataset']}: indexed"]

        assert datasets.reconcile() == []

    def test_a_sysadmin_is_not_offered_a_title_that_was_withdrawn(
        self, house, log, publish, say, solr
    ):
        away, back = solr
        log()
        publish(title="Harvest one")
        second = publish(title="Harvest two")

        def offered():
            model.Session.remove()
            context = {"user": house.root["name"]}
            answer = tk.get_action("package_autocomplete")(context, {"q": "harvest"})
            return [item["title"] for item in answer]

        assert offered() == ["Harvest two"]
        away()
        say("withdraw", house.coordinator, second["id"], reason="other")
        back()
        # The index still holds the withdrawn one.
        assert offered() == []
        datasets.reconcile()
        assert offered() == ["Harvest one"]


def _published(release_id):
    """Publish in another thread, and leave no transaction of it open."""
    try:
        publishing.publish(release_id)
    finally:
        model.Session.remove()


class TestReading:
    def test_a_release_that_comes_in_between_two_queries_mixes_nothing(
        self, house, log, publish, approved, solr
    ):
        away, _ = solr
        log()
        publish()
        second = approved(title="Second")
        away()
        model.Session.remove()
        came = []

        def in_between(_connection, _cursor, statement, *_):
            if "FROM resource" in statement and not came:
                came.append(second["id"])
                other = threading.Thread(target=_published, args=came)
                other.start()
                other.join()

        sa.event.listen(model.meta.engine, "before_cursor_execute", in_between)
        try:
            shown = tk.get_action("package_show")({}, {"id": "borno-progress"})
        finally:
            sa.event.remove(model.meta.engine, "before_cursor_execute", in_between)

        assert came == [second["id"]]
        versions = {resource["url"].split("/")[-2] for resource in shown["resources"]}
        assert (shown["release"], versions) == ("2", {"v2"})


class TestWithoutRedis:
    def test_a_release_waits_for_the_reconciler(
        self, house, log, draft, say, act, redis_away, app
    ):
        log()
        made = draft()

        say("protect", house.secretariat, made["id"])
        waits = act("release_show", house.secretariat, id=made["id"])
        assert (waits["state"], waits["is_stalled"]) == ("protecting", False)
        assert publishing.reconcile() == []
        assert publishing.reconcile(timedelta(0)) == [
            f"{made['id']} protecting: taken up again"
        ]

        say("propose", house.secretariat, made["id"])
        say("approve", house.coordinator, made["id"])
        publishing.reconcile(timedelta(0))
        done = act("release_show", house.secretariat, id=made["id"])
        assert (done["state"], done["number"]) == ("published", 1)
        for address in PUBLIC:
            assert app.get(address).status_code == 200, address


class TestWorker:
    def test_the_queue_carries_a_release_to_the_public(
        self, house, log, draft, say, act, with_test_worker, empty_queues
    ):
        log()
        made = draft()

        def work():
            model.Session.remove()
            Worker([jobs.QUEUE]).work(burst=True)
            return act("release_show", house.secretariat, id=made["id"])["state"]

        say("protect", house.secretariat, made["id"])
        assert work() == "protected"
        say("propose", house.secretariat, made["id"])
        say("approve", house.coordinator, made["id"])
        assert work() == "published"
        assert found() == ["1"]
        say("withdraw", house.coordinator, made["id"], reason="other")
        assert found() == []
        assert work() == "withdrawn"
        assert found() == [""]

    def test_a_job_is_queued_after_its_row_is_committed(
        self, house, log, draft, say, empty_queues
    ):
        """A worker of another process finds the row in the state that the job needs."""
        log()
        made = draft()

        say("protect", house.secretariat, made["id"])

        waiting = [job for queue in get_all_queues() for job in queue.jobs]
        assert [job.kwargs for job in waiting] == [{"release_id": made["id"]}]
        with model.meta.engine.connect() as other:
            state = other.exec_driver_sql(
                "SELECT state FROM tiptaskforce_release"
            ).scalar()
        assert state == "protecting"


class TestCounts:
    """What a progress release counts, against an overview that was added up by hand."""

    def test_severe_work_is_not_counted_and_closed_work_is(
        self, house, log, publish, act
    ):
        log(template="1.1")
        log(template="1.2", visibility="agency")
        log(template="2.1", sensitivity="severe")

        publish()

        shown = act("publication_show", taskforce="borno", series="progress")
        rows = shown["tables"]["function-state"]["rows"]
        counted = [row for row in rows if row[-1] and "TOTAL" not in row]
        assert counted == [["1", "in_progress", 2]]

    def test_a_new_edition_counts_with_its_delivered_one_once(
        self, house, log, publish, act, in_days
    ):
        sent = log(status="delivered", finished_on=in_days(0))
        act("deliverable_accept", house.chair, id=sent["id"], version=1)
        act(
            "deliverable_renew",
            house.reporter,
            id=sent["id"],
            version=2,
            due=in_days(90),
        )

        publish()

        shown = act("publication_show", taskforce="borno", series="progress")
        rows = shown["tables"]["objective-state"]["rows"]
        counted = [row for row in rows if row[-1] and "TOTAL" not in row]
        assert counted == [["A.2", "delivered", 1]]
        members = shown["tables"]["members-type"]["rows"]
        assert members == [
            ["government", 2],
            ["national_ngo", 2],
            ["international_ngo", 0],
            ["un", 0],
            ["icrc", 0],
            ["TOTAL", 4],
        ]
