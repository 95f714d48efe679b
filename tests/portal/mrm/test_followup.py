"""Follow-up without cases: what each kind says, who sees it, where it is shown."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import pytest

BASE = "/taskforce/borno"
KINDS = {
    "service": {"service_area": "health", "period": "2026-Q3", "number": 12},
    "action_plan": {
        "title": "Plan to end and prevent recruitment",
        "party_type": "allied_group",
        "status": "signed",
        "review_by": "2026-01-31",
    },
    "advocacy": {"title": "Reopening of schools", "status": "under_way"},
}


@pytest.fixture
def follow(house, act):
    """Return the function that follows something up, as the reporter of RP."""

    def make(kind, **more):
        user = more.pop("user", house.reporter)
        about = {"taskforce": "borno", "kind": kind, "violations": ["recruitment_use"]}
        return act("followup_create", user, **{**about, **KINDS[kind], **more})

    return make


def refusal(make, *args, **more):
    with pytest.raises(tk.ValidationError) as refused:
        make(*args, **more)
    return refused.value.error_dict


class TestKinds:
    @pytest.mark.parametrize("kind", KINDS)
    def test_each_says_its_own(self, follow, kind):
        row = follow(kind)

        assert {name: row[name] for name in KINDS[kind]} == KINDS[kind]
        assert row["agency"] == "RP"
        assert row["links"] == {"recruitment_use": "intersects"}

    @pytest.mark.parametrize(
        ("kind", "field"),
        [(kind, f) for kind in KINDS for f in KINDS[kind] if f != "review_by"],
    )
    def test_what_it_needs_is_named(self, follow, kind, field):
        assert set(refusal(follow, kind, **{field: ""})) == {field}

    @pytest.mark.parametrize(
        ("kind", "more"),
        [
            ("service", {"title": "A title"}),
            ("service", {"party_type": "armed_group"}),
            ("action_plan", {"number": 3}),
            ("advocacy", {"party_type": "armed_group"}),
            ("advocacy", {"period": "2026-Q3"}),
        ],
    )
    def test_what_another_kind_says_is_refused(self, follow, kind, more):
        assert set(refusal(follow, kind, **more)) == set(more)

    def test_it_is_about_a_violation(self, follow):
        assert set(refusal(follow, "advocacy", violations=[])) == {"violations"}

    def test_nobody_signs_advocacy(self, follow):
        assert set(refusal(follow, "advocacy", status="signed")) == {"status"}

    @pytest.mark.parametrize("period", ["2026-07", "2026", "soon"])
    def test_services_are_counted_by_quarter(self, follow, period):
        assert set(refusal(follow, "service", period=period)) == {"period"}

    @pytest.mark.parametrize(
        "title",
        [
            "Call the colonel on +234 803 123 4567",
            "Write to musa@example.org about it",
            "Meet at 11.8311, 13.1510",
        ],
    )
    @pytest.mark.parametrize("kind", ["action_plan", "advocacy"])
    def test_what_points_at_a_person_is_not_stored(
        self, follow, act, house, kind, title
    ):
        assert "title" in refusal(follow, kind, title=title)
        found = act("followup_list", house.coordinator, taskforce="borno")
        assert found["count"] == 0

    def test_a_likely_name_must_be_confirmed(self, follow):
        title = "Talks with Ibrahim Abubakar Shettima about schools"

        assert "title" in refusal(follow, "advocacy", title=title)
        assert follow("advocacy", title=title, confirm=["title"])["title"] == title

    def test_no_field_holds_a_person_or_a_place(self, follow):
        for field in ("place", "name", "sex", "age_group", "case", "narrative"):
            assert refusal(follow, "service", **{field: "x"}) == {
                field: ["Unknown field."]
            }


class TestList:
    def test_services_add_up_by_quarter_and_violation(self, follow, act, house):
        follow("service")
        follow("service", number=5, violations=["recruitment_use", "abduction"])
        follow("service", number=2, period="2026-Q2")
        follow("action_plan")

        found = act("followup_overview", house.observer, taskforce="borno")

        assert found["items"] == [
            {"period": "2026-Q3", "violation": "abduction", "number": 5},
            {"period": "2026-Q3", "violation": "recruitment_use", "number": 17},
            {"period": "2026-Q2", "violation": "recruitment_use", "number": 2},
        ]

    def test_what_is_closed_is_not_counted_for_others(self, follow, act, house):
        follow("service", visibility="agency")

        counts = {
            who: (
                act("followup_list", getattr(house, who), taskforce="borno")["count"],
                len(
                    act("followup_overview", getattr(house, who), taskforce="borno")[
                        "items"
                    ]
                ),
            )
            for who in ("other_reporter", "focal_point")
        }

        assert counts == {"other_reporter": (0, 0), "focal_point": (1, 1)}

    def test_what_is_retired_leaves_the_list(self, follow, act, house):
        row = follow("action_plan")
        about = {"id": row["id"], "version": row["version"]}
        gone = act("followup_retire", house.reporter, **about, note="It lapsed.")

        found = act("followup_list", house.observer, taskforce="borno")
        old = act("followup_list", house.observer, taskforce="borno", retired=True)

        assert gone["retired"] == "It lapsed."
        assert (found["count"], old["count"]) == (0, 1)

    def test_a_change_keeps_kind_and_organisation(self, follow, act, house):
        row = follow("action_plan")
        about = {"id": row["id"], "version": row["version"]}
        with pytest.raises(tk.ValidationError) as refused:
            act("followup_update", house.reporter, **about, kind="advocacy")
        assert set(refused.value.error_dict) == {"kind"}

        done = act("followup_update", house.reporter, **about, status="completed")
        assert (done["status"], done["is_due"]) == ("completed", False)


class TestPages:
    @pytest.mark.parametrize("kind", KINDS)
    def test_from_the_form_to_the_page_of_the_violation(self, browser, kind):
        at = browser("reporter")
        sent = {k: str(v) for k, v in KINDS[kind].items()}
        sent |= {"key": "7" * 32, "violations": ["abduction"]}
        url = f"{BASE}/mrm/followup/new?kind={kind}"

        assert at.get(url).status_code == 200
        answer = at.post(url, data=sent, follow_redirects=True)

        assert "Follow-up without cases" in answer.text
        name = KINDS[kind].get("title", "Health, mental health")
        assert name in answer.text
        assert name in at.get(f"{BASE}/mrm/abduction").text
        assert name not in at.get(f"{BASE}/mrm/denial_access").text
        assert name in at.get(f"{BASE}/mrm/followup?format=csv").text

    def test_strangers_are_sent_to_sign_in(self, app, follow):
        follow("advocacy")

        answer = app.get(f"{BASE}/mrm/followup", follow_redirects=False)
        public = app.get(f"{BASE}/mrm/recruitment_use").body

        assert answer.status_code == 302
        assert "Reopening of schools" not in public

    def test_an_unknown_kind_is_not_there(self, browser):
        at = browser("reporter")
        assert at.get(f"{BASE}/mrm/followup/new?kind=case").status_code == 404

    def test_it_is_changed_and_retired_by_its_forms(self, browser, follow, act, house):
        row = follow("action_plan")
        at = browser("reporter")
        url = f"{BASE}/mrm/followup/{row['id']}"
        form = {**KINDS["action_plan"], "status": "completed", "version": "1"}
        form |= {"violations": ["recruitment_use"], "review_by": ""}
        at.post(f"{url}/edit", data=form)
        shown = act("followup_show", house.reporter, id=row["id"])
        assert (shown["status"], shown["review_by"]) == ("completed", None)

        note = {"note": "It lapsed.", "version": str(shown["version"])}
        at.post(f"{url}/retire", data=note)
        assert act("followup_show", house.reporter, id=row["id"])["retired"]
