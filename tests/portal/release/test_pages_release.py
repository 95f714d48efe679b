"""The way of a release through its pages: every step by a form, never by one person."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from ckanext.tiptaskforce.logic import publishing

RELEASES = "/taskforce/borno/release"
TABLES = ["function-state", "objective-state", "members-type"]
WHEN = "Jul–Sep 2026 (2026-Q3)"
TICKS = {"read": "true", "true": "true", "nobody": "true", "safe": "true"}


@pytest.fixture
def as_user(app):
    """Return the function that opens or posts a page as a user."""

    def send(user, path, data=None, status=200):
        app.set_session_user(user["id"] if user else None)
        if data is None:
            answer = app.get(path, follow_redirects=False)
        else:
            answer = app.post(path, data=data, follow_redirects=False)
        assert answer.status_code == status, answer.text[:2000]
        answer.soup = BeautifulSoup(answer.data, "html.parser")
        return answer

    return send


@pytest.fixture
def filled(house, as_user):
    """Return the function that fills the form of a new release as it comes."""

    def fill(path=f"{RELEASES}/new", **changes):
        soup = as_user(house.secretariat, path).soup
        form = soup.select_one("form.tf-form")
        found = {
            e["name"]: e.get("value", "")
            for e in form.select("input")
            if e.get("type") != "checkbox"
        }
        found |= {e["name"]: e.get_text() for e in form.select("textarea")}
        found |= {
            # A browser sends the first one where none is selected.
            e["name"]: (e.select_one("option[selected]") or e.option)["value"]
            for e in form.select("select")
        }
        checked = form.select("input[name=tables][checked]")
        found["tables"] = [box["value"] for box in checked]
        return found | changes

    return fill


@pytest.fixture
def saved(house, as_user, filled):
    """Return the function that saves the form and gives the release's address."""

    def save(**changes):
        data = filled(**changes)
        answer = as_user(house.secretariat, f"{RELEASES}/new", data, status=303)
        return answer.headers["Location"].removeprefix("http://test.ckan.net")

    return save


@pytest.fixture
def press(as_user):
    """Return the function that presses the button of a verb on a release's page."""

    def pressed(user, address, verb, status=303, **more):
        soup = as_user(user, address).soup
        form = soup.find("form", action=f"{address}/{verb}")
        assert form is not None, f"no button for {verb}"
        data = {e["name"]: e.get("value", "") for e in form.select("input")}
        return as_user(user, f"{address}/{verb}", data | more, status=status)

    return pressed


@pytest.fixture
def decide(as_user):
    """Return the function that fills the page of a verb that asks for words."""

    def decided(user, address, verb, status=303, **more):
        soup = as_user(user, f"{address}/{verb}").soup
        version = soup.select_one("input[name=version]")["value"]
        data = {"version": version, **more}
        return as_user(user, f"{address}/{verb}", data, status=status)

    return decided


@pytest.fixture
def proposed(house, log, saved, press):
    """Return the function that brings a release to the second person by forms."""

    def bring(**changes):
        log()
        address = saved(**changes)
        press(house.secretariat, address, "protect")
        publishing.protect(address.rsplit("/", 1)[1])
        press(house.secretariat, address, "propose")
        return address

    return bring


def words(answer):
    return answer.soup.main.get_text(" ", strip=True)


class TestWholePath:
    def test_one_prepares_another_approves_and_anybody_reads(
        self, house, proposed, as_user, decide
    ):
        address = proposed()
        before = as_user(None, "/taskforce/borno/data")
        assert "Nothing is published yet" in words(before)

        decide(house.coordinator, address, "approve", **TICKS)
        publishing.publish(address.rsplit("/", 1)[1])

        page = as_user(None, "/taskforce/borno/data/progress")
        assert "None of 1 deliverables" not in words(page)
        assert "The only deliverable is not in place yet." in words(page)
        assert "Published" in words(as_user(house.secretariat, address))

    def test_each_state_says_what_comes_next(self, house, log, saved, press, as_user):
        log()
        address = saved()
        maker = house.secretariat
        assert "Next: check the release." in words(as_user(maker, address))

        press(maker, address, "protect")
        running = as_user(maker, address)
        assert "Checking, step 1 of 3" in words(running)
        again = running.soup.find("a", string="Check again")
        assert again["href"] == address

        publishing.protect(address.rsplit("/", 1)[1])
        checked = words(as_user(maker, address))
        assert "102, all equal" in checked
        assert "None: this is the first" in checked
        assert "The only deliverable is not in place yet." in checked

        press(maker, address, "propose")
        waiting = words(as_user(maker, address))
        assert "It waits for a second person (not you): coordinators." in waiting

    def test_the_preview_is_what_the_public_reads(
        self, house, proposed, as_user, decide
    ):
        address = proposed()
        preview = as_user(house.coordinator, f"{address}/approve").soup
        shown = [str(e) for e in preview.select(".tf-exhibit")]

        decide(house.coordinator, address, "approve", **TICKS)
        publishing.publish(address.rsplit("/", 1)[1])

        page = as_user(None, "/taskforce/borno/data/progress").soup
        # Only a figure that is public has a page of its own to lead to.
        for link in page.select(".tf-exhibit td a"):
            link.unwrap()
        page = BeautifulSoup(str(page), "html.parser")
        assert shown == [str(e) for e in page.select(".tf-exhibit")]
        assert len(shown) == 4


