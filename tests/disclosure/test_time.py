"""Releases of one ledger, one after the other: late rows, corrections, recodes."""

from __future__ import annotations

import itertools
import json
import random
import shutil

import pytest

from ckanext.tiptaskforce.disclosure import BadInput, Refused, audit
from ckanext.tiptaskforce.disclosure.intent import withdraw
from ckanext.tiptaskforce.disclosure.ledger import Ledger

LGAS = ["l1", "l2", "l3", "l4"]
DIMENSIONS = {"lga": {"codes": LGAS}, "sex": {"codes": ["F", "M"]}}
TABLES = {"lga-sex": ["lga", "sex"]}
FIRST = [
    ("e1", lga, sex, n)
    for (lga, sex), n in zip(
        [(lga, sex) for lga in LGAS for sex in "FM"],
        [12, 15, 20, 9, 3, 14, 11, 16],
        strict=True,
    )
]
LATE = [("e2", "l1", "F", 2), ("e2", "l2", "M", 12), ("e2", "l4", "F", 1)]


def shown(out, table="lga-sex"):
    """Return the printed counts of a table by codes."""
    name = json.loads((out / "public" / "release.json").read_bytes())["release"]
    data = json.loads((out / "public" / f"{name}.json").read_bytes())
    return {tuple(key): n for *key, n in data["tables"][table]["rows"]}


@pytest.fixture
def first(bench):
    """The first release, of epoch e1."""
    spec = bench.spec(dimensions=DIMENSIONS, tables=TABLES, k=5)
    return bench.protect(spec, bench.tallies("epoch,lga,sex,n", FIRST))


class TestDifferencing:
    def test_a_cumulative_release_never_gives_a_few_away(self, bench, first):
        spec = bench.spec(
            release="second-release",
            dimensions=DIMENSIONS,
            tables=TABLES,
            k=5,
            epochs=["e1", "e2"],
        )
        tallies = bench.tallies("epoch,lga,sex,n", FIRST + LATE)

        second = bench.protect(spec, tallies)

        before, after = shown(first), shown(second)
        both = [k for k in before if "withheld" not in (before[k], after[k])]
        rests = [after[key] - before[key] for key in both]
        assert both
        assert all(rest == 0 or rest >= 5 for rest in rests)

    def test_disjoint_epochs_do_not_touch_each_other(self, bench, first):
        later = [(e.replace("e1", "e2"), *rest) for e, *rest in FIRST]
        spec = bench.spec(
            release="second-release",
            dimensions=DIMENSIONS,
            tables=TABLES,
            k=5,
            epochs=["e2"],
        )

        second = bench.protect(spec, bench.tallies("epoch,lga,sex,n", later))

        assert shown(second) == shown(first)


class TestStreams:
    @pytest.mark.parametrize("seed", [1, 2])
    def test_late_rows_over_several_releases_stay_safe(self, bench, seed):
        """Each release holds all epochs so far; no two of them give a few away."""
        rng = random.Random(seed)  # noqa: S311 - a test's rows, not a secret
        rows, printed = list(FIRST), []
        for number in range(1, 5):
            spec = bench.spec(
                release=f"release-{number}",
                dimensions=DIMENSIONS,
                tables=TABLES,
                k=5,
                epochs=[f"e{e}" for e in range(1, number + 1)],
            )
            out = bench.protect(spec, bench.tallies("epoch,lga,sex,n", rows))
            printed.append(shown(out))
            epoch = f"e{number + 1}"
            rows += [
                (epoch, rng.choice(LGAS), rng.choice("FM"), rng.choice([1, 2, 9, 14]))
                for _ in range(4)
            ]

        for before, after in itertools.combinations(printed, 2):
            both = [k for k in before if "withheld" not in (before[k], after[k])]
            rests = {after[key] - before[key] for key in both}
            assert not rests & {1, 2, 3, 4}


