"""Typed access to our options; nothing else reads the configuration."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk

PREFIX = "ckanext.tiptaskforce."


def _path(name: str) -> Path:
    return Path(str(tk.config.get(PREFIX + name) or ""))


def release_path() -> Path:
    """Return the folder that keeps the audited files of releases."""
    return _path("release_path")


def vault_path() -> Path:
    """Return the folder of the ledger and the truth; only the worker opens it."""
    return _path("vault_path")


def protect_seconds() -> int:
    """Return how long a release of figures may take before it is refused."""
    return int(tk.config.get(PREFIX + "protect_seconds") or 0) or 600


def objection_days() -> int:
    """Return how many days the agencies have to object to a release of figures."""
    found = str(tk.config.get(PREFIX + "objection_days", "")).strip()
    return int(found) if found.isdigit() else 5


def is_demo() -> bool:
    """Tell whether refusals of the self-check are banners instead, for a demo."""
    return tk.asbool(tk.config.get(PREFIX + "demo", False))


def is_second_factor_required() -> bool:
    """Tell whether seats that decide need a second factor; in a demo none does."""
    wanted = tk.asbool(tk.config.get(PREFIX + "second_factor", True))
    return wanted and not is_demo()


def site_title() -> str:
    """Return the name of the site, as an authenticator shows it."""
    return str(tk.config.get("ckan.site_title") or "CKAN")


def language() -> str:
    """Return the code of the site's own language."""
    return str(tk.config.get("ckan.locale_default") or "en")


def site_url() -> str:
    """Return the address of the site without a slash at its end."""
    return str(tk.config.get("ckan.site_url") or "").rstrip("/")


def site_id() -> str:
    """Return the short name that keeps two sites apart on one Redis."""
    return str(tk.config.get("ckan.site_id") or "ckan")


def csrf_field_name() -> str:
    """Return the name under which forms and sessions carry the CSRF key."""
    return str(tk.config.get("WTF_CSRF_FIELD_NAME") or "_csrf_token")


def limits_storage() -> str:
    """Return the address of Redis as the counter of failed sign-ins takes it."""
    url = str(tk.config.get("ckan.redis.url") or "")
    return f"redis+{url}" if url.startswith("unix://") else url


def proxies() -> int:
    """Return how many proxies stand before the site and are to be believed."""
    return int(tk.config.get(PREFIX + "proxies") or 0)


def max_body_bytes() -> int:
    """Return how large a request may be."""
    return int(tk.config.get(PREFIX + "max_body_bytes") or 0) or 12_000_000


def secret_key() -> str:
    """Return the secret that sessions and tokens are signed with."""
    return str(tk.config["SECRET_KEY"])


def lead_to_work(settings: Any) -> None:
    """Let a sign-in lead to the work of a task force, unless the portal says where."""
    name, by_default = "ckan.auth.route_after_login", "dashboard.datasets"
    if (settings.get(name) or by_default) == by_default:
        settings[name] = "tiptaskforce_sign_in.start"
