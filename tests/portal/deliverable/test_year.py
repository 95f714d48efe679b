"""Planning a year: assigned, dated and copied at once, all rows or none."""

from __future__ import annotations

import datetime as dt
from typing import Any

import ckan.plugins.toolkit as tk
import pytest

YEAR = dt.datetime.now(dt.UTC).year + 1


@pytest.fixture
def planned(house, act):
    """Return a function that saves rows as coordination does, or tries them out."""

    def plan(*rows: dict[str, Any], who: Any = None, **more: Any) -> dict[str, Any]:
        user = who or house.coordinator
        return act("deliverable_plan", user, taskforce="borno", rows=list(rows), **more)

    return plan


@pytest.fixture
def offered(house, act):
    """Return a function that gives what a year is planned from."""

    def overview(year: int = YEAR, **more: Any) -> dict[str, Any]:
        asked = {"taskforce": "borno", "year": year, **more}
        return act("deliverable_overview", house.coordinator, **asked)

    return overview


@pytest.fixture
def delivered(house, log, act, in_days):
    """Return a function that brings a deliverable to its end, this year."""

    def deliver(**more: Any) -> dict[str, Any]:
        row = log(status="delivered", finished_on=in_days(0), due=None, **more)
        about = {"id": row["id"], "version": row["version"]}
        return act("deliverable_accept", house.coordinator, **about)

    return deliver


class TestOffered:
    def test_open_work_and_what_is_done_again_and_what_nobody_logged(
        self, house, log, delivered, offered, in_days
    ):
        still = log(template="1.1")
        done = delivered(template="1.2")

        found = offered()

        told = [(one["id"], one["verb"]) for one in found["items"]]
        assert told == [(still["id"], "update"), (done["id"], "renew")]
        assert found["items"][1]["proposed_due"][:4] == str(YEAR)
        assert found["items"][1]["proposed_due"][5:] == in_days(0)[5:].replace(
            "02-29", "02-28"
        )
        assert [one["template"] for one in found["missing"]] == ["2.1"]

    def test_what_has_a_next_edition_is_not_offered_again(
        self, house, delivered, offered, act
    ):
        done = delivered()
        about = {"id": done["id"], "version": done["version"]}
        new = act("deliverable_renew", house.reporter, **about, due=f"{YEAR}-06-01")

        assert [one["id"] for one in offered()["items"]] == [new["id"]]

    def test_nothing_of_other_years(self, house, log, delivered, offered):
        log(due=f"{YEAR + 1}-03-01", status="planned")
        delivered()

        assert [one["state"] for one in offered(YEAR)["items"]] == ["delivered"]
        assert [one["state"] for one in offered(YEAR + 1)["items"]] == ["planned"]


