"""``python -m bench.real FOLDER…``: the mappings here, over the files found there."""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import yaml

from bench.real.records import clean, coded, rows_of

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
    rows = rows_of(mapping, file)
    tallies = pd.DataFrame(
        {column: coded(rows, how) for column, how in mapping["columns"].items()}
    )
    if "n" in mapping:
        tallies["n"] = rows[mapping["n"]].str.partition(",")[0]
    dimensions = {
        column: _dimension(tallies[column], column, how, file.parent)
        | {"sensitive": column in mapping.get("sensitive", [])}
        for column, how in mapping["columns"].items()
    }
    tables = dict(mapping["tables"])
    print(f"{name}: {len(rows)} rows", flush=True)
    with tempfile.TemporaryDirectory() as place:
        tallies.to_csv(Path(place) / "tallies.csv", index=False, lineterminator="\n")
        while tables:
            begun = _cpu_seconds()
            answer = _protect(Path(place), name, dimensions, tables)
            if answer["status"] != "refused":
                taken = f"{answer['seconds']:.1f} s, {_cpu_seconds() - begun:.1f} s CPU"
                print(f"  {answer['status']} in {taken}")
                _report(Path(place))
                return
            message = answer["errors"][0]["message"]
            print(f"  refused: {message}\n    advice: {'; '.join(answer['advice'])}")
            found = re.match(r"table ([a-z0-9-]+)", message)
            tables.pop(found.group(1) if found else list(tables)[-1])
    print("  nothing is left to publish")


def _dimension(
    values: pd.Series, column: str, how: dict[str, Any], folder: Path
) -> dict[str, Any]:
    """Return the dimension for the spec: the codes that occur, and their tree."""
    found = sorted({code for value in values for code in _each(value, how)})
    if "tree" in how:
        return {"levels": how["levels"], "codes": [[c, how["tree"][c]] for c in found]}
    if "hierarchy" not in how:
        return {"codes": found, "multi": bool(how.get("multi"))}
    path, levels = folder / how["hierarchy"], how["levels"]
    tree = pd.read_csv(path, sep=";", header=None, dtype=str).iloc[:, : len(levels)]
    rows = tree.apply(clean).to_numpy().tolist()
    return {"levels": levels, "codes": [row for row in rows if row[0] in found]}


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _protect(
    place: Path, name: str, dimensions: dict[str, Any], tables: dict[str, list[str]]
) -> dict[str, Any]:
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
