"""Comments, joint work and versions of evidence on the pages."""

from __future__ import annotations

import pytest

from ckanext.tiptaskforce.model.base import Scope

SAID = "The second edition covers two more areas."


class TestComments:
    def test_one_is_said_on_the_page_of_the_work(self, house, log, post):
        row = log()

        page = post(
            house.other_reporter,
            f"/deliverable/{row['id']}",
            action="/comment",
            text=SAID,
        )

        assert page.select_one(".tf-history q").get_text() == SAID
        told = page.select_one(".tf-history__what").get_text()
        assert " ".join(told.split()) == "commented, BRN (Reporter)"
        assert house.other_reporter["name"] not in page.main.get_text()

    def test_words_with_a_number_come_back_with_the_reason(self, house, log, post):
        row = log()
        typed = "Call 0803 123 4567"

        page = post(
            house.reporter, f"/deliverable/{row['id']}", action="/comment", text=typed
        )

        assert page.find("textarea", id="field-text").get_text().strip() == typed
        assert "phone number" in page.select_one("[role=alert]").get_text()

    def test_an_own_one_is_changed_and_removed(self, house, log, act, post):
        row = log()
        made = act(
            "comment_create",
            house.reporter,
            taskforce="borno",
            deliverable=row["id"],
            text=SAID,
        )
        where = f"/deliverable/{row['id']}/comment/{made['id']}"

        page = post(house.reporter, where, text="Three areas.")
        assert "changed on" in page.select_one(".tf-history li").get_text(" ")
        assert page.select_one(".tf-history q").get_text() == "Three areas."

        page = post(house.reporter, f"{where}/remove")
        assert "The comment is removed." in page.select_one(".tf-history").get_text()
        assert "Three areas." not in page.main.get_text()

    def test_the_page_of_another_persons_comment_is_closed(
        self, house, log, act, window
    ):
        row = log()
        made = act(
            "comment_create",
            house.reporter,
            taskforce="borno",
            deliverable=row["id"],
            text=SAID,
        )
        where = f"/taskforce/borno/deliverable/{row['id']}/comment/{made['id']}"

        assert window(house.focal_point).get(where).status_code == 403
        assert window(house.coordinator).get(where + "/remove").status_code == 200

    def test_an_observer_has_no_form(self, house, log, page_of):
        row = log()

        page = page_of(house.observer, f"/deliverable/{row['id']}")

        assert page.main.find("form", method="post") is None


class TestTimeline:
    def test_it_says_in_words_what_changed(self, house, log, act, page_of, in_days):
        row = log()
        about = {"id": row["id"], "version": row["version"]}
        changes = {"visibility": "agency", "subcommittee": "prevention"}
        act("deliverable_update", house.reporter, **about, **changes)

        page = page_of(house.reporter, f"/deliverable/{row['id']}")

        told = [li.get_text(" ", strip=True) for li in page.select(".tf-history ul li")]
        assert told == [
            "Subcommittee: Protection → Prevention",
            "Who may see it: All members → Own organisation and coordinators",
        ]

    def test_its_queries_do_not_grow(self, house, log, act, window, queries):
        row = log()

        def sent() -> int:
            with queries() as found:
                window(house.reporter).get(f"/taskforce/borno/deliverable/{row['id']}")
            return len(found)

        before = sent()
        about = {"taskforce": "borno", "deliverable": row["id"]}
        for number in range(12):
            act("comment_create", house.reporter, **about, text=f"Round {number} done.")
            act(
                "document_create",
                house.reporter,
                **about,
                kind="evidence",
                title=f"Part {number}",
                url=f"https://example.org/{number}",
            )

        assert sent() <= before + 1
        assert sent() <= 15


class TestJoint:
    def test_partners_are_ticked_in_the_form_and_shown(self, house, log, post):
        row = log()

        page = post(house.reporter, f"/deliverable/{row['id']}/edit", partners=["BRN"])

        facts = page.select_one(".tf-facts").get_text(" ", strip=True)
        assert "Jointly with BRN" in facts

    def test_it_stands_on_the_pages_of_both(self, house, log, page_of):
        row = log(partners=["BRN"])

        for acronym in ("RP", "BRN"):
            page = page_of(house.observer, f"/agency/{house.agency[acronym]['id']}")
            assert page.find("a", href=f"/taskforce/borno/deliverable/{row['id']}")
        owed = page_of(house.coordinator, "/owed/BRN")
        assert owed.find("a", href=f"/taskforce/borno/deliverable/{row['id']}") is None


class TestVersions:
    def test_a_newer_version_replaces_the_older_one(self, house, log, act, post):
        row = log()
        first = act(
            "document_create",
            house.reporter,
            taskforce="borno",
            kind="evidence",
            title="One",
            deliverable=row["id"],
            url="https://example.org/one",
        )
        where = f"/deliverable/{row['id']}/attach?replaces={first['id']}"

        page = post(house.reporter, where, evidence_url="https://example.org/two")

        evidence = page.select_one(".tf-facts").get_text(" ", strip=True)
        assert "https://example.org/two" in evidence
        assert "version 2" in evidence
        assert "1 older version" in evidence


@pytest.mark.parametrize("is_member", [True, False])
def test_the_filter_of_joint_work_uses_its_own_index(is_member):
    """As all rows of the list are asked, what is joint must not open each of them."""
    from ckanext.tiptaskforce.model.deliverable import Deliverable

    scope = Scope(is_member=is_member, agency_ids=frozenset({"a"}))
    written = str(Deliverable.visible_to(scope))

    assert ("partner_ids != '{}'::text[]" in written) is is_member
