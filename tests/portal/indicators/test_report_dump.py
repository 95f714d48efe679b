"""Reports in a dump: they come back as they were, and stay kept by their trigger."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from ckan import model

from ckanext.tiptaskforce.logic import dumping, restoring
from ckanext.tiptaskforce.model import chain
from ckanext.tiptaskforce.model.objective import Objective
from ckanext.tiptaskforce.model.report import Report
from ckanext.tiptaskforce.model.strategy import Strategy
from ckanext.tiptaskforce.model.taskforce import Taskforce
from dev import tables

pytestmark = pytest.mark.usefixtures("clean_index")
TABLES = (
    *("strategy", "objective", "indicator", "period"),
    *("report", "report_value", "funding"),
)


def kept() -> dict[str, list[str]]:
    """Return every row of the tables of the reporting loop."""
    model.Session.remove()
    with model.meta.engine.connect() as connection:
        return tables.texts(connection, TABLES)


def strategies(reporting, act) -> list[tuple[str, str]]:
    found = act("strategy_list", reporting.observer, taskforce=reporting.slug)
    return [(one["slug"], one["state"]) for one in found["items"]]


def test_reports_come_back_as_they_were(reporting, accepted, say, act, tmp_path):
    row = say("renew", reporting.focal_point, accepted(12), note="One too many.")
    say("update", reporting.reporter, row, values=[{"value": 11}])
    about = {"taskforce": reporting.slug, "objective": "A.2", "year": 2026}
    act("funding_create", reporting.secretariat, required="10.5", **about)
    before = kept()
    dumping.dump(tmp_path / "set")
    model.Session.execute(sa.update(Report).values(state="sent_back", edition=7))
    model.Session.commit()

    restoring.restore(tmp_path / "set", is_replacing=True)

    assert kept() == before
    assert {name: len(before[name]) for name in ("report_value", "funding")} == {
        "report_value": 2,
        "funding": 1,
    }
    told = sa.text("DELETE FROM tiptaskforce_report_value WHERE edition = 1")
    with (
        pytest.raises(sa.exc.DBAPIError, match="accepted edition is kept"),
        model.meta.engine.begin() as connection,
    ):
        connection.execute(told)


def test_several_strategies_come_back_each_with_its_lines_and_indicators(
    reporting, accepted, act, tmp_path
):
    accepted(12)
    about = {"taskforce": reporting.slug}
    act("strategy_create", reporting.secretariat, preset="borno", **about)
    data = {"title": "The next", "from": "2029-01-01", "until": "2031-12-31", **about}
    made = act("strategy_create", reporting.secretariat, copy_of="now", **data)
    said = {"id": made["id"], "version": made["version"]}
    act("strategy_adopt", reporting.coordinator, **said)
    more = {"objective": "A.2", "code": "N-1", "title": "Pathways", "agencies": ["RP"]}
    act("indicator_create", reporting.secretariat, **more, **about)
    before, told = kept(), strategies(reporting, act)
    dumping.dump(tmp_path / "set")
    model.Session.execute(sa.delete(Objective))
    model.Session.execute(sa.update(Strategy).values(title="Lost"))
    model.Session.commit()

    restoring.restore(tmp_path / "set", is_replacing=True)

    assert kept() == before
    counted = {name: len(before[name]) for name in ("strategy", "indicator")}
    # The copy took the indicator of the other, and has one of its own.
    assert counted == {"strategy": 3, "indicator": 3}
    assert strategies(reporting, act) == told
    assert told[0] == ("2029-2031", "current")
    taskforce = Taskforce.get(reporting.slug)
    assert taskforce is not None
    assert list(chain.verify(taskforce.id)) == []
