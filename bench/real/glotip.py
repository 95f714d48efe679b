"""The table of detected victims of UNODC as context, in the columns that are read here.

Its sheet has two lines above the headings, and "<5" where a count is small: such a year
has no value here, and none is guessed.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd

FILE = "unodc_glotip_detected_victims_2025-04-14.xlsx"
AS_OF, SMALL, HEADINGS = "2025-04-14", "<5", 2
SOURCE = "UNODC, GLOTIP"
TITLES = {"Female": "Detected women and girls", "Male": "Detected men and boys"}


def table(file: Path, iso3: str) -> tuple[str, str, int]:
    """Return the name of a country, its table, and how many figures say "<5"."""
    rows = pd.read_excel(file, header=HEADINGS, dtype=str)
    own = rows[
        (rows["Iso3_code"] == iso3)
        & (rows["Indicator"] == "Detected trafficking victims")
        & (rows["Dimension"] == "Total")
        & (rows["Age"] == "Total")
        & rows["Sex"].isin(TITLES)
    ]
    country = str(own["Country"].iloc[0])
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["country", "year", "title", "unit", "source", "value"])
    for sex, year, value in own[["Sex", "Year", "txtVALUE"]].itertuples(index=False):
        told = "" if value == SMALL else value
        writer.writerow([country, year, TITLES[sex], "persons", SOURCE, told])
    return country, out.getvalue(), int((own["txtVALUE"] == SMALL).sum())
