"""The translators' catalogue holds exactly the words that people are shown."""

from __future__ import annotations

from dev import messages


def texts(catalogue):
    return {message.id for message in catalogue if message.id}


def test_the_kept_catalogue_is_what_code_and_templates_say():
    """`make messages` writes it anew."""
    assert texts(messages.kept()) == texts(messages.found())


def test_a_text_holds_names_and_no_bare_places():
    """A translator must be able to move what is filled in: `{name}`, never `{}`."""
    plain = [m for m in texts(messages.found()) if isinstance(m, str)]

    assert [text for text in plain if "{}" in text or "%s" in text] == []
