"""What a test changes is put back before the next one, and only what it changed."""

from __future__ import annotations

import sqlalchemy as sa
from ckan import model

from dev import tables


def now():
    with model.meta.engine.connect() as connection:
        return tables.copied(connection)


def says(*statements):
    with model.meta.engine.begin() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))


def files():
    """Return the file of each table; a table that is written anew gets another."""
    asked = (
        "SELECT relname, pg_relation_filenode(oid) FROM pg_class WHERE relkind = 'r'"
        " AND relname LIKE 'tiptaskforce%'"
    )
    with model.meta.engine.connect() as connection:
        return dict(connection.execute(sa.text(asked)).tuples().all())


def test_rows_that_were_changed_deleted_and_added(house, rows):
    before = now()
    says(
        "UPDATE tiptaskforce_agency SET name = 'Another'",
        "DELETE FROM tiptaskforce_template WHERE code = '1.1'",
        "INSERT INTO tiptaskforce_place (id, taskforce_id, code, name, level)"
        " SELECT 'one', id, 'NG009', 'Elsewhere', 1 FROM tiptaskforce_taskforce",
        "INSERT INTO dashboard (user_id, activity_stream_last_viewed, email_last_sent)"
        ' SELECT id, now(), now() FROM "user" LIMIT 1',
    )
    assert now() != before

    rows.put_back("house")

    assert now() == before


def test_a_table_that_nobody_touched_is_left_alone(house, rows):
    before = files()
    says("UPDATE tiptaskforce_template SET title = 'Another'")

    rows.put_back("house")

    after = files()
    assert after["tiptaskforce_template"] != before["tiptaskforce_template"]
    assert after["tiptaskforce_agency"] == before["tiptaskforce_agency"]


def test_after_a_column_that_came_and_went_all_is_written_anew(house, rows):
    before = files()
    says(
        "ALTER TABLE tiptaskforce_place ADD COLUMN note text",
        "ALTER TABLE tiptaskforce_place DROP COLUMN note",
    )

    rows.put_back("house")

    assert files()["tiptaskforce_agency"] != before["tiptaskforce_agency"]
