"""The second factor: codes of a phone (TOTP, RFC 6238), and codes for a lost phone.

The secret follows from the site's secret and a nonce of the account. Recovery codes
are stored as keyed digests and work once each; no code of a phone is taken twice.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime

from ckan import model
from pyotp.totp import TOTP

from ckanext.tiptaskforce import config
from ckanext.tiptaskforce.model.base import now
from ckanext.tiptaskforce.model.factor import Factor

STEP_SECONDS = 30
# A phone's clock may be a step behind or ahead.
STEPS = (-1, 0, 1)
N_RECOVERY = 10


def begun(user_id: str) -> Factor:
    """Return the factor of an account, which is made if there is none."""
    found = Factor.begin(user_id, secrets.token_hex(16))
    model.Session.commit()
    return found


def secret_of(row: Factor) -> str:
    """Return the secret that a phone takes, in the letters of base 32."""
    told = _keyed(f"factor:{row.user_id}:{row.nonce}")
    return base64.b32encode(told[:20]).decode()


def address_of(row: Factor, name: str, site: str) -> str:
    """Return the address that an authenticator opens."""
    return TOTP(secret_of(row)).provisioning_uri(name=name, issuer_name=site)


def confirm(user_id: str, code: str, moment: datetime | None = None) -> list[str]:
    """Confirm a factor by its first code; return the recovery codes, or nothing.

    They are told this once and stored as digests.
    """
    row = Factor.held(user_id)
    is_right = row is not None and _takes(row, code, moment or now())
    found: list[str] = []
    if row is not None and is_right:
        row.confirmed_at = row.confirmed_at or now()
        found = [_fresh() for _ in range(N_RECOVERY)]
        row.recovery = [_digest(user_id, one) for one in found]
    model.Session.commit()
    return found


def is_right(user_id: str, code: str, moment: datetime | None = None) -> bool:
    """Tell whether a code of the phone, or a recovery code, is right; it is used up."""
    row = Factor.held(user_id)
    taken = False
    if row is not None and row.confirmed_at is not None:
        taken = _takes(row, code, moment or now()) or _recovers(row, code)
    model.Session.commit()
    return taken


def forget(user_id: str) -> None:
    """Take a factor away; its account signs in with the password alone."""
    Factor.forget(user_id)
    model.Session.commit()


def _takes(row: Factor, code: str, moment: datetime) -> bool:
    typed, totp = _plain(code), TOTP(secret_of(row))
    step = int(moment.timestamp()) // STEP_SECONDS
    for one in (step + offset for offset in STEPS):
        right = totp.at(one * STEP_SECONDS)
        if one > row.last_step and hmac.compare_digest(right.encode(), typed.encode()):
            row.last_step = one
            return True
    return False


def _recovers(row: Factor, code: str) -> bool:
    told = _digest(row.user_id, _plain(code))
    if told not in row.recovery:
        return False
    row.recovery = [one for one in row.recovery if one != told]
    return True


def _fresh() -> str:
    letters = base64.b32encode(secrets.token_bytes(10)).decode().lower()
    return "-".join(letters[i : i + 4] for i in range(0, 16, 4))


def _plain(code: str) -> str:
    """Return a code as it was typed, without blanks and hyphens."""
    return "".join(code.split()).replace("-", "").lower()[:64]


def _digest(user_id: str, code: str) -> str:
    return _keyed(f"recovery:{user_id}:{_plain(code)}").hex()


def _keyed(text: str) -> bytes:
    return hmac.new(
        config.secret_key().encode(), text.encode(), hashlib.sha256
    ).digest()
