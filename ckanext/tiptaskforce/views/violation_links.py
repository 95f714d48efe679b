"""The part of a form that relates work to the six grave violations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckanext.tiptaskforce import labels
from ckanext.tiptaskforce.vocabulary import Violation

_BY_FIELD = {f"link_{code.value}": code.value for code in Violation}
# A select for the kind of link of each; the boxes say which violations are related.
FIELDS = tuple(_BY_FIELD)


def filled(shown: Mapping[str, Any]) -> dict[str, str]:
    """Return the fields of a form for an object as it stands."""
    return {f"link_{code}": kind for code, kind in shown["violation_links"].items()}


def meant(form: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was typed as an action takes it: kinds of what is ticked alone."""
    related = form.get("violations") or ()
    links = {
        code: form[field]
        for field, code in _BY_FIELD.items()
        if form.get(field) and code in related
    }
    others = {key: value for key, value in form.items() if key not in _BY_FIELD}
    return {**others, "violation_links": links}


def told(shown: Mapping[str, Any]) -> dict[str, str]:
    """Return both fields as a file has them; an upload reads them again as they are."""
    words = (labels.word("violation", code) for code in shown["violations"])
    kinds = (f"{code}:{kind}" for code, kind in shown["violation_links"].items())
    return {"violations": "; ".join(words), "violation_links": "; ".join(kinds)}
