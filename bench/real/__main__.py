"""``python -m bench.real FOLDER…``: the mappings here, over the files found there."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import yaml

K = 11


def main() -> None:
    """Run every mapping whose file is in one of the folders."""
    for path in sorted(Path(__file__).parent.glob("*.yaml")):
        mapping = yaml.safe_load(path.read_text(encoding="utf-8"))
        for folder in sys.argv[1:]:
            file = Path(folder) / mapping["file"]
            if file.is_file():
                run(path.stem, mapping, file)


def run(name: str, mapping: dict[str, Any], file: Path) -> None:
    """Protect the tables of one file; leave out what is refused, and say why."""
    separator = mapping.get("separator", ",")
    rows = pd.read_csv(file, sep=separator, dtype=str, keep_default_na=False)
    tallies = pd.DataFrame(
        {column: _coded(rows, how) for column, how in mapping["columns"].items()}
    )
    tables = dict(mapping["tables"])
    print(f"{name}: {len(rows)} records")
    with tempfile.TemporaryDirectory() as place:
        tallies.to_csv(Path(place) / "tallies.csv", index=False, lineterminator="\n")
        while tables:
            answer = _protect(Path(place), name, mapping, tallies, tables)
            if answer["status"] != "refused":
                print(f"  {answer['status']} in {answer['seconds']:.1f} s")
                _report(Path(place))
                return
            message = answer["errors"][0]["message"]
            print(f"  refused: {message}\n    advice: {'; '.join(answer['advice'])}")
            found = re.match(r"table ([a-z-]+)", message)
            tables.pop(found.group(1) if found else list(tables)[-1])


def _coded(rows: pd.DataFrame, how: dict[str, Any]) -> pd.Series:
    values = rows[how["from"]].replace(how.get("codes", {}))
    if how.get("multi"):
        return values
    return values.str.replace(r"[^A-Za-z0-9_.:/+-]+", "_", regex=True)


def _protect(
    place: Path,
    name: str,
    mapping: dict[str, Any],
    tallies: pd.DataFrame,
    tables: dict[str, list[str]],
) -> dict[str, Any]:
    dimensions = {
        column: {
            "codes": sorted({c for v in tallies[column] for c in _each(v, how)}),
            "sensitive": column in mapping["sensitive"],
            "multi": bool(how.get("multi")),
        }
        for column, how in mapping["columns"].items()
    }
    spec = {
        "schema": "tiptaskforce-release/1",
        "release": name,
        "k": K,
        "epochs": ["all"],
        "dimensions": dimensions,
        "tables": tables,
    }
    (place / "spec.yaml").write_text(yaml.safe_dump(spec), encoding="utf-8")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "ckanext.tiptaskforce.disclosure", "protect"),
            *("--tallies", place / "tallies.csv", "--spec", place / "spec.yaml"),
            *("--ledger", place / "ledger", "--out", place / "out", "--json"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    if answer["status"] == "bad_input":
        sys.exit("\n".join(error["message"] for error in answer["errors"]))
    return answer


def _each(value: str, how: dict[str, Any]) -> list[str]:
    return value.split(";") if how.get("multi") else [value]


def _report(place: Path) -> None:
    report = json.loads((place / "out" / "public" / "report.json").read_bytes())
    for table in report["tables"]:
        print(
            f"  {table['id']}: {table['rows']} rows, {table['withheld']} withheld, "
            f"share of persons shown {table['share_shown']}"
        )
    truth = pq.read_table(place / "out" / "vault" / "truth.parquet").to_pandas()
    kinds = Counter(truth["status"])
    primary = truth[truth["status"] == "primary"]["n"]
    print(
        f"  cells: {kinds['visible']} shown; withheld {int((primary == 0).sum())} as "
        f"zero, {int(primary.between(1, K - 1).sum())} as small, "
        f"{int((primary >= K).sum())} as uniform, {kinds['complementary']} to protect"
    )


if __name__ == "__main__":
    main()
