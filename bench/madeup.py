"""Made-up tallies for the benchmarks: the same at every run, of nobody."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd

LGAS = [f"NG008{number:03d}" for number in range(1, 28)]
MONTHS = [f"{year}-{month:02d}" for year in (2024, 2025) for month in range(1, 13)]
FORMS = [
    *("sexual", "labour", "servitude", "marriage"),
    *("recruitment", "begging", "other"),
]
VIOLATIONS = ["none", "abduction", "sexual", "recruitment", "killing", "attack"]
AGES = ["0-11", "12-17", "18-24", "25-59", "60+"]
SEXES = ["F", "M"]

SEVEN_DIMENSIONS: dict[str, list[str]] = {
    "month": MONTHS,
    "lga": LGAS,
    "sex": SEXES,
    "age": AGES,
    "form": FORMS,
    "violation": VIOLATIONS,
}
SEVEN_TABLES = {
    "month-lga": ["month", "lga"],
    "lga-sex-age": ["lga", "sex", "age"],
    "lga-form": ["lga", "form"],
    "sex-age-form": ["sex", "age", "form"],
    "month-form": ["month", "form"],
    "form-violation": ["form", "violation"],
    "lga-violation": ["lga", "violation"],
}


def zipf(n: int, power: float) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return shares of ``n`` codes of which a few hold most."""
    found = 1 / np.arange(1, n + 1) ** power
    return found / found.sum()


def seven_rows(n: int = 10_000, seed: int = 1) -> pd.DataFrame:
    """Return one row per person of the seven tables."""
    rng = np.random.default_rng(seed)
    shares = {
        "month": np.full(24, 1 / 24),
        "lga": zipf(27, 1.0),
        "sex": np.array([0.7, 0.3]),
        "age": np.array([0.1, 0.25, 0.3, 0.3, 0.05]),
        "form": zipf(7, 1.0),
        "violation": zipf(6, 1.2),
    }
    return pd.DataFrame(
        {
            name: np.array(codes)[rng.choice(len(codes), n, p=shares[name])]
            for name, codes in SEVEN_DIMENSIONS.items()
        }
    )


def spec(release: str, **content: Any) -> dict[str, Any]:
    """Return a spec with the rules of the benchmarks."""
    return {
        "schema": "tiptaskforce-release/1",
        "release": release,
        "k": 10,
        "epochs": ["e1"],
        "homogeneity": False,
        "max_small_share": 1.0,
        **content,
    }


def seven_spec() -> dict[str, Any]:
    """Return the spec of the seven tables."""
    dimensions = {name: {"codes": codes} for name, codes in SEVEN_DIMENSIONS.items()}
    return spec("seven-tables", dimensions=dimensions, tables=SEVEN_TABLES)


STATES, ZONES, CROSSED_LGAS = 8, 6, 40
CROSSED_TABLES = {
    "lga": ["lga", "form", "sex"],
    "state": ["lga@state", "form", "sex"],
    "zone": ["lga@zone", "form", "sex"],
}


def crossed_spec() -> dict[str, Any]:
    """Return the spec of two geographies over the same places, crossing each other."""
    places = [
        [f"l{n:02d}", f"s{n % STATES}", f"z{n // STATES % ZONES}"]
        for n in range(CROSSED_LGAS)
    ]
    dimensions = {
        "lga": {"levels": [["lga", "state"], ["lga", "zone"]], "codes": places},
        "form": {"codes": FORMS},
        "sex": {"codes": SEXES},
    }
    return spec("crossed", dimensions=dimensions, tables=CROSSED_TABLES)


def crossed_rows(n: int = 6_000, seed: int = 1) -> pd.DataFrame:
    """Return one row per person of the crossed geographies."""
    rng = np.random.default_rng(seed)
    lgas = np.array([f"l{number:02d}" for number in range(CROSSED_LGAS)])
    return pd.DataFrame(
        {
            "lga": lgas[rng.choice(CROSSED_LGAS, n, p=zipf(CROSSED_LGAS, 0.8))],
            "form": np.array(FORMS)[rng.choice(7, n, p=zipf(7, 0.8))],
            "sex": np.array(SEXES)[rng.choice(2, n, p=[0.7, 0.3])],
        }
    )


MONTH_TABLES = {
    "month-lga": ["month", "lga"],
    "lga-sex": ["lga", "sex"],
    "month-form": ["month", "form"],
    "sex-age": ["sex", "age"],
}


def month_spec(number: int) -> dict[str, Any]:
    """Return the spec of a month's release: what came in, late rows of two months too.

    Every third release is followed by one of the quarter, which holds its epochs.
    """
    months = MONTHS[max(0, number - 2) : number + 1]
    return _monthly(f"month-{number + 1:02d}", [MONTHS[number]], months)


def quarter_spec(number: int) -> dict[str, Any]:
    """Return the spec of a quarter's release: the three epochs that came in."""
    epochs = MONTHS[3 * number : 3 * number + 3]
    months = MONTHS[max(0, 3 * number - 2) : 3 * number + 3]
    return _monthly(f"quarter-{number + 1}", epochs, months)


def year_spec() -> dict[str, Any]:
    """Return the spec of the first year's release, beside its months and quarters."""
    return _monthly("the-year", MONTHS[:12], MONTHS[:12])


def _monthly(release: str, epochs: list[str], months: list[str]) -> dict[str, Any]:
    dimensions = {
        name: {"codes": codes}
        for name, codes in SEVEN_DIMENSIONS.items()
        if name != "violation"
    }
    return spec(
        release,
        dimensions=dimensions,
        tables=MONTH_TABLES,
        epochs=epochs,
        window={"month": months},
    )


def month_rows(numbers: Iterable[int], n: int = 600, late: float = 0.1) -> pd.DataFrame:
    """Return the rows that came in these months; a tenth came one or two later."""
    wanted = {MONTHS[number] for number in numbers}
    frames: list[pd.DataFrame] = []
    for place, month in enumerate(MONTHS):
        rng = np.random.default_rng(place)
        after = np.where(rng.random(n) < late, rng.integers(1, 3, n), 0)
        came = np.minimum(place + after, len(MONTHS) - 1)
        rows = seven_rows(n, seed=100 + place).drop(columns="violation")
        rows = rows.assign(month=month, epoch=np.array(MONTHS)[came])
        frames.append(rows[rows["epoch"].isin(wanted)])
    return pd.concat(frames, ignore_index=True)


def write_rows(path: Path, n: int) -> None:
    """Write ``n`` tally rows over the dimensions of the seven tables, as Parquet."""
    columns = ", ".join(
        f"list_extract({codes!r}, 1 + (pow(random(), 2) * {len(codes)})::int"
        f" % {len(codes)}) as {name}"
        for name, codes in SEVEN_DIMENSIONS.items()
    )
    rows = f"select {columns}, 1 + (random() * 3)::int as n from range({n})"
    duckdb.sql(f"copy ({rows}) to '{path}' (format parquet, compression zstd)")
