"""The files of a preset and the fields of each, as one table."""

from __future__ import annotations

from dataclasses import dataclass, field

from ckanext.tiptaskforce.exchange import period
from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.presets import outline, shape
from ckanext.tiptaskforce.logic.presets.checks import about_work, code, list_name
from ckanext.tiptaskforce.logic.presets.mark import Entry, Faults
from ckanext.tiptaskforce.logic.presets.reporting import CALENDAR, INDICATORS
from ckanext.tiptaskforce.logic.presets.shape import Field, Record, listed
from ckanext.tiptaskforce.logic.presets.source import CSV_FILES, Files
from ckanext.tiptaskforce.logic.schema.taskforce import SETTINGS
from ckanext.tiptaskforce.vocabulary import (
    AgencyType,
    DocumentKind,
    Mandate,
    TemplateKind,
    ViolationLink,
)

_line, _text = about_work(v.line), about_work(v.paragraph)
_words = Field(_line, is_list=True)
_yes_no = Field(v.yes_no, default=False)

_LISTED_SETTINGS = ("languages", "place_levels")
_SETTINGS = Record(
    {k: Field(check) for k, check in SETTINGS.items() if k not in _LISTED_SETTINGS}
    | dict.fromkeys(_LISTED_SETTINGS, _words)
)
_SOURCE = Record(
    {
        "part": Field(v.line, is_needed=True),
        "source": Field(v.paragraph, is_needed=True),
        "licence": Field(v.line, is_needed=True),
    }
)
_SUBCOMMITTEE = Record(
    {
        "slug": Field(v.slug, is_needed=True),
        "title": Field(_line, is_needed=True),
        "fields": _words,
    }
)
TASKFORCE = Record(
    {
        "slug": Field(v.slug, is_needed=True),
        "title": Field(_line, is_needed=True),
        "full_title": Field(_line),
        "description": Field(_text),
        "contact": Field(v.line),
        "area": Field(code),
        "settings": Field(_SETTINGS),
        "subcommittees": Field(_SUBCOMMITTEE, is_list=True),
        "agreement": Field(
            Record(
                {
                    "title": Field(_line),
                    "version": Field(_line),
                    "valid_months": Field(v.whole(1, 120)),
                    "text": Field(_text),
                }
            )
        ),
        "sources": Field(_SOURCE, is_list=True),
    }
)
_CODE_ROW = Record(
    {"code": Field(code, is_needed=True), "en": Field(_line, is_needed=True)},
    others=_line,
)
CODES = Record(
    {
        "lists": Field(
            Record(
                {
                    "list": Field(list_name, is_needed=True),
                    "version": Field(v.line, default="1"),
                    "codes": Field(_CODE_ROW, is_needed=True, is_list=True),
                }
            ),
            is_list=True,
        )
    }
)
_LINE_OF_ACTION = {
    "code": Field(code, is_needed=True),
    "source_code": Field(code),
    "title": Field(_line, is_needed=True),
}
_OBJECTIVE = Record(
    {**_LINE_OF_ACTION, "lines": Field(Record(_LINE_OF_ACTION), is_list=True)}
)
_SWOT = ("strengths", "weaknesses", "opportunities", "threats")
STRATEGY = Record(
    {
        "strategies": Field(
            Record(
                {
                    "slug": Field(v.slug, is_needed=True),
                    "title": Field(_line, is_needed=True),
                    "from": Field(v.day, is_needed=True),
                    "until": Field(v.day, is_needed=True),
                    "current": _yes_no,
                    "sample": _yes_no,
                    "vision": Field(_text),
                    "principles": _words,
                    "swot": Field(Record(dict.fromkeys(_SWOT, _words))),
                    "objectives": Field(_OBJECTIVE, is_list=True),
                    "objectives_of": Field(v.slug),
                }
            ),
            is_list=True,
        )
    }
)
_TEMPLATE = Record(
    {
        "code": Field(code, is_needed=True),
        "title": Field(_line, is_needed=True),
        "subcommittee": Field(v.slug),
        "objective": Field(code),
        "review_months": Field(v.whole(1, 120)),
        "kind": Field(v.one_of(TemplateKind)),
    }
)
DELIVERABLES = Record(
    {
        "functions": Field(
            Record(
                {
                    "core_function": Field(v.whole(1, 6), is_needed=True),
                    "title": Field(_line, is_needed=True),
                    "tasks": _words,
                    "deliverables": Field(_TEMPLATE, is_list=True),
                }
            ),
            is_list=True,
        ),
        "other": Field(_TEMPLATE, is_list=True),
    }
)
VIOLATIONS = Record(
    {
        "violations": Field(
            Record(
                {
                    **_CODE_ROW.fields,
                    "link": Field(v.one_of(ViolationLink), is_needed=True),
                    "source": Field(v.line, is_needed=True),
                },
                others=_line,
            ),
            is_list=True,
        )
    }
)
_ZONE = Record(
    {**_CODE_ROW.fields, "places": Field(code, is_needed=True, is_list=True)},
    others=_line,
)
TALLY = Record(
    {
        "period": Field(v.one_of_words(*period.MONTHS), is_needed=True),
        "steps": Field(code, is_list=True),
        "dimensions": Field(list_name, is_needed=True, is_list=True),
        "optional": Field(list_name, is_list=True),
        "place_level": Field(v.whole(1, 5), default=2),
        "zones": Field(_ZONE, is_list=True),
    }
)
AGENCIES = Record(
    {
        "acronym": Field(_line, is_needed=True),
        "name": Field(_line, is_needed=True),
        "type": Field(v.one_of(AgencyType), is_needed=True),
        "mandates": Field(listed(v.one_of(Mandate)), default=[]),
        "subcommittees": Field(listed(v.slug), default=[]),
        "places": Field(listed(code), default=[]),
        "position": Field(_line),
        "contact": Field(v.line),
        "reporting_duty": Field(v.yes_no, default=True),
        "is_placeholder": _yes_no,
    }
)
PLACES = Record(
    {
        "code": Field(code, is_needed=True),
        "name": Field(v.line, is_needed=True),
        "level": Field(v.whole(1, 5), is_needed=True),
        "parent": Field(code),
        "names": Field(listed(v.line), default=[]),
    }
)
DOCUMENTS = Record(
    {
        "code": Field(code, is_needed=True),
        "kind": Field(v.one_of(DocumentKind), is_needed=True),
        "title": Field(_line, is_needed=True),
        # A source may name a paper without saying where it is found.
        "url": Field(v.https_link),
        "language": Field(v.line),
        "source": Field(_line),
        "description": Field(_text),
    }
)
LAYOUT = {
    "taskforce.yaml": TASKFORCE,
    "codes.yaml": CODES,
    "strategy.yaml": STRATEGY,
    "deliverables.yaml": DELIVERABLES,
    "violations.yaml": VIOLATIONS,
    "indicators.yaml": INDICATORS,
    "tally.yaml": TALLY,
    "calendar.yaml": CALENDAR,
    "agencies.csv": AGENCIES,
    "places.csv": PLACES,
    "documents.csv": DOCUMENTS,
}


