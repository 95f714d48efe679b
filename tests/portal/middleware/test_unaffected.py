"""The pages of CKAN that have nothing to do with us work as before."""

from __future__ import annotations

import pytest
from ckan.tests import factories


@pytest.fixture
def elsewhere(house):
    """An organization with an editor, a dataset and a resource, none of them ours."""
    editor = factories.User(name="editor-elsewhere")
    members = [{"name": editor["name"], "capacity": "editor"}]
    organization = factories.Organization(name="elsewhere", users=members)
    dataset = factories.Dataset(
        name="rainfall", title="Rainfall 2026", owner_org=organization["id"]
    )
    resource = factories.Resource(package_id=dataset["id"], name="days.csv")
    factories.Group(name="weather", title="Weather")
    return {"editor": editor, "dataset": dataset, "resource": resource}


class TestStranger:
    @pytest.mark.parametrize(
        ("address", "needle"),
        [
            ("/", ""),
            ("/about", ""),
            ("/dataset/", "Rainfall 2026"),
            ("/dataset/?q=rainfall", "Rainfall 2026"),
            ("/dataset/rainfall", "Rainfall 2026"),
            ("/dataset/groups/rainfall", "Rainfall 2026"),
            ("/organization/", "elsewhere"),
            ("/organization/elsewhere", "Rainfall 2026"),
            ("/organization/about/elsewhere", ""),
            ("/group/", "Weather"),
            ("/group/weather", "Weather"),
            ("/user/login", "Password"),
            ("/user/reset", "Email"),
            ("/feeds/dataset.atom", "Rainfall 2026"),
            ("/api/3/action/package_search?q=rainfall", "Rainfall 2026"),
            ("/api/3/action/package_show?id=rainfall", "Rainfall 2026"),
            ("/api/3/action/organization_list?all_fields=true", "elsewhere"),
            ("/api/3/action/group_list", "weather"),
            ("/api/2/util/tag/autocomplete?incomplete=x", "ResultSet"),
            ("/robots.txt", "User-agent"),
        ],
    )
    def test_reads_as_before(self, elsewhere, visitor, address, needle):
        answer = visitor().get(address, follow_redirects=True)

        assert answer.status_code == 200
        assert needle in answer.get_data(as_text=True)

    def test_finds_a_resource(self, elsewhere, visitor):
        place = f"/dataset/rainfall/resource/{elsewhere['resource']['id']}"

        answer = visitor().get(place)

        assert answer.status_code == 200
        assert "days.csv" in answer.get_data(as_text=True)


class TestEditor:
    def test_writes_a_dataset_by_hand(self, elsewhere, visitor):
        browser = visitor(elsewhere["editor"])
        organization = elsewhere["dataset"]["owner_org"]
        form = {
            "save": "",
            "_ckan_phase": "1",
            "name": "river-levels",
            "title": "River levels",
            "owner_org": organization,
        }

        answer = browser.post("/dataset/new", data=form)
        assert answer.status_code == 302
        link = {"save": "go-metadata", "id": "", "url": "https://example.org/r.csv"}
        second = browser.post("/dataset/river-levels/resource/new", data=link)
        assert second.status_code == 302

        page = visitor().get("/dataset/river-levels").get_data(as_text=True)
        assert "River levels" in page

    def test_writes_a_dataset_by_the_api(self, elsewhere, api, token_of):
        status, answer = api(
            "package_create",
            token_of(elsewhere["editor"]),
            name="wind",
            owner_org=elsewhere["dataset"]["owner_org"],
            tags=[{"name": "weather"}],
            extras=[{"key": "height", "value": "10 m"}],
        )

        assert (status, answer["result"]["name"]) == (200, "wind")

    def test_searches_tags_and_resources_as_before(self, elsewhere, app):
        for query in ("tag_search?query=w", "resource_search?query=name:days"):
            answer = app.client.get(f"/api/3/action/{query}")
            assert answer.status_code == 200
        listed = app.client.post(
            "/api/3/action/tag_search", json={"query": ["wea", "ther"]}
        )
        assert listed.status_code == 200

    def test_deletes_it_again(self, elsewhere, visitor):
        browser = visitor(elsewhere["editor"])

        assert browser.post("/dataset/delete/rainfall").status_code == 302
        assert visitor().get("/dataset/rainfall").status_code in (403, 404)


class TestSysadmin:
    @pytest.mark.parametrize(
        "address",
        [
            "/ckan-admin/",
            "/ckan-admin/config",
            "/ckan-admin/trash",
            "/organization/members/elsewhere",
            "/organization/manage_members/elsewhere",
            "/organization/edit/elsewhere",
            "/organization/bulk_process/elsewhere",
            "/group/edit/weather",
            "/dataset/edit/rainfall",
            "/user/",
        ],
    )
    def test_runs_the_portal_as_before(self, elsewhere, house, visitor, address):
        assert visitor(house.root).get(address).status_code == 200
