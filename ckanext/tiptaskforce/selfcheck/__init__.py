"""The start-up self-check: settings that would put people at risk, refused by name.

Who runs the site reads these words in a terminal or a log, so they are not translated.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping
from typing import Any

import click
from ckan.exceptions import CkanConfigurationException

from ckanext.tiptaskforce import config as options
from ckanext.tiptaskforce.selfcheck import folders, rules
from ckanext.tiptaskforce.selfcheck.rules import Finding

log = logging.getLogger(__name__)
# What this process found when it started; a page need not look at each folder again.
_served_with: list[Finding] = []


class UnsafeSettings(CkanConfigurationException):
    """The site does not serve with these settings."""


def findings(config: Mapping[str, Any]) -> list[Finding]:
    """Return everything that is not safe, each with option, found, wanted, reason."""
    return [*rules.broken(config), *rules.of_plugins(config), *folders.broken(config)]


def at_start(config: Mapping[str, Any]) -> None:
    """Refuse to serve on unsafe settings; in a demo they become a banner.

    :raises UnsafeSettings: with all findings at once
    """
    found = findings(config)
    _served_with[:] = found
    if not found or not _serves():
        return
    words = "\n".join(f"- {finding}" for finding in found)
    if options.is_demo():
        log.warning("a demo runs on settings that are not safe:\n%s", words)
        return
    raise UnsafeSettings(f"The site does not start, to keep people safe:\n{words}")


def banner() -> list[dict[str, str]]:
    """Return the findings that a demo serves with, for a banner on every page."""
    if not options.is_demo():
        return []
    return [finding.as_dict() for finding in _served_with]


def get_helpers() -> dict[str, Any]:
    """Return what the page shell calls."""
    return {"tiptaskforce_selfcheck_banner": banner}


def _serves() -> bool:
    """Tell whether this process answers readers or publishes for them.

    Other commands, such as `ckan db upgrade` and `ckan tiptaskforce selfcheck`, must
    run on a site that is still being set up.
    """
    if click.get_current_context(silent=True) is None:
        return True
    words = sys.argv[1:]
    return "run" in words or ("jobs" in words and "worker" in words)
