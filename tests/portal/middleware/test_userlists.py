"""Who learns names: those who give seats. Strangers and donors learn none."""

from __future__ import annotations

import base64

import ckan.plugins.toolkit as tk
import pytest
from ckan import model
from ckan.lib import mailer
from ckan.tests import factories

from ckanext.tiptaskforce.middleware import resets


@pytest.fixture
def elsewhere(house):
    """An organization that is not ours, with an administrator."""
    admin = factories.User(name="admin-elsewhere", fullname="Amina Elsewhere")
    members = [{"name": admin["name"], "capacity": "admin"}]
    return factories.Organization(name="elsewhere", users=members), admin


def names(house):
    """Return every word that tells of an account."""
    users = [house.root, house.coordinator, house.reporter, house.chair]
    return {
        word for user in users for word in (user["name"], user["fullname"], user["id"])
    }


READS = (
    ("user_list", {}),
    ("user_list", {"q": "reporter", "all_fields": "false"}),
    ("user_autocomplete", {"q": "rep"}),
    ("user_show", {"id": "{reporter}"}),
    ("user_follower_count", {"id": "{reporter}"}),
    ("user_followee_count", {"id": "{reporter}"}),
    ("user_follower_list", {"id": "{reporter}"}),
    ("user_followee_list", {"id": "{reporter}"}),
    ("am_following_user", {"id": "{reporter}"}),
    ("member_list", {"id": "elsewhere"}),
    ("member_list", {"id": "elsewhere", "object_type": "user"}),
    ("organization_show", {"id": "elsewhere", "include_users": "true"}),
    ("group_show", {"id": "elsewhere", "include_users": "true"}),
    ("organization_list", {"all_fields": "true", "include_users": "true"}),
    ("group_list", {"all_fields": "true", "include_users": "true"}),
    ("api_token_list", {"user_id": "{reporter}"}),
)
PAGES = (
    "/user/",
    "/user/{reporter}",
    "/user/{reporter}/organizations",
    "/user/{reporter}/groups",
    "/user/followers/{reporter}",
    "/user/edit/{reporter}",
    "/user/delete/{reporter}",
    "/user/{reporter}/api-tokens",
    "/organization/admins/elsewhere",
    "/organization/members/elsewhere",
    "/organization/member_dump/elsewhere",
    "/organization/followers/elsewhere",
    "/api/2/util/user/autocomplete?q=rep",
)


class TestStrangers:
    @pytest.mark.parametrize(("action", "data"), READS)
    @pytest.mark.parametrize("role", [None, "donor"])
    def test_learn_no_name_from_the_api(
        self, house, elsewhere, api, token_of, role, action, data
    ):
        token = token_of(getattr(house, role)) if role else None
        known, unknown = (
            api(action, token, **{k: v.format(reporter=r) for k, v in data.items()})
            for r in (house.reporter["name"], "nobody-of-that-name")
        )

        assert known[0] in (403, 404)
        assert known[0] == unknown[0]
        text = str(known[1])
        assert not [n for n in names(house) - {house.reporter["name"]} if n in text]
        assert "Amina" not in text

    @pytest.mark.parametrize("page", PAGES)
    @pytest.mark.parametrize("role", [None, "donor"])
    def test_learn_no_name_from_pages(self, house, elsewhere, visitor, role, page):
        browser = visitor(getattr(house, role) if role else None)
        known, unknown = (
            browser.get(page.format(reporter=r), follow_redirects=True)
            for r in (house.reporter["name"], "nobody-of-that-name")
        )

        assert known.status_code == unknown.status_code
        text = known.get_data(as_text=True)
        told = names(house) - {house.reporter["name"]}
        assert not [n for n in told if n in text]
        assert "Amina" not in text

    def test_learn_nothing_from_a_key_that_is_wrong(self, house, visitor):
        answers = {
            visitor().get(f"/user/reset/{user_id}?key=wrong").status_code
            for user_id in (house.reporter["id"], "nobody-of-that-name")
        }

        assert answers == {403}

    def test_asking_for_a_new_password_tells_nothing(self, house, visitor):
        """The mail server of these tests is away, which CKAN would tell."""
        answers = []
        for name in ("nobody-of-that-name", house.reporter["name"]):
            browser = visitor()
            sent = browser.post("/user/reset", data={"user": name})
            told = browser.get(sent.headers["Location"]).get_data(as_text=True)
            answers.append((sent.status_code, told))

        assert answers[0] == answers[1]
        assert "Error sending" not in answers[1][1]

    def test_the_worker_sends_the_link_and_nothing_else(self, house, mail_server):
        resets.send(house.reporter["id"])

        (message,) = mail_server.get_smtp_messages()
        text = base64.b64decode(message[3].split("\n\n", 1)[1]).decode()
        assert f"/user/reset/{house.reporter['id']}?key=" in text
        assert not [word for word in names(house) if word in text.split("http")[0]]

    def test_cannot_make_an_account(self, house, visitor, api):
        assert visitor().get("/user/register").status_code == 403
        data = {"name": "n-1", "email": "n@example.org", "password": "x" * 20}
        assert api("user_create", None, **data)[0] == 403

    def test_learn_neither_version_nor_plugins_nor_the_operator(self, house, api):
        status, answer = api("status_show")

        assert status == 200
        assert set(answer["result"]) == {
            "site_title",
            "site_description",
            "site_url",
            "locale_default",
        }


