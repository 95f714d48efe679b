"""The door: nothing of a task force's datasets changes by any road but the release.

Every write action and every page of CKAN is tried as everybody, sysadmin included, and
the rows of CKAN's own tables are compared before and after.
"""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan import model
from ckan.tests import factories

from ckanext.tiptaskforce.logic import belongings, door

SEATS = (
    *("root", "coordinator", "secretariat", "custodian", "mrm_focal", "chair"),
    *("focal_point", "reporter", "observer", "donor"),
)
# Rows that reading alone may touch, or that belong to a person and not to a dataset.
OTHERS = ("user", "api_token", "user_following_dataset", "user_following_group")


def rows() -> dict[str, str]:
    """Return a fingerprint of the rows of each table of CKAN."""
    model.Session.rollback()
    with model.meta.engine.connect() as connection:
        names = [
            name
            for name in sa.inspect(connection).get_table_names()
            if not name.startswith("tiptaskforce_") and name not in OTHERS
        ]
        asked = " UNION ALL ".join(
            f"SELECT '{name}', md5(coalesce(string_agg(t::text, ''"
            f" ORDER BY t::text), '')) FROM \"{name}\" t"
            for name in names
        )
        return dict(connection.execute(sa.text(asked)).tuples().all())


@pytest.fixture
def ours(house, log, publish):
    """A published dataset beside a foreign one, with all that calls may name."""
    log()
    done = publish()
    dataset = tk.get_action("package_show")({"user": ""}, {"id": done["dataset"]})
    other = factories.Organization(name="others-org")
    foreign = factories.Dataset(name="foreign", owner_org=other["id"])
    group = factories.Group(name="a-group")
    return {
        "id": dataset["id"],
        "name": dataset["name"],
        "org": dataset["owner_org"],
        "resource": dataset["resources"][0]["id"],
        "foreign": foreign["id"],
        "foreign_org": other["id"],
        "group": group["id"],
        "user": house.donor["name"],
    }


