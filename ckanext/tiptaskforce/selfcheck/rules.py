"""The settings that must hold, as a table: option, wanted, reason, and the check."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

import ckan
import ckan.plugins.toolkit as tk

Check = Callable[[Any], bool]
HOURS_12 = 12 * 3600
SECRET_BYTES = 32
# The version whose holes our remedies fit; `docs/operators.md` tells how to move on.
KNOWN_CKAN = ("2.12.0",)
SAMPLES = ("changeme", "change_me", "change-me", "secret", "example", "00000000")
# The last is the own machine as a container calls it.
LOCAL = ("localhost", "127.0.0.1", "::1", "host.docker.internal")


@dataclass(frozen=True)
class Finding:
    """One setting that is not safe."""

    option: str
    found: str
    wanted: str
    reason: str

    def as_dict(self) -> dict[str, str]:
        """Return the finding as plain data."""
        return asdict(self)

    def __str__(self) -> str:
        return (
            f"{self.option} is {self.found or 'not set'}, wanted: {self.wanted}. "
            f"{self.reason}"
        )


@dataclass(frozen=True)
class Rule:
    """What one option must be, and why."""

    option: str
    wanted: str
    reason: str
    holds: Check


def _is_off(value: Any) -> bool:
    return not tk.asbool(value or False)


def _is_on(value: Any) -> bool:
    return tk.asbool(value or False)


def _is_empty(value: Any) -> bool:
    return not tk.aslist(value or "")


def _is_long_secret(value: Any) -> bool:
    text = str(value or "")
    is_sample = any(sample in text.lower() for sample in SAMPLES)
    has_variety = len(set(text)) >= 12
    return len(text.encode()) >= SECRET_BYTES and has_variety and not is_sample


def _is_half_a_day(value: Any) -> bool:
    return str(value).isdigit() and 0 < int(value) <= HOURS_12


def _is_strict(value: Any) -> bool:
    return value in ("Lax", "Strict")


def _is_server_side(value: Any) -> bool:
    return value in ("filesystem", "cachelib", "sqlalchemy", "memcached", "mongodb")


def _is_https(value: Any) -> bool:
    return urlsplit(str(value or "")).scheme == "https"


def _is_only_https(value: Any) -> bool:
    return tk.aslist(value or "") == ["https"]


def _is_local_relay(value: Any) -> bool:
    host = urlsplit(f"//{value or 'localhost'}").hostname
    return host in LOCAL


def _is_known(value: Any) -> bool:
    return value in KNOWN_CKAN


OFF, ON, EMPTY = "false", "true", "nothing"
ACCOUNTS = "Accounts, groups and datasets are made by those who run the portal alone."
UPLOADS = "Pictures of accounts and groups would be open to everybody."
COOKIE = "A cookie that travels in the clear, or to scripts, opens somebody's account."

RULES: tuple[Rule, ...] = (
    Rule("debug", OFF, "Debug pages show secrets and run code.", _is_off),
    Rule(
        "SECRET_KEY",
        f"a random secret of {SECRET_BYTES} bytes or more, no sample",
        "It signs tokens; who guesses it is anybody.",
        _is_long_secret,
    ),
    Rule("SESSION_COOKIE_SECURE", ON, COOKIE, _is_on),
    Rule("SESSION_COOKIE_HTTPONLY", ON, COOKIE, _is_on),
    Rule("SESSION_COOKIE_SAMESITE", "Lax", COOKIE, _is_strict),
    Rule("REMEMBER_COOKIE_SECURE", ON, COOKIE, _is_on),
    Rule("REMEMBER_COOKIE_HTTPONLY", ON, COOKIE, _is_on),
    Rule("REMEMBER_COOKIE_SAMESITE", "Lax", COOKIE, _is_strict),
    Rule(
        "REMEMBER_COOKIE_DURATION",
        f"at most {HOURS_12}",
        "A lost phone must not stay signed in.",
        _is_half_a_day,
    ),
    Rule(
        "SESSION_TYPE",
        "filesystem",
        "Only a session on the server can be ended; in Redis it would end with Redis.",
        _is_server_side,
    ),
    Rule(
        "PERMANENT_SESSION_LIFETIME",
        f"at most {HOURS_12}",
        "A lost phone must not stay signed in.",
        _is_half_a_day,
    ),
    Rule(
        "ckanext.tiptaskforce.second_factor",
        ON,
        "A stolen password alone would open raw counts, releases and seats.",
        lambda value: value is None or tk.asbool(value),
    ),
    Rule("WTF_CSRF_ENABLED", ON, "Other sites could post as our members.", _is_on),
    Rule(
        "ckan.auth.public_user_details",
        OFF,
        "Names of members are no one's business.",
        _is_off,
    ),
    *(
        Rule(f"ckan.auth.{name}", OFF, ACCOUNTS, _is_off)
        for name in (
            "user_create_groups",
            "user_create_organizations",
            "user_delete_groups",
            "user_delete_organizations",
            "create_user_via_web",
            "create_user_via_api",
            "allow_dataset_collaborators",
            "anon_create_dataset",
            "create_unowned_dataset",
            "create_default_api_keys",
        )
    ),
    Rule("ckan.hide_version", ON, "It tells which holes to try.", _is_on),
    Rule(
        "ckan.search.solr_allowed_query_parsers",
        EMPTY,
        "Other parsers reach past what a reader may find.",
        _is_empty,
    ),
    Rule("ckan.cors.origin_allow_all", OFF, "Other sites would read along.", _is_off),
    Rule(
        "ckan.cors.origin_whitelist", EMPTY, "Other sites would read along.", _is_empty
    ),
    Rule(
        "ckan.valid_url_schemes",
        "https",
        "A link must not run a script or open a file.",
        _is_only_https,
    ),
    *(
        Rule(f"ckan.upload.{what}.{kind}", EMPTY, UPLOADS, _is_empty)
        for what in ("user", "group", "admin")
        for kind in ("types", "mimetypes")
    ),
    Rule(
        "ckan.files.authenticated_uploads.allow",
        OFF,
        "Any account could store files that nobody checked.",
        _is_off,
    ),
    Rule(
        "ckan.files.storage.tiptaskforce_private.public",
        OFF,
        "Evidence files are served by our own view alone.",
        _is_off,
    ),
    Rule(
        "ckan.gravatar_default",
        "disabled",
        "Each page would tell another site who reads it.",
        lambda value: value == "disabled",
    ),
    Rule(
        "email_to",
        EMPTY,
        "CKAN mails cookies and tokens of a failed request to this address.",
        _is_empty,
    ),
    Rule(
        "smtp.server",
        "a relay on this machine",
        "CKAN does not check the certificate of a mail server (CVE-2026-41132).",
        _is_local_relay,
    ),
    Rule(
        "ckan.site_url",
        "an https address",
        "Passwords would travel in the clear.",
        _is_https,
    ),
)

OPEN_PARTS = "This part had holes before, or opens files and data past our checks."
REFUSED_PLUGINS = (
    *("datastore", "datatables_view", "text_view", "image_view", "webpage_view"),
    *("resource_proxy", "xloader", "datapusher", "tracking", "stats", "activity"),
)
LOGGERS = ("", "ckan", "ckanext", "werkzeug", "sqlalchemy", "flask-limiter")


def broken(config: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield the options that break their rule."""
    for rule in RULES:
        value = config.get(rule.option)
        if not rule.holds(value):
            found = "hidden here" if rule.option == "SECRET_KEY" else shown(value)
            yield Finding(rule.option, found, rule.wanted, rule.reason)
    if not _is_known(ckan.__version__):
        yield Finding(
            "ckan",
            ckan.__version__,
            " or ".join(KNOWN_CKAN),
            "Our remedies are tested with that version.",
        )
    yield from _of_loggers()


def of_plugins(config: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield what is wrong with the list of plugins."""
    plugins = tk.aslist(config.get("ckan.plugins") or "")
    for name in REFUSED_PLUGINS:
        if name in plugins:
            yield Finding("ckan.plugins", name, f"without {name}", OPEN_PARTS)
    if plugins[:1] != ["tiptaskforce"]:
        yield Finding(
            "ckan.plugins",
            " ".join(plugins),
            "tiptaskforce first",
            "The first plugin wins: another one could undo our pages and checks.",
        )


def _of_loggers() -> Iterator[Finding]:
    for name in LOGGERS:
        level = logging.getLogger(name).getEffectiveLevel()
        if level < logging.INFO:
            yield Finding(
                f"logger {name or 'root'}",
                logging.getLevelName(level),
                "INFO",
                "Below INFO the log keeps what people typed.",
            )


def shown(value: Any) -> str:
    """Return a value as an ini file would have it."""
    return " ".join(map(str, value)) if isinstance(value, list) else str(value or "")
