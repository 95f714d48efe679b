"""Refusals in plain words; a service that is away is a 503, never a 500."""

from __future__ import annotations

import errno
import re

import ckan.plugins.toolkit as tk
import pytest
from ckan.lib import search
from ckan.tests import factories
from redis.exceptions import ConnectionError as RedisAway
from sqlalchemy.exc import OperationalError

DEAD = "http://127.0.0.1:9/solr/none"


@pytest.fixture
def dataset(house):
    """A dataset that has nothing to do with us."""
    organization = factories.Organization(name="elsewhere")
    return factories.Dataset(name="rainfall", owner_org=organization["id"])


@pytest.fixture
def solr_away(dataset, monkeypatch):
    """Point the site at a search server that does not answer."""
    monkeypatch.setitem(tk.config, "solr_url", DEAD)
    monkeypatch.setattr(search, "is_available", lambda: False)


def told(answer):
    """Return the title and text of an error page."""
    text = answer.get_data(as_text=True)
    found = re.search(r"<h1[^>]*>(.*?)</h1>\s*<p[^>]*>(.*?)</p>", text, re.DOTALL)
    assert found is not None, text[:2000]
    return tuple(" ".join(part.split()) for part in found.groups())


class TestWords:
    def test_an_unknown_page_and_a_forbidden_one_are_the_same(
        self, house, visitor, log
    ):
        hidden = log(visibility="agency")["id"]
        unknown = "00000000-0000-4000-8000-000000000000"
        browser = visitor(house.other_reporter)
        pages = []
        for object_id in (hidden, unknown):
            answer = browser.get(f"/taskforce/{house.slug}/deliverable/{object_id}")
            page = answer.get_data(as_text=True).replace(object_id, "")
            pages.append((answer.status_code, re.sub(r'"Ij[^"]+"', "", page)))

        assert pages[0] == pages[1]
        assert pages[0][0] == 404

    def test_a_member_reads_that_there_is_no_such_page(self, house, visitor):
        answer = visitor(house.reporter).get("/no-such-page")

        assert answer.status_code == 404
        assert told(answer)[0] == "Page not found"

    @pytest.mark.parametrize(
        "address",
        [
            "/taskforce/borno/work",
            "/taskforce/borno/deliverable/00000000-0000-4000-8000-000000000000",
            "/taskforce/borno/deliverable/x/y/z",
            "/taskforce/no-such/work",
            "/taskforce/no-such/nothing/at/all",
            "/taskforce/borno/vault",
        ],
    )
    def test_a_stranger_is_sent_to_sign_in_from_every_workspace_address(
        self, house, visitor, address
    ):
        answer = visitor().get(address)

        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/user/login?came_from=")

    def test_a_refusal_does_not_repeat_what_was_asked_for(self, house, visitor):
        answer = visitor(house.donor).get(f"/user/{house.reporter['name']}")

        assert answer.status_code == 403
        assert told(answer)[0] == "Not for this account"
        assert house.reporter["name"] not in told(answer)[1]

    def test_a_failure_of_ours_tells_nothing_of_it(
        self, app, house, visitor, monkeypatch
    ):
        def fail(*_: object) -> None:
            raise RuntimeError("the secret of the house")

        for key, value in {"PROPAGATE_EXCEPTIONS": False, "TESTING": False}.items():
            monkeypatch.setitem(app.flask_app.config, key, value)
        monkeypatch.setitem(app.flask_app.view_functions, "home.about", fail)

        answer = visitor().get("/about")

        assert answer.status_code == 500
        assert b"secret" not in answer.data
        assert b"Traceback" not in answer.data


@pytest.mark.usefixtures("solr_away")
class TestSolrAway:
    @pytest.mark.parametrize(
        "address",
        [
            "/",
            "/dataset/",
            "/dataset/?q=rain",
            "/dataset/rainfall",
            "/organization/",
            "/organization/elsewhere",
            "/feeds/dataset.atom",
            "/user/login",
            "/dashboard/datasets",
        ],
    )
    @pytest.mark.parametrize("role", [None, "reporter"])
    def test_no_page_of_ckan_fails(self, house, visitor, role, address):
        user = getattr(house, role) if role else None

        status = visitor(user).get(address, follow_redirects=True).status_code

        assert status in (200, 503)

    def test_the_page_says_it_in_plain_words(self, house, visitor):
        answer = visitor().get("/dataset/")

        assert answer.status_code == 503
        assert told(answer)[0] == "Not available right now"

    def test_the_api_says_503(self, app):
        answer = app.client.get("/api/3/action/package_search?q=rain")

        assert answer.status_code == 503
        assert answer.get_json()["success"] is False

    def test_the_workspace_works_on(self, house, visitor):
        browser = visitor(house.reporter)
        for page in ("work", "deliverable", "overview", "document"):
            answer = browser.get(f"/taskforce/{house.slug}/{page}")
            assert (page, answer.status_code) == (page, 200)


class TestOtherServicesAway:
    @pytest.mark.parametrize(
        ("error", "status"),
        [
            (RedisAway("refused"), 503),
            (search.SearchError("refused"), 503),
            (OperationalError("select 1", {}, Exception("refused")), 503),
            (OSError(errno.ENOSPC, "full"), 507),
            (tk.ObjectNotFound("gone"), 404),
            (tk.NotAuthorized("no"), 403),
            (tk.ValidationError({"x": ["wrong"]}), 400),
        ],
    )
    def test_is_said_in_plain_words(
        self, app, house, visitor, monkeypatch, error, status
    ):
        def fail(*_: object) -> None:
            raise error

        monkeypatch.setitem(app.flask_app.view_functions, "home.about", fail)

        answer = visitor().get("/about")

        assert answer.status_code == status
        assert b"refused" not in answer.data
        assert b"select 1" not in answer.data
        assert told(answer)


class TestUnpatchedCkan:
    def test_still_fails_without_solr(self, app, solr_away, visitor, monkeypatch):
        """When this fails CKAN is mended, and that part of `errors.py` can go."""
        handlers = app.flask_app.error_handler_spec[None][None]
        for kind in (search.SearchError, search.SolrConnectionError):
            monkeypatch.delitem(handlers, kind)

        with pytest.raises((search.SearchError, search.SolrConnectionError)):
            visitor().get("/organization/elsewhere")
