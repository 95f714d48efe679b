"""Releases: made by one person, approved by another, published by the job alone."""

from __future__ import annotations

import ckan.plugins.toolkit as tk


class TestPublish:
    def test_dataset_and_row_appear_together(self, house, log, act, publish):
        log()

        done = publish()

        assert (done["state"], done["number"]) == ("published", 1)
        dataset = tk.get_action("package_show")({"user": ""}, {"id": "borno-progress"})
        assert dataset["id"] == done["dataset"]
        assert dataset["release"] == "1"
        assert dataset["type"] == "aggregate"
        assert dataset["objective"] == ["A", "B"]