class TestPlan:
    def test_assigns_dates_and_copies_at_once(
        self, house, log, delivered, planned, act
    ):
        still, done = log(template="1.1"), delivered(template="1.2")

        told = planned(
            {"template": "2.1", "agency": "BRN", "due": f"{YEAR}-03-01"},
            {"id": still["id"], "version": still["version"], "due": f"{YEAR}-04-01"},
            {"id": done["id"], "version": done["version"], "agency": "BRN"},
        )

        assert told["is_saved"] is True
        verbs = [one["verb"] for one in told["items"]]
        assert verbs == ["create", "update", "renew"]

        def shown(number: int) -> dict[str, Any]:
            found = told["items"][number]["id"]
            return act("deliverable_show", house.coordinator, id=found)

        new = shown(0)
        assert (new["title"], new["agency"]) == ("Standing deliverable 2.1", "BRN")
        assert (new["state"], new["due"]) == ("planned", f"{YEAR}-03-01")
        assert (shown(1)["agency"], shown(1)["due"]) == ("RP", f"{YEAR}-04-01")
        again = shown(2)
        assert (again["edition"], again["agency"], again["state"]) == (
            2,
            "BRN",
            "planned",
        )

    def test_a_preview_saves_nothing(self, house, log, planned, act, row_count):
        still = log()
        before = row_count()

        told = planned(
            {"template": "2.1", "agency": "BRN", "due": f"{YEAR}-03-01"},
            {"id": still["id"], "version": still["version"], "due": f"{YEAR}-04-01"},
            is_preview=True,
        )

        assert told["is_saved"] is False
        assert [one["verb"] for one in told["items"]] == ["create", "update"]
        assert row_count() == before
        now = act("deliverable_show", house.reporter, id=still["id"])
        assert (now["due"], now["version"]) == (still["due"], still["version"])

    @pytest.mark.parametrize("is_preview", [True, False])
    def test_one_bad_row_and_none_is_saved(
        self, house, log, planned, row_count, is_preview
    ):
        still = log()
        before = row_count()

        with pytest.raises(tk.ValidationError) as refused:
            planned(
                {"template": "2.1", "agency": "BRN", "due": f"{YEAR}-03-01"},
                {"template": "9.9", "agency": "BRN", "due": f"{YEAR}-03-01"},
                {"id": still["id"], "version": 7, "due": f"{YEAR}-04-01"},
                {"template": "2.1", "agency": "BRN", "due": "soon"},
                is_preview=is_preview,
            )

        words = refused.value.error_dict["rows"]
        starts = [word.split(":")[0] for word in words]
        assert starts == ["Row 2, template", "Row 3, version", "Row 4, due"]
        assert row_count() == before

    def test_the_same_key_assigns_once(self, house, planned, act):
        row = {"template": "2.1", "agency": "BRN", "due": f"{YEAR}-03-01"}

        first = planned(row, idempotency_key="k1")
        again = planned(row, idempotency_key="k1")

        assert first["items"][0]["id"] == again["items"][0]["id"]

    def test_other_fields_of_a_row_are_refused_by_name(self, house, planned):
        with pytest.raises(tk.ValidationError) as refused:
            planned({"template": "2.1", "note": "x"})

        assert "agency, due, id" in str(refused.value.error_dict["rows"])

    def test_the_whole_of_it_is_for_coordination(self, house, planned):
        for who in (house.reporter, house.chair):
            with pytest.raises(tk.NotAuthorized):
                planned({"template": "2.1", "agency": "RP"}, who=who)

    def test_a_chair_plans_the_own_subcommittee_and_no_other(
        self, house, log, planned, act, row_count
    ):
        mine = log(template="1.2")
        other = log(template=None, user=house.other_reporter, subcommittee="prevention")
        about = {"who": house.chair, "subcommittee": "protection"}
        row = {"id": mine["id"], "version": 1, "agency": "BRN", "due": f"{YEAR}-04-01"}

        planned({"template": "1.2", "agency": "BRN", "due": f"{YEAR}-03-01"}, **about)
        planned(row, **about)
        now = act("deliverable_show", house.chair, id=mine["id"])
        assert (now["agency"], now["due"]) == ("BRN", f"{YEAR}-04-01")

        before = row_count()
        for refused in (
            {"id": other["id"], "version": 1, "due": f"{YEAR}-04-01"},
            {"title": "Of nobody", "agency": "BRN", "due": f"{YEAR}-03-01"},
        ):
            with pytest.raises(tk.ValidationError) as told:
                planned(refused, **about)
            assert "Your seat does not let" in str(told.value.error_dict["rows"])
        with pytest.raises(tk.NotAuthorized):
            planned(row, who=house.chair, subcommittee="prosecution")
        assert row_count() == before

    def test_partners_are_set_for_each_row(self, house, log, delivered, planned, act):
        still, done = log(template="1.1"), delivered(template="1.2", partners=["MIN"])

        told = planned(
            {"template": "2.1", "agency": "BRN", "due": f"{YEAR}-03-01"}
            | {"partners": ["RP", "MIN"]},
            {"id": still["id"], "version": still["version"], "partners": ["BRN"]},
            {"id": done["id"], "version": done["version"], "partners": []},
        )["items"]

        assert [one["partners"] for one in told] == [["RP", "MIN"], ["BRN"], []]
        shown = [act("deliverable_show", house.coordinator, id=r["id"]) for r in told]
        assert [one["partners"] for one in shown] == [["MIN", "RP"], ["BRN"], []]
        planned({"id": shown[1]["id"], "version": shown[1]["version"], "partners": []})
        assert act("deliverable_show", house.reporter, id=still["id"])["partners"] == []

    def test_a_partner_that_is_not_there_is_named_by_its_row(self, house, planned):
        with pytest.raises(tk.ValidationError) as refused:
            planned(
                {"template": "2.1", "agency": "BRN", "due": f"{YEAR}-03-01"}
                | {"partners": ["BRM"]},
                is_preview=True,
            )

        words = refused.value.error_dict["rows"]
        assert words[0].startswith("Row 1, partners: ")
        assert "Nearest: BRN" in words[0]


