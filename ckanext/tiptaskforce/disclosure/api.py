"""What other programs call; the package's docstring tells how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ckanext.tiptaskforce.disclosure import intent, lp, pipeline, preview
from ckanext.tiptaskforce.disclosure import spec as specs
from ckanext.tiptaskforce.disclosure.about import About, nothing_more
from ckanext.tiptaskforce.disclosure.aggregate import aggregate
from ckanext.tiptaskforce.disclosure.audit.verdict import Verdict, audit_files
from ckanext.tiptaskforce.disclosure.errors import BadInput, Fault
from ckanext.tiptaskforce.disclosure.ledger import Clock, Ledger, clock
from ckanext.tiptaskforce.disclosure.pipeline import Outcome
from ckanext.tiptaskforce.disclosure.progress import (
    Asked,
    Progress,
    Say,
    never,
    silent,
)
from ckanext.tiptaskforce.disclosure.tallies import Source, open_tallies

LEAST_SEED = 32
SpecSource = Path | Mapping[str, Any]


@dataclass(frozen=True)
class Checked:
    """What ``check`` read: people by epoch, and rows by table."""

    release: str
    persons: dict[str, int]
    rows: dict[str, int]


def protect(  # noqa: PLR0913 - all but the four are given by keyword
    spec: SpecSource,
    tallies: Source,
    ledger: Path,
    out: Path,
    *,
    commit: bool = True,
    progress: Say = silent,
    cancel: Asked = never,
    seed: bytes | None = None,
    time_limit: float | None = None,
    engine: str = "duckdb",
    now: Clock = clock,
    about: About = nothing_more,
) -> Outcome:
    """Make a release in ``out``, or raise and leave nothing.

    :param about: gives more lines for the first sheet of the workbook, from the tables
        as they will be public, and the manifest
    :raises BadInput: for a fault of spec, tallies or ledger
    :raises Refused: where nothing safe could be made in the time
    :raises Cancelled: when ``cancel`` answered yes
    """
    if seed is not None and len(seed) < LEAST_SEED:
        raise BadInput([Fault(f"a seed has {LEAST_SEED} bytes or more")])
    request = pipeline.Request(
        tallies, spec, ledger, out, engine, seed, commit, time_limit, now, about
    )
    return pipeline.protect(request, Progress(progress, cancel))


def audit(
    release: Path, ledger: Path, *, progress: Say = silent, cancel: Asked = never
) -> Verdict:
    """Audit the bytes of a release folder beside all releases of its ledger.

    :raises BadInput: where the folder is no release
    """
    if not (release / "public" / "release.json").is_file():
        raise BadInput([Fault("is not the folder of a release", release.name)])
    return audit_files(release, Ledger(ledger), Progress(progress, cancel).tell)


def check(spec: SpecSource, tallies: Source, *, engine: str = "duckdb") -> Checked:
    """Check spec and tallies, and write nothing.

    :raises BadInput: naming every fault by file, row or key
    """
    read = specs.load(spec)
    base = aggregate(open_tallies(tallies, read), read, engine)
    persons = {e: int(base.of_epochs([e]).n.sum()) for e in read.epochs}
    rows = {table.id: read.rows_of(table) for table in read.tables}
    return Checked(read.release, persons, rows)


def design(
    spec: SpecSource,
    tallies: Source,
    *,
    progress: Say = silent,
    cancel: Asked = never,
    engine: str = "duckdb",
) -> preview.Design:
    """Return what the tables would show and cost; never public.

    What was not worked out within the ``time_limit`` of the spec is left out of it.

    :raises BadInput: for a fault of spec or tallies
    """
    read = specs.load(spec)
    base = aggregate(open_tallies(tallies, read), read, engine)
    own = Progress(progress, cancel)
    own.limit = read.time_limit
    with lp.within(own.left):
        return preview.design(read, base, pipeline.min_sources_of(read, base), own)


def commit(release: str, ledger: Path, *, now: Clock = clock) -> str:
    """Write the line that makes a release public; return its hash.

    :raises BadInput: where the ledger has no open intent of this name
    """
    return intent.commit(Ledger(ledger, now), release)


def abandon(release: str, ledger: Path, *, now: Clock = clock) -> str:
    """Close an intent of which no bytes left the vault; return the hash of the line.

    :raises BadInput: where the ledger has no open intent of this name
    """
    return intent.abandon(Ledger(ledger, now), release)


def withdraw(release: str, ledger: Path, reason: str, *, now: Clock = clock) -> str:
    """Note that a release was withdrawn; it constrains what comes later all the same.

    :raises BadInput: for a release that does not stand
    """
    return intent.withdraw(Ledger(ledger, now), release, reason)