@dataclass(frozen=True)
class Preset:
    """The checked content of a preset: an entry per YAML file, rows per CSV file."""

    yaml: dict[str, Entry] = field(default_factory=dict)
    rows: dict[str, list[Entry]] = field(default_factory=dict)

    def is_whole(self, files: Files) -> bool:
        """Tell whether every file could be read; else looking across them misleads."""
        return {*self.yaml, *self.rows} == set(files)

    def entries(self, file: str, key: str) -> list[Entry]:
        """Return the entries of a list in a YAML file; none where it is absent."""
        return self.yaml[file].get(key) or [] if file in self.yaml else []

    @property
    def subcommittees(self) -> list[Entry]:
        """The working groups."""
        return self.entries("taskforce.yaml", "subcommittees")

    @property
    def strategies(self) -> list[Entry]:
        """The strategies, each with its objectives."""
        return self.entries("strategy.yaml", "strategies")

    @property
    def functions(self) -> list[Entry]:
        """The core functions with their tasks and standing deliverables."""
        return self.entries("deliverables.yaml", "functions")

    @property
    def templates(self) -> list[tuple[Entry, int | None]]:
        """The standing deliverables with their function, None where never scored."""
        return [
            *(
                (t, f["core_function"])
                for f in self.functions
                for t in f["deliverables"]
            ),
            *((t, None) for t in self.entries("deliverables.yaml", "other")),
        ]

    @property
    def indicators(self) -> list[Entry]:
        """The reference sheets of indicators."""
        return self.entries("indicators.yaml", "indicators")

    def objectives(self, strategy: Entry) -> list[Entry]:
        """Return the objectives of a strategy, or of the one that it refers to."""
        like = strategy.get("objectives_of")
        found = next((s for s in self.strategies if s.get("slug") == like), strategy)
        return found.get("objectives") or []


def read(files: Files, faults: Faults) -> Preset:
    """Return what the files say, each value checked by its field."""
    preset = Preset()
    for file, data in files.items():
        if file in CSV_FILES:
            text = outline.decoded(file, data, faults)
            rows = text and shape.rows(file, text, LAYOUT[file], faults)
            if isinstance(rows, list):
                preset.rows[file] = rows
        else:
            node = outline.read(file, data, faults)
            if node is not None:
                preset.yaml[file] = shape.record(node, LAYOUT[file], faults)
    return preset