class TestOwnAccount:
    @pytest.mark.parametrize("role", ["donor", "reporter"])
    @pytest.mark.parametrize(
        "page",
        [
            "/user/{me}",
            "/user/{me}/organizations",
            "/user/edit",
            "/user/edit/{me}",
            "/user/{me}/api-tokens",
            "/dashboard/datasets",
            "/dashboard/organizations",
        ],
    )
    def test_stays_usable(self, house, visitor, role, page):
        user = getattr(house, role)

        answer = visitor(user).get(page.format(me=user["name"]))

        assert answer.status_code == 200

    def test_shows_itself_to_the_api(self, house, api, token_of):
        status, answer = api("user_show", token_of(house.donor), id=house.donor["id"])

        assert (status, answer["result"]["name"]) == (200, house.donor["name"])

    def test_gets_a_new_password_by_mail(self, house, visitor):
        user = model.User.get(house.donor["id"])
        assert user is not None
        mailer.create_reset_key(user)
        page = f"/user/reset/{user.id}?key={user.reset_key}"
        typed = dict.fromkeys(("password1", "password2"), "violet-harbour-77-tambour")

        assert visitor().get(page).status_code == 200
        assert visitor().post(page, data=typed).status_code == 302
        browser = visitor(house.donor, "violet-harbour-77-tambour")
        assert browser.get("/user/edit").status_code == 200


class TestWhoGivesSeats:
    @pytest.mark.parametrize("role", ["coordinator", "secretariat", "root"])
    def test_finds_accounts(self, house, role):
        context = {"user": getattr(house, role)["name"]}

        found = tk.get_action("user_autocomplete")(context, {"q": "reporter"})

        assert house.reporter["name"] in [user["name"] for user in found]

    @pytest.mark.parametrize("role", ["reporter", "observer", "chair", "custodian"])
    def test_others_with_a_seat_need_no_names(self, house, role):
        context = {"user": getattr(house, role)["name"]}

        with pytest.raises(tk.NotAuthorized):
            tk.get_action("user_list")(context, {})

    def test_an_administrator_elsewhere_keeps_the_own_members(self, house, elsewhere):
        organization, admin = elsewhere

        found = tk.get_action("member_list")(
            {"user": admin["name"]}, {"id": organization["id"]}
        )

        assert admin["id"] in [row[0] for row in found]


class TestEvidence:
    """Core's file actions and addresses do not reach our storage, as anybody."""

    @pytest.fixture
    def row(self, house):
        """A row of core's file table that points at our storage, made past the door."""
        from ckanext.tiptaskforce.logic import files

        row = model.File(
            name="evidence.pdf",
            location=files.keep(b"secret evidence"),
            storage=files.STORAGE,
            content_type="application/pdf",
            size=15,
            hash="",
        )
        model.Session.add(row)
        model.Session.commit()
        return row.id

    @pytest.mark.parametrize("role", [None, "donor", "reporter", "coordinator", "root"])
    def test_is_neither_shown_nor_sent(self, house, visitor, row, role):
        user = getattr(house, role) if role else None
        browser = visitor(user)
        shown = browser.get(f"/api/3/action/file_show?id={row}")
        sent = browser.get(f"/file/download/{row}")
        place = model.Session.get(model.File, row).location
        public = browser.get(f"/file/public-download/tiptaskforce_private/{place}")

        assert shown.status_code == 403
        assert sent.status_code == 404
        assert public.status_code == 403
        for answer in (shown, sent, public):
            assert b"secret evidence" not in answer.data
