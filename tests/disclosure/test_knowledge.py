"""What a reader knows beforehand, on vaults that were written by hand."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from ckanext.tiptaskforce.disclosure.audit import knowledge

PLACES = {"codes": [["l1"], ["l2"], ["l3"]]}
SEX = {"codes": [["F"], ["M"]]}
BY_PLACE = {"TOTAL": {"": 9}, "lga@lga": {"l1": 3, "l2": 3, "l3": 3}}
TABLES = {"tables": {"t": ["lga"]}}


def cross(first, second):
    """Return the cells of a node of two columns."""
    return {f"{a}|{b}": 1 for a in first for b in second}


def known(made, block="part e1"):
    """Return the codes of the cells of a block that nobody can be in."""
    found = knowledge.known_zero(made.model)
    return {
        codes for (own, _, codes), n in made.place.items() if own == block and found[n]
    }


class TestWindow:
    def test_a_cell_is_out_where_one_of_its_codes_is(self, written):
        own = {"epochs": ["e1"], "window": {"lga": ["l1"]}, **TABLES}
        nodes = {
            **BY_PLACE,
            "sex@sex": {"F": 1, "M": 1},
            "lga@lga,sex@sex": cross(("l1", "l2"), "FM"),
        }
        made = written({"lga": PLACES, "sex": SEX}, {"first": own}, {"part e1": nodes})

        assert known(made) == {"l2", "l3", "l2|F", "l2|M"}

    def test_an_epoch_has_what_all_allow_that_hold_it_and_a_sum_what_any_has(
        self, written
    ):
        windows = {"first": "e1", "second": "e2", "both": "e1 e2"}
        codes = {"first": ["l1"], "second": ["l2"], "both": ["l1", "l2", "l3"]}
        releases = {
            name: {"epochs": epochs.split(), "window": {"lga": codes[name]}, **TABLES}
            for name, epochs in windows.items()
        }
        blocks = ("part e1", "part e2", "release both")
        made = written({"lga": PLACES}, releases, dict.fromkeys(blocks, BY_PLACE))

        assert {block: known(made, block) for block in blocks} == {
            "part e1": {"l2", "l3"},
            "part e2": {"l1", "l3"},
            "release both": {"l3"},
        }

    def test_what_a_release_does_not_count_by_has_no_window_in_it(self, written):
        shape = {"labels": {}, "sensitive": False, "multi": False}
        places = {"lga": {"levels": ["lga"], **PLACES, **shape}}
        releases = {
            "first": {"epochs": ["e1"], "dimensions": places, **TABLES},
            "second": {"epochs": ["e2"], "window": {"sex": ["F"]}, **TABLES},
        }
        blocks = dict.fromkeys(("part e1", "part e2"), BY_PLACE)
        made = written({"lga": PLACES, "sex": SEX}, releases, blocks)

        assert known(made) == known(made, "part e2") == set()


class TestStructuralZeros:
    def made(self, written, *entries, **more):
        places = {"levels": ["lga", "state"], "codes": [["l1", "s1"], ["l2", "s2"]]}
        own = {"epochs": ["e1"], "structural_zeros": list(entries), **TABLES}
        nodes = {
            "TOTAL": {"": 9},
            "lga@lga": {"l1": 3, "l2": 3},
            "lga@state": {"s1": 3, "s2": 3},
            "sex@sex": {"F": 1, "M": 1},
            "lga@lga,sex@sex": cross(("l1", "l2"), "FM"),
        }
        releases = {"first": own, **more}
        parts = ("part e1", "part e2") if more else ("part e1",)
        dimensions = {"lga": places, "sex": SEX}
        return written(dimensions, releases, dict.fromkeys(parts, nodes))

    def test_all_codes_of_an_entry_must_be_those_of_the_cell(self, written):
        assert known(self.made(written, {"lga": "l2", "sex": "M"})) == {"l2|M"}

    def test_one_of_several_entries_is_enough(self, written):
        made = self.made(written, {"sex": "M"}, {"lga": "l2"})

        assert known(made) == {"M", "l1|M", "l2", "l2|F", "l2|M"}

    def test_a_coarser_code_holds_for_what_lies_in_it(self, written):
        assert known(self.made(written, {"state": "s1"})) == {
            "s1",
            "l1",
            "l1|F",
            "l1|M",
        }

    def test_a_finer_code_does_not_hold_for_what_it_lies_in(self, written):
        assert known(self.made(written, {"lga": "l1"})) == {"l1", "l1|F", "l1|M"}

    def test_an_entry_of_a_release_of_other_epochs_says_nothing(self, written):
        later = {"epochs": ["e2"], "structural_zeros": [{"lga": "l2"}], **TABLES}
        made = self.made(written, second=later)

        assert known(made) == set()
        assert known(made, "part e2") == {"l2", "l2|F", "l2|M"}

    def test_of_several_answers_nobody_gives_that_one(self, written):
        answers = {"form": {"codes": [["s"], ["w"]], "multi": True}}
        own = {
            "epochs": ["e1"],
            "tables": {"t": ["form"]},
            "structural_zeros": [{"form": "s"}],
        }
        nodes = {f"form={code}@form": {"yes": 3, "no": 4} for code in "sw"}
        made = written(answers, {"first": own}, {"part e1": nodes})

        found = np.flatnonzero(knowledge.known_zero(made.model)).tolist()

        assert found == [made.place["part e1", "form=s@form", "yes"]]


class TestSensitiveGroups:
    def test_those_who_give_an_answer_and_not_those_who_do_not(self, written):
        dimensions = {
            "lga": {"codes": [["l1"]]},
            "form": {"codes": [["s"]], "multi": True, "sensitive": True},
        }
        nodes = {
            "TOTAL": {"": 9},
            "lga@lga": {"l1": 9},
            "form=s@form": {"yes": 5, "no": 4},
            "form=s@form,lga@lga": {"yes|l1": 5, "no|l1": 4},
        }
        own = {"epochs": ["e1"], "tables": {"t": ["lga", "form"]}}
        made = written(dimensions, {"first": own}, {"part e1": nodes})

        found = [
            (name, group.tolist(), part.tolist())
            for name, group, part in knowledge.sensitive_groups(made.model, made.newest)
        ]

        assert found == [("form", [0], [2]), ("form", [1], [4])]

    def test_a_group_that_the_vault_does_not_count_is_none(self, written):
        dimensions = {"form": {"codes": [["s"]], "sensitive": True}}
        own = {"epochs": ["e1"], "tables": {"t": ["form"]}}
        made = written(dimensions, {"first": own}, {"part e1": {"form@form": {"s": 5}}})

        assert not list(knowledge.sensitive_groups(made.model, made.newest))


def test_answers_of_another_question_are_no_part_of_a_surplus(written):
    answers = {name: {"codes": [["x"]], "multi": True} for name in ("form", "harm")}
    own = {"epochs": ["e1"], "tables": {"t": ["form"], "u": ["harm"]}}
    nodes = {
        "TOTAL": {"": 9},
        "form=x@form": {"yes": 9, "no": 0},
        "harm=x@harm": {"yes": 4, "no": 5},
    }
    blocks = {"part e1": nodes, "surplus of form in part e1": {"TOTAL": {"": 0}}}
    made = written(answers, {"first": own}, blocks)

    ((parent, children, cells),) = knowledge.surpluses(made.model)

    assert [c.tolist() for c in (parent, *children, cells)] == [[0], [1], [5]]


def test_an_epoch_is_read_from_one_vault_only(tmp_path):
    vaults = {"one": ["e1"], "two": ["e2"], "both": ["e1", "e2", "e3"]}
    for name, epochs in vaults.items():
        (tmp_path / name).mkdir()
        rows = [{"epoch": epoch, "vault": name, "n": 1} for epoch in epochs]
        table = pa.Table.from_pylist(rows)
        pq.write_table(table, tmp_path / name / "base.parquet")

    found = knowledge.base_rows([tmp_path / name for name in vaults])

    told = [(row["epoch"], row["vault"]) for row in found]
    assert told == [("e1", "one"), ("e2", "two"), ("e3", "both")]
