"""Let every deliverable touch one violation: `python -m bench.touching INI`."""

from __future__ import annotations

import sys

TOUCH = "UPDATE tiptaskforce_deliverable SET violations = '{abduction}'"


def main() -> None:
    """Tag them all, past the actions: the bench measures pages, not the tagging."""
    from ckan import model
    from ckan.cli import load_config
    from ckan.config.middleware import make_app
    from sqlalchemy import text

    make_app(load_config(sys.argv[1]))
    with model.meta.engine.begin() as connection:
        connection.execute(text(TOUCH))
        connection.execute(text("ANALYZE tiptaskforce_deliverable"))


if __name__ == "__main__":
    main()
