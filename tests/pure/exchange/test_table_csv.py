"""CSV files from outside: read when sure, else refused with the line."""

import csv
import io

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ckanext.tiptaskforce.exchange.limits import Limits
from ckanext.tiptaskforce.exchange.refusal import FileRefused
from ckanext.tiptaskforce.exchange.table import read_table

ARABIC = "العنوان,المكان\nاجتماع اللجنة الفرعية,مايدوغوري\n"
FRENCH = "titre,lieu\nRéunion du comité à Gwoza,Maïduguri\n"


def read(data, name="tracker.csv", **options):
    return read_table(data, name, **options)


def reason(data, name="tracker.csv", **options):
    with pytest.raises(FileRefused) as refusal:
        read(data, name, **options)
    assert "%(" not in str(refusal.value)
    return refusal.value.reason, dict(refusal.value.phrase.values)


def cells(table):
    return [dict(row.cells) for row in table.rows]


@pytest.mark.parametrize(
    "data",
    [
        b"title,due\nPlan,2026-08-01\n",
        b"title;due\r\nPlan;2026-08-01\r\n",
        b"title\tdue\nPlan\t2026-08-01",
        b"title|due\nPlan|2026-08-01",
        b"sep=;\ntitle;due\nPlan;2026-08-01",
        b'"title","due"\n"Plan","2026-08-01"\n',
        b"\n\n title , due \n\nPlan,2026-08-01\n,\n",
        "title,due\nPlan,2026-08-01\n".encode("utf-8-sig"),
        "title,due\nPlan,2026-08-01\n".encode("utf-16"),
        b"\xfe\xff" + "title,due\nPlan,2026-08-01\n".encode("utf-16-be"),
        "title,due\nPlan,2026-08-01\n".encode("utf-32"),
        b"title,due\n#title,#date\nPlan,2026-08-01\n",
    ],
)
def test_delimiters_and_encodings_that_are_sure_are_read(data):
    assert cells(read(data)) == [{"title": "Plan", "due": "2026-08-01"}]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (ARABIC, "utf-8"),
        (ARABIC, "cp1256"),
        (FRENCH, "cp1252"),
        (FRENCH, "cp1256"),
        ("titre,note\nPlan,coût 25 € – “sûr”\n", "cp1252"),
    ],
)
def test_old_encodings_are_read_where_only_one_reading_makes_words(text, encoding):
    rows = [list(row.cells.values()) for row in read(text.encode(encoding)).rows]
    assert rows == list(csv.reader(io.StringIO(text)))[1:]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("title,place\nx,y\nЗаседание комитета,Киев\n", "cp1251"),
        ("title,place\nx,y\nzażółć gęślą jaźń,Łódź\n", "cp1250"),
        ("title,place\nx,y\nاجتماع اللجنة الفرعية,دمشق\n", "iso8859_6"),
        ("title,place\nx,y\nΣυνάντηση της επιτροπής,Αθήνα\n", "iso8859_7"),
    ],
)
def test_letters_that_nobody_can_be_sure_of_are_refused_with_the_line(text, encoding):
    assert reason(text.encode(encoding)) == ("encoding", {"line": 3})


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (b"", ("empty", {})),
        (b"\n \n", ("empty", {})),
        (b"a,b\n", ("no_rows", {})),
        (b"a,b\n#x,#y\n", ("no_rows", {})),
        (b"a,b\n1,2\n1,\x002\n", ("nul", {"line": 3})),
        (b"a,b\n1,2\n\x07,2\n", ("nul", {"line": 3})),
        ("a,b\n1,2\n".encode("utf-16-le"), ("nul", {"line": 1})),
        (b"\xff\xfea,b\n1,2\n1", ("encoding", {"line": 1})),
        (b"a,b\n1,2\n1,\xff\xfe2\n", ("encoding", {"line": 3})),
        (b"a,A\n1,2\n", ("duplicate_header", {"header": "A"})),
        ("a,\uff41\n1,2\n".encode(), ("duplicate_header", {"header": "\uff41"})),
        (b"a,,b\n1,2,3\n", ("no_header", {"column": "B"})),
        (b"a,b;c\n1,2;3\n", ("delimiter", {"line": 1})),
        (b'a,b\n1,2\n3,"4\n5,6\n', ("quotes", {"line": 3})),
        (b'a,b\n1,"2"x\n', ("quotes", {"line": 2})),
        (b"a,b\n1," + b"x" * 6000 + b"\n", ("cell", {"line": 2, "limit": 5000})),
        (b"a,b\n1,2\n" + b"1," * 90_000, ("endless", {"line": 3})),
        (b"PK\x03\x04rest", ("content", {"ending": ".csv"})),
        (b"%PDF-1.7", ("content", {"ending": ".csv"})),
    ],
)
def test_a_file_that_is_not_sure_is_refused_with_the_place(data, wanted):
    assert reason(data) == wanted


def test_ragged_rows_are_refused_with_every_line():
    code, values = reason(b"a,b\n1,2\n1\n1,2\n1,2,3\n")
    assert code == "ragged"
    assert values == {"line": 3, "found": 1, "wanted": 2, "lines": "3, 5"}


def test_a_row_number_is_the_line_where_the_row_begins():
    table = read(b'a,b\n"one\ntwo",2\n\n3,4\n')
    assert [row.number for row in table.rows] == [2, 5]


@pytest.mark.parametrize("name", ["tracker.xls", "tracker.txt", "tracker", "x.csv.exe"])
def test_other_kinds_of_file_are_refused(name):
    assert reason(b"a,b\n1,2\n", name)[0] == "type"


def test_size_rows_and_columns_are_bounded():
    assert reason(b"a\n" + b"1\n" * 30, limits=Limits(size=20))[0] == "size"
    assert reason(b"a\n" + b"1\n" * 30, limits=Limits(rows=29))[0] == "rows"
    assert reason(b"a,b,c\n1,2,3\n", limits=Limits(columns=2))[0] == "columns"


WORDS = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=9
).filter(lambda text: text.strip() and not text.startswith("#"))


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=8))
def test_what_python_writes_is_read_back(rows):
    out = io.StringIO()
    csv.writer(out).writerows([("first", "second"), *rows])
    assert [
        tuple(row.cells.values()) for row in read(out.getvalue().encode()).rows
    ] == rows


@given(st.binary(min_size=1, max_size=200))
def test_any_bytes_are_a_table_or_a_refusal(data):
    assume(data.strip())
    try:
        table = read(data)
    except FileRefused:
        return
    assert table.headers
    assert table.rows
