"""Nobody brings a case in: planted words through every field, form, key and upload.

Sixty made-up names, telephone numbers, identity numbers, coordinates and ages with
places; every one is refused by the name of its field, and nothing is stored.
"""

from __future__ import annotations

import io
import itertools
import logging

import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan import model
from werkzeug.datastructures import FileStorage

FIRST = ("Amina", "Bukar", "Falmata", "Modu", "Hadiza", "Yagana", "Kaka", "Zara")
LAST = ("Abba Goni", "Mustapha", "Shettima", "Kolo", "Bulama", "Grema", "Lawan", "Ali")
TOWNS = ("Konduga", "Bama", "Dikwa", "Monguno", "Banki", "Pulka")
NAMES = [f"{a} {b}" for a, b in itertools.product(FIRST, LAST)][:60]
PHONES = [
    (f"080{31000000 + 7919 * i}", f"+234 80 {30 + i % 60} {1000 + 37 * i}")[i % 2]
    for i in range(60)
]
NUMBERS = [
    (f"{22100000000 + 104729 * i}", f"A{12340000 + 7907 * i}", f"CASE-{1000 + i}/26")[
        i % 3
    ]
    for i in range(60)
]
POINTS = [
    (f"11.{8000 + 131 * i}, 13.{1000 + 97 * i}", f"11°{i % 60}'05\"N 13°09'40\"E")[
        i % 2
    ]
    for i in range(60)
]
AGES = [f"girl of {6 + i % 12} from {TOWNS[i % 6]} camp {i}" for i in range(60)]
PLANTED = [*NAMES, *PHONES, *NUMBERS, *POINTS, *AGES]
FIELDS = ("violation", "month", "place", "passed_on", "channel", "idempotency_key")
UNASKED = ("note", "acknowledged_by")
BASE = "/taskforce/borno/alert"


@pytest.fixture
def stored(counting):
    """Return a function that tells what of a plant stands in any table of ours."""

    def found():
        model.Session.remove()
        with model.meta.engine.connect() as connection:
            names = sa.inspect(connection).get_table_names()
            texts = [
                text
                for name in names
                if name.startswith("tiptaskforce_")
                for text in connection.scalars(
                    sa.text(f'SELECT t::text FROM "{name}" t')
                )
            ]
        whole = "\n".join(texts)
        return [plant for plant in PLANTED if plant in whole]

    return found


def alerts() -> int:
    model.Session.remove()
    with model.meta.engine.connect() as connection:
        return connection.scalar(sa.text("SELECT count(*) FROM tiptaskforce_alert"))


def test_there_are_three_hundred_of_them():
    assert len(set(PLANTED)) == 300


class TestFields:
    @pytest.mark.parametrize("every", [12, pytest.param(1, marks=pytest.mark.long)])
    @pytest.mark.parametrize("field", [*FIELDS, *UNASKED])
    def test_each_is_named_in_its_refusal_and_nothing_is_stored(
        self, counting, act, codes, stored, field, every
    ):
        named, least = 0, 300 // every
        # All of them try the field that is looked up, and a field that is not there.
        step = 1 if field in ("place", "note") else every
        for plant in PLANTED[::step]:
            with pytest.raises(tk.ValidationError) as refused:
                act(
                    "alert_create",
                    counting.focal_point,
                    taskforce="borno",
                    **{**codes, field: plant},
                )
            assert set(refused.value.error_dict) == {field}, plant
            assert plant not in str(refused.value.error_dict)
            named += 1

        assert named >= least
        assert alerts() == 0
        assert stored() == []

    @pytest.mark.parametrize("every", [12, pytest.param(1, marks=pytest.mark.long)])
    @pytest.mark.parametrize("field", ["acknowledged_on", "acknowledged_by", "note"])
    def test_nor_with_the_acknowledgement(
        self, counting, act, alert, said, stored, field, every
    ):
        row = alert()
        about = {"id": row["id"], "version": row["version"]}
        for plant in PLANTED[::every]:
            sent = {**about, **said, field: plant}
            with pytest.raises(tk.ValidationError) as refused:
                act("alert_acknowledge", counting.focal_point, **sent)
            assert set(refused.value.error_dict) == {field}, plant

        assert act("alert_show", counting.focal_point, id=row["id"])["version"] == 1
        assert stored() == []


class TestOtherWays:
    def test_a_token_brings_nothing_in_and_the_log_repeats_nothing(
        self, counting, api, token_of, codes, caplog, stored
    ):
        caplog.set_level(logging.INFO, logger="ckan")
        token = token_of(counting.focal_point)
        for i, plant in enumerate(PLANTED[::3]):
            field = FIELDS[i % len(FIELDS)]
            status, answer = api(
                "tiptaskforce_alert_create",
                token,
                **{**codes, "taskforce": "borno", field: plant},
            )
            assert status == 409, (field, plant)
            assert field in answer["error"], (field, plant)

        assert "Validation error" in caplog.text
        assert [plant for plant in PLANTED[::3] if plant in caplog.text] == []
        assert alerts() == 0
        assert stored() == []

    def test_the_form_tells_what_it_does_not_take(
        self, counting, browser, codes, stored
    ):
        at = browser("focal_point")
        for plant in PLANTED[::30]:
            answer = at.post(f"{BASE}/new", data={**codes, "note": plant})

            assert answer.status_code == 200
            assert "Unknown field." in answer.text
        paper = (io.BytesIO(b"name\nAmina Kolo\n"), "case.csv")
        answer = at.post(f"{BASE}/new", data={**codes, "upload": paper})

        assert "Unknown field." in answer.text
        assert alerts() == 0
        assert stored() == []

    def test_no_file_of_alerts_is_read(self, counting, act, stored):
        lines = b"violation,month,note\nabduction,2026-01,Amina Kolo\n"
        for who in ("focal_point", "coordinator"):
            with pytest.raises((tk.ValidationError, tk.NotAuthorized)) as refused:
                act(
                    "upload_create",
                    getattr(counting, who),
                    taskforce="borno",
                    kind="alert",
                    upload=FileStorage(io.BytesIO(lines), "alerts.csv"),
                )
            if isinstance(refused.value, tk.ValidationError):
                assert set(refused.value.error_dict) == {"kind"}
        assert stored() == []


def test_the_control_a_planted_word_in_a_table_is_seen(counting, act, stored):
    """A title of work takes a doubtful word once its writer stands by it."""
    act(
        "deliverable_create",
        counting.reporter,
        taskforce="borno",
        title=f"Map of services, {NAMES[0]}",
        status="planned",
        due="2027-01-15",
        template="1.2",
        confirm=["title"],
    )

    assert NAMES[0] in stored()
