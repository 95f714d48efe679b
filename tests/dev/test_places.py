"""Folders of a stack: their names, and that starting a server changes no mode."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from dev import account
from dev.places import Places


class TestNames:
    @pytest.mark.parametrize("name", ["../up", "a b", "Ü", "", "1st", "x" * 40])
    def test_a_name_that_could_leave_the_folder_is_refused(self, name):
        with pytest.raises(ValueError, match="not such a name"):
            Places(name)

    def test_everything_lies_in_the_folder_of_the_stack(self, tmp_path):
        places = Places("demo", tmp_path)
        inside = (places.record, places.ini, places.vault, places.log("web"))
        assert all(tmp_path / "demo" in path.parents for path in inside)


class TestModeBits:
    def test_a_folder_of_the_servers_account_leaves_its_parents_alone(self, tmp_path):
        closed = tmp_path / "closed" / "with a blank and ü"
        closed.mkdir(parents=True)
        closed.parent.chmod(0o700)
        before = _modes(closed)
        account.own(closed / "postgres")
        account.server_prefix([])
        assert _modes(closed) == before
        assert stat.S_IMODE((closed / "postgres").stat().st_mode) == 0o700

    def test_a_closed_parent_is_noticed(self, tmp_path):
        file = tmp_path / "closed" / "file"
        file.parent.mkdir()
        file.touch()
        file.parent.chmod(0o700)
        assert not account.is_open(file)


def _modes(path: Path) -> list[int]:
    return [stat.S_IMODE(p.stat().st_mode) for p in (path, *path.parents)]
