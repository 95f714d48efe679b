"""The log names the page that was asked for, and not the secret of its link."""

from __future__ import annotations

import logging

import pytest

SECRET = "Ab3_-x9.Zz.k" * 3
LINKS = [
    "calendar/{}.ics",
    "invitation/{}",
    "subscription/confirm/{}",
    "subscription/end/{}",
    "request/confirm/{}",
]


@pytest.mark.parametrize("link", LINKS)
def test_a_secret_of_a_link_is_not_in_the_log(house, app, caplog, link):
    caplog.set_level(logging.INFO)

    app.get(f"/taskforce/borno/{link.format(SECRET)}")

    assert SECRET not in caplog.text
    assert f"/taskforce/borno/{link.partition('{')[0]}(secret)" in caplog.text
