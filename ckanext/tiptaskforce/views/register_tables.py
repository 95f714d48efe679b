"""The columns of the tables of the library, the register and the inputs, as files."""

from __future__ import annotations

from collections.abc import Sequence

from ckanext.tiptaskforce.exchange.cells import Date, Truth, WholeNumber
from ckanext.tiptaskforce.exchange.tracker import Column
from ckanext.tiptaskforce.phrase import N_

COLUMNS: dict[str, Sequence[Column]] = {
    "documents": (
        Column("title", N_("Title")),
        Column("document", N_("Type"), meaning=N_("What it is, in words")),
        Column("edition", N_("Version"), WholeNumber()),
        Column("is_current", N_("In force"), Truth()),
        Column("created", N_("Date"), Date()),
        Column("valid_until", N_("Valid until"), Date()),
        Column("language", N_("Language")),
        Column("subcommittee", N_("Subcommittee")),
        Column("sensitivity", N_("Level")),
        Column("source", N_("Source")),
        Column("url", N_("Link")),
    ),
    "partnerships": (
        Column("partnership_kind", N_("Kind")),
        Column("title", N_("Title")),
        Column("partnership", N_("Status")),
        Column("agency", N_("Organisation")),
        Column("parties", N_("Parties")),
        Column("others", N_("Others")),
        Column("objective", N_("Line")),
        Column("starts_on", N_("From"), Date()),
        Column("ends_on", N_("Until"), Date()),
        Column("review_by", N_("Review by"), Date()),
        Column("last_contact", N_("Last contact"), Date()),
        Column("next_item", N_("Next item")),
    ),
    "handover": (
        Column("handed", N_("Kind")),
        Column("title", N_("What")),
        Column("stands", N_("Where it stands")),
        Column("due", N_("Due, or holds until"), Date()),
        Column("detail", N_("Line, period or next item")),
    ),
    "inputs": (
        Column("input_kind", N_("Kind")),
        Column("title", N_("Title")),
        Column("cycle", N_("Cycle"), WholeNumber()),
        Column("core_function", N_("Core function"), WholeNumber()),
        Column("due", N_("Due"), Date()),
        Column("input", N_("Status")),
        Column("sent_on", N_("Sent on"), Date()),
    ),
}
TITLES = {
    "documents": N_("Documents"),
    "partnerships": N_("Forums and agreements"),
    "handover": N_("Handover: open work"),
    "inputs": N_("Inputs to plans and reports of others"),
}
# Which list of words the codes of a column belong to.
WORDS = {
    "handed": "noun",
    "document": "document_kind",
    "sensitivity": "sensitivity",
    "partnership": "partnership",
    "partnership_kind": "partnership_kind",
    "input": "input",
    "input_kind": "input_kind",
}
