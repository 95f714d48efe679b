"""Tables as one page for any browser: no script, and nothing from outside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

# A day is written as 2026-08-03, the same in every language.
Cell = str | int | dt.date | None
_STYLE = """
body{font:1rem/1.5 system-ui,sans-serif;max-width:64rem;margin:0 auto;padding:1rem;
color:#1b1f23;background:#fff}
h1{font-size:1.6rem;line-height:1.25}h2{font-size:1.2rem;margin:2rem 0 .5rem}
nav ul{columns:18rem;padding-inline-start:1.2rem}
a{color:#0b4f79}div{overflow-x:auto}
table{border-collapse:collapse;width:100%}
th,td{text-align:start;vertical-align:top;padding:.35rem .6rem;
border-bottom:1px solid #c9ced3}
thead th{background:#e6e9ec}
@media(max-width:40rem){table,tbody,tr,td{display:block}thead{display:none}
tr{border-bottom:2px solid #8a939b;padding:.4rem 0}
td{border:0;padding:.1rem 0}td::before{content:attr(data-th) ": ";font-weight:600}
td:empty{display:none}}
@media print{body{max-width:none;padding:0}nav{display:none}h2{break-after:avoid}
tr{break-inside:avoid}a{color:inherit}}
"""


@dataclass(frozen=True)
class Section:
    """One table with its heading; ``name`` is that of its sheet in a workbook."""

    name: str
    title: str
    headers: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    note: str = ""


@dataclass(frozen=True)
class Page:
    """What stands above the tables, and how an empty table is said."""

    title: str
    lead: Sequence[str]
    language: str
    direction: str
    nothing: str
    contents: str


def html(page: Page, sections: Sequence[Section]) -> bytes:
    """Return the page, the same bytes for the same content."""
    links = "".join(
        f'<li><a href="#s{n}">{escape(one.title)}</a></li>'
        for n, one in enumerate(sections, 1)
    )
    lead = "".join(f"<p>{escape(line)}</p>" for line in page.lead)
    body = "".join(_section(page, n, one) for n, one in enumerate(sections, 1))
    return (
        f'<!doctype html>\n<html lang="{escape(page.language)}" dir="{page.direction}">'
        f'<head><meta charset="utf-8"><meta name="viewport" '
        f'content="width=device-width, initial-scale=1">'
        f"<title>{escape(page.title)}</title><style>{_STYLE}</style></head>\n"
        f"<body><header><h1><bdi>{escape(page.title)}</bdi></h1>{lead}</header>\n"
        f'<nav aria-label="{escape(page.contents)}"><ul>{links}</ul></nav>\n'
        f"<main>{body}</main></body></html>\n"
    ).encode()


def _section(page: Page, number: int, section: Section) -> str:
    head = f'<h2 id="s{number}"><bdi>{escape(section.title)}</bdi></h2>'
    if not section.rows:
        return f"<section>{head}<p>{escape(page.nothing)}</p></section>\n"
    note = f"<p>{escape(section.note)}</p>" if section.note else ""
    headers = "".join(f'<th scope="col">{escape(h)}</th>' for h in section.headers)
    rows = "".join(f"<tr>{_cells(section, row)}</tr>\n" for row in section.rows)
    table = f"<table><thead><tr>{headers}</tr></thead>\n<tbody>{rows}</tbody></table>"
    return (
        f'<section>{head}{note}<div role="region" tabindex="0" '
        f'aria-labelledby="s{number}">{table}</div></section>\n'
    )


def _cells(section: Section, row: Sequence[Cell]) -> str:
    return "".join(
        f'<td data-th="{escape(header)}">{_said(cell)}</td>'
        for header, cell in zip(section.headers, row, strict=True)
    )


def _said(cell: Cell) -> str:
    if cell is None or cell == "":
        return ""
    return f"<bdi>{escape(str(cell))}</bdi>"
