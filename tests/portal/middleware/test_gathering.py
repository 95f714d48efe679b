"""No request finds half of the actions, whichever thread comes first."""

from __future__ import annotations

import pytest
from ckan import authz, logic

from ckanext.tiptaskforce.middleware import gathering


@pytest.fixture
def forgotten():
    """Forget what was gathered, as a new process has not gathered it yet."""
    logic.clear_actions_cache()
    authz.clear_auth_functions_cache()
    yield
    logic.clear_actions_cache()
    authz.clear_auth_functions_cache()


def test_ckan_still_gathers_in_the_first_request(app, forgotten):
    """Goes when CKAN gathers whole, or in its start."""
    assert logic._actions == {}
    assert authz._AuthFunctions._functions == {}


def test_both_are_gathered_before_it(app, forgotten):
    gathering.install(app.flask_app)

    assert "tiptaskforce_taskforce_show" in logic._actions
    assert "tiptaskforce_taskforce_show" in authz._AuthFunctions._functions