class TestTwoPersons:
    def test_the_proposer_is_offered_no_approval_and_gets_none(
        self, house, proposed, as_user, act
    ):
        act(
            "seat_create",
            house.root,
            taskforce="borno",
            user=house.secretariat["name"],
            role="coordinator",
        )
        address = proposed()

        page = as_user(house.secretariat, address).soup
        assert page.find("a", string="Read and decide") is None
        as_user(house.secretariat, f"{address}/approve", status=303)
        shown = act("release_show", house.coordinator, id=address.rsplit("/", 1)[1])
        data = {"version": shown["version"], **TICKS}
        as_user(house.secretariat, f"{address}/approve", data, status=403)
        assert shown["state"] == "proposed"

    def test_a_sysadmin_without_a_seat_finds_nothing(self, house, proposed, as_user):
        address = proposed()

        as_user(house.root, address, status=404)
        as_user(house.root, RELEASES, status=404)

    def test_an_approver_ticks_every_line(self, house, proposed, decide, act):
        address = proposed()

        answer = decide(house.coordinator, address, "approve", 200, read="true")

        assert "There are 3 problems" in words(answer)
        assert answer.soup.select_one("#field-read").has_attr("checked")
        shown = act("release_show", house.coordinator, id=address.rsplit("/", 1)[1])
        assert shown["state"] == "proposed"

    def test_a_form_that_a_lost_sign_in_brought_back_decides_nothing(
        self, house, proposed, decide, act
    ):
        address = proposed()
        came_back = {**TICKS, "tiptaskforce_reopen": "1"}

        page = decide(house.coordinator, address, "approve", status=200, **came_back)

        assert len(page.soup.select("form.tf-form input[type=checkbox][checked]")) == 4
        assert "nothing was sent yet" in words(page)
        shown = act("release_show", house.coordinator, id=address.rsplit("/", 1)[1])
        assert shown["state"] == "proposed"

    def test_sent_back_with_a_note_it_is_a_draft_again(
        self, house, proposed, decide, as_user
    ):
        address = proposed()

        refused = decide(house.coordinator, address, "send_back", 200)
        assert "There is 1 problem" in words(refused)
        decide(house.coordinator, address, "send_back", note="Name the period.")

        page = words(as_user(house.secretariat, address))
        assert "Name the period." in page
        assert "Next: check the release." in page

    def test_dropped_needs_a_note_and_offers_nothing_more(
        self, house, saved, decide, as_user
    ):
        address = saved()

        decide(house.secretariat, address, "drop", note="Not needed.")

        page = as_user(house.secretariat, address)
        assert "Dropped" in words(page)
        assert page.soup.select(".tf-actions .tf-button") == []


class TestWithdraw:
    def test_a_confirm_page_names_the_effect_and_wants_a_kind_of_reason(
        self, house, publish, as_user, decide
    ):
        address = f"{RELEASES}/{publish()['id']}"

        page = words(as_user(house.coordinator, f"{address}/withdraw"))
        assert "stop at once, for everybody" in page
        refused = decide(house.coordinator, address, "withdraw", 200)
        assert "There is 1 problem" in words(refused)
        decide(house.coordinator, address, "withdraw", reason="disclosure_risk")

        as_user(None, "/taskforce/borno/data/progress/v1", status=404)
        assert "A risk for people" in words(as_user(house.coordinator, address))

    def test_the_secretariat_is_not_offered_it(self, house, publish, as_user):
        address = f"{RELEASES}/{publish()['id']}"

        page = as_user(house.secretariat, address).soup

        assert page.find("a", string="Withdraw") is None


