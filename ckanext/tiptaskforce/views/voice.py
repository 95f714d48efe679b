"""The voice in which charts speak to the reader of a page."""

from __future__ import annotations

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.charts.plot import Voice


def voice() -> Voice:
    """Return the voice of the reader's language."""
    return Voice(tk._, tk.h.tiptaskforce_number, bool(tk.h.is_rtl_language()))
