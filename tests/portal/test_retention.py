"""How long things are kept: every noun has a rule, and what is over goes."""

from __future__ import annotations

import datetime as dt

import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan import model
from ckan.cli.cli import ckan

from ckanext.tiptaskforce.logic import nouns, retention
from ckanext.tiptaskforce.model.idempotency import Idempotency
from ckanext.tiptaskforce.model.staged import Staged

LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


def rows(table):
    return model.Session.scalar(sa.select(sa.func.count()).select_from(table))


def aged(table):
    """Make every row of a table look as if it were made long ago."""
    model.Session.execute(sa.update(table).values(created=LONG_AGO))
    model.Session.commit()


class TestTable:
    def test_every_noun_has_one_rule(self):
        named = [rule.noun for rule in retention.RULES]

        assert sorted(named) == sorted(set(named))
        assert {*nouns.TABLES, "event"} <= set(named)

    def test_what_has_days_has_something_that_forgets(self):
        for rule in retention.RULES:
            assert (rule.days is None) == (rule.forget is None), rule.noun


class TestApply:
    def test_keys_of_forms_go_after_their_days_and_not_before(self, house, log):
        log(idempotency_key="k1")

        assert retention.apply()["idempotency"] == 0
        aged(Idempotency)
        assert retention.apply()["idempotency"] == 1
        assert rows(Idempotency) == 0

    def test_a_file_that_waited_too_long_goes(self, house):
        from ckanext.tiptaskforce.logic import files

        location = files.keep(b"a page")
        model.Session.add(
            Staged(
                user_id=house.reporter["id"],
                key="k1",
                file_name="page.pdf",
                media_type="application/pdf",
                size=6,
                sha256="0" * 64,
                location=location,
                created=LONG_AGO,
            )
        )
        model.Session.commit()

        assert retention.apply()["staged"] == 1
        assert rows(Staged) == 0
        with pytest.raises(tk.ObjectNotFound):
            files.content(location)

    def test_the_files_of_a_dropped_release_go_after_90_days(self, house, act):
        from ckanext.tiptaskforce.logic import release_files
        from ckanext.tiptaskforce.model.release import Release

        made = act(
            "release_create",
            house.secretariat,
            taskforce="borno",
            title="State of the work",
            series="progress",
            specification={
                "kind": "progress",
                "window": {"period": ["2026-Q3"]},
                "tables": ["members-type"],
            },
        )
        act(
            "release_drop",
            house.secretariat,
            id=made["id"],
            version=made["version"],
            note="Made twice.",
        )
        folder = release_files.folder_of(model.Session.get(Release, made["id"]))
        folder.mkdir(parents=True)
        (folder / "members-type.csv").write_text("type,count\n")

        assert retention.apply()["release"] == 0
        later = dt.datetime.now(dt.UTC) + dt.timedelta(days=91)
        assert retention.apply(later)["release"] == 1
        assert not folder.exists()


@pytest.mark.filterwarnings("ignore:'protected_args' is deprecated")
class TestCommand:
    def test_show_prints_the_table(self, clean_db, cli):
        done = cli.invoke(ckan, ["tiptaskforce", "retention", "show"])

        assert done.exit_code == 0
        assert "idempotency\t30\t" in done.output

    def test_apply_counts_what_went(self, clean_db, cli):
        done = cli.invoke(ckan, ["tiptaskforce", "retention", "apply"])

        assert done.exit_code == 0
        assert "upload: 0 forgotten" in done.output
