"""Context series: beside our own figures, never mixed; to strangers the open ones."""

from __future__ import annotations

import json

import ckan.plugins.toolkit as tk
import pytest
from ckan.cli.cli import ckan

BASE = "/taskforce/borno"
SERIES = {
    "slug": "events",
    "title": "Recorded events",
    "unit": "events",
    "country": "Nigeria",
    "source": "Open source",
    "licence": "cc-by",
    "as_of": "2026-01-01",
    "violations": ["abduction"],
    "points": {"2024": {"value": 71}, "2023": {"value": 64, "low": 60, "high": 69}},
}
CLOSED = {"slug": "closed", "source": "Closed source", "licence": "not-open"}
OVERVIEW = [
    {"Country": "Nigeria", "Year": "2024", "CRSV events": "17", "X": "A story"},
    {"Country": "Nigeria", "Year": "2023", "CRSV events": "9", "X": "A story"},
    {"Country": "Chad", "Year": "2024", "CRSV events": "3", "X": "A story"},
]


@pytest.fixture
def load(counting, act):
    """Return the function that loads a series, as the secretariat."""

    def make(**more):
        about = {"taskforce": "borno", **SERIES, **more}
        return act("context_series_load", counting.secretariat, **about)

    return make


class TestLoad:
    def test_it_is_shown_with_source_licence_and_date(self, load):
        row = load()

        assert (row["source"], row["licence"], row["as_of"]) == (
            "Open source",
            "cc-by",
            "2026-01-01",
        )
        assert row["points"] == [
            {"year": 2024, "value": 71, "low": None, "high": None},
            {"year": 2023, "value": 64, "low": 60, "high": 69},
        ]

    def test_newer_figures_keep_the_old_ones_with_their_day(self, load, act, counting):
        load()
        load(points={"2025": {"value": 8}}, as_of="2026-06-01", source="Version 2")

        (row,) = act("context_series_list", counting.observer, taskforce="borno")[
            "items"
        ]
        assert [point["value"] for point in row["points"]] == [8]
        assert (row["edition"], row["source"]) == (2, "Version 2")
        (before,) = row["earlier"]
        assert (before["edition"], before["as_of"]) == (1, "2026-01-01")
        assert before["source"] == "Open source"
        assert [(p["year"], p["value"]) for p in before["points"]] == [
            (2024, 71),
            (2023, 64),
        ]

    def test_the_same_file_again_changes_no_figures(self, load):
        load()
        row = load()

        assert (row["edition"], row["earlier"]) == (1, [])

    def test_an_older_file_is_refused(self, load):
        load()

        with pytest.raises(tk.ValidationError) as refused:
            load(as_of="2025-12-31", points={"2024": {"value": 1}})

        assert set(refused.value.error_dict) == {"as_of"}

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("points", {}),
            ("points", {"2024": {"value": -1}}),
            ("points", {"24": {"value": 1}}),
            ("points", {"2024": {"value": 1, "name": "x"}}),
            ("points", {"2024": 7}),
            ("licence", "free"),
            ("licence", ""),
            ("source", ""),
            ("as_of", ""),
        ],
    )
    def test_what_is_wrong_is_named(self, load, field, value):
        with pytest.raises(tk.ValidationError) as refused:
            load(**{field: value})
        assert set(refused.value.error_dict) == {field}


class TestClosed:
    """What is not openly licensed is for members: on page, interface and file."""

    def test_the_interface(self, load, act, api, counting, token_of):
        load()
        load(**CLOSED)
        asked = {"taskforce": "borno"}

        member = act("context_series_list", counting.observer, **asked)
        for user in (None, counting.donor, counting.root):
            token = token_of(user) if user else None
            status, answer = api("tiptaskforce_context_series_list", token, **asked)
            assert status == 200
            assert [row["slug"] for row in answer["result"]["items"]] == ["events"]
            assert "Closed source" not in json.dumps(answer)

        assert [row["slug"] for row in member["items"]] == ["closed", "events"]

    def test_the_page_of_a_violation(self, load, app, browser):
        load()
        load(**CLOSED)

        public = app.get(f"{BASE}/mrm/abduction").body
        inside = browser("observer").get(f"{BASE}/mrm/abduction/context").text
        apart = app.get(f"{BASE}/mrm/abduction/context").body

        assert "Open source" in public
        assert "CC BY" in public
        assert "Closed source" not in public
        assert "Open source" in apart
        assert "Closed source" not in apart
        assert "Closed source" in inside
        assert "for members only" in inside

    def test_its_earlier_figures_too(self, load, app, browser):
        load(licence="not-open", source="Closed before")
        load(as_of="2026-06-01", points={"2024": {"value": 73}})
        load(as_of="2026-07-01", points={"2024": {"value": 75}})

        inside = browser("observer").get(f"{BASE}/mrm/abduction/context").text
        public = app.get(f"{BASE}/mrm/abduction").body

        assert "Edition 3" in public
        assert "2024: 73" in public
        assert "Closed before" not in public
        assert "Closed before" in inside
        assert "2024: 71; 2023: 64" in inside

    def test_it_stands_beside_its_own_violation_alone(self, load, app):
        load()

        assert "Open source" not in app.get(f"{BASE}/mrm/denial_access").body


@pytest.mark.filterwarnings("ignore:'protected_args' is deprecated")
class TestCommand:
    def test_a_file_is_read_and_its_text_is_not(self, counting, cli, tmp_path, act):
        file = tmp_path / "overview.json"
        file.write_text(json.dumps(OVERVIEW))
        said = ["--country", "Nigeria", "--licence", "cc-by", "--as-of", "2026-11-01"]

        done = cli.invoke(
            ckan, ["tiptaskforce", "context", "load", "borno", str(file), *said]
        )

        assert done.exit_code == 0, done.output
        (row,) = act("context_series_list", None, taskforce="borno")["items"]
        assert [point["value"] for point in row["points"]] == [17, 9]
        assert row["violations"] == ["sexual_violence"]
        assert "A story" not in json.dumps(row)

    @pytest.mark.parametrize(
        ("name", "text"),
        [("incidents.json", "{}"), ("rows.csv", "a,b\n1,2\n"), ("x.json", "no")],
    )
    def test_another_file_is_refused_by_name(self, counting, cli, tmp_path, name, text):
        file = tmp_path / name
        file.write_text(text)
        said = ["--country", "Nigeria", "--licence", "cc-by", "--as-of", "2026-11-01"]

        done = cli.invoke(
            ckan, ["tiptaskforce", "context", "load", "borno", str(file), *said]
        )

        assert done.exit_code == 2
        assert name in done.output
