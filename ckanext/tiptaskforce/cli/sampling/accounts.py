"""Sample accounts, named after role and agency and never after a person."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib import api_token, authenticator
from flask import Flask

from ckanext.tiptaskforce.cli.terminal import call, every

TASKFORCE = "borno"
TOKEN = "demo"  # noqa: S105  the name of a token, not a secret
PASSWORD_BYTES = 15


@dataclass(frozen=True)
class Account:
    """One sample login: its role, and the agency and subcommittee of its seat."""

    name: str
    role: str
    agency: str | None = None
    subcommittee: str | None = None

    @property
    def has_seat(self) -> bool:
        """Whether the account has a place in the task force at all."""
        return self.role not in ("sysadmin", "donor")


# No login that coordinates, publishes or chairs belongs to an agency whose reporters
# and focal points have one: nobody looks at the own agency's work from two chairs.
ACCOUNTS = (
    Account("sysadmin", "sysadmin"),
    Account("coordinator-moj", "coordinator", "MOJ"),
    Account("coordinator-naptip", "coordinator", "NAPTIP"),
    Account("secretariat-iom", "secretariat", "IOM"),
    Account("secretariat-hai", "secretariat", "HAI"),
    Account("custodian-unhcr", "custodian", "UNHCR"),
    Account("custodian-un-03", "custodian", "UN-03"),
    Account("mrm-focal-un-04", "mrm_focal", "UN-04"),
    Account("chair-prevention-gov-03", "chair", "GOV-03", "prevention"),
    Account("chair-protection-gov-04", "chair", "GOV-04", "protection"),
    Account("chair-prosecution-gov-05", "chair", "GOV-05", "prosecution"),
    Account("focal-point-nngo-01", "focal_point", "NNGO-01"),
    Account("reporter-nngo-01", "reporter", "NNGO-01"),
    Account("focal-point-nngo-02", "focal_point", "NNGO-02"),
    Account("reporter-nngo-02", "reporter", "NNGO-02"),
    Account("focal-point-gov-06", "focal_point", "GOV-06"),
    Account("reporter-gov-06", "reporter", "GOV-06"),
    Account("observer-icrc", "observer", "ICRC"),
    Account("donor", "donor"),
)


class Logins:
    """The file of sample logins; what it holds is kept as long as it is true."""

    def __init__(self, path: Path, url: str, app: Flask) -> None:
        self.path, self.url, self.app = path, url, app
        self._known = {login["name"]: login for login in _read(path)}

    def make(self) -> list[dict[str, Any]]:
        """Make or mend every account with its seat and token; write the file."""
        seated = _seated()
        logins = []
        for account in ACCOUNTS:
            password = self._account(account)
            if account.has_seat and (account.name, account.role) not in seated:
                _seat(account)
            logins.append(self._login(account, password))
        _write(self.path, {"url": self.url, "logins": logins})
        return logins

    def _account(self, account: Account) -> str:
        """Return the password of an account, which is made or given a new one."""
        known = str(self._known.get(account.name, {}).get("password") or "")
        # Our own way of signing in counts the attempts of an address; here is none.
        login = {"login": account.name, "password": known, "check_captcha": False}
        if known and authenticator.default_authenticate(login):
            return known
        password = secrets.token_urlsafe(PASSWORD_BYTES)
        if _exists(account.name):
            call("user_patch", id=account.name, password=password)
        else:
            call("user_create", **_person(account), password=password)
        return password

    def _login(self, account: Account, password: str) -> dict[str, Any]:
        token = str(self._known.get(account.name, {}).get("token") or "")
        # A token that was read speaks for the rest of its request, so each has its own.
        with self.app.test_request_context():
            is_good = _opens(token, account.name)
        with self.app.test_request_context():
            token = token if is_good else _token(account.name)
        return {
            "name": account.name,
            "role": account.role,
            "agency": account.agency,
            "password": password,
            "token": token,
        }


def _person(account: Account) -> dict[str, Any]:
    words = account.role.replace("_", " ").capitalize()
    speaks_for = f"{words}, {account.agency}" if account.agency else words
    return {
        "name": account.name,
        # RFC 2606: no mail can ever reach a name that ends like this.
        "email": f"{account.name}@sample.invalid",
        "fullname": f"{speaks_for} (sample)",
        "sysadmin": account.role == "sysadmin",
    }


def _exists(name: str) -> bool:
    try:
        call("user_show", id=name)
    except tk.ObjectNotFound:
        return False
    return True


def _seated() -> set[tuple[str, str]]:
    """Return (name, role) of the accounts that have their seat already."""
    shown = {_person(account)["fullname"]: account.name for account in ACCOUNTS}
    return {
        (shown[seat["user"]], seat["role"])
        for seat in every("tiptaskforce_seat_list", taskforce=TASKFORCE)
        if seat["user"] in shown
    }


def _seat(account: Account) -> None:
    data = {"agency": account.agency, "subcommittee": account.subcommittee}
    call(
        "tiptaskforce_seat_create",
        taskforce=TASKFORCE,
        user=account.name,
        role=account.role,
        **{key: value for key, value in data.items() if value},
    )


def _opens(token: str, name: str) -> bool:
    user = api_token.get_user_from_token(token, update_access_time=False)
    return user is not None and user.name == name


def _token(name: str) -> str:
    """Make a token in place of an older one of ours."""
    for old in call("api_token_list", name, user_id=name):
        if old["name"] == TOKEN:
            call("api_token_revoke", name, jti=old["id"])
    return call("api_token_create", name, user=name, name=TOKEN)["token"]


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        logins = json.loads(path.read_text(encoding="utf-8"))["logins"]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return [login for login in logins if isinstance(login, dict) and "name" in login]


def _write(path: Path, content: dict[str, Any]) -> None:
    """Write the file beside its place first: it is read by nobody else, and whole."""
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(content, file, indent=2)
    part.replace(path)
