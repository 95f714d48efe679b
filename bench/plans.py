"""The published plans, loaded into a site of their own: how much came in, and why not.

They lie outside the repository: beside it in `shared/data`, or where the variable
TIPTASKFORCE_REAL_INPUT says. Where they are not at hand there is nothing to measure.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from bench import site
from bench.frame import Figure
from dev.places import ROOT

BESIDE = ROOT.parent / "shared" / "data"


def run() -> list[Figure]:
    """Load every plan and print what became of it; there is no peer to measure by."""
    given = os.environ.get("TIPTASKFORCE_REAL_INPUT") or BESIDE
    folder = Path(given) / "indicators-and-logframes"
    if not folder.is_dir():
        site.say("the published plans are not at hand")
        return []
    with site.opened() as opened:
        words = (str(opened.demo.places.ini), str(folder))
        print(site.python(opened, "bench.plans", *words))
    return []


def main() -> None:
    """Inside the site: load the plans of a folder, and print a line for each."""
    ini, folder = sys.argv[1:]
    from ckan.cli import load_config
    from ckan.config.middleware import make_app

    from bench.real import plans

    make_app(load_config(ini))
    found = Path(folder)
    every = [plans.record(found), *plans.table(found), plans.caseloads(found)]
    for plan in [*every, plans.indicator(found)]:
        _load(plan)


def _load(plan: Any) -> None:
    from bench.real import loaded

    begun = time.perf_counter()
    done = loaded.load(_act, _user("bench-root", sysadmin=True), _user, plan)
    taken = time.perf_counter() - begun
    print(
        f"{plan.slug}: {done.objectives} objectives, {done.indicators} indicators, "
        f"{done.values} values, {done.money} sums of money, {taken:.1f} s"
    )
    for reason, n_rows in plan.refused.items():
        print(f"  refused by the mapping, {n_rows}: {reason}")
    words = Counter(w.partition(":")[0] for one in done.refused.values() for w in one)
    if done.refused:
        years, n_words = ", ".join(done.refused), sum(words.values())
        print(f"  refused by the import, {n_words} totals that do not add up: {years}")


def _act(name: str, asker: dict[str, Any], /, **data: Any) -> Any:
    import ckan.plugins.toolkit as tk

    return tk.get_action(f"tiptaskforce_{name}")({"user": asker["name"]}, data)


def _user(name: str, **more: Any) -> dict[str, Any]:
    from ckan import model

    if model.User.get(name) is None:
        email = f"{name}@example.org"
        model.Session.add(model.User(name=name, email=email, **more))
        model.Session.commit()
    return {"name": name}


if __name__ == "__main__":
    main()
