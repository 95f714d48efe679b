"""Lines of code that read a released table, for those who work with it further.

Codes are read as text, for some of them look like numbers, and NA is the code of a
country; what is withheld becomes a missing value and never a zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PYTHON = """\
import pandas as pd

table = pd.read_csv("{address}", dtype=str, keep_default_na=False)
# "withheld" becomes a missing value, never a zero.
table["count"] = pd.to_numeric(table["count"], errors="coerce")
codes = table.columns[:-1]
inner = table[(table[codes] != "TOTAL").all(axis=1)]
"""
R = """\
table <- read.csv(
  "{address}",
  colClasses = "character", na.strings = character(0), check.names = FALSE
)
# "withheld" becomes NA, never a zero.
table$count <- suppressWarnings(as.numeric(table$count))
codes <- setdiff(names(table), "count")
inner <- table[rowSums(table[codes] == "TOTAL") == 0, ]
"""


def of(shown: Mapping[str, Any]) -> dict[str, str] | None:
    """Return the code for the first table of a release, or None where it has none."""
    files = (one for one in shown["files"] if one["name"].endswith(".csv"))
    found = next(files, None)
    if found is None:
        return None
    address = found["url"]
    return {
        "address": address,
        "python": PYTHON.format(address=address),
        "r": R.format(address=address),
    }
