"""What every answer of the site tells the browser, CKAN's own pages included."""

from __future__ import annotations

import gzip
import re
from html.parser import HTMLParser

import pytest

WANTED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
VALUES = {"lang": "en", "ending": "ttl", "ver": 3, "logic_function": "status_show"}


class Inline(HTMLParser):
    """Collects what a policy without `unsafe-inline` does not run."""

    def __init__(self):
        super().__init__()
        self.found, self.within = [], ""

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        # A block of data is never run, so no policy speaks of it.
        is_data = given.get("type") == "application/ld+json"
        is_script = tag == "script" and not given.get("src") and not is_data
        if tag == "style" or is_script:
            self.found.append(f"<{tag}>")
        names = [n for n in given if re.match(r"on[a-z]+$|hx-on|style$", n)]
        self.found += [f"{tag} {name}=" for name in names]


def addresses(app):
    """Return an address for every rule of the site that can be read."""
    found = set()
    for rule in app.flask_app.url_map.iter_rules():
        kinds = {n: type(c).__name__ for n, c in rule._converters.items()}
        values = {
            name: VALUES.get(name, 1 if kinds.get(name) == "IntegerConverter" else "x")
            for name in rule.arguments
        }
        built = rule.build({**(rule.defaults or {}), **values})
        if built and "GET" in (rule.methods or set()) and "logout" not in built[1]:
            found.add(built[1])
    return sorted(found)


def inline(answer):
    page = Inline()
    if answer.mimetype == "text/html":
        page.feed(answer.get_data(as_text=True))
    return page.found


class TestEveryAddress:
    @pytest.mark.parametrize("role", [None, "reporter", "root"])
    def test_is_guarded_and_has_nothing_inline(self, app, house, visitor, role):
        browser = visitor(getattr(house, role) if role else None)
        asked = addresses(app)
        assert len(asked) > 120
        loose = {}
        for address in asked:
            answer = browser.get(address, buffered=True)
            policy = answer.headers.get("Content-Security-Policy", "")
            wrong = [n for n, v in WANTED.items() if answer.headers.get(n) != v]
            wrong += inline(answer)
            if "default-src 'none'" not in policy or "unsafe" in policy:
                wrong.append("policy")
            if answer.status_code >= 500:
                wrong.append(str(answer.status_code))
            if wrong:
                loose[address] = wrong
        assert loose == {}

    def test_static_files_are_guarded_and_may_be_kept(self, house, visitor):
        answer = visitor(house.reporter).get("/base/css/main.css", buffered=True)

        assert answer.status_code == 200
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "no-store" not in answer.headers["Cache-Control"]


class TestOwnPages:
    """Pages that need a real name in their address."""

    def test_of_accounts_and_datasets_have_nothing_inline(self, house, visitor, make):
        browser = visitor(house.root)
        name = house.root["name"]
        for address in (
            f"/user/{name}",
            f"/user/{name}/api-tokens",
            f"/user/edit/{name}",
            f"/user/{house.reporter['name']}",
            "/dashboard/datasets",
            "/ckan-admin/config",
            f"/dataset/{make['name']}",
            f"/dataset/{make['name']}/resource/new",
            f"/dataset/edit/{make['name']}",
            "/dataset/new",
            "/organization/new",
        ):
            answer = browser.get(address)
            assert (address, answer.status_code, inline(answer)) == (address, 200, [])

    def test_do_not_tell_ckans_version(self, house, visitor):
        for address in ("/", "/user/login", "/dataset/"):
            page = visitor().get(address).get_data(as_text=True)
            assert "2.12.0" not in page


@pytest.fixture
def make():
    """A dataset of a type that is not ours, in an organization that is not ours."""
    from ckan.tests import factories

    return factories.Dataset(owner_org=factories.Organization()["id"])


class TestCaching:
    def test_signed_in_pages_are_never_kept(self, house, visitor):
        browser = visitor(house.reporter)
        for address in ("/dataset/", "/user/edit", f"/taskforce/{house.slug}/work"):
            kept = browser.get(address).headers["Cache-Control"]
            assert "no-store" in kept
            assert "public" not in kept

    def test_answers_to_a_token_are_never_kept(self, app, house, token_of):
        answer = app.client.get(
            "/api/3/action/status_show",
            headers={"Authorization": token_of(house.reporter)},
        )

        assert "no-store" in answer.headers["Cache-Control"]

    def test_public_pages_set_no_cookie(self, house, visitor):
        answer = visitor().get(f"/taskforce/{house.slug}")

        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers


class TestTls:
    def test_is_demanded_for_two_years_where_it_is_spoken(self, house, visitor):
        answer = visitor().get("/dataset/", base_url="https://test.ckan.net")

        assert answer.headers["Strict-Transport-Security"].startswith(
            "max-age=63072000"
        )

    def test_is_not_spoken_of_without(self, house, visitor):
        headers = visitor().get("/dataset/").headers
        assert "Strict-Transport-Security" not in headers


class TestCompression:
    def test_pages_are_compressed(self, house, visitor):
        plain = visitor().get("/user/login")
        small = visitor().get("/user/login", headers={"Accept-Encoding": "gzip"})

        assert small.headers["Content-Encoding"] == "gzip"
        assert len(small.data) < len(plain.data) / 2
        assert b"field-password" in gzip.decompress(small.data)

    def test_brotli_is_preferred(self, house, visitor):
        asked = {"Accept-Encoding": "gzip, deflate, br"}
        answer = visitor().get("/user/login", headers=asked)

        assert answer.headers["Content-Encoding"] == "br"

    def test_another_site_learns_nothing_from_the_length(self, house, visitor):
        """BREACH needs many answers to a signed-in reader, asked for by a stranger."""
        asked = {"Accept-Encoding": "gzip", "Sec-Fetch-Site": "cross-site"}

        signed_in = visitor(house.reporter).get("/user/edit", headers=asked)
        public = visitor().get("/dataset/", headers=asked)

        assert "Content-Encoding" not in signed_in.headers
        assert public.headers["Content-Encoding"] == "gzip"
