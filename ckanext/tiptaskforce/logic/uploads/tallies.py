"""An agency's counts of one period, from the template or from another program.

Which entry a row is: its line and step; in a file with a row for each single count,
sex and age as well. A cell that the file does not name stays as it is, and 0 takes one
away. All rows together are one change of the one tally that the upload belongs to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import ckan.plugins.toolkit as tk
from ckan.types import Context
from flask import has_request_context

from ckanext.tiptaskforce import labels
from ckanext.tiptaskforce.exchange import tally_table
from ckanext.tiptaskforce.exchange.cells import Code
from ckanext.tiptaskforce.exchange.matching import Entry, Key
from ckanext.tiptaskforce.exchange.table import Table
from ckanext.tiptaskforce.exchange.tally import STEP, Layout, N
from ckanext.tiptaskforce.exchange.tally_table import CELL, Origin
from ckanext.tiptaskforce.exchange.tracker import Column, GoodRow, match_headers
from ckanext.tiptaskforce.labels import languages
from ckanext.tiptaskforce.logic import base, designs, references, working_places
from ckanext.tiptaskforce.logic.uploads import aliases, lists
from ckanext.tiptaskforce.logic.uploads.kind import Call, Intent, Kind, Settled, problem
from ckanext.tiptaskforce.model import tally_row
from ckanext.tiptaskforce.model.tally import Tally
from ckanext.tiptaskforce.phrase import N_

if TYPE_CHECKING:
    from ckanext.tiptaskforce.logic.uploads.plan import Planned

_LACKS = N_("This cell is empty, and the row gives a single count.")
_NO_COUNT = N_("This row gives no count.")
NAME, SHAPE = "name", "shape"
PERIOD, AGENCY = "period", "agency"
WIDE, SINGLE = "wide", "single"


class Tallies(Kind):
    """The counts of one tally; an upload of them is made for that one alone."""

    noun = "tally"
    title = N_("Counts")
    named_by = NAME

    def __init__(self, step: base.Step, tally: Tally) -> None:
        self.tally = tally
        names = references.Names.of(step.taskforce.id)
        self.acronym = names.agencies[tally.agency_id]
        self.agency_name = names.agency_names[tally.agency_id]
        self.design, _ = designs.of_period(step.taskforce, tally.period)
        self.rows = [c.dictize(n) for c, n in tally_row.counts_of(tally.id).items()]
        self.layout = self._read_layout(step)
        line = tuple(d.key for d in (*self.layout.line, self.layout.steps))
        every = (*line, *(d.key for d in self.layout.across))
        self.names = every
        self.keys = (
            Key(every, every, entry={SHAPE: SINGLE}, row={SHAPE: SINGLE}),
            Key(line, line, entry={SHAPE: WIDE}, row={SHAPE: WIDE}),
        )
        self.unique = self.keys

    def columns(self, step: base.Step | None = None) -> list[Column]:  # noqa: ARG002
        """Return the columns by the design of the tally's period.

        Other programs repeat organisation and period in each row; they must be right.
        """
        period, acronym = self.tally.period, self.acronym
        own = Code({acronym: acronym}, {self.agency_name: acronym})
        return [
            *tally_table.columns(self.layout, aliases.HEADERS[self.noun]),
            self.column(PERIOD, N_("Period"), Code({period: period})),
            self.column(AGENCY, N_("Organisation"), own),
        ]

    def existing(self, step: base.Step) -> list[dict[str, Any]]:  # noqa: ARG002
        """Return what stands in the tally: cell by cell, and line by line."""
        return [
            *(self._entry(row, {N: row[N]}, SINGLE) for row in self.rows),
            *(
                self._entry(row, {**dict.fromkeys(self._cell_keys, 0), **row}, WIDE)
                for row in tally_table.wide(self.layout, self.rows, is_coded=True)
            ),
        ]

    def settle(self, step: base.Step, rows: Sequence[GoodRow]) -> Settled:  # noqa: ARG002
        """Say of each row which shape it has, and give it a name to show."""
        settled = Settled([])
        for row in rows:
            lacks = tally_table.lacking(self.layout, row.values)
            if lacks:
                words = _NO_COUNT if lacks == N else _LACKS
                settled.problems.append(problem(row, lacks, words))
            else:
                more = {NAME: self._name(row.values), SHAPE: _shape(row.values)}
                settled.rows.append(GoodRow(row.number, {**row.values, **more}))
        return settled

    def intend(
        self,
        step: base.Step,  # noqa: ARG002
        row: GoodRow,
        entry: Entry | None,
        changed: dict[str, Any],
    ) -> Intent:
        """Return that the row changes the tally; what it says is gathered later."""
        for key in (NAME, SHAPE, PERIOD, AGENCY):
            changed.pop(key, None)
        said = tally_table.said(self.layout, row.values)
        if not changed or (entry is None and not any(said.values())):
            return Intent()
        return Intent([Call("tally_update", {})])

    def gathered(self, rows: Sequence[Planned]) -> list[Planned]:
        """Return one change of the tally, with all its cells as they would stand."""
        changing = [one for one in rows if one.calls]
        if not changing:
            return []
        cells = {tuple(str(row[k]) for k in self.names): row[N] for row in self.rows}
        for one in changing:
            cells |= tally_table.said(self.layout, one.row.values)
        stand = [
            {**dict(zip(self.names, codes, strict=True)), N: n}
            for codes, n in cells.items()
            if n
        ]
        call = Call("tally_update", {"rows": stand})
        entry = {"id": self.tally.id, "version": self.tally.version}
        return [replace(changing[0], entry=entry, calls=[call])]

    def template(self, step: base.Step) -> tuple[str, bytes]:
        """Return the name and the bytes of the workbook to fill in."""
        period = self.tally.period
        origin = Origin(step.taskforce.title, self.acronym, period, self._made_for)
        name = f"{step.taskforce.slug}-{self.acronym}-{period}-counts.xlsx"
        return name, tally_table.template(self.layout, origin, self.rows, tk._)

    def want_own(self, table: Table) -> None:
        """Refuse a template of another tally, and columns that hold no counts.

        What stands in such a column may be a name or a story: it is not kept for a
        moment.

        :raises ValidationError: saying what is wanted
        """
        self._want_origin(table.about)
        columns = lists.understood(self.columns())
        ours = languages.in_all("Problem")
        known = {*match_headers(columns, table.headers).values(), *ours}
        foreign = [header for header in table.headers if header not in known]
        if foreign:
            message = tk.ungettext(
                "{number} column is not in the template. Take it out, or name it as "
                "the template does. Nothing was read.",
                "{number} columns are not in the template. Take them out, or name them "
                "as the template does. Nothing was read.",
                len(foreign),
            )
            raise base.invalid("upload", message.format(number=len(foreign)))

    def _want_origin(self, about: Mapping[str, str]) -> None:
        said = tally_table.origin_of(about)
        period = self.tally.period
        own = {tally_table.PERIOD: period, tally_table.AGENCY: self.acronym}
        if any(said.get(key, value) != value for key, value in own.items()):
            message = tk._(
                "This template is not for {organisation}, {period}. Nothing was read."
            ).format(organisation=self.acronym, period=period)
            raise base.invalid("upload", message)
        if said.get(tally_table.DESIGN, self._made_for) != self._made_for:
            message = tk._(
                "This template was made for another tally design: its columns and "
                "codes may mean something else. Download the template of {period} "
                "again and fill it in. Nothing was read."
            ).format(period=period)
            raise base.invalid("upload", message)

    @property
    def _made_for(self) -> str:
        """What a template says of the design: the period from which that one holds."""
        return self.design.since or "1"

    def _read_layout(self, step: base.Step) -> Layout:
        language = str(tk.h.lang()) if has_request_context() else "en"
        asked = {
            "taskforce": step.taskforce.slug,
            "period": self.tally.period,
            "agency": self.tally.agency_id,
        }
        show = tk.get_action("tiptaskforce_tally_design_show")
        shown = show(cast(Context, base.asker(step.context)), asked)
        words = {name: labels.counted_by(name) for name in labels.COUNTED_BY}
        kept = {str(row.get(designs.PLACE)) for row in self.rows}
        kinds = working_places.kinds(
            step.taskforce, self.design, self.tally.agency_id, kept
        )
        found = Layout.of_design(shown, language, words, kinds)
        return found.holding(self.rows)

    @property
    def _cell_keys(self) -> list[str]:
        if not self.layout.across:
            return [N]
        return [CELL + cell.key for cell in self.layout.cells]

    def _entry(
        self, row: Mapping[str, Any], values: Mapping[str, Any], shape: str
    ) -> dict[str, Any]:
        codes = {key: row.get(key) for key in self.names}
        name = self._name(codes)
        return {
            **codes,
            **values,
            PERIOD: self.tally.period,
            AGENCY: self.acronym,
            NAME: name,
            SHAPE: shape,
            "id": f"{self.tally.id}/{shape}/{'~'.join(str(c) for c in codes.values())}",
            "version": self.tally.version,
        }

    def _name(self, values: Mapping[str, Any]) -> str:
        steps = self.layout.steps.options
        line = {d.key: str(values[d.key]) for d in self.layout.line}
        return f"{self.layout.named(line)} · {steps[str(values[STEP])]}"


def _shape(values: Mapping[str, Any]) -> str:
    return SINGLE if values.get(N) is not None else WIDE
