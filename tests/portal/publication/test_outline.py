"""Outlines of releases: read once by a process, and gone with what is public."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from ckan import model

from ckanext.tiptaskforce.model import publication
from ckanext.tiptaskforce.model.release import Release


@pytest.fixture
def now(house):
    """Return the function that reads what is public as a new request does."""

    def read():
        model.Session.rollback()
        return publication.speaking_now(house.id)

    return read


def test_one_that_is_known_is_read_no_more(published, now, queries):
    before = now()
    with queries() as asked:
        again = now()

    assert [one.id for one in again] == [published["id"]]
    assert again[0] is before[0]
    assert len(asked) == 1
    assert not any("snapshot" in statement for statement in asked)


def test_a_row_that_is_another_one_is_read_anew(published, now):
    (before,) = now()
    known = Release.id == published["id"]
    model.Session.execute(
        sa.update(Release).where(known).values(title="Another", version=99)
    )
    model.Session.commit()

    (after,) = now()

    assert (before.title, after.title) == ("State of the work", "Another")


def test_what_was_withdrawn_stays_nowhere(published, release, house, now):
    assert len(now()) == 1
    release.withdraw(published)

    assert now() == []
    assert publication._KEPT[house.id] == {}


def test_one_that_goes_between_the_two_queries_is_not_told(
    published, release, house, now, monkeypatch
):
    publication._KEPT.clear()
    read = publication.rows

    def late(*about, **values):
        release.withdraw(published)
        return read(*about, **values)

    monkeypatch.setattr(publication, "rows", late)

    assert now() == []
    assert publication._KEPT[house.id] == {}
