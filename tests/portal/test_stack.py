"""The stack that the portal tests stand on."""

from __future__ import annotations

import pytest
from ckan.tests import factories
from ckan.tests.helpers import call_action


@pytest.mark.usefixtures("clean_db", "clean_index")
class TestStack:
    def test_serves_a_page(self, app):
        assert app.get("/dataset/").status_code == 200

    def test_search_finds_a_dataset_with_a_date(self):
        """Plain Solr refuses the form in which CKAN sends `*_date` values."""
        dataset = factories.Dataset(
            owner_org=factories.Organization()["id"],
            extras=[{"key": "review_date", "value": "2026-10-10"}],
        )
        found = call_action("package_search", q=f"id:{dataset['id']}")
        assert found["count"] == 1
