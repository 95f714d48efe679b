"""Records of a real file, coded as the mapping of the file says; nothing is guessed."""

from __future__ import annotations

import functools
import operator
from pathlib import Path
from typing import Any

import pandas as pd


def rows_of(mapping: dict[str, Any], file: Path) -> pd.DataFrame:
    """Return the records as text, without those that only add up others."""
    separator, names = mapping.get("separator", ","), mapping.get("names")
    rows = pd.read_csv(
        file, sep=separator, names=names, dtype=str, keep_default_na=False
    )
    for column, totals in mapping.get("totals", {}).items():
        rows = rows[~rows[column].isin(totals)]
    return rows.reset_index(drop=True)


def coded(rows: pd.DataFrame, how: dict[str, Any]) -> pd.Series:
    """Return one column as codes."""
    if "held" in how:
        # Columns of 0 and 1 become one answer with several codes.
        held = [
            rows[name].eq("1").map({True: f"{name};", False: ""})
            for name in how["held"]
        ]
        return functools.reduce(operator.add, held).str.removesuffix(";")
    values = rows[how["from"]].replace(how.get("codes", {}))
    return values if how.get("multi") else clean(values)


def clean(values: pd.Series) -> pd.Series:
    """Return values with nothing in them that no code may hold."""
    return values.str.strip().str.replace(r"[^A-Za-z0-9_.:/+-]+", "_", regex=True)
