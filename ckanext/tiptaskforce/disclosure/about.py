"""The first sheet of the workbook: what a reader must know who has nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

Line = tuple[str, str]
# What somebody adds, who knows the tables as the released JSON holds them, and the
# manifest: the finding in a sentence, what else to know.
About = Callable[[Mapping[str, Any], Mapping[str, Any]], Sequence[Line]]


def nothing_more(
    _tables: Mapping[str, Any], _manifest: Mapping[str, Any]
) -> list[Line]:
    """Add nothing."""
    return []


def lines_of(
    manifest: Mapping[str, Any], notes: Mapping[str, str], more: Sequence[Line]
) -> list[Line]:
    """Return the lines: the release, what is added, its notes, tables and codes.

    :param notes: the paragraphs of the report by their headings
    """
    facts = [
        ("Title", manifest["title"]),
        ("Release", manifest["release"]),
        ("Date", manifest["date"] or ""),
        ("Unit", manifest["unit"]),
    ]
    facts = [line for line in facts if line[1]]
    return [
        ("What", "Text"),
        *facts,
        *more,
        *notes.items(),
        ("Method", manifest["method"]),
        *_tables(manifest),
        *_codes(manifest),
    ]


def _tables(manifest: Mapping[str, Any]) -> Iterator[Line]:
    for name, table in manifest["tables"].items():
        by = f"Counts by {' and '.join(table['columns'])}"
        yield f"Sheet {name}", by if table["title"] == name else table["title"]


def _codes(manifest: Mapping[str, Any]) -> Iterator[Line]:
    """Yield what each code of the tables means that has words of its own."""
    yield f"Code {manifest['marker']}", "Not printed, to protect people"
    yield f"Code {manifest['total']}", "All codes of the column together"
    for name, dimension in manifest["dimensions"].items():
        for code, words in dimension["labels"].items():
            yield f"Code {code}", f"{words} ({name})"
