"""The disclosure report: what is published, what is not, and why; one page and JSON.

Every figure in it can be computed again from the public files; it never counts small
cells, and never tells a small cell from one that protects it.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

from ckanext.tiptaskforce.disclosure.export import json_of
from ckanext.tiptaskforce.disclosure.grid import WITHHELD, Grid
from ckanext.tiptaskforce.disclosure.manifest import claims_of
from ckanext.tiptaskforce.disclosure.spec import Spec
from ckanext.tiptaskforce.disclosure.system import System

CHECKS = ("A1", "A2", "A3", "A4", "A5", "A6")
_CLAIM_WORDS = {
    "P1": "No small count can be told from none, nor from many.",
    "P2": "The same holds for every sum that the tables determine.",
    "P3": "No group is known to share a sensitive code.",
    "P4": "The first claim also holds against one contributing organisation.",
}
_NOT_TOLD = (
    "No withheld figure of k or more has one value only. Where a withheld figure is "
    "zero, the shown ones may say so."
)


def report_of(
    system: System, grids: Sequence[Grid], manifest: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the content of ``report.json``, its keys in their order."""
    spec = system.newest
    n_withheld = sum(int((~grid.shown).sum()) for grid in grids)
    audit: dict[str, Any] = dict.fromkeys(CHECKS, "pass")
    return {
        "schema": "tiptaskforce-report/1",
        "release": spec.release,
        "tables": [_line(system, grid) for grid in grids],
        "audit": {**audit, "withheld_attacked": n_withheld, "exact": 0},
        "text": text_of(spec, manifest),
    }


def _line(system: System, grid: Grid) -> dict[str, Any]:
    shown = int(grid.shown.sum())
    return {
        "id": grid.table.id,
        "rows": len(grid.keys),
        "shown": shown,
        "withheld": len(grid.keys) - shown,
        "share_shown": grid.share_shown(system),
    }


def text_of(spec: Spec, manifest: Mapping[str, Any]) -> dict[str, str]:
    """Return what a reader must know of a release, paragraph by paragraph."""
    zero = (
        "zero, "
        if spec.zeros == "hide"
        else "at least one, where zeros are shown, and "
    )
    n_earlier = len(manifest["earlier_releases"])
    changed = [
        f"{name}: {', '.join(table['requested'])}"
        for name, table in manifest["tables"].items()
        if [r.split("@")[1] for r in table["requested"]] != table["columns"]
    ]
    claims = " ".join(_CLAIM_WORDS[claim] for claim in claims_of(spec))
    return {
        "What this is": (
            f"{spec.title}. Counts by codes, for trends and gaps. Unit: {spec.unit}. "
            "They do not measure how common it is."
        ),
        "How to read a withheld cell": (
            f"'{WITHHELD}' stands where the figure is {zero}below {spec.k}, or would "
            "reveal one that is. Do not add across it: use the printed total."
        ),
        "How to add up": (
            "Rows add up to TOTAL where none of them is withheld. Where one is, the "
            "difference between TOTAL and the shown rows belongs to all withheld rows "
            "together."
        ),
        "What was proven": f"{claims} {_NOT_TOLD}",
        "Coarser columns than asked for": "; ".join(changed) or "None.",
        "Earlier releases taken into account": str(n_earlier),
        "What is not claimed": str(manifest["not_claimed"]),
    }


def html_of(report: Mapping[str, Any], manifest: Mapping[str, Any]) -> bytes:
    """Return the report as one plain page."""
    title = html.escape(str(manifest["title"]))
    parts = [
        "<!DOCTYPE html>",
        '<html lang="en">',
        f'<head><meta charset="utf-8"><title>{title}: disclosure report</title></head>',
        "<body>",
        f"<h1>{title}: disclosure report</h1>",
    ]
    for heading, words in report["text"].items():
        parts.append(f"<h2>{html.escape(heading)}</h2>")
        parts.append(f"<p>{html.escape(words)}</p>")
    parts += ["<h2>Tables</h2>", *_table_of(report["tables"])]
    parts += ["<h2>Checks</h2>", *_checks_of(report["audit"])]
    parts += ["</body>", "</html>"]
    return ("\n".join(parts) + "\n").encode()


def _table_of(tables: Sequence[Mapping[str, Any]]) -> list[str]:
    head = (
        "Table",
        "Rows",
        "Shown",
        "Withheld",
        "Share of those counted in shown cells",
    )
    lines = [
        "<table><caption>What is shown and withheld, by table</caption>",
        "<tr>" + "".join(f'<th scope="col">{cell}</th>' for cell in head) + "</tr>",
    ]
    for line in tables:
        share = line["share_shown"]
        cells = (line["rows"], line["shown"], line["withheld"])
        shown = "not given" if share is None else str(share)
        row = "".join(f"<td>{cell}</td>" for cell in (*cells, shown))
        lines.append(f'<tr><th scope="row">{html.escape(line["id"])}</th>{row}</tr>')
    return [*lines, "</table>"]


def _checks_of(audit: Mapping[str, Any]) -> list[str]:
    passed = ", ".join(name for name in CHECKS if audit[name] == "pass")
    words = (
        f"{audit['withheld_attacked']} withheld rows were attacked and "
        f"{audit['exact']} were recovered. Checks passed: {passed}."
    )
    return [f"<p>{words}</p>"]


def files_of(
    system: System, grids: Sequence[Grid], manifest: Mapping[str, Any]
) -> dict[str, bytes]:
    """Return ``report.json`` and ``report.html``."""
    report = report_of(system, grids, manifest)
    return {"report.json": json_of(report), "report.html": html_of(report, manifest)}
