"""Reports in a dump: they come back as they were, and stay kept by their trigger."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from ckan import model

from ckanext.tiptaskforce.logic import dumping, restoring
from ckanext.tiptaskforce.model.report import Report
from dev import tables

pytestmark = pytest.mark.usefixtures("clean_index")
TABLES = ("indicator", "period", "report", "report_value", "funding")


def kept() -> dict[str, list[str]]:
    """Return every row of the tables of the reporting loop."""
    model.Session.remove()
    with model.meta.engine.connect() as connection:
        return tables.texts(connection, TABLES)


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
