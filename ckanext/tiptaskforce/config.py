"""Typed access to our options; nothing else reads the configuration."""

from __future__ import annotations

from pathlib import Path

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


def is_demo() -> bool:
    """Tell whether refusals of the self-check are banners instead, for a demo."""
    return tk.asbool(tk.config.get(PREFIX + "demo", False))


def site_url() -> str:
    """Return the address of the site without a slash at its end."""
    return str(tk.config.get("ckan.site_url") or "").rstrip("/")
