"""The tables of states: each verb is a real action, each state is reached."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from ckanext.tiptaskforce import lifecycle
from ckanext.tiptaskforce.lifecycle import TRANSITIONS, Who
from ckanext.tiptaskforce.vocabulary import (
    ActionPointState,
    AlertState,
    CommentState,
    DecisionState,
    DeliverableState,
    MeetingState,
    ReleaseState,
    ReportState,
    RequestState,
    TallyState,
    UploadState,
)

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "ckanext" / "tiptaskforce"
STATES = {
    "deliverable": DeliverableState,
    "comment": CommentState,
    "tally": TallyState,
    "report": ReportState,
    "release": ReleaseState,
    "upload": UploadState,
    "alert": AlertState,
    "request": RequestState,
    "meeting": MeetingState,
    "decision": DecisionState,
    "action_point": ActionPointState,
}
# Where an object of this noun begins, said by its create action.
FIRST = {
    "deliverable": {"planned", "in_progress", "submitted"},
    "comment": {"live"},
    "tally": {"draft"},
    "report": {"draft"},
    "release": {"draft"},
    "upload": {"open"},
    "alert": {"passed"},
    "request": {"open"},
    "meeting": {"planned"},
    "decision": {"recorded"},
    "action_point": {"open"},
}
# An update may move between these without a verb of their own.
MOVED_BY_UPDATE = {("deliverable", "planned"), ("deliverable", "in_progress")}
LAST = {
    ("deliverable", "dropped"),
    ("release", "withdrawn"),
    ("release", "dropped"),
    ("upload", "committed"),
    ("upload", "dropped"),
    ("upload", "expired"),
    ("alert", "acknowledged"),
    ("comment", "removed"),
    ("request", "answered"),
    ("request", "closed"),
    ("meeting", "cancelled"),
    ("decision", "dropped"),
    ("action_point", "dropped"),
}


def functions(path: str) -> set[str]:
    tree = ast.parse((PACKAGE / path).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def policy() -> set[tuple[str, str]]:
    """Return the (noun, verb) of the policy, read from its table without CKAN."""
    tree = ast.parse((PACKAGE / "permissions.py").read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "POLICY":
            assert isinstance(node.value, ast.Dict)
            return {ast.literal_eval(key) for key in node.value.keys if key}
    raise AssertionError("no POLICY")


said_by_people = [row for row in TRANSITIONS if row.who is not Who.JOB]
ids = {"ids": lambda row: f"{row.noun}-{row.verb}"}


class TestVerbs:
    @pytest.mark.parametrize("row", said_by_people, **ids)
    def test_each_has_an_action_an_auth_function_and_a_policy(self, row):
        name = f"tiptaskforce_{row.noun}_{row.verb}"

        assert name in functions(f"logic/action/{row.noun}.py")
        assert name in functions(f"logic/auth/{row.noun}.py")
        assert (row.noun, row.verb) in policy()

    @pytest.mark.parametrize(
        "row", [row for row in TRANSITIONS if row.who is Who.JOB], **ids
    )
    def test_what_the_job_does_is_no_action(self, row):
        name = f"tiptaskforce_{row.noun}_{row.verb}"

        assert name not in functions(f"logic/action/{row.noun}.py")
        assert (row.noun, row.verb) not in policy()

    def test_no_verb_stands_twice(self):
        named = [(row.noun, row.verb) for row in TRANSITIONS]

        assert len(named) == len(set(named))

    def test_giving_up_and_sending_back_want_a_reason(self):
        noted = {(row.noun, row.verb) for row in TRANSITIONS if row.needs_note}

        assert noted == {
            ("deliverable", "send_back"),
            ("deliverable", "drop"),
            ("tally", "send_back"),
            ("report", "send_back"),
            ("report", "renew"),
            ("release", "send_back"),
            ("release", "object"),
            ("release", "drop"),
            ("request", "answer"),
            ("request", "close"),
            ("meeting", "reopen"),
            ("meeting", "call_off"),
            ("decision", "drop"),
            ("action_point", "drop"),
            ("action_point", "reopen"),
        }


class TestStates:
    @pytest.mark.parametrize("noun", sorted(STATES))
    def test_rows_name_known_states_only(self, noun):
        known = {str(state) for state in STATES[noun]}
        rows = [row for row in TRANSITIONS if row.noun == noun]

        assert {s for row in rows for s in (*row.sources, row.target)} == known

    @pytest.mark.parametrize("noun", sorted(STATES))
    def test_each_state_is_reached_from_the_first(self, noun):
        reached, grown = set(FIRST[noun]), True
        while grown:
            more = {
                row.target
                for row in TRANSITIONS
                if row.noun == noun and row.sources & reached
            }
            grown = not more <= reached
            reached |= more

        assert reached == {str(state) for state in STATES[noun]}

    @pytest.mark.parametrize(
        ("noun", "state"), [(n, str(s)) for n, states in STATES.items() for s in states]
    )
    def test_only_what_is_over_has_no_way_on(self, noun, state):
        is_over = (noun, state) in LAST

        assert (lifecycle.verbs(noun, state) == []) is is_over

    @pytest.mark.parametrize(
        ("noun", "verb", "state", "expected"),
        [
            ("deliverable", "accept", "submitted", True),
            ("deliverable", "accept", "in_progress", False),
            ("deliverable", "accept", "delivered", False),
            ("deliverable", "drop", "delivered", False),
            ("deliverable", "renew", "delivered", True),
            ("report", "update", "accepted", True),
            ("report", "update", "submitted", False),
            ("report", "submit", "accepted", False),
            ("report", "renew", "draft", False),
            ("release", "approve", "proposed", True),
            ("release", "approve", "protected", False),
            ("release", "withdraw", "published", True),
            ("release", "drop", "published", False),
            ("release", "drop", "publishing", False),
            ("release", "update", "proposed", False),
            ("deliverable", "show", "dropped", True),
        ],
    )
    def test_allows(self, noun, verb, state, expected):
        assert lifecycle.allows(noun, verb, state) is expected
