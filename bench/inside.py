"""Counts the SQL statements of pages: `python -m bench.queries INI TOKEN ADDRESS …`."""

from __future__ import annotations

import json
import sys
from typing import Any


def main() -> None:
    """Ask for every page twice; the second time everything is compiled and cached."""
    ini, token, *addresses = sys.argv[1:]
    import sqlalchemy as sa
    from ckan import model
    from ckan.cli import load_config
    from ckan.config.middleware import make_app
    from werkzeug.test import Client

    client = Client(make_app(load_config(ini)))
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    sa.event.listen(model.meta.engine, "before_cursor_execute", note)
    counted = {}
    for address in addresses:
        for _ in range(2):
            sent.clear()
            answer = client.get(address, headers={"Authorization": token})
            if answer.status_code != 200:
                sys.exit(f"{address}: {answer.status_code}")
        counted[address] = len(sent)
    print(json.dumps(counted))


if __name__ == "__main__":
    main()