def attempts(o: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Return, for each action that could reach ours, calls that try to."""
    i, org = o["id"], o["org"]
    touch = {"title": "Changed", "notes": "Changed"}
    new = {"name": "sneaked-in", "title": "Sneaked in"}
    pair = {"subject": i, "object": o["foreign"], "type": "depends_on"}
    member = {"id": org, "username": o["user"], "role": "editor"}
    return {
        "package_create": [
            {**new, "owner_org": org},
            {**new, "owner_org": "borno"},
            {**new, "type": "aggregate", "owner_org": o["foreign_org"]},
            {**new, "owner_org": o["foreign_org"], "groups": [{"id": org}]},
        ],
        "package_update": [
            {"id": i, **touch},
            {"name": o["name"], **touch},
            {"id": o["foreign"], "owner_org": org},
            {"id": o["foreign"], "type": "aggregate"},
        ],
        "package_patch": [
            {"id": i, **touch},
            {"id": o["name"], "state": "deleted"},
            {"id": i, "owner_org": o["foreign_org"]},
            {"id": i, "type": "dataset"},
            {"id": i, "private": True},
            {"id": i, "tags": [{"name": "tagged"}]},
            {"id": i, "extras": [{"key": "k", "value": "v"}]},
            {"id": i, "groups": [{"id": o["group"]}]},
            {"id": o["foreign"], "owner_org": "borno"},
        ],
        "package_revise": [
            {"match": {"id": i}, "update": touch},
            {"match__name": o["name"], "update__title": "Changed"},
            {"match": {"id": o["foreign"]}, "update": {"owner_org": org}},
            {"match__id": o["foreign"], "update__owner_org": "borno"},
            {"match": {"id": i}, "filter": ["-resources"]},
            {"match": {"id": i}, "update__resources__extend": [{"url": "x"}]},
        ],
        "package_delete": [{"id": i}, {"id": o["name"]}],
        "dataset_purge": [{"id": i}, {"id": o["name"]}],
        "package_resource_reorder": [{"id": i, "order": [o["resource"]]}],
        "package_owner_org_update": [
            {"id": i, "organization_id": o["foreign_org"]},
            {"id": i, "organization_id": org},
            {"id": i},
            {"id": o["foreign"], "organization_id": org},
        ],
        "package_relationship_create": [
            pair,
            {**pair, "subject": o["foreign"], "object": i},
        ],
        "package_relationship_update": [{**pair, "comment": "c"}],
        "package_relationship_delete": [pair],
        "package_collaborator_create": [
            {"id": i, "user_id": o["user"], "capacity": "editor"}
        ],
        "package_collaborator_delete": [{"id": i, "user_id": o["user"]}],
        "bulk_update_private": [{"datasets": [i], "org_id": org}],
        "bulk_update_public": [{"datasets": [i], "org_id": org}],
        "bulk_update_delete": [{"datasets": [i], "org_id": org}],
        "resource_create": [{"package_id": i, "url": "https://example.org/x"}],
        "resource_update": [{"id": o["resource"], "url": "https://example.org/x"}],
        "resource_patch": [{"id": o["resource"], "name": "Changed"}],
        "resource_delete": [{"id": o["resource"]}],
        "resource_view_create": [
            {"resource_id": o["resource"], "view_type": "image_view", "title": "t"}
        ],
        "resource_view_update": [{"id": "none", "resource_id": o["resource"]}],
        "resource_view_reorder": [{"id": o["resource"], "order": []}],
        "resource_view_delete": [{"id": "none"}],
        "member_create": [
            {
                "id": org,
                "object": o["user"],
                "object_type": "user",
                "capacity": "admin",
            },
            {
                "id": o["group"],
                "object": i,
                "object_type": "package",
                "capacity": "public",
            },
            {
                "id": org,
                "object": o["foreign"],
                "object_type": "package",
                "capacity": "public",
            },
        ],
        "member_delete": [{"id": org, "object": i, "object_type": "package"}],
        "group_create": [
            {"name": "new-group", "packages": [{"id": i}]},
            {"name": "new-group", "groups": [{"name": "borno"}]},
        ],
        "group_update": [
            {"id": org, "title": "Changed"},
            {"id": o["group"], "name": "a-group", "packages": [{"name": o["name"]}]},
        ],
        "group_patch": [{"id": org, "title": "Changed"}],
        "group_delete": [{"id": org}],
        "group_purge": [{"id": org}],
        "group_member_create": [member],
        "group_member_delete": [member],
        "organization_create": [{"name": "new-org", "packages": [{"id": i}]}],
        "organization_update": [
            {"id": org, "title": "Changed"},
            {"id": "borno", "name": "renamed"},
        ],
        "organization_patch": [{"id": org, "description": "Changed"}],
        "organization_delete": [{"id": org}],
        "organization_purge": [{"id": "borno"}],
        "organization_member_create": [member],
        "organization_member_delete": [member],
        "user_invite": [{"email": "x@example.org", "group_id": org, "role": "editor"}],
        "file_create": [{"name": "x", "storage": "tiptaskforce_private"}],
        "file_register": [{"location": "x", "storage": "tiptaskforce_private"}],
        "file_delete": [{"id": "none"}],
        "file_rename": [{"id": "none", "name": "x"}],
        "file_pin": [{"id": "none"}],
        "file_unpin": [{"id": "none"}],
        "file_ownership_transfer": [
            {"id": "none", "owner_id": i, "owner_type": "package"},
            {"id": "none", "owner_id": org, "owner_type": "organization"},
        ],
        "package_create_default_resource_views": [{"package": {"id": i}}],
        "resource_create_default_resource_views": [
            {"resource": {"id": o["resource"], "package_id": i}}
        ],
        "resource_view_clear": [{}],
    }


class TestEnumeration:
    def test_every_write_action_of_ckan_is_guarded_or_harmless(self, with_plugins):
        known = {*belongings.TOUCHES, *belongings.VIEWS, *belongings.HARMLESS}

        assert door.core_writers() == known

    def test_every_guarded_action_is_tried(self, ours):
        tried = set(attempts(ours)) - {"resource_view_clear"}

        assert tried == {*belongings.TOUCHES, *belongings.VIEWS}


class TestActions:
    def test_nobody_changes_anything(self, house, ours):
        before = rows()

        for seat in SEATS:
            user = getattr(house, seat)
            for name, calls in attempts(ours).items():
                for data in calls:
                    _try(name, {"user": user["name"]}, data)
                assert rows() == before, (seat, name)

    def test_nor_does_a_command_line_that_ignores_auth(self, ours):
        before = rows()

        for name, calls in attempts(ours).items():
            for data in calls:
                _try(name, {"ignore_auth": True, "user": ""}, data)
            assert rows() == before, name

    def test_nor_does_a_sysadmin_over_the_api(self, house, ours, app, api, token_of):
        with app.flask_app.app_context():
            token = token_of(house.root)
        before = rows()

        for name, calls in attempts(ours).items():
            for data in calls:
                api(name, token, **data)
            assert rows() == before, name

    def test_a_mark_from_outside_is_text_and_opens_nothing(self, house, ours):
        context = {"user": house.root["name"], "tiptaskforce_door": "open"}

        with pytest.raises(tk.NotAuthorized):
            tk.get_action("package_patch")(context, {"id": ours["id"], "title": "x"})

    def test_other_datasets_are_as_free_as_before(self, house, ours):
        context = {"user": house.root["name"]}

        done = tk.get_action("package_patch")(
            context, {"id": ours["foreign"], "title": "Changed"}
        )

        assert done["title"] == "Changed"


def _try(name: str, context: dict[str, Any], data: dict[str, Any]) -> None:
    try:
        tk.get_action(name)(dict(context), dict(data))
    except (tk.NotAuthorized, tk.ValidationError, tk.ObjectNotFound, LookupError):
        model.Session.rollback()


class TestPages:
    PARTS = ("dataset", "aggregate", "resource", "organization", "group")
    FREE = ("read", "search", "index", "about", "download")

    def addresses(self, app, ours) -> list[tuple[str, str, bool]]:
        """Return (endpoint, address, takes a post) of every page about ours."""
        found = []
        for rule in app.flask_app.url_map.iter_rules():
            kind = rule.endpoint.partition(".")[0]
            if kind.partition("_")[0] not in self.PARTS or "id" not in rule.arguments:
                continue
            if "follow" in rule.endpoint:
                continue
            is_group = kind in ("organization", "group")
            args = {
                "id": ours["org"] if is_group else ours["name"],
                "resource_id": ours["resource"],
                "view_id": "none",
                "filename": "x.csv",
            }
            address = rule.rule
            for name, value in args.items():
                address = address.replace(f"<{name}>", value)
            found.append((rule.endpoint, address, "POST" in rule.methods))
        return found

    @pytest.mark.parametrize("seat", ["root", "secretariat", "donor"])
    def test_no_page_edits_ours(self, house, ours, app, seat):
        app.set_session_user(getattr(house, seat)["id"])
        before = rows()
        form = {
            "title": "Changed",
            "name": "changed",
            "url": "https://example.org",
            "save": "go",
            "delete": "1",
            "confirm": "1",
            "_ckan_phase": "0",
            "user": ours["user"],
            "username": ours["user"],
            "role": "admin",
            "bulk_action.delete": "1",
            f"dataset_{ours['id']}": "on",
            "group_added": ours["group"],
            "group_remove": ours["group"],
        }

        for endpoint, address, takes_post in self.addresses(app, ours):
            verb = endpoint.rpartition(".")[2]
            if verb not in self.FREE and "organization" not in endpoint:
                assert app.get(address, follow_redirects=False).status_code != 200
            if takes_post:
                app.post(address, data=form, follow_redirects=False)
            assert rows() == before, endpoint

    def test_there_is_no_form_for_the_type(self, house, ours, app):
        app.set_session_user(house.root["id"])

        assert app.get("/aggregate/new").status_code == 404
        assert app.get(f"/aggregate/edit/{ours['name']}").status_code == 404
        assert app.get(f"/dataset/edit/{ours['name']}").status_code == 404

    def test_a_new_dataset_cannot_be_put_under_our_organization(self, house, ours, app):
        app.set_session_user(house.root["id"])
        before = rows()

        app.post(
            "/dataset/new",
            data={
                "title": "Sneaked in",
                "name": "sneaked-in",
                "owner_org": ours["org"],
                "save": "go",
            },
            follow_redirects=False,
        )

        assert rows() == before


class TestOrganization:
    def test_an_organization_with_members_publishes_for_nobody(self, house, act):
        factories.Organization(
            name="coast", users=[{"name": house.donor["name"], "capacity": "editor"}]
        )

        with pytest.raises(tk.ValidationError) as refused:
            act("taskforce_create", house.root, slug="coast", title="Coast")

        assert "has members" in str(refused.value.error_dict["slug"])
