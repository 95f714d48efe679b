"""Counts in a dump: they come back as they were, and stay kept by their trigger."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from ckan import model

from ckanext.tiptaskforce.logic import dumping, restoring
from ckanext.tiptaskforce.model.tally import Tally
from dev import tables

pytestmark = pytest.mark.usefixtures("clean_index")
TABLES = ("agreement", "tally", "tally_row", "contribution")


def kept() -> dict[str, list[str]]:
    """Return every row of the tables of counts."""
    model.Session.remove()
    with model.meta.engine.connect() as connection:
        return tables.texts(connection, TABLES)


class TestDump:
    def test_counts_come_back_as_they_were(
        self, counting, accepted, say, row, tmp_path
    ):
        done = accepted()
        say("update", counting.focal_point, done, rows=[row(n=9)])
        before = kept()
        dumping.dump(tmp_path / "set")
        model.Session.execute(sa.update(Tally).values(state="draft", edition=7))
        model.Session.commit()

        restoring.restore(tmp_path / "set", is_replacing=True)

        assert kept() == before
        assert {name: len(rows) for name, rows in before.items()} == {
            "agreement": 2,
            "tally": 1,
            "tally_row": 1,
            "contribution": 1,
        }

    def test_what_was_restored_is_kept_by_its_trigger(
        self, counting, accepted, tmp_path
    ):
        accepted()
        dumping.dump(tmp_path / "set")
        restoring.restore(tmp_path / "set", is_replacing=True)

        with (
            pytest.raises(sa.exc.DBAPIError),
            model.meta.engine.begin() as connection,
        ):
            connection.execute(sa.text("DELETE FROM tiptaskforce_contribution"))
