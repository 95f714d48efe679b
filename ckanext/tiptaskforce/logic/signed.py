"""Links that a mail carries: they name a row and a purpose, and nobody can make one."""

from __future__ import annotations

from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer

from ckanext.tiptaskforce import config


def token(purpose: str, row_id: str) -> str:
    """Return what a link carries to say this of a row."""
    return str(_signer(purpose).dumps(row_id))


def row_id(purpose: str, sent: str) -> str | None:
    """Return the row that a link means, or None for one that was not made here."""
    try:
        found: Any = _signer(purpose).loads(sent)
    except BadSignature:
        return None
    return found if isinstance(found, str) else None


def _signer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(config.secret_key(), salt=f"tiptaskforce-{purpose}")
