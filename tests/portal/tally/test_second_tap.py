"""A second tap and the way back: who sends twice reads that it moved on, once."""

from __future__ import annotations

import pytest
from ckan import model

BASE = "/taskforce/borno"
MOVED = "It has moved on. This is how it stands now."


@pytest.fixture
def page(app, counting):
    """Return the browser of the focal point of RP."""
    user = model.User.get(counting.focal_point["id"])
    return app.test_client(user=user)


def post(page, address, **data):
    return page.post(f"{BASE}/tally/{address}", data=data, follow_redirects=True)


class TestTally:
    def test_it_is_submitted_once(self, counting, act, count, page):
        draft = count()
        sent = {"version": draft["version"]}
        post(page, f"{draft['id']}/check", **sent)

        again = post(page, f"{draft['id']}/check", **sent)

        assert again.status_code == 200
        assert again.request.path == f"{BASE}/tally/{draft['id']}"
        assert MOVED in again.text
        shown = act("tally_show", counting.focal_point, id=draft["id"])
        assert (shown["state"], shown["version"]) == ("submitted", 2)

    @pytest.mark.parametrize("verb", ["edit", "check", "import"])
    def test_the_way_back_leads_to_where_it_stands(
        self, counting, count, say, page, verb
    ):
        sent = say("submit", counting.focal_point, count())

        back = page.get(f"{BASE}/tally/{sent['id']}/{verb}", follow_redirects=True)

        assert back.status_code == 200
        assert back.request.path == f"{BASE}/tally/{sent['id']}"
        assert MOVED in back.text

    def test_it_is_recalled_once(self, counting, act, count, say, page):
        sent = say("submit", counting.focal_point, count())
        post(page, f"{sent['id']}/recall", version=sent["version"])

        again = post(page, f"{sent['id']}/recall", version=sent["version"])

        assert again.status_code == 200
        assert MOVED in again.text
        shown = act("tally_show", counting.focal_point, id=sent["id"])
        assert shown["state"] == "draft"
