"""Which links may be kept as values, and in what form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.tiptaskforce.exchange.links import LONGEST, check_link
from ckanext.tiptaskforce.exchange.refusal import LinkRefused

REFUSED = [
    ("", "empty"),
    ("   ", "empty"),
    ("report.pdf", "scheme"),
    ("www.example.org", "scheme"),
    ("http://example.org", "scheme"),
    ("javascript:alert(1)", "scheme"),
    ("JaVaScRiPt://example.org/%0aalert(1)", "scheme"),
    ("java\tscript:alert(1)", "sign"),
    ("data:text/html,hi", "scheme"),
    ("file:///etc/passwd", "scheme"),
    ("ftp://example.org", "scheme"),
    ("vbscript:x", "scheme"),
    ("mailto:a@example.org", "scheme"),
    ("//example.org", "scheme"),
    ("/local", "scheme"),
    ("https:example.org", "scheme"),
    ("https:/example.org", "scheme"),
    ("https:///example.org", "host"),
    ("https://", "host"),
    ("https://?q", "host"),
    ("https://user@example.org", "userinfo"),
    ("https://user:secret@example.org", "userinfo"),
    ("https://@example.org", "userinfo"),
    ("https://example.org\\@evil.org", "sign"),
    ("https://exa mple.org", "sign"),
    ("https://example.org/a\r\nSet-Cookie: x", "sign"),
    ("https://example.org/\x00", "sign"),
    ("https://example.org/\u202egpj.exe", "sign"),
    ("https://exam\u200bple.org", "sign"),
    ("https://localhost", "private"),
    ("https://LOCALHOST./x", "private"),
    ("https://a.localhost", "private"),
    ("https://intranet", "private"),
    ("https://printer.local", "private"),
    ("https://db.internal", "private"),
    ("https://127.0.0.1", "private"),
    ("https://127.1", "private"),
    ("https://2130706433", "private"),
    ("https://0x7f000001", "private"),
    ("https://0177.0.0.1", "private"),
    ("https://0", "private"),
    ("https://10.1.2.3/x", "private"),
    ("https://172.16.0.9", "private"),
    ("https://192.168.1.1", "private"),
    ("https://169.254.169.254/latest", "private"),
    ("https://100.64.0.1", "private"),
    ("https://224.0.0.1", "private"),
    ("https://[::1]", "private"),
    ("https://[fe80::1]", "private"),
    ("https://[fd00::1]", "private"),
    ("https://[::ffff:127.0.0.1]", "private"),
    ("https://[64:ff9b::7f00:1]", "private"),
    ("https://\u2460\u2461\u2466.0.0.1", "private"),
    ("https://\uff11\uff12\uff17.0.0.1", "private"),
    ("https://127\u30020\u30020\u30021", "private"),
    ("https://999.1.1.1", "host"),
    ("https://1.2.3.4.5", "host"),
    ("https://-bad.org", "host"),
    ("https://a..b", "host"),
    ("https://[::1", "host"),
    ("https://ex%61mple.org", "host"),
    ("https://example.org:99999", "port"),
    ("https://example.org:0", "port"),
    ("https://example.org:x", "port"),
    ("https://example.org/" + "a" * LONGEST, "long"),
]


@pytest.mark.parametrize(("link", "reason"), REFUSED)
def test_a_link_that_may_not_be_kept_is_refused_by_reason(link, reason):
    with pytest.raises(LinkRefused) as refusal:
        check_link(link)
    assert refusal.value.reason == reason
    assert str(refusal.value)


KEPT = [
    ("https://example.org", "https://example.org"),
    (" https://example.org/a?b=c#d\n", "https://example.org/a?b=c#d"),
    ("HTTPS://Example.ORG:8443/A", "https://example.org:8443/A"),
    ("https://example.org./a%20b", "https://example.org/a%20b"),
    ("https://example.org/é", "https://example.org/%C3%A9"),
    ("https://8.8.8.8/x", "https://8.8.8.8/x"),
    ("https://[2606:4700::1111]/x", "https://[2606:4700::1111]/x"),
    ("https://example.org/a@b", "https://example.org/a@b"),
]


@pytest.mark.parametrize(("link", "kept"), KEPT)
def test_a_good_link_is_kept_in_one_form(link, kept):
    assert check_link(link).url == kept


def test_letters_that_pose_as_others_are_shown_in_ascii():
    link = check_link("https://\u0430pple.com/x")
    assert link.host == "xn--pple-43d.com"
    assert link.is_lookalike
    assert not check_link("https://apple.com").is_lookalike


def test_http_is_kept_only_where_the_caller_allows_it():
    assert check_link("http://example.org", allow_http=True).url == "http://example.org"


@given(st.text())
def test_any_text_is_kept_in_ascii_or_refused(text):
    try:
        link = check_link("https://" + text)
    except LinkRefused:
        return
    assert link.url.isascii()
    assert check_link(link.url) == link
