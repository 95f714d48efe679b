"""The scan before a release: nothing in its files or words points at a person.

The files are made by a program from codes and counts, so a finding here means that
something went wrong before, and the release is blocked with the reason in words.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Any

from ckanext.tiptaskforce import scan
from ckanext.tiptaskforce.exchange import figures

MOST_COLUMNS = 3
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/+-]{0,63}")
COUNT = re.compile(r"0|[1-9][0-9]*|withheld")
WORDS = ("title", "sentence", "caveats")
_NUMBER = re.compile(r"(?<![\w.,-])[0-9][0-9,.]*(?![\w-])")
_DATE = re.compile(
    r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b|\b[0-9]{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|"
    r"Sep|Oct|Nov|Dec)[a-z]*\b"
)
_YEARS = range(1990, 2101)
_LEAST_SPOKEN = 2


def findings(
    files: Mapping[str, bytes], about: Mapping[str, str], code: str
) -> list[str]:
    """Return why a release may not go out; an empty list is a pass.

    :param about: title, sentence and caveats of the release
    """
    manifest = json.loads(files["release.json"])
    tables = figures.tables_of(files, code)
    return [
        *_names(files, tables, code),
        *_columns(manifest),
        *_cells(tables, manifest),
        *_csv(files, tables),
        *_texts(files, manifest),
        *_words(about, tables, manifest),
    ]


def _names(
    files: Mapping[str, bytes], tables: figures.Tables, code: str
) -> Iterator[str]:
    wanted = {f"{name}.csv" for name in tables} | {f"{code}.json", f"{code}.xlsx"}
    wanted |= {"release.json", "report.json", "report.html"}
    for name in sorted(set(files) ^ wanted):
        yield f"{name}: the set of files is not the one of a release"


def _columns(manifest: Mapping[str, Any]) -> Iterator[str]:
    for name, table in manifest["tables"].items():
        if len(table["columns"]) > MOST_COLUMNS:
            yield f"{name}: counts by more than {MOST_COLUMNS} dimensions"


def _cells(tables: figures.Tables, manifest: Mapping[str, Any]) -> Iterator[str]:
    """Only codes of the release's own lists, and only counts of 0 or at least k."""
    known = {
        code
        for dimension in manifest["dimensions"].values()
        for row in dimension["codes"]
        for code in row
    }
    for name, table in tables.items():
        for row in table["rows"]:
            *codes, count = row
            if not set(codes) <= {*known, figures.TOTAL}:
                yield f"{name}: a row holds a text that is no code"
                break
            is_small = count != figures.WITHHELD and 0 < int(count) < manifest["k"]
            if is_small:
                yield f"{name}: a shown count is less than k"
                break


def _csv(files: Mapping[str, bytes], tables: figures.Tables) -> Iterator[str]:
    for name in tables:
        for line in files[f"{name}.csv"].decode().splitlines()[1:]:
            *codes, count = line.split(",")
            if not COUNT.fullmatch(count) or not all(map(CODE.fullmatch, codes)):
                yield f"{name}.csv: a line holds more than codes and a count"
                break


def _texts(files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> Iterator[str]:
    """Every text that stands in the files, read for details of persons."""
    labels = {
        str(words)
        for dimension in manifest["dimensions"].values()
        for words in dimension["labels"].values()
    }
    texts = {"release.json": sorted({manifest["title"], manifest["unit"], *labels})}
    texts["report.html"] = [_shown(files["report.html"].decode())]
    for name, found in texts.items():
        for text in found:
            for hit in scan.refused(scan.scan(text)):
                yield f"{name}: holds what looks like {hit.kind.value}"
    for name in (n for n in files if n.endswith(".xlsx")):
        parts = zipfile.ZipFile(io.BytesIO(files[name])).namelist()
        if any("comment" in part or "vba" in part for part in parts):
            yield f"{name}: holds more than cells"


def _words(
    about: Mapping[str, str], tables: figures.Tables, manifest: Mapping[str, Any]
) -> Iterator[str]:
    """A number in the words is one that the tables show, a date, or a rule.

    Whoever opens raw counts writes these words; a number from there must not slip in.
    """
    allowed = figures.numbers(tables) | {manifest["k"], manifest["n_sources"]}
    for field in WORDS:
        text = str(about.get(field) or "")
        for hit in scan.refused(scan.scan(text)):
            yield f"{field}: holds what looks like {hit.kind.value}"
        for number in _spoken(text):
            if number not in allowed and number not in _YEARS:
                yield f"{field}: names {number}, which no table of this release shows"


def _spoken(text: str) -> Iterator[int]:
    for found in _NUMBER.finditer(_DATE.sub(" ", text)):
        digits = re.sub(r"\D", "", found[0])
        if int(digits) >= _LEAST_SPOKEN:
            yield int(digits)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def handle_data(self, data: str) -> None:
        """Keep what a reader sees."""
        self.said.append(data)


def _shown(content: str) -> str:
    reader = _Reader()
    reader.feed(content)
    return "\n".join(reader.said)
