"""Disclosure control: from counts of persons to tables that are proven safe.

A pure package with a command line, ``python -m ckanext.tiptaskforce.disclosure``;
nothing in it knows CKAN. From Python::

    made = protect(
        spec,                     # a path, or the same mapping with code lists inline
        tallies,                  # CSV, Parquet (file or folder), a frame, or rows
        Path("vault/ledger"),     # made if absent, mode 0700, as secret as the tallies
        Path("out"),              # absent or empty; it appears whole, by one rename
        commit=False,             # stop before the ledger's line "release"
        progress=lambda step: print(step),  # step.name, .number, .done, .total
        cancel=lambda: False,     # asked once a second; True raises Cancelled
        seed=None,                # 32 bytes or more; else the system's
        time_limit=None,          # seconds; else the spec's
        about=lambda tables, manifest: [],  # more (heading, words) for the workbook
    )
    made.files                    # {"public/report.html": sha256, ...}
    audit(made.out, ledger)       # Verdict: is_pass, first_fault, found, files
    commit(made.release, ledger)  # the release is public from here on
    abandon(made.release, ledger) # or: no byte of it ever left the vault

``protect`` writes the ledger's line ``intent`` when all is proven and audited. An
intent counts as published until ``commit`` or ``abandon``. A release name is used
once, also when it was abandoned. Killed at any moment, ``protect`` leaves either no
intent (call it again with the same name) or an intent with its files in the ledger.

What goes wrong is an exception with data in it: ``BadInput.faults`` (each a ``Fault``
with file, row, column, code, message), ``Refused.why``, ``.table`` and ``.advice``
(each an ``Advice`` with text, change, table, column, level, share), ``Cancelled``.
After any of them nothing stands in ``out`` or in the ledger.

``check`` reads the input only. ``design`` tells what tables would show and cost.
``withdraw`` notes in the ledger that a release was taken back.
"""

from __future__ import annotations

# Functions bear the names of the modules design and audit; they are bound last.
from ckanext.tiptaskforce.disclosure.api import (
    Checked,
    abandon,
    audit,
    check,
    commit,
    design,
    protect,
    withdraw,
)
from ckanext.tiptaskforce.disclosure.errors import (
    Advice,
    BadInput,
    Cancelled,
    Fault,
    Refused,
)

__all__ = [
    "Advice",
    "BadInput",
    "Cancelled",
    "Checked",
    "Fault",
    "Refused",
    "abandon",
    "audit",
    "check",
    "commit",
    "design",
    "protect",
    "withdraw",
]
