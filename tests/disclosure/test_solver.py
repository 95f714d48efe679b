"""A solver that fails, stops or answers nonsense ends in a refusal."""

from __future__ import annotations

from types import SimpleNamespace

import highspy
import numpy as np
import pytest
from scipy import sparse

from ckanext.tiptaskforce.disclosure import Refused, lp
from ckanext.tiptaskforce.disclosure.lp import MoveModel, whole

DIMENSIONS = {"lga": {"codes": ["l1", "l2", "l3"]}, "sex": {"codes": ["F", "M"]}}
ROWS = [
    *[("l1", "F", 9), ("l1", "M", 2), ("l2", "F", 8)],
    *[("l2", "M", 7), ("l3", "F", 6), ("l3", "M", 11)],
]
STATUS = highspy.HighsModelStatus


def made(bench):
    spec = bench.spec(dimensions=DIMENSIONS, tables={"t": ["lga", "sex"]}, k=5)
    return bench.protect(spec, bench.tallies("lga,sex,n", ROWS))


@pytest.mark.parametrize(
    "status",
    [STATUS.kInfeasible, STATUS.kUnknown, STATUS.kUnbounded],
)
def test_a_status_that_is_not_optimal(bench, monkeypatch, status):
    monkeypatch.setattr(highspy.Highs, "getModelStatus", lambda _self: status)

    with pytest.raises(Refused) as refused:
        made(bench)

    assert refused.value.why == "unproven"
    assert not bench.ledger.joinpath("ledger.jsonl").exists()
    assert list(bench.folder.glob("out*")) == list(bench.folder.glob(".out*")) == []


@pytest.mark.parametrize("value", [np.nan, np.inf, 0.5, 1e300])
def test_an_answer_that_is_no_table(bench, monkeypatch, value):
    def nonsense(solver):
        return SimpleNamespace(col_value=[value] * solver.getNumCol())

    monkeypatch.setattr(highspy.Highs, "getSolution", nonsense)

    with pytest.raises(Refused):
        made(bench)


def test_no_solver_works_when_the_time_is_over(bench):
    """What it has not found in its time is refused, and never taken as proven."""
    with lp.within(lambda: 0.0), pytest.raises(Refused) as refused:
        made(bench)

    assert refused.value.why == "unproven"
    assert not bench.ledger.joinpath("ledger.jsonl").exists()


def test_time_that_is_over_comes_back_for_the_next(bench):
    with lp.within(lambda: 0.0), pytest.raises(Refused):
        made(bench)

    with lp.within(lambda: 100.0):
        assert (made(bench) / "public" / "t.csv").exists()


def test_an_optimum_of_another_problem_is_not_taken(bench, monkeypatch):
    """The status says optimal and the numbers are whole, but they do not add up."""

    def another(solver):
        values = np.zeros(solver.getNumCol())
        values[:] = np.arange(len(values)) % 7
        return SimpleNamespace(col_value=values.tolist())

    monkeypatch.setattr(highspy.Highs, "getSolution", another)

    with pytest.raises(Refused):
        made(bench)


def test_without_a_fault_it_is_released(bench):
    assert (made(bench) / "public" / "t.csv").exists()


@pytest.mark.parametrize(
    ("move", "found"),
    [
        ([1.0, -2.0000001, 0.0], [1, -2, 0]),
        ([0.5, 0.0], None),
        ([float("nan"), 0.0], None),
        ([], []),
    ],
)
def test_only_whole_numbers_are_taken(move, found):
    answer = whole(np.array(move))

    assert (None if answer is None else answer.tolist()) == found


class TestSums:
    """Two cells of which each rises by 4 and falls by 3 at most; the second is dear."""

    @pytest.fixture
    def model(self):
        rise, fall, cost = np.array([4.0, 4.0]), np.array([3.0, 3.0]), np.array([1, 9])
        return MoveModel(sparse.csr_matrix((1, 2)), rise, fall, cost.astype(float))

    @pytest.mark.parametrize(
        ("direction", "amount", "found"),
        [(1, 3, [3, 0]), (1, 6, [4, 2]), (-1, 2, [-2, 0]), (-1, 5, [-3, -2])],
    )
    def test_together_they_go_as_far_as_is_wanted(
        self, model, direction, amount, found
    ):
        assert model.reach([0, 1], direction, amount).tolist() == found

    def test_farther_than_both_can_go_there_is_nothing(self, model):
        assert model.reach([0, 1], 1, 9) is None
        assert model.reach([0, 1], -1, 7) is None

    def test_one_sum_does_not_bind_the_next_goal(self, model):
        model.reach([0, 1], 1, 8)

        assert model.reach([0], -1, 1).tolist() == [-1, 0]
        assert model.reach([1, 0], -1, 6).tolist() == [-3, -3]
        assert model.reach([0, 1], 1, 1, exact=True).tolist() == [1, 0]

    def test_what_is_pinned_stays(self, model):
        assert model.reach([0, 1], 1, 3, [0]).tolist() == [0, 3]