class TestYear:
    """Four months one by one, two halves, then the year, which holds them all."""

    EPOCHS = ("e1", "e2", "e3", "e4")
    RELEASES = (
        *(("month-1", "e1"), ("month-2", "e2"), ("half-1", "e1 e2")),
        *(("month-3", "e3"), ("month-4", "e4"), ("half-2", "e3 e4")),
        ("the-year", "e1 e2 e3 e4"),
    )

    @pytest.fixture
    def year(self, bench):
        """What is shown of every release, by its epochs; and the folder of the year."""
        rng = random.Random(5)  # noqa: S311 - a test's rows, not a secret
        rows = [
            (epoch, lga, sex, rng.choice([0, 1, 2, 3, 4, 9, 14, 30]))
            for epoch in self.EPOCHS
            for lga in LGAS
            for sex in "FM"
        ]
        found = {}
        for release, epochs in self.RELEASES:
            spec = bench.spec(
                release=release,
                dimensions=DIMENSIONS,
                tables=TABLES,
                k=5,
                epochs=epochs.split(),
            )
            out = bench.protect(spec, bench.tallies("epoch,lga,sex,n", rows))
            found[frozenset(epochs.split())] = shown(out)
        return found, out

    def test_it_is_proven_beside_its_months_and_halves(self, bench, year):
        _, out = year

        assert audit(out, bench.ledger).is_pass

    def test_what_a_reader_takes_from_it_leaves_no_few(self, year):
        """The year less one to three of its months and halves that lie apart."""
        found, _ = year
        held = frozenset(self.EPOCHS)
        taken = [
            parts
            for size in (1, 2, 3)
            for parts in itertools.combinations([a for a in found if a < held], size)
            if sum(map(len, parts)) == len(frozenset().union(*parts)) < len(held)
        ]
        rests = [
            count - sum(found[part][key] for part in parts)
            for key, count in found[held].items()
            for parts in taken
            if "withheld" not in (count, *(found[part][key] for part in parts))
        ]

        assert len(rests) > 20
        assert not {rest for rest in rests if 1 <= abs(rest) < 5}

    def test_a_rest_of_few_whose_parts_are_many_is_refused(self, bench):
        """31 were counted in the third month and 28 of them taken back in the fourth.

        The year less the first two months tells of 3, and no cell of a month does.
        """
        rows = [
            (epoch, lga, sex, n)
            for epoch, n in zip(self.EPOCHS, (20, 20, 40, 20), strict=True)
            for lga in LGAS
            for sex in "FM"
        ]
        rows[16], rows[24] = ("e3", "l1", "F", 31), ("e4", "l1", "F", -28)
        tallies = bench.tallies("epoch,lga,sex,n", rows)
        more = {"dimensions": DIMENSIONS, "tables": TABLES, "k": 5, "corrections": True}
        for number in (1, 2, 3):
            bench.protect(
                bench.spec(release=f"month-{number}", epochs=[f"e{number}"], **more),
                tallies,
            )

        year = bench.spec(release="the-year", epochs=list(self.EPOCHS), **more)
        with pytest.raises(
            Refused,
            match=r"A5: \[lga l1, sex F\] of the-year less month-1 and month-2 points",
        ):
            bench.protect(year, tallies)


class TestRefusals:
    def second(self, bench, rows=FIRST, **more):
        content = {
            "release": "second-release",
            "dimensions": DIMENSIONS,
            "tables": TABLES,
            "k": 5,
            **more,
        }
        spec = bench.spec(**content)
        return bench.protect(spec, bench.tallies("epoch,lga,sex,n", rows))

    def test_an_old_epoch_that_changed(self, bench, first):
        changed = [("e1", "l1", "F", 13), *FIRST[1:], *LATE]

        with pytest.raises(BadInput, match="epoch e1 is not what it was"):
            self.second(bench, changed, epochs=["e1", "e2"])

    def test_a_lower_k_over_the_same_epoch(self, bench, first):
        with pytest.raises(Refused, match="promised 5"):
            self.second(bench, FIRST + LATE, k=3, epochs=["e1", "e2"])

    def test_a_name_that_is_taken(self, bench, first):
        shutil.rmtree(first)

        with pytest.raises(BadInput, match="in the ledger already"):
            self.second(bench, release="first-release")

    def test_a_code_that_was_moved(self, bench, first):
        moved = {
            "lga": {
                "levels": ["lga", "zone"],
                "codes": [[code, "north"] for code in LGAS],
            },
            "sex": {"codes": ["F", "M"]},
        }

        with pytest.raises(BadInput, match="give what moved a new code"):
            self.second(bench, dimensions=moved)

    def test_withdrawn_releases_still_constrain(self, bench, first):
        withdraw(Ledger(bench.ledger), "first-release", "error_in_figures")

        changed = [("e1", "l1", "F", 13), *FIRST[1:], *LATE]

        with pytest.raises(BadInput, match="epoch e1 is not what it was"):
            self.second(bench, changed, epochs=["e1", "e2"])


