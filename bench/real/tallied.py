"""The records of a real file as a task force: its preset, and what its members count.

Rows are only added up here: what leaves this module are counts by codes.
"""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from bench.real.records import coded, rows_of

STEP = "identified"
UNKNOWN = "UNK"
WORDS = {UNKNOWN: "Not known", "F": "Female", "M": "Male"}
FIRST_DAY, LAST_DAY = "2002-01-01", "2030-12-31"


@dataclass(frozen=True)
class Tallied:
    """A file as tallies: by organisation and period rows of codes with their number."""

    slug: str
    road: dict[str, Any]
    codes: dict[str, list[str]]
    tallies: dict[tuple[str, str], list[dict[str, Any]]]
    n: int

    @classmethod
    def of(cls, name: str, mapping: dict[str, Any], file: Path) -> Tallied:
        """Return the tallies of a file by the part ``road`` of its mapping."""
        road, rows = mapping["road"], rows_of(mapping, file)
        columns = {"place": road["place"]["column"], **road["lists"]}
        cells = pd.DataFrame(
            {n: coded(rows, mapping["columns"][c]) for n, c in columns.items()}
        )
        if "several" in road:
            mixed = cells[road["several"]].str.contains(";")
            cells.loc[mixed, road["several"]] = "several"
        counted = list(cells)
        when = road["period"]
        cells["period"] = when.get("code") or coded(
            rows, mapping["columns"][when["column"]]
        )
        dealt = [f"ORG-{i % road['organisations'] + 1}" for i in range(len(cells))]
        cells["agency"] = dealt
        every = cells.groupby([*cells.columns]).size().reset_index(name="n")
        return cls(
            f"real-{name}",
            road,
            {n: sorted(set(cells[n]) - {UNKNOWN}) + [UNKNOWN] for n in counted},
            {
                (str(agency), str(period)): [
                    {"step": STEP, **row, "n": int(row["n"])}
                    for row in part[[*counted, "n"]].to_dict("records")
                ]
                for (agency, period), part in every.groupby(["agency", "period"])
            },
            len(cells),
        )

    @property
    def agencies(self) -> list[str]:
        """The acronyms of those who count."""
        return [f"ORG-{i + 1}" for i in range(self.road["organisations"])]

    def zipped(self) -> bytes:
        """Return the preset as a zip: the codes that occur, and no count."""
        days = {"from": FIRST_DAY, "until": LAST_DAY, "current": "true"}
        strategy = {"slug": "plan", "title": self.road["title"], **days}
        lists = [
            {
                "list": name,
                "codes": [{"code": c, "en": WORDS.get(c, c)} for c in codes],
            }
            for name, codes in self._lists().items()
        ]
        members = [
            {"acronym": a, "name": f"Organisation {a[4:]}", "type": "national_ngo"}
            for a in self.agencies
        ]
        places = [
            {"code": c, "name": WORDS.get(c, c), "level": 1}
            for c in self.codes["place"]
        ]
        yearly = {"kind": "year", "due_days": 60, "lock_days": 180}
        files = {
            "taskforce.yaml": yaml.safe_dump(self._taskforce()),
            "strategy.yaml": yaml.safe_dump({"strategies": [strategy]}),
            "codes.yaml": yaml.safe_dump({"lists": lists}),
            "tally.yaml": yaml.safe_dump(self._design()),
            "calendar.yaml": yaml.safe_dump({"periods": [yearly]}),
            "agencies.csv": _table(members),
            "places.csv": _table(places),
        }
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name, text in files.items():
                archive.writestr(name, text)
        return out.getvalue()

    def _taskforce(self) -> dict[str, Any]:
        return {
            "slug": self.slug,
            "title": self.road["title"],
            "settings": {"k": 11, "place_levels": [self.road["place"]["level"]]},
            "agreement": {"title": "Protocol", "version": "1", "valid_months": 24},
        }

    def _design(self) -> dict[str, Any]:
        dimensions = list(self.codes)
        return {"period": "year", "steps": [STEP], "dimensions": dimensions} | {
            "place_level": 1
        }

    def _lists(self) -> dict[str, list[str]]:
        groups = {"age_group": ["child", "adult", UNKNOWN]}
        own = {n: codes for n, codes in self.codes.items() if n != "place"}
        return {"step": [STEP], **groups, **own}


def _table(rows: list[dict[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
