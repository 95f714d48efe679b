"""The one door between the workspace and the public: who may write our datasets."""

from __future__ import annotations

from ckan.types import Context


def opened(context: Context) -> Context:
    """Return the context with the mark of the release job."""
    return context
