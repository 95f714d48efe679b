"""Whatever stands in a file: it is read or refused in words, and saved once."""

from __future__ import annotations

import csv
import datetime as dt
import io

import ckan.plugins.toolkit as tk
import pytest
from ckan import model
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

TODAY = dt.datetime.now(dt.UTC).date()
DAYS = st.integers(-40, 400).map(lambda n: TODAY + dt.timedelta(days=n))
# Without the signs for which a whole file is refused; the bytes below have those.
SIGNS = st.characters(exclude_categories=("Cc", "Cs"))
ODD = st.text(SIGNS, max_size=40)
WORDS = st.sampled_from(
    ("Map", "map ", "Plan  of work", "=1+1", "-3", "'quoted", "خريطة", "Ｍａｐ")
)
SOON = st.integers(1, 60).map(lambda n: TODAY + dt.timedelta(days=n))
WRITTEN = SOON.map(str) | SOON.map(lambda day: f"{day:%d.%m.%Y}")
OPEN = st.tuples(st.sampled_from(("planned", "Ongoing")), WRITTEN, st.just(""))
DONE = st.tuples(
    st.sampled_from(("done", "Delivered")), st.just(""), st.just(str(TODAY))
)
# Rows of earlier examples stay; most rows are new ones beside them.
MANY = st.integers(1, 9_999)
COLUMNS = {
    "ID": st.just("") | MANY.map(lambda n: f" A{n}") | MANY.map(str),
    "Title": st.tuples(WORDS, MANY).map(lambda pair: f"{pair[0]} {pair[1]}"),
    "Organisation": st.sampled_from(("", "RP", "Agency RP", "rp")),
    "Standing deliverable": st.sampled_from(("", "1.1", "1.2", "2.1")),
    "Line": st.sampled_from(("", "A.1", "Line B.1")),
    "Subcommittee": st.sampled_from(("", "Protection", "prevention")),
    "Link": st.sampled_from(("", "https://example.org/a", "HTTPS://Example.ORG/x")),
    "Note": WORDS | ODD | st.just("two\r\nlines "),
    "Related violations": st.sampled_from(
        ("", "Abduction", "abduction; Abduction", "killing_maiming;Abduction", ";")
    ),
    "Review again by": st.just("") | SOON.map(str),
    "Who may see it": st.sampled_from(("", "All members", "agency")),
    "Level": st.sampled_from(("", "Low", "moderate", "severe")),
}
TIMES = ("Status", "Due", "Finished on")
# Now and then one cell is not as it should be.
SPOILT = st.dictionaries(
    st.sampled_from((*COLUMNS, *TIMES, "Core function")),
    ODD | DAYS.map(str),
    max_size=1,
)


@st.composite
def a_row(draw):
    """Return a row that can mostly be saved."""
    row = draw(st.fixed_dictionaries(COLUMNS))
    row |= dict(zip(TIMES, draw(OPEN | DONE), strict=True))
    row["Core function"] = ""
    return row | (draw(SPOILT) if draw(st.integers(0, 5)) == 0 else {})


FREELY = settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def as_csv(rows):
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, [*COLUMNS, *TIMES, "Core function"])
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8", "surrogatepass")


@pytest.mark.long
class TestAnyRows:
    @FREELY
    @given(rows=st.lists(a_row(), min_size=1, max_size=5))
    def test_what_was_saved_is_not_saved_again(self, house, bring, commit, told, rows):
        content = as_csv(rows)
        try:
            shown = bring(content)
        except tk.ValidationError as refused:
            model.Session.rollback()
            assert list(refused.error_dict) == ["upload"]  # noqa: PT017  an answer
            return
        event(f"rows that could be saved: {sum(told(shown)[:2])}")
        if told(shown)[:2] == (0, 0):
            return
        bad = {item["row"] for item in shown["problems"]["items"]}
        commit(shown, skip_bad=True, confirm=True)

        again = bring(content)

        assert told(again)[:2] == (0, 0), again["changes"]["items"]
        assert {item["row"] for item in again["problems"]["items"]} <= bad

    @FREELY
    @given(content=st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
    def test_any_bytes_are_read_or_refused_in_words(self, house, bring, content):
        try:
            bring(content)
        except tk.ValidationError as refused:
            model.Session.rollback()
            assert refused.error_dict["upload"][0]  # noqa: PT017  an answer
