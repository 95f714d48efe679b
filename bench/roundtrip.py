"""Inside the bench's site: `python -m bench.roundtrip INI STEP [N]`.

``load`` makes the strategy and its accounts, ``bring N`` brings in so many quarters by
the import that people use, ``files N`` does so with a file of each organisation, one
after the other, and ``again`` takes everything out by the export, wipes the
database, brings the file in again, and compares. Each step is a process of its own, so
that its peak of memory is its own as well.
"""

from __future__ import annotations

import base64
import datetime as dt
import io
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import plan

SYSADMIN = "bench-root"
SEATS = {
    "coordinator": ("coordinator", None),
    "secretariat": ("secretariat", None),
    "focal_point": ("focal_point", plan.AGENCIES[0]),
}
TODAY = dt.datetime.now(dt.UTC).date()
QUARTERS = plan.quarters(TODAY)
EMPTY = "before.pickle"
NAME = "roundtrip"
TAKEN = ("preview_seconds", "save_seconds", "cpu_seconds")


def main() -> None:
    """Boot CKAN, do one step, and print what it found as JSON."""
    ini, step, *words = sys.argv[1:]
    from ckan.cli import load_config
    from ckan.config.middleware import make_app

    settings = load_config(ini)
    # A queue that the site's own worker does not read: what it did would not be
    # measured here.
    settings["ckan.site_id"] = NAME
    # Outside of any request, as the worker runs.
    make_app(settings)
    found = STEPS[step](*map(int, words))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({**found, "peak_mb": round(peak)}))


def load() -> dict[str, Any]:
    """Make the strategy with its reports; return the tokens of its seats."""
    _keep()
    return {"tokens": _load(), "report": _report_of_cells()}


def bring(n_quarters: int, n_values: int = 0) -> dict[str, Any]:
    """Bring in the first quarters of the figures; tell what it took."""
    text = plan.table(QUARTERS[:n_quarters], n_values or None)
    return _bring(text.encode(), "figures.csv")


def files(n_quarters: int) -> dict[str, Any]:
    """Bring in the file of each organisation, one after the other."""
    found: dict[str, Any] = dict.fromkeys(("saved", *TAKEN), 0)
    for agency in plan.AGENCIES:
        text = plan.table(QUARTERS[:n_quarters], agency=agency)
        taken = _bring(text.encode(), f"{agency}.csv")
        found = {name: round(found[name] + taken[name], 2) for name in found}
    return {**found, "files": len(plan.AGENCIES)}


def again(n_again: int) -> dict[str, Any]:
    """Take all out, wipe, bring in, compare; then the same file ``n_again`` times."""
    begun = time.perf_counter()
    text, book = _out("csv"), _out("xlsx")
    taken = time.perf_counter() - begun
    before = _values()
    _wipe()
    _load()
    n_wiped = len(_values())
    found = _bring(text, "figures.csv")
    assert _out("csv") == text, "the file that comes out is another one"
    assert _out("xlsx") == book, "the workbook that comes out is another one"
    assert _values() == before, "the figures are other ones"
    for _ in range(n_again):
        same = _preview(text, "figures.csv")["counts"]
        assert (same["new"], same["changed"]) == (0, 0), same
    about = {"values": len(before), "left_by_wiping": n_wiped, "out_seconds": taken}
    return {**found, **about, "csv_kb": len(text) / 1000, "xlsx_kb": len(book) / 1000}


def _load() -> dict[str, str]:
    from ckan import model
    from werkzeug.datastructures import FileStorage

    root = model.User.get(SYSADMIN)
    if root is None:
        root = model.User(name=SYSADMIN, sysadmin=True, email="root@example.org")
        model.Session.add(root)
        model.Session.commit()
    file = FileStorage(io.BytesIO(plan.preset(TODAY)), "plan.zip")
    _call("preset_load", SYSADMIN, upload=file)
    tokens = {role: _seated(role, *seat) for role, seat in SEATS.items()}
    _call("period_advance", SYSADMIN, taskforce=plan.SLUG)
    _unlock()
    return tokens


def _unlock() -> None:
    """Let all quarters take reports: their figures are of former years."""
    about = {"taskforce": plan.SLUG, "page_size": 100}
    until = (TODAY + dt.timedelta(days=20)).isoformat()
    for one in _call("period_list", "bench-secretariat", **about)["items"]:
        shown = _call("period_show", "bench-secretariat", id=one["id"])
        if shown["state"] == "locked":
            why = {"until": until, "reason": "Figures of former years."}
            named = {"id": shown["id"], "version": shown["version"]}
            _call("period_unlock", "bench-secretariat", **named, **why)


