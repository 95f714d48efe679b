"""CKAN's own search beside thousands of published series, each of which has a label."""

from __future__ import annotations

import uuid

import pytest
from ckan.plugins import toolkit as tk

from ckanext.tiptaskforce.logic import datasets, labelling

MANY = 3000


@pytest.fixture
def many(monkeypatch):
    """Let the public read thousands of series more than there are."""
    known = labelling.published

    def labels():
        return [*known(), *(f"tiptaskforce-{uuid.uuid4()}-1" for _ in range(MANY))]

    monkeypatch.setattr(labelling, "published", labels)


def test_a_search_finds_one_of_thousands(published, many):
    datasets.index(published["dataset"])

    found = tk.get_action("package_search")({"user": ""}, {"q": "state"})

    assert [one["id"] for one in found["results"]] == [published["dataset"]]
