"""What only this portal can sign: links that a mail carries, and files it hands out."""

from __future__ import annotations

import hashlib
from typing import Any

from itsdangerous import BadSignature, Signer, URLSafeSerializer

from ckanext.tiptaskforce import config


def token(purpose: str, row_id: str) -> str:
    """Return what a link carries to say this of a row."""
    return str(_serializer(purpose).dumps(row_id))


def row_id(purpose: str, sent: str) -> str | None:
    """Return the row that a link means, or None for one that was not made here."""
    try:
        found: Any = _serializer(purpose).loads(sent)
    except BadSignature:
        return None
    return found if isinstance(found, str) else None


def signature(purpose: str, content: bytes) -> str:
    """Return the HMAC-SHA256 of a content, by a key that serves this purpose alone."""
    return _signer(purpose).get_signature(content).decode()


def is_ours(purpose: str, content: bytes, sent: str) -> bool:
    """Tell whether a signature was made here, of this very content."""
    return _signer(purpose).verify_signature(content, sent.encode())


def _serializer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(config.secret_key(), salt=f"tiptaskforce-{purpose}")


def _signer(purpose: str) -> Signer:
    return Signer(
        config.secret_key(),
        salt=f"tiptaskforce-{purpose}",
        key_derivation="hmac",
        digest_method=hashlib.sha256,
    )