def _seated(role: str, seat: str, agency: str | None) -> str:
    import ckan.plugins.toolkit as tk
    from ckan import model

    name = f"bench-{role.replace('_', '-')}"
    user = model.User.get(name)
    if user is None:
        user = model.User(name=name, email=f"{name}@example.org")
        model.Session.add(user)
        model.Session.commit()
    more = {"agency": agency} if agency else {}
    _call("seat_create", SYSADMIN, taskforce=plan.SLUG, user=name, role=seat, **more)
    made = tk.get_action("api_token_create")(
        {"user": name}, {"user": name, "name": "b"}
    )
    return made["token"]


def _report_of_cells() -> str:
    """Return the id of the report whose indicator has sixty cells."""
    asked = {"indicator": plan.SPLIT, "agency": plan.AGENCIES[0]}
    about = {"taskforce": plan.SLUG, "period": QUARTERS[-1]}
    found = _call("report_list", "bench-focal-point", **about, **asked)
    return found["items"][0]["id"]


def _bring(data: bytes, name: str) -> dict[str, Any]:
    from ckan import model

    from ckanext.tiptaskforce import jobs
    from ckanext.tiptaskforce.model.upload import Upload

    begun, used = time.perf_counter(), time.process_time()
    shown = _preview(data, name)
    looked = time.perf_counter()
    about = {"id": shown["id"], "version": shown["version"]}
    _call("upload_commit", "bench-coordinator", **about)
    jobs.save(shown["id"])
    saved, used = time.perf_counter(), time.process_time() - used
    row = model.Session.get(Upload, shown["id"])
    assert row is not None
    assert row.state == "committed", row.result.get("refused")
    return {
        "saved": row.result["counts"]["saved"],
        "preview_seconds": round(looked - begun, 2),
        "save_seconds": round(saved - looked, 2),
        # What a busy machine does not change; without what the database used.
        "cpu_seconds": round(used, 2),
    }


def _preview(data: bytes, name: str) -> dict[str, Any]:
    from werkzeug.datastructures import FileStorage

    file = FileStorage(io.BytesIO(data), name)
    about = {"taskforce": plan.SLUG, "kind": "past_report"}
    shown = _call("upload_create", "bench-coordinator", upload=file, **about)
    assert shown["counts"]["bad"] == 0, shown["problems"]["items"][:3]
    return shown


def _out(form: str) -> bytes:
    about = {"taskforce": plan.SLUG, "kind": "past_report", "form": form}
    found = _call("upload_template", "bench-coordinator", **about)
    return base64.b64decode(found["content"])


def _values() -> list[Any]:
    """Return all that counts, read past the actions."""
    import sqlalchemy as sa
    from ckan import model

    asked = sa.text(
        "SELECT i.code, a.acronym, r.period, v.codes::text, v.value, v.numerator,"
        " v.denominator FROM tiptaskforce_report r"
        " JOIN tiptaskforce_report_value v ON v.report_id = r.id"
        " AND v.edition = r.accepted_edition"
        " JOIN tiptaskforce_indicator i ON i.id = r.indicator_id"
        " JOIN tiptaskforce_agency a ON a.id = r.agency_id"
        " JOIN tiptaskforce_taskforce t ON t.id = r.taskforce_id AND t.slug = :slug"
        " ORDER BY 1, 2, 3, 4"
    )
    return [tuple(row) for row in model.Session.execute(asked, {"slug": plan.SLUG})]


def _keep() -> None:
    """Keep the rows of a site that does not know the strategy yet."""
    import pickle

    from ckan import model

    from dev import tables

    with model.meta.engine.begin() as connection:
        Path(EMPTY).write_bytes(pickle.dumps(tables.copied(connection)))


def _wipe() -> None:
    import pickle

    from ckan import model

    from dev import tables

    model.Session.remove()
    kept = pickle.loads(Path(EMPTY).read_bytes())  # noqa: S301  this process wrote it
    with model.meta.engine.begin() as connection:
        tables.put_back(connection, kept)


def _call(name: str, asker: str, /, **data: Any) -> Any:
    import ckan.plugins.toolkit as tk

    return tk.get_action(f"tiptaskforce_{name}")({"user": asker}, data)


def wipe() -> dict[str, Any]:
    """Bring the site back to where it was before the strategy."""
    _wipe()
    return {}


STEPS: dict[str, Callable[..., dict[str, Any]]] = {
    "load": load,
    "bring": bring,
    "files": files,
    "again": again,
    "wipe": wipe,
}


if __name__ == "__main__":
    main()
