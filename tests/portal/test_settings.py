"""The page on which coordination chooses what holds for its whole task force."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

PAGE = "/taskforce/borno/admin/setting"
GRID = "/taskforce/borno/function"
SCALE = "on the CCPM scale"


@pytest.fixture
def post(window, house):
    """Return the function that sends the form as somebody, with its hidden fields."""

    def send(who, **fields):
        own = window(getattr(house, who))
        form = BeautifulSoup(own.get(PAGE).get_data(as_text=True), "html.parser")
        hidden = {
            tag["name"]: tag["value"] for tag in form.select("form input[type=hidden]")
        }
        return own.post(PAGE, data={**hidden, **fields}, follow_redirects=True)

    return send


@pytest.fixture
def settings_of(house, act):
    """Return the function that reads the settings and the version."""

    def read():
        found = act("taskforce_show", house.secretariat, id="borno")
        return found["settings"], found["version"]

    return read


@pytest.mark.parametrize("who", ["secretariat", "coordinator"])
def test_coordination_switches_the_words_on_and_off(post, window, house, log, who):
    log()

    on = post(who, ccpm_words="true").get_data(as_text=True)
    grid = window(house.observer).get(GRID).get_data(as_text=True)
    off = post(who).get_data(as_text=True)

    assert "Saved. The words of the CCPM scale stand beside the scores." in on
    assert SCALE in grid
    assert SCALE not in off


def test_other_settings_stay_and_the_change_is_an_event(post, settings_of, house, act):
    before, version = settings_of()

    post("secretariat", ccpm_words="true")

    after, newer = settings_of()
    assert after == {**before, "ccpm_words": True}
    assert newer == version + 1
    event = act("event_list", house.coordinator, taskforce="borno")["items"][0]
    assert (event["noun"], event["verb"]) == ("taskforce", "update")
    assert event["values"]["settings"][1]["ccpm_words"] is True


def test_a_stale_form_changes_nothing(post, settings_of, house, act):
    _settings, version = settings_of()
    row = act("taskforce_show", house.secretariat, id="borno")
    act(
        "taskforce_update",
        house.coordinator,
        id=row["id"],
        version=version,
        contact="Desk",
    )

    page = post("secretariat", ccpm_words="true", version=str(version))

    assert "Somebody saved this first." in page.get_data(as_text=True)
    assert not settings_of()[0].get("ccpm_words")


@pytest.mark.parametrize(
    "who", ["observer", "reporter", "focal_point", "chair", "custodian", "mrm_focal"]
)
def test_nobody_else_finds_the_page_or_its_link(window, house, who):
    own = window(getattr(house, who))

    assert own.get(PAGE).status_code == 403
    assert "/admin/setting" not in own.get(GRID).get_data(as_text=True)


def test_coordination_finds_the_page_from_the_grid(window, house):
    page = window(house.secretariat).get(GRID).get_data(as_text=True)

    assert "/admin/setting" in page
