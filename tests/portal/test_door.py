"""The door: nothing of a task force's datasets changes by any road but the release."""

from __future__ import annotations

from ckanext.tiptaskforce.logic import belongings, door


class TestEnumeration:
    def test_every_write_action_of_ckan_is_guarded_or_harmless(self, with_plugins):
        known = {*belongings.TOUCHES, *belongings.VIEWS, *belongings.HARMLESS}

        assert door.core_writers() == known