class TestPage:
    def test_rows_are_typed_previewed_and_saved(
        self, house, log, delivered, window, post, page_of, act
    ):
        still, done = log(template="1.1"), delivered(template="1.2")
        where = f"/deliverable/plan?year={YEAR}"
        rows = page_of(house.coordinator, where).select("tbody tr")
        assert len(rows) == 3

        preview = post(
            house.coordinator,
            where,
            **{"take-0": "1", "agency-0": "BRN", "due-0": f"{YEAR}-03-01"},
            **{"due-1": f"{YEAR}-04-01", "partners-0": "RP, MIN"},
            step="preview",
        )
        told = [
            [cell.get_text(strip=True) for cell in row.find_all(["th", "td"])]
            for row in preview.select("tbody tr")
        ]
        assert told == [
            ["Standing deliverable 2.1", "Assigned anew", "BRN", "RP, MIN"]
            + [f"1 Mar {YEAR}"],
            ["Referral pathway", "Changed", "as before", "as before"]
            + [f"1 Apr {YEAR}"],
        ]
        assert act("deliverable_show", house.reporter, id=still["id"])["version"] == 1

        fields = {
            tag["name"]: tag.get("value", "")
            for tag in preview.main.find("form", method="post").find_all("input")
        }
        saved = window(house.coordinator).post(
            f"/taskforce/borno{where}",
            data={**fields, "step": "save"},
            follow_redirects=True,
        )
        assert "2 rows are saved." in saved.get_data(as_text=True)
        now = act("deliverable_show", house.reporter, id=still["id"])
        assert now["due"] == f"{YEAR}-04-01"
        assert act("deliverable_show", house.reporter, id=done["id"])["version"] == 2

    def test_it_names_standing_deliverables_and_every_acronym_that_may_be_typed(
        self, house, log, page_of
    ):
        log(template="1.1", title="Pathway of Jere")

        page = page_of(house.coordinator, f"/deliverable/plan?year={YEAR}")

        heads = [" ".join(row.th.get_text().split()) for row in page.select("tbody tr")]
        standing = "Standing deliverable 1.1: Standing deliverable 1.1"
        assert f"Pathway of Jere {standing}" in heads
        named = [item.bdi.get_text() for item in page.select(".tf-columns li")]
        assert named == sorted(house.agency)

    def test_a_chair_opens_it_for_the_own_subcommittee(
        self, house, log, window, page_of, post, act
    ):
        mine = log(template="1.2", title="Of protection")
        log(template=None, user=house.other_reporter, title="Of prevention")
        index = page_of(house.chair, "/deliverable")
        link = index.find("a", href="/taskforce/borno/deliverable/plan")
        assert link.get_text(strip=True) == "Plan a year"

        where = f"/deliverable/plan?year={YEAR}"
        page = page_of(house.chair, where)
        text = page.main.get_text()
        assert "Of protection" in text
        assert "Of prevention" not in text
        options = page.select("select[name=subcommittee] option")
        assert [one["value"] for one in options] == ["protection"]
        also = page_of(house.chair, f"{where}&subcommittee=prevention").main.get_text()
        assert "Of prevention" not in also

        rows = [tag.get_text() for tag in page.select("tbody th")]
        i = next(i for i, words in enumerate(rows) if "Of protection" in words)
        due = {f"due-{i}": f"{YEAR}-04-01", f"partners-{i}": "BRN"}
        post(house.chair, where, **due, step="save")
        now = act("deliverable_show", house.chair, id=mine["id"])
        assert (now["due"], now["partners"]) == (f"{YEAR}-04-01", ["BRN"])
        for who in (house.reporter, house.observer):
            assert page_of(who, "/deliverable").find("a", string="Plan a year") is None
            assert window(who).get(f"/taskforce/borno{where}").status_code == 403

    def test_what_is_refused_comes_back_as_it_was_typed(self, house, post):
        page = post(
            house.coordinator,
            f"/deliverable/plan?year={YEAR}",
            **{"take-0": "1", "agency-0": "BRM", "due-0": f"{YEAR}-03-01"},
            step="preview",
        )

        assert "Nearest: BRN" in page.select_one("[role=alert]").get_text()
        assert page.find("input", id="agency-0")["value"] == "BRM"

    def test_its_queries_do_not_grow(self, house, log, window, queries):
        where = f"/taskforce/borno/deliverable/plan?year={YEAR}"

        def sent() -> int:
            with queries() as found:
                window(house.coordinator).get(where)
            return len(found)

        log()
        before = sent()
        for _ in range(12):
            log()

        assert sent() <= before <= 15
