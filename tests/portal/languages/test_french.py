"""French: beside CKAN's own, offered on every page, and honest about who made it."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from bs4 import BeautifulSoup
from ckan.lib import i18n
from flask import request

from ckanext.tiptaskforce import helpers

NOTE = "Une machine a traduit ces pages"
PAGE = "/taskforce/borno"


def read(app, address):
    answer = app.get(address)
    assert answer.status_code == 200
    return BeautifulSoup(answer.body, "html.parser")


class TestPage:
    def test_a_page_under_fr_speaks_french(self, app, house):
        page = read(app, f"/fr{PAGE}")

        assert page.html["lang"] == "fr"
        assert "Tous les jeux de données du portail" in page.footer.get_text()

    def test_it_says_that_no_native_speaker_has_reviewed_it(self, app, house):
        assert NOTE in read(app, f"/fr{PAGE}").footer.get_text()

    def test_english_needs_no_such_note(self, app, house):
        footer = read(app, PAGE).footer
        assert footer.find(class_="tf-footer__note") is None

    def test_each_page_offers_itself_in_both_languages(self, app, house):
        links = read(app, PAGE).footer.find_all("a", hreflang=True)

        assert [(a["hreflang"], a["href"]) for a in links] == [
            ("en", "/en/taskforce/borno"),
            ("fr", "/fr/taskforce/borno"),
        ]


class TestMoment:
    def test_it_is_told_without_seconds_as_in_english(self, app):
        at = "2026-11-22T09:42:17+00:00"
        for language, told in (
            ("en", "22 Nov 2026, 09:42"),
            ("fr", "22 nov. 2026, 09:42"),
        ):
            chosen = {"CKAN_LANG": language}
            with app.flask_app.test_request_context("/", environ_overrides=chosen):
                i18n.handle_request(request, tk.g)
                assert helpers.moment(at, {"timezone": "UTC"}) == told


class TestPortal:
    def test_ckan_speaks_french_beside_us(self, app, house):
        page = read(app, "/fr/dataset/")

        # The first is CKAN's own word, the second one is ours.
        assert "Connexion" in page.get_text()
        assert "Équipes spéciales" in page.header.get_text()

    def test_its_foot_says_it_too(self, app, house):
        assert NOTE in read(app, "/fr/dataset/").find(class_="site-footer").get_text()
