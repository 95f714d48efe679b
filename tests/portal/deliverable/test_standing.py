"""Standing deliverables as data, their kinds, and what a weak function asks for."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import pytest

PLACE = {"starts": "10:00", "place_kind": "online"}


@pytest.fixture
def standing(house, act):
    """Return a function that adds a standing deliverable as coordination does."""

    def add(**more):
        said = {"code": "1.9", "title": "Map of needs", "core_function": 1, **more}
        return act("template_create", house.secretariat, taskforce="borno", **said)

    return add


@pytest.fixture
def functions(house, act):
    """Return a function that tells how the core functions stand."""
    return lambda: act("core_function_overview", house.observer, taskforce="borno")


@pytest.fixture
def planned(house, act, in_days):
    """A meeting of the whole task force in ten days."""
    return act(
        "meeting_create",
        house.coordinator,
        taskforce="borno",
        day=in_days(10),
        **PLACE,
    )


class TestTemplates:
    def test_one_that_is_added_is_asked_for_at_once(self, house, standing, functions):
        standing()

        first = functions()[0]

        assert [d["template"] for d in first["deliverables"]] == ["1.1", "1.2", "1.9"]
        assert first["applicable"] == 3

    def test_one_without_a_function_is_never_scored(self, house, standing, functions):
        made = standing(core_function=None, code="aap")

        assert made["is_scored"] is False
        assert [f["applicable"] for f in functions()] == [2, 1, 0, 0, 0, 0]

    def test_a_code_is_given_once(self, house, standing):
        standing()
        with pytest.raises(tk.ValidationError) as refused:
            standing(title="Another")

        assert list(refused.value.error_dict) == ["code"]

    def test_a_retired_one_leaves_the_functions_and_comes_back(
        self, house, standing, functions, act, log
    ):
        made = standing()
        row = log(template="1.9")
        about = {"id": made["id"], "version": made["version"]}

        gone = act("template_update", house.secretariat, **about, retired=True)

        assert functions()[0]["applicable"] == 2
        listed = act("template_list", house.observer, taskforce="borno")["items"]
        assert [one["code"] for one in listed] == ["1.1", "1.2", "2.1"]
        assert (
            act("deliverable_show", house.reporter, id=row["id"])["template"] == "1.9"
        )
        about["version"] = gone["version"]
        act("template_update", house.secretariat, **about, retired=False)
        assert functions()[0]["applicable"] == 3

    def test_only_coordination_changes_them(self, house, act):
        for who in (house.chair, house.focal_point):
            with pytest.raises(tk.NotAuthorized):
                act("template_create", who, taskforce="borno", code="9.9", title="X")

    def test_its_successor_stands_in_the_function(
        self, house, standing, functions, act
    ):
        standing(successor="State agency", handover_on="2031-01-01")

        last = functions()[0]["deliverables"][-1]

        assert (last["successor"], last["handover_on"]) == (
            "State agency",
            "2031-01-01",
        )

    def test_the_pages_add_and_change_one(self, house, post, page_of):
        page = post(
            house.secretariat,
            "/template/new",
            code="1.9",
            core_function="1",
            title="Map of needs",
            kind="assessment",
        )
        link = page.find("a", string=lambda s: s and "1.9 Map of needs" in s)
        row = link.find_parent("tr").get_text(" ", strip=True)
        assert "Assessment" in row

        where = link["href"].removeprefix("/taskforce/borno")
        page = post(house.secretariat, where, title="Map of all needs", retired="true")
        row = page.find("a", string=lambda s: s and "1.9" in s).find_parent("tr")
        assert "1.9 Map of all needs retired" in " ".join(row.get_text(" ").split())
        assert page_of(house.observer, "/template").find("a", href=link["href"]) is None


class TestKinds:
    @pytest.mark.parametrize(
        ("kind", "said"),
        [
            ("advocacy", {"key_messages": "Trafficking is a crime."}),
            ("planning_input", {"input_document": "HNO", "cycle_year": 2027}),
            ("assessment", {"assessed_from": "2026-03-01", "areas": "Jere, Mafa"}),
        ],
    )
    def test_each_has_its_own_fields(self, house, standing, log, kind, said):
        standing(kind=kind)

        made = log(template="1.9", **said)

        assert {name: made[name] for name in said} == said

    def test_another_kinds_field_is_refused_by_name(self, house, log):
        with pytest.raises(tk.ValidationError) as refused:
            log(key_messages="Trafficking is a crime.")

        assert list(refused.value.error_dict) == ["key_messages"]

    def test_an_assessment_ends_after_it_begins(self, house, standing, log):
        standing(kind="assessment")
        days = {"assessed_from": "2026-03-02", "assessed_until": "2026-03-01"}
        with pytest.raises(tk.ValidationError) as refused:
            log(template="1.9", **days)

        assert list(refused.value.error_dict) == ["assessed_until"]

    def test_what_points_to_a_person_is_refused(self, house, standing, log):
        standing(kind="advocacy")
        with pytest.raises(tk.ValidationError) as refused:
            log(template="1.9", talking_points="Call 0803 123 4567")

        assert "phone number" in str(refused.value.error_dict["talking_points"])

    def test_the_form_asks_for_them_and_the_page_shows_them(
        self, house, standing, post
    ):
        standing(kind="advocacy")

        page = post(
            house.reporter,
            "/deliverable/new?template=1.9",
            day="2031-01-01",
            status="planned",
            key_messages="Trafficking is a crime.",
            consulted="yes",
            consulted_on="2026-02-01",
            consulted_how="Group discussions.",
        )

        facts = " ".join(page.select_one(".tf-facts").get_text(" ").split())
        assert "Key messages Trafficking is a crime." in facts
        assert "Affected people consulted Yes Consulted on 1 Feb 2026" in facts

    def test_the_history_tells_a_change_of_them(self, house, standing, log, act):
        standing(kind="advocacy")
        row = log(template="1.9", key_messages="One.")
        about = {"id": row["id"], "version": row["version"]}
        act("deliverable_update", house.reporter, **about, key_messages="Two.")

        told = act("deliverable_history", house.reporter, id=row["id"])[0]

        assert [(c["field"], c["from"], c["to"]) for c in told["changes"]] == [
            ("key_messages", "One.", "Two.")
        ]


class TestConsulted:
    def test_yes_says_when(self, house, log):
        with pytest.raises(tk.ValidationError) as refused:
            log(consulted="yes")

        assert list(refused.value.error_dict) == ["consulted_on"]

    def test_it_changes_no_score(self, house, log, functions):
        before = functions()
        log(consulted="yes", consulted_on="2026-02-01", title="Other", template=None)

        assert functions() == before


class TestProposal:
    def test_a_weak_function_asks_in_the_next_meeting(
        self, house, log, planned, functions, act
    ):
        log(template="1.2")
        assert [f["is_weak"] for f in functions()] == [True, True, *[False] * 4]

        made = act(
            "core_function_propose",
            house.coordinator,
            taskforce="borno",
            core_function=1,
        )

        assert (made["meeting"], made["agency"]) == (planned["id"], "RP")
        assert made["title"] == ("Core function 1: 0 of 2 in place; bring it forward.")
        assert functions()[0]["action_point"] == made["id"]
        tasks = act("task_list", house.reporter, taskforce="borno")["items"]
        assert made["id"] in [one["id"] for one in tasks]
        with pytest.raises(tk.ValidationError) as refused:
            act(
                "core_function_propose",
                house.coordinator,
                taskforce="borno",
                core_function=1,
            )
        assert "open already" in str(refused.value.error_dict["core_function"])

    def test_one_with_more_in_place_asks_for_nothing(
        self, house, log, planned, act, in_days
    ):
        row = log(template="2.1", status="delivered", finished_on=in_days(0))
        act("deliverable_accept", house.coordinator, id=row["id"], version=1)

        with pytest.raises(tk.ValidationError) as refused:
            act(
                "core_function_propose",
                house.coordinator,
                taskforce="borno",
                core_function=2,
                agency="RP",
            )
        assert list(refused.value.error_dict) == ["core_function"]

    def test_without_a_meeting_it_says_so(self, house, act):
        with pytest.raises(tk.ValidationError) as refused:
            act(
                "core_function_propose",
                house.coordinator,
                taskforce="borno",
                core_function=2,
                agency="RP",
            )
        assert list(refused.value.error_dict) == ["meeting"]

    def test_one_click_on_the_page_makes_it(self, house, log, planned, post, page_of):
        log(template="1.2")

        page = post(house.coordinator, "/function", action="/function/1/propose")

        assert "Core function 1: 0 of 2 in place" in page.main.get_text()
        grid = page_of(house.coordinator, "/function")
        assert len(grid.select("a[href*='/action/']")) == 1
        member = page_of(house.observer, "/function")
        assert member.main.find("form", method="post") is None
