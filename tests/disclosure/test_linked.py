"""Which releases of a ledger are audited together."""

from __future__ import annotations

import json

import pytest

from ckanext.tiptaskforce.disclosure.audit import knowledge, verdict


class _Entry:
    def __init__(self, release, *, counts=True):
        self.release, self.counts = release, counts


class _Ledger:
    """A ledger of releases with their epochs; some were abandoned."""

    def __init__(self, folder, epochs, abandoned=()):
        self.folder, self.epochs, self.abandoned = folder, epochs, abandoned
        for name, own in epochs.items():
            public = folder / name / "public"
            public.mkdir(parents=True)
            manifest = {"release": name, "epochs": own.split(), "tables": {}}
            more = {"workbook": {"file": "no.xlsx"}, "data": {"file": "no.json"}}
            (public / "release.json").write_text(json.dumps({**manifest, **more}))

    def entries(self):
        return [_Entry(n, counts=n not in self.abandoned) for n in self.epochs]

    def release_folder(self, release):
        return self.folder / release


class TestLinked:
    EPOCHS = {"one": "e1", "two": "e2", "both": "e1 e2", "far": "e9", "mine": "e1"}

    @pytest.mark.parametrize(
        ("mine", "abandoned", "linked"),
        [
            ("mine", (), ["one", "two", "both"]),
            # Without what holds both, the second is another matter.
            ("mine", ("both",), ["one"]),
            ("far", (), []),
            ("both", (), ["one", "two"]),
            ("one", (), []),
        ],
    )
    def test_earlier_releases_that_share_epochs_also_by_others(
        self, tmp_path, mine, abandoned, linked
    ):
        ledger = _Ledger(tmp_path, self.EPOCHS, abandoned)
        newest = knowledge.Public(
            tmp_path, {"release": mine, "epochs": self.EPOCHS[mine].split()}, {}
        )

        found = verdict._linked(newest, ledger)

        assert [public.release for public, _ in found] == linked
        assert [vault for _, vault in found] == [tmp_path / n / "vault" for n in linked]