class TestLedger:
    def test_the_chain_names_the_line_that_was_changed(self, bench, first):
        ledger = Ledger(bench.ledger)
        text = ledger.path.read_text()
        ledger.path.write_text(text.replace('"k":5', '"k":4'))

        with pytest.raises(BadInput, match="row 2: does not follow"):
            ledger.lines()

    def test_a_line_that_is_cut_off(self, bench, first):
        ledger = Ledger(bench.ledger)
        ledger.path.write_bytes(ledger.path.read_bytes()[:-10])

        with pytest.raises(BadInput, match="cut off"):
            ledger.lines()

    def test_intent_then_release(self, bench, first):
        kinds = [line["kind"] for line in Ledger(bench.ledger).lines()]

        assert kinds == ["intent", "release"]
        assert (bench.ledger.stat().st_mode & 0o777) == 0o700


class TestAudit:
    def test_an_earlier_release_can_be_audited_after_a_later_one(self, bench, first):
        spec = bench.spec(
            release="second-release",
            dimensions=DIMENSIONS,
            tables=TABLES,
            k=5,
            epochs=["e1", "e2"],
        )
        second = bench.protect(spec, bench.tallies("epoch,lga,sex,n", FIRST + LATE))

        assert audit(first, bench.ledger).is_pass
        assert audit(second, bench.ledger).is_pass

    def test_a_sum_below_zero_is_no_count(self, bench, first):
        spec = bench.spec(
            release="second-release",
            dimensions=DIMENSIONS,
            tables=TABLES,
            k=5,
            epochs=["e1", "e2"],
            corrections=True,
        )
        rows = [*FIRST, ("e2", "l3", "F", -4)]

        with pytest.raises(BadInput, match="lga l3, sex F: the epochs add up to -1"):
            bench.protect(spec, bench.tallies("epoch,lga,sex,n", rows))

    def test_renamed_tables_still_constrain(self, bench, first):
        """The same cells under another table's name and series."""
        spec = bench.spec(
            release="second-release",
            series="another-series",
            dimensions=DIMENSIONS,
            tables={"renamed": ["sex", "lga"]},
            k=5,
            epochs=["e1", "e2"],
        )
        second = bench.protect(spec, bench.tallies("epoch,lga,sex,n", FIRST + LATE))

        before, after = shown(first), shown(second, "renamed")
        rests = [
            after[(sex, lga)] - before[(lga, sex)]
            for lga, sex in before
            if "withheld" not in (before[(lga, sex)], after[(sex, lga)])
        ]
        assert rests
        assert not {1, 2, 3, 4} & {abs(rest) for rest in rests}

    @pytest.mark.parametrize("seed", [3])
    def test_twelve_releases_with_late_rows_and_corrections(self, bench, seed):
        """The first epoch and the newest two each; rows are taken back.

        From the sixth release on l3 is l5 and l6: its old code stays, and stands empty.
        """
        rng = random.Random(seed)  # noqa: S311 - a test's rows, not a secret
        printed, batch = [], [("e1", lga, sex, 12) for lga in LGAS for sex in "FM"]
        first_rows = rows = list(batch)
        for number in range(1, 13):
            codes = LGAS if number < 6 else [*LGAS, "l5", "l6"]
            used = LGAS[1:] if number < 6 else ["l2", "l4", "l5", "l6"]
            epochs = [f"e{e}" for e in (1, number - 1, number) if e > 0]
            epochs = list(dict.fromkeys(epochs))
            spec = bench.spec(
                release=f"release-{number}",
                dimensions={"lga": {"codes": codes}, "sex": {"codes": ["F", "M"]}},
                tables=TABLES,
                k=5,
                epochs=epochs,
                corrections=True,
            )
            out = bench.protect(spec, bench.tallies("epoch,lga,sex,n", rows))
            printed.append((set(epochs), shown(out)))
            last = batch
            batch = [
                (
                    f"e{number + 1}",
                    rng.choice(used),
                    sex,
                    rng.choice([1, 2, 9, 14]),
                )
                for sex in "FMFM"
            ]
            old = (row for row in last if row[1] in LGAS)
            large = next((row for row in old if row[3] >= 9), None)
            if large:
                batch.append((f"e{number + 1}", *large[1:3], -2))
            rows = [*first_rows, *(last if number > 1 else []), *batch]

        assert all(
            audit(bench.folder / f"out-release-{n}", bench.ledger).is_pass
            for n in (1, 6, 12)
        )
        for (old, before), (new, after) in itertools.combinations(printed, 2):
            if old < new:
                both = [k for k in before if "withheld" not in (before[k], after[k])]
                assert not {1, 2, 3, 4} & {abs(after[k] - before[k]) for k in both}
