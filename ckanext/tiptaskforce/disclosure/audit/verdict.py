"""The audit as a whole: six checks over a release and all that it is linked with."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import scipy

from ckanext.tiptaskforce.disclosure.audit import (
    difference,
    integer,
    interval,
    knowledge,
    linear,
    mutate,
    other,
    proof,
    reader,
)
from ckanext.tiptaskforce.disclosure.audit.model import Ints, Model, Node
from ckanext.tiptaskforce.disclosure.audit.proof import Mask, Truths
from ckanext.tiptaskforce.disclosure.audit.reader import Public

CHECKS = ("A1", "A2", "A3", "A4", "A5", "A6")
LOWEST = -(2**31)
MOST_ATTACKED = 2_000
Tell = Callable[[str, int, int], None]


class EntryLike(Protocol):
    """What the audit asks of an entry of the ledger."""

    @property
    def release(self) -> str:
        """The code of the release."""
        ...

    @property
    def counts(self) -> bool:
        """Whether a reader may hold its bytes."""
        ...


class LedgerLike(Protocol):
    """What the audit asks of a ledger."""

    def entries(self) -> Sequence[EntryLike]:
        """Return what is known of each release."""
        ...

    def release_folder(self, release: str, /) -> Path:
        """Return where the files of a release are kept."""
        ...


@dataclass
class Verdict:
    """What each check found; a release passes when none found anything."""

    release: str
    claims: list[str]
    files: dict[str, str]
    found: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    counts: dict[str, int] = field(default_factory=dict[str, int])

    @property
    def is_pass(self) -> bool:
        """Whether no check found anything."""
        return not any(self.found[check] for check in CHECKS)

    @property
    def first_fault(self) -> str:
        """The first thing that was found, with its check."""
        for check in CHECKS:
            if self.found[check]:
                return f"{check}: {self.found[check][0]}"
        return ""

    def content(self, ledger_head: str) -> dict[str, Any]:
        """Return the content of ``verdict.json``."""
        return {
            "schema": "tiptaskforce-verdict/1",
            "release": self.release,
            "verdict": "pass" if self.is_pass else "fail",
            "claims": self.claims,
            "checks": {
                check: {
                    "result": "fail" if self.found[check] else "pass",
                    "faults": self.found[check],
                    "counts": self.counts.get(check, 0),
                }
                for check in CHECKS
            },
            "files": self.files,
            "ledger_head": ledger_head,
            "versions": {
                "python": platform.python_version(),
                "numpy": np.__version__,
                "scipy": scipy.__version__,
            },
        }


def audit_files(folder: Path, ledger: LedgerLike, tell: Tell) -> Verdict:
    """Audit the bytes in a release folder beside all earlier releases of the ledger."""
    newest, faults = reader.read(folder / "public")
    verdict = Verdict(
        release=newest.release,
        claims=list(newest.manifest["claims"]),
        files={
            f"public/{p.name}": sha256(p.read_bytes()).hexdigest()
            for p in sorted((folder / "public").iterdir())
        },
    )
    verdict.found = {check: [] for check in CHECKS}
    verdict.found["A1"] = faults
    verdict.counts["A1"] = sum(len(cells) for cells in newest.tables.values())
    if not faults:
        _Audit(folder, newest, ledger, tell).run(verdict)
    return verdict


class _Audit:
    """One audit: the model of all that hangs together with the newest release."""

    def __init__(
        self, folder: Path, newest: Public, ledger: LedgerLike, tell: Tell
    ) -> None:
        self.newest, self.tell = newest, tell
        earlier = _linked(newest, ledger)
        self.publics = [*(public for public, _ in earlier), newest]
        self.vaults = [folder / "vault", *(vault for _, vault in earlier)]
        self.model = Model(folder / "vault", self.publics)
        self.kept = proof.stored(folder / "vault", self.model.n)

    def run(self, verdict: Verdict) -> None:
        """Run all checks after the reading; each writes what it found."""
        model, newest = self.model, self.newest
        printed = [model.visible(public) for public in self.publics]
        visible = np.zeros(model.n, dtype=bool)
        for cells in printed:
            visible[list(cells)] = True
        known = visible | knowledge.known_zero(model)
        rows = knowledge.base_rows(self.vaults)
        verdict.found["A1"] += self._values(printed, rows)
        truths = self._truths(rows)
        self.tell("audit", 0, 0)
        matrix = proof.equations(model)
        unknown = np.flatnonzero(~known)
        verdict.counts["A2"] = len(unknown)
        told = linear.determined(matrix, unknown)
        verdict.found["A2"] += self._linear(told)
        verdict.found["A3"] += self._intervals(matrix, known, truths, verdict)
        self.tell("audit", 0, 0)
        verdict.found["A4"] += proof.faults(model, newest, self.kept, truths, known)
        if verdict.found["A4"]:
            verdict.found["A4"] += self._in_whole_numbers(matrix, known, truths)
        tell = partial(self.tell, "audit", 0, 0)
        verdict.found["A4"] += other.faults(
            model, matrix, self.kept, truths, known, printed, tell
        )
        verdict.counts["A4"] = self.kept.moves.shape[1]
        read = visible.copy()
        read[told] = True
        verdict.found["A5"] += difference.faults(model, newest, visible, read)
        self.tell("audit", 0, 0)
        spots = mutate.blind_spots(model, newest, self.kept, truths, known, self.vaults)
        verdict.found["A6"] += [f"did not see {spot}" for spot in spots]

    def _values(
        self, printed: Sequence[dict[int, int]], rows: list[dict[str, Any]]
    ) -> Iterator[str]:
        if (knowledge.counts(self.model, rows) != self.model.truth).any():
            yield "the truth in the vault is not the count of its base cells"
        for public, cells in zip(self.publics, printed, strict=True):
            if difference.values_differ(self.model, cells):
                yield f"release {public.release} printed a figure that is not the truth"

    def _truths(self, rows: list[dict[str, Any]]) -> Truths:
        truth = self.model.truth
        lowest = np.zeros(self.model.n, dtype=np.int64)
        lowest[self._may_fall()] = LOWEST
        lowest[self._shows() & (truth >= 1)] = 1
        of: dict[str, Ints] = {proof.ANYBODY: truth}
        least: dict[str, Ints] = {proof.ANYBODY: lowest}
        if self.newest.manifest["insider"] == "source":
            for source in sorted({row["source"] for row in rows}):
                left = [row for row in rows if row["source"] != source]
                own = knowledge.counts(self.model, left)
                of[f"insider {source}"] = own
                least[f"insider {source}"] = np.maximum(lowest - (truth - own), 0)
        return Truths(of, least, self._lonely(rows))

    def _lonely(self, rows: list[dict[str, Any]]) -> Mask:
        """Return the published cells that too few agencies stand behind."""
        wanted = int(self.newest.manifest["min_sources"])
        if not wanted or not all("source" in row for row in rows):
            return np.zeros(self.model.n, dtype=bool)
        behind = np.zeros(self.model.n, dtype=np.int64)
        for source in sorted({row["source"] for row in rows}):
            own = [row for row in rows if row["source"] == source]
            behind += knowledge.counts(self.model, own) != 0
        published = np.isin(self.model.status, ["visible", "primary", "complementary"])
        return published & (self.model.truth != 0) & (behind < wanted)

    def _may_fall(self) -> Mask:
        found = np.zeros(self.model.n, dtype=bool)
        if not any(p.manifest["corrections"] for p in self.publics):
            return found
        first = self.publics[0].manifest["epochs"][0]
        for block in self.model.blocks:
            is_part = not block.startswith("release")
            if is_part and first not in self.model.epochs(block):
                for node in self.model.nodes(block):
                    found[self.model.sheets[(block, node)].cells] = True
        return found

    def _shows(self) -> Mask:
        """Return the cells of tables that print a true zero."""
        found = np.zeros(self.model.n, dtype=bool)
        for public in self.publics:
            block = self.model.block_of(public.release)
            wanted = _nodes_with_zeros(public)
            for node in self.model.nodes(block):
                if node in wanted:
                    found[self.model.sheets[(block, node)].cells] = True
        return found

    def _linear(self, told: Ints) -> Iterator[str]:
        """Yield a breach where a cell that has one value only is small."""
        cells = told[self._spoken()[told]]
        size = np.abs(self.model.truth[cells])
        if ((size >= 1) & (size < self.newest.k)).any():
            yield "subtraction brings back a small cell"

    def _intervals(
        self, matrix: Any, known: Mask, truths: Truths, verdict: Verdict
    ) -> Iterator[str]:
        spoken = self._spoken()
        matrix, known = self._attacked(matrix, known)
        verdict.counts["A3"] = 0
        for view, truth in truths.of.items():
            lowest = truths.lowest[view]
            attack = interval.attack_of(matrix, truth, known, lowest)
            size = np.abs(truth[attack.unknown])
            is_small = (size >= 1) & (size < self.newest.k)
            places = np.flatnonzero(is_small & spoken[attack.unknown])
            verdict.counts["A3"] += len(places)
            found = interval.breaches(
                attack, places, self.newest.k, lambda: self.tell("audit", 0, 0)
            )
            for words in found:
                yield f"against {view}, a small cell {words}"

    def _in_whole_numbers(
        self, matrix: Any, known: Mask, truths: Truths
    ) -> Iterator[str]:
        """Yield why there can be no witness, where no count of persons allows one."""
        truth, lowest = truths.of[proof.ANYBODY], truths.lowest[proof.ANYBODY]
        attack = interval.attack_of(matrix, truth, known, lowest)
        count = truth[attack.unknown]
        is_small = (count >= 1) & (count < self.newest.k)
        places = np.flatnonzero(is_small & self._spoken()[attack.unknown])
        found = integer.breaches(
            attack, places, self.newest.k, lambda: self.tell("audit", 0, 0)
        )
        for words in found:
            yield f"in whole numbers, a small cell {words}"

    def _attacked(self, matrix: Any, known: Mask) -> tuple[Any, Mask]:
        """Return the sums that A3 attacks: all, or those of the tables' own cells.

        Hidden cells narrow an interval at most by what no count of persons allows,
        which A4 checks in whole numbers; where there are thousands of them, a linear
        program over all takes a second, and A3 a dozen.
        """
        if int((~known).sum()) <= MOST_ATTACKED or self.newest.manifest["strict"]:
            return matrix, known
        spoken = self._spoken()
        return _only(matrix, known | spoken), known | ~spoken

    def _spoken(self) -> Mask:
        """Return the cells that the claims speak of; with P2 the hidden ones too."""
        found = self._margins()
        if self.newest.manifest["strict"]:
            for (block, _), sheet in self.model.sheets.items():
                found[sheet.cells] = not block.startswith("surplus")
        return found

    def _margins(self) -> Mask:
        """Return the cells of margins: what the tables speak of, hidden cells apart."""
        found = np.zeros(self.model.n, dtype=bool)
        for block in self.model.blocks:
            nodes = knowledge.lattice_nodes(self.model, block)
            if not block.startswith("part"):
                nodes = self.model.nodes(block)
            for node in nodes:
                found[self.model.sheets[(block, node)].cells] = True
        return found


def _nodes_with_zeros(public: Public) -> set[Node]:
    tables = public.manifest["tables"].values()
    shown = [table["columns"] for table in tables if table["zeros"] == "show"]
    return {n for columns in shown for n in knowledge.margins_of(public, columns)}


def _only(matrix: Any, cells: Mask) -> Any:
    """Return the sums that speak of these cells alone."""
    foreign = np.diff(matrix[:, np.flatnonzero(~cells)].tocsr().indptr)
    return matrix[foreign == 0]


def _linked(newest: Public, ledger: LedgerLike) -> list[tuple[Public, Path]]:
    """Return the earlier releases that share epochs with this one, also by others.

    What came after it took it into account, and is audited with it.
    """
    known: list[tuple[Public, Path]] = []
    for entry in ledger.entries():
        if entry.release == newest.release:
            break
        folder = ledger.release_folder(entry.release)
        if entry.counts:
            known.append((reader.read(folder / "public")[0], folder / "vault"))
    epochs = set(newest.epochs)
    found: list[tuple[Public, Path]] = []
    while True:
        more = [e for e in known if e not in found and epochs & e[0].epochs]
        if not more:
            return [e for e in known if e in found]
        found += more
        epochs |= {epoch for e in more for epoch in e[0].epochs}
