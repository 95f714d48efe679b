"""Inside the bench's site: `python -m bench.releasing INI N`.

Copies the newest published release of progress into so many series, each with its own
row, files and dataset, as its publication would have left them; the index follows.
"""

from __future__ import annotations

import os
import sys
from typing import Any

AT_ONCE = 25
COLUMNS = ("kind", "state", "number", "sentence", "caveats", "next_update", "snapshot")
MORE = ("editor_ids", "proposed_by", "proposed_at", "approved_by", "published_at")


def main() -> None:
    """Boot CKAN and make what is missing."""
    ini, wanted = sys.argv[1], int(sys.argv[2])
    from ckan.cli import load_config
    from ckan.config.middleware import make_app

    # CKAN's flask application has the context that its actions need.
    app = make_app(load_config(ini))._wsgi_app
    with app.app_context(), app.test_request_context():
        _grow(wanted)


def _grow(wanted: int) -> None:
    from ckan import model

    from ckanext.tiptaskforce.model.release import Release

    pattern = next(
        row
        for row in model.Session.query(Release).filter_by(state="published")
        if row.kind == "progress" and row.series == "progress"
    )
    known = model.Session.query(Release).filter_by(state="published").count()
    for number in range(known, wanted):
        _copy(pattern, f"series-{number:04d}")
        if number % AT_ONCE == 0:
            model.Session.commit()
    model.Session.commit()


def _copy(pattern: Any, series: str) -> None:
    from ckan import model

    from ckanext.tiptaskforce.logic import datasets, release_files
    from ckanext.tiptaskforce.model.base import new_id
    from ckanext.tiptaskforce.model.release import Release
    from ckanext.tiptaskforce.model.taskforce import Taskforce

    row = Release(
        id=new_id(),
        taskforce_id=pattern.taskforce_id,
        created_by=pattern.created_by,
        series=series,
        title=f"State of the work, {series}",
        specification=dict(pattern.specification),
        **{name: getattr(pattern, name) for name in (*COLUMNS, *MORE)},
    )
    renamed = {
        one["name"]: one["name"].replace(pattern.series, series, 1)
        if one["name"].endswith((".json", ".xlsx"))
        else one["name"]
        for one in pattern.files
    }
    row.files = [{**one, "name": renamed[one["name"]]} for one in pattern.files]
    folder = release_files.folder_of(row)
    folder.mkdir(mode=0o700)
    for old, new in renamed.items():
        os.link(release_files.folder_of(pattern) / old, folder / new)
    model.Session.add(row)
    model.Session.flush()
    taskforce = model.Session.get(Taskforce, row.taskforce_id)
    row.dataset_id = datasets.write(taskforce, series)


if __name__ == "__main__":
    main()
