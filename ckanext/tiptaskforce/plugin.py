"""The plugin: wiring only."""

from __future__ import annotations

import ckan.plugins as p


class TipTaskForcePlugin(p.SingletonPlugin):
    """Workspace of an anti-trafficking task force and the door to its releases."""
