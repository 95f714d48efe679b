"""Who may load a preset."""

from __future__ import annotations

from ckan.types import AuthResult, Context, DataDict


def tiptaskforce_preset_load(context: Context, data_dict: DataDict) -> AuthResult:
    """Only those who run the portal, whom this check never reaches."""
    return {"success": False, "msg": "Not authorised."}