class TestForm:
    def test_the_next_release_is_filled_from_the_last(self, house, publish, filled):
        publish(
            title="State of the work, Jul–Sep 2026",
            caveats="Two organisations did not log.",
        )

        form = filled(f"{RELEASES}/new?series=progress")

        assert form["title"] == "State of the work, Oct–Dec 2026"
        assert form["period"] == "2026-Q4"
        assert form["caveats"] == "Two organisations did not log."
        assert form["tables"] == TABLES
        assert form["sentence"] == ""

    def test_the_difference_from_the_last_release_is_shown(
        self, house, publish, log, proposed, as_user
    ):
        publish()
        address = proposed()

        page = as_user(house.coordinator, f"{address}/approve").soup

        changed = {
            row.th.get_text(): [td.get_text() for td in row.select("td")][1:]
            for row in page.find("caption", id="t-changes")
            .find_parent("table")
            .select("tbody tr")
        }
        assert changed["1 Support service delivery, In progress"] == ["0", "1"]
        assert changed["Total, Total"] == ["0", "1"]

    def test_errors_keep_what_was_typed(self, house, filled, as_user):
        data = filled(title="Call 0803 123 4567", caveats="Kept words.", tables=[])

        answer = as_user(house.secretariat, f"{RELEASES}/new", data)

        assert "There are 2 problems" in words(answer)
        assert answer.soup.title.get_text(strip=True).startswith("Error:")
        assert answer.soup.select_one("#field-caveats").get_text() == "Kept words."
        assert "phone number" in answer.soup.select_one("#error-title").get_text()
        assert answer.soup.select_one("#error-tables") is not None

    def test_a_double_tap_makes_one(self, house, filled, as_user, act):
        data = filled()

        first = as_user(house.secretariat, f"{RELEASES}/new", data, status=303)
        again = as_user(house.secretariat, f"{RELEASES}/new", data, status=303)

        assert first.headers["Location"] == again.headers["Location"]
        assert act("release_list", house.secretariat, taskforce="borno")["count"] == 1

    def test_a_computed_sentence_goes_with_its_counts(
        self, house, log, saved, press, as_user, act
    ):
        log()
        address = saved()
        release_id = address.rsplit("/", 1)[1]
        press(house.secretariat, address, "protect")
        publishing.protect(release_id)
        form = as_user(house.secretariat, f"{address}/edit").soup
        assert form.select_one("#field-sentence").get_text() == ""

        data = {
            "version": form.select_one("input[name=version]")["value"],
            "title": "State of the work",
            "period": "2026-Q3",
            "tables": TABLES,
        }
        as_user(house.secretariat, f"{address}/edit", data, status=303)

        shown = act("release_show", house.secretariat, id=release_id)
        assert (shown["state"], shown["sentence"]) == ("draft", None)

    def test_a_sentence_that_was_written_stays(self, house, publish, act, draft):
        made = draft(sentence="Written by hand.")

        shown = act(
            "release_update",
            house.secretariat,
            id=made["id"],
            version=made["version"],
            title="Another title",
        )

        assert shown["sentence"] == "Written by hand."

    def test_a_stale_form_is_refused_and_can_be_sent_again(
        self, house, saved, as_user, act
    ):
        address = saved()
        form = as_user(house.secretariat, f"{address}/edit").soup
        data = {
            "version": form.select_one("input[name=version]")["value"],
            "title": "Mine",
            "period": "2026-Q3",
            "tables": TABLES,
        }
        as_user(
            house.secretariat, f"{address}/edit", data | {"title": "Theirs"}, status=303
        )

        refused = as_user(house.secretariat, f"{address}/edit", data)

        assert "Somebody saved this first" in words(refused)
        assert refused.soup.select_one("#field-title")["value"] == "Mine"
        data["version"] = refused.soup.select_one("input[name=version]")["value"]
        as_user(house.secretariat, f"{address}/edit", data, status=303)


class TestWhoSeesThem:
    @pytest.mark.parametrize("path", ["", "/new"])
    def test_others_find_nothing_there(self, house, draft, as_user, path):
        draft()

        for user in (house.reporter, house.donor, house.observer):
            as_user(user, f"{RELEASES}{path}", status=404)
        answer = as_user(None, f"{RELEASES}{path}", status=302)
        assert "/user/login" in answer.headers["Location"]

    def test_the_list_names_state_and_number(self, house, publish, draft, as_user):
        publish()
        draft(title="Second release")

        rows = as_user(house.coordinator, RELEASES).soup.select("tbody tr")

        told = [
            [c.get_text(strip=True) for c in row.find_all(["th", "td"])] for row in rows
        ]
        kind = "State of the work"
        assert [row[:6] for row in told] == [
            ["Second release", "Draft", kind, "progress", WHEN, "–not reported"],
            ["State of the work", "Published", kind, "progress", WHEN, "1"],
        ]
        one = as_user(house.coordinator, f"{RELEASES}?state=draft").soup
        assert len(one.select("tbody tr")) == 1

    @pytest.mark.parametrize("path", ["", "/new", "/{id}", "/{id}/edit", "/{id}/drop"])
    def test_a_page_is_well_formed(self, house, draft, as_user, path):
        made = draft()

        soup = as_user(house.secretariat, RELEASES + path.format(**made)).soup

        assert len(soup.find_all("h1")) == 1
        ids = [e["id"] for e in soup.select("[id]")]
        assert len(ids) == len(set(ids))
        fields = soup.select(
            "main input:not([type=hidden]), main select, main textarea"
        )
        labelled = {label["for"] for label in soup.select("label[for]")}
        assert {field["id"] for field in fields} <= labelled
        for form in soup.select("main form[method=post]"):
            assert form.select_one("input[name=_csrf_token]") is not None
