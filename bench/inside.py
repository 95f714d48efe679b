"""Costs of pages inside one process: `python -m bench.inside INI ROUNDS < pages.json`.

Processor time and queries are the same on a busy machine as on a quiet one; the time
that a reader waits is not, and `bench.pages` measures that through the web server.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from typing import Any

WARM = 3


class Sent:
    """Counts the statements that go to the database, and how long they take."""

    def __init__(self, engine: Any) -> None:
        from sqlalchemy import event

        self.n, self.seconds, self._begun = 0, 0.0, 0.0
        event.listen(engine, "before_cursor_execute", self._before)
        event.listen(engine, "after_cursor_execute", self._after)

    def clear(self) -> None:
        self.n, self.seconds = 0, 0.0

    def _before(self, *_about: Any) -> None:
        self._begun = time.perf_counter()

    def _after(self, *_about: Any) -> None:
        self.n += 1
        self.seconds += time.perf_counter() - self._begun


def main() -> None:
    """Ask for all pages in turn, again and again, and print the medians as JSON."""
    ini, rounds = sys.argv[1], int(sys.argv[2])
    pages: dict[str, tuple[str | None, str]] = json.load(sys.stdin)
    from ckan import model
    from ckan.cli import load_config
    from ckan.config.middleware import make_app
    from werkzeug.test import Client

    client = Client(make_app(load_config(ini)), use_cookies=False)
    sent = Sent(model.meta.engine)
    taken: dict[str, list[tuple[int, float, float]]] = {name: [] for name in pages}
    weights: dict[str, int] = {}
    for turn in range(WARM + rounds):
        for name, (token, address) in pages.items():
            sent.clear()
            begun = time.process_time()
            weights[name] = _get(client, token, address)
            cpu = time.process_time() - begun
            if turn >= WARM:
                taken[name].append((sent.n, cpu * 1000, sent.seconds * 1000))
    costs = {n: {**_cost(found), "bytes": weights[n]} for n, found in taken.items()}
    print(json.dumps(costs))


def _get(client: Any, token: str | None, address: str) -> int:
    """Ask for a page; return how many bytes of it travel, compressed."""
    headers = {"Accept-Encoding": "gzip", **({"Authorization": token} if token else {})}
    answer = client.get(address, headers=headers)
    sent = answer.get_data()
    if answer.status_code != 200:
        sys.exit(f"{address}: {answer.status_code}")
    return len(sent)


def _cost(found: list[tuple[int, float, float]]) -> dict[str, float]:
    queries, cpu, sql = zip(*found, strict=True)
    return {
        "queries": max(queries),
        "cpu": statistics.median(cpu),
        "sql": statistics.median(sql),
    }


if __name__ == "__main__":
    main()
