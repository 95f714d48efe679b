"""With a service away published pages serve, and what waits says that it waits.

The services are killed for real, and come back at the same address.
"""

from __future__ import annotations

from datetime import timedelta

import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from ckan import model

from ckanext.tiptaskforce import jobs
from ckanext.tiptaskforce.logic import datasets, publishing

AT = "/taskforce/borno"
DATA = f"{AT}/data"
SERIES = f"{DATA}/progress"
API = "/api/3/action"
WAITS = "It waits for the worker and is not public yet"
# What anybody reads of a published release, each with words that only it has.
PUBLIC = {
    AT: "organisations take part",
    DATA: "State of the work",
    f"{DATA}?q=work&kind=progress&pillar=protection": "State of the work",
    SERIES: "Use it from Python",
    f"{SERIES}/v1": "release.json",
    f"{SERIES}/v1?cell=function-state~1~TOTAL": "Where this figure comes from",
    f"{SERIES}/v1/release.json": "sha256",
    f"{SERIES}/v1/function-state.csv": "core_function,state,count",
    f"{DATA}/feed.atom": "State of the work, release 1",
    f"{DATA}/catalog.ttl": "dcat:Dataset",
    f"{SERIES}/dcat.jsonld": "State of the work",
    f"{SERIES}/schema.jsonld": "temporalCoverage",
    f"{AT}/strategy": "release 1",
    f"{AT}/verify": "",
    f"{AT}/method": "",
    f"{AT}/reach": "",
    "/dataset/borno-progress": "State of the work",
    "/aggregate/borno-progress": "State of the work",
    f"{API}/package_show?id=borno-progress": "State of the work",
    f"{API}/tiptaskforce_publication_list?taskforce=borno": "State of the work",
    f"{API}/tiptaskforce_publication_show?taskforce=borno&series=progress": "tables",
}


@pytest.fixture
def work(house, log, act, in_days):
    """One deliverable in place, one in progress."""
    sent = log(status="delivered", finished_on=in_days(0), due=None)
    act("deliverable_accept", house.chair, id=sent["id"], version=sent["version"])
    log(title="Work under way")


@pytest.fixture
def approve(house, work, act):
    """Return the function that brings a release to its approval, its check done."""

    def say(verb, user, made):
        shown = act("release_show", user, id=made["id"])
        return act(f"release_{verb}", user, id=made["id"], version=shown["version"])

    def make(title="State of the work"):
        window = {"period": ["2026-Q3"]}
        tables = ["function-state", "objective-state", "members-type"]
        made = act(
            "release_create",
            house.secretariat,
            taskforce="borno",
            title=title,
            series="progress",
            specification={"kind": "progress", "window": window, "tables": tables},
        )
        say("protect", house.secretariat, made)
        publishing.protect(made["id"])
        say("propose", house.secretariat, made)
        return say("approve", house.coordinator, made)

    return make


@pytest.fixture
def published(approve):
    """The first release, public."""
    made = approve()
    publishing.publish(made["id"])
    return made


@pytest.fixture
def all_serve(app):
    """Return the function that wants every public page whole, read by nobody."""

    def look():
        model.Session.remove()
        app.set_session_user(None)
        wrong = {}
        for path, words in PUBLIC.items():
            answer = app.client.get(path, follow_redirects=True)
            if answer.status_code != 200 or words not in answer.get_data(as_text=True):
                wrong[path] = answer.status_code
        assert wrong == {}

    return look


@pytest.fixture
def told(app, house):
    """Return the function that reads what a page of a release says of its job."""

    def read(made, seat="coordinator"):
        model.Session.remove()
        app.set_session_user(getattr(house, seat)["id"])
        page = app.client.get(f"{AT}/release/{made['id']}")
        assert page.status_code == 200
        soup = BeautifulSoup(page.data, "html.parser")
        job = soup.find(id="release-job")
        return job.get_text(" ", strip=True) if job else ""

    return read


def state(made):
    model.Session.remove()
    asked = sa.text("SELECT state FROM tiptaskforce_release WHERE id = :id")
    return model.Session.execute(asked, {"id": made["id"]}).scalar()


class TestWorker:
    def test_an_approved_release_waits_says_so_and_goes_on(
        self, published, approve, told, all_serve, worker, act
    ):
        made = approve("Second")

        assert state(made) == "publishing"
        for seat in ("coordinator", "secretariat"):
            assert WAITS in told(made, seat)
        all_serve()
        shown = act("publication_show", None, taskforce="borno", series="progress")
        assert shown["number"] == 1

        worker()

        assert state(made) == "published"
        assert told(made) == ""
        shown = act("publication_show", None, taskforce="borno", series="progress")
        assert (shown["number"], shown["title"]) == (2, "Second")

    def test_a_check_waits_and_says_so(self, house, work, act, told, worker):
        window = {"period": ["2026-Q3"]}
        chosen = {"kind": "progress", "window": window, "tables": ["members-type"]}
        about = {"taskforce": "borno", "title": "One", "series": "one"}
        made = act("release_create", house.secretariat, **about, specification=chosen)
        act("release_protect", house.secretariat, id=made["id"], version=1)

        assert "No worker has taken it up yet." in told(made, "secretariat")
        worker()
        assert state(made) == "protected"


class TestRedis:
    def test_it_waits_for_the_reconciler(
        self, queue, published, approve, told, all_serve
    ):
        queue.kill()

        made = approve("Second")

        assert WAITS in told(made)
        all_serve()
        queue.start()
        assert state(made) == "publishing"
        publishing.reconcile(timedelta(0))
        assert state(made) == "published"

    def test_what_waits_in_the_queue_outlives_it(
        self, queue, published, approve, all_serve, worker
    ):
        made = approve("Second")
        queue.kill()
        all_serve()

        queue.start()
        worker()

        assert state(made) == "published"


@pytest.mark.usefixtures("queue")
class TestSolr:
    def test_it_is_published_and_the_index_follows(
        self, index, published, approve, all_serve, app
    ):
        def found():
            model.Session.remove()
            answer = tk.get_action("package_search")({"user": ""}, {})
            return [one["title"] for one in answer["results"]]

        assert found() == ["State of the work"]
        index.kill()
        all_serve()

        made = approve("Second")
        publishing.publish(made["id"])

        assert state(made) == "published"
        page = app.client.get(SERIES).get_data(as_text=True)
        assert "Second" in page
        assert datasets.reconcile() == []


class TestMail:
    def test_a_letter_waits_and_arrives_once(
        self, post, queue, published, approve, all_serve, app
    ):
        for limiter in app.flask_app.extensions["limiter"]:
            limiter.reset()
        app.set_session_user(None)
        post.kill()

        form = {"address": "reader@example.org"}
        answer = app.client.post(f"{AT}/subscription/new", data=form)

        assert "Look into your mail" in answer.get_data(as_text=True)
        model.Session.rollback()
        jobs.post()
        all_serve()
        made = approve("Second")
        publishing.publish(made["id"])
        assert state(made) == "published"
        assert post.letters == []

        post.start()
        jobs.post()
        jobs.post()

        (letter,) = post.letters
        assert "reader@example.org" in letter
