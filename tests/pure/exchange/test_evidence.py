"""Evidence files: taken only as what they say they are, and washed."""

import hashlib
import io
import zipfile

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from ckanext.tiptaskforce.exchange.evidence import check_evidence, shown_name
from ckanext.tiptaskforce.exchange.limits import Limits
from ckanext.tiptaskforce.exchange.refusal import FileRefused

SECRET = b"Falmata Secret"


def picture(kind="PNG", size=(40, 30), **options):
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **options)
    return out.getvalue()


def with_exif():
    exif = Image.Exif()
    exif[0x013B] = SECRET.decode()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (11.0, 50.0, 1.0)
    return picture("JPEG", exif=exif, comment=SECRET)


def document(change=None, **options):
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.docinfo["/Author"] = SECRET.decode()
    with pdf.open_metadata() as meta:
        meta["dc:creator"] = [SECRET.decode()]
    if change:
        change(pdf)
    out = io.BytesIO()
    pdf.save(out, **options)
    return out.getvalue()


def docx(parts=()):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "docProps/core.xml", b"<c><creator>" + SECRET + b"</creator></c>"
        )
        for name, content in {"word/document.xml": "<w/>", **dict(parts)}.items():
            archive.writestr(name, content)
    return out.getvalue()


def reason(data, name, **options):
    with pytest.raises(FileRefused) as refusal:
        check_evidence(data, name, **options)
    assert "%(" not in str(refusal.value)
    return refusal.value.reason


CSV = b"function,state,n\n1,delivered,4\n2,planned,3\n"


@pytest.mark.parametrize(
    ("make", "name", "media_type"),
    [
        (picture, "map.png", "image/png"),
        (with_exif, "map.jpg", "image/jpeg"),
        (with_exif, "map.JPEG", "image/jpeg"),
        (document, "SOP.pdf", "application/pdf"),
        (lambda: CSV, "work.csv", "text/csv"),
        (docx, "minutes.docx", None),
    ],
)
def test_each_kind_is_taken_and_described(make, name, media_type):
    found = check_evidence(make(), name)
    assert found.shown_name == name
    assert media_type is None or found.media_type == media_type
    assert found.size == len(found.data)
    assert found.sha256 == hashlib.sha256(found.data).hexdigest()


def test_a_workbook_is_taken(make_book):
    found = check_evidence(make_book([["function", "n"], ["1", "=1+1"]]), "grid.xlsx")
    assert found.media_type.endswith("spreadsheetml.sheet")


def test_washing_the_same_file_twice_gives_the_same_bytes(make_book):
    for data, name in (
        (document(), "a.pdf"),
        (docx(), "a.docx"),
        (with_exif(), "a.jpg"),
    ):
        assert check_evidence(data, name).sha256 == check_evidence(data, name).sha256


def test_a_photo_keeps_its_picture_and_loses_its_place():
    washed = check_evidence(with_exif(), "a.jpg").data
    with Image.open(io.BytesIO(washed)) as found:
        assert not dict(found.getexif())
        assert found.size == (30, 40)
    assert SECRET not in washed


def test_a_pdf_loses_its_author_and_keeps_its_page():
    washed = check_evidence(document(), "a.pdf").data
    assert SECRET not in washed
    with pikepdf.open(io.BytesIO(washed)) as pdf:
        assert len(pdf.pages) == 1
        assert "/Info" not in pdf.trailer
        assert "/Metadata" not in pdf.Root


def test_a_picture_inside_a_pdf_loses_its_place():
    def add(pdf):
        photo = pikepdf.Stream(pdf, with_exif())
        photo.Type, photo.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        photo.Width, photo.Height, photo.BitsPerComponent = 40, 30, 8
        photo.ColorSpace = pikepdf.Name.DeviceRGB
        photo.Filter = pikepdf.Name.DCTDecode
        pdf.pages[0].Resources = pikepdf.Dictionary(
            XObject=pikepdf.Dictionary(P=pdf.make_indirect(photo))
        )

    data = document(add)
    washed = check_evidence(data, "a.pdf").data
    assert SECRET in data
    assert SECRET not in washed
    with pikepdf.open(io.BytesIO(washed)) as pdf:
        found = pdf.pages[0].Resources.XObject.P
        assert pikepdf.PdfImage(found).as_pil_image().size == (40, 30)


def test_office_files_lose_authors_and_places(make_book):
    parts = {
        "word/document.xml": b'<w:ins w:author="' + SECRET + b'"/>',
        "word/comments.xml": b'<w:comment w:initials="' + SECRET + b'"/>',
        "word/media/photo.jpg": with_exif(),
        "docProps/custom.xml": b"<x>" + SECRET + b"</x>",
        "docProps/thumbnail.jpeg": with_exif(),
    }
    washed = check_evidence(docx(parts), "a.docx").data
    with zipfile.ZipFile(io.BytesIO(washed)) as archive:
        assert all(SECRET not in archive.read(name) for name in archive.namelist())
        assert "docProps/thumbnail.jpeg" not in archive.namelist()

    def sign(book):
        book.properties.creator = SECRET.decode()

    washed = check_evidence(make_book([["a"], ["b"]], change=sign), "a.xlsx").data
    with zipfile.ZipFile(io.BytesIO(washed)) as archive:
        assert SECRET not in archive.read("docProps/core.xml")


def _script(pdf):
    pdf.Root.OpenAction = pikepdf.Dictionary(
        S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)")
    )


def _named_script(pdf):
    names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=pikepdf.Array()))
    pdf.Root.Names = pdf.make_indirect(names)


def _launch(pdf):
    pdf.pages[0].Annots = pikepdf.Array(
        [
            pikepdf.Dictionary(
                Subtype=pikepdf.Name.Link,
                A=pikepdf.Dictionary(
                    S=pikepdf.Name.Launch, F=pikepdf.String("cmd.exe")
                ),
            )
        ]
    )


def _submit(pdf):
    pdf.Root.AA = pikepdf.Dictionary(WC=pikepdf.Dictionary(S=pikepdf.Name.SubmitForm))


def _file_link(pdf):
    action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("file:///etc"))
    pdf.pages[0].AA = pikepdf.Dictionary(O=action)


def _script_link(pdf):
    action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("javascript:x"))
    pdf.pages[0].AA = pikepdf.Dictionary(O=action)


def _attach(pdf):
    pdf.attachments["cases.csv"] = b"name,age"


def _form(pdf):
    pdf.Root.AcroForm = pikepdf.Dictionary(XFA=pikepdf.String("<x/>"))


PDFS = [
    (_script, "script"),
    (_named_script, "script"),
    (_script_link, "script"),
    (_form, "script"),
    (_launch, "launch"),
    (_submit, "launch"),
    (_file_link, "launch"),
    (_attach, "embedded"),
]


@pytest.mark.parametrize(("change", "wanted"), PDFS)
def test_a_pdf_that_acts_or_carries_files_is_refused(change, wanted):
    assert reason(document(change), "a.pdf") == wanted


@pytest.mark.parametrize("user", ["", "secret"])
def test_a_pdf_with_a_password_is_refused(user):
    lock = pikepdf.Encryption(owner="owner", user=user)
    assert reason(document(encryption=lock), "a.pdf") == "encrypted"


HTML = b"<script>alert(1)</script>"

FILES = [
    (b"", "a.pdf", "empty"),
    (picture(), "a.jpg", "content"),
    (picture("JPEG"), "a.png", "content"),
    (picture("GIF"), "a.png", "content"),
    (picture(), "a.pdf", "content"),
    (document(), "a.docx", "content"),
    (docx(), "a.xlsx", "content"),
    (docx(), "a.csv", "content"),
    (b"<html><body>x</body></html>", "a.csv", "content"),
    (b"<html><body>x</body></html>", "a.pdf", "content"),
    (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "a.png", "content"),
    (b"#!/bin/sh\necho 1\n", "a.csv", "content"),
    (b"MZ\x90\x00" + b"\0" * 60, "a.csv", "content"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.docx", "old_format"),
    (b"a,b\n1,2\n" * 20_000 + b"3," + HTML, "a.csv", "two_kinds"),
    (picture() + HTML, "a.png", "two_kinds"),
    (picture() + docx(), "a.png", "two_kinds"),
    (picture("JPEG", comment=HTML), "a.jpg", "two_kinds"),
    (picture("JPEG") + docx(), "a.jpg", "two_kinds"),
    (document() + docx(), "a.pdf", "two_kinds"),
    (b"%PDF-1.7\n" + HTML + document()[9:], "a.pdf", "two_kinds"),
    (b"%PDF-1.7\nnothing", "a.pdf", "damaged"),
    (picture()[:60], "a.png", "damaged"),
    (docx() + HTML, "a.docx", "two_kinds"),
    (docx({"word/vbaProject.bin": b"x"}), "a.docx", "macros"),
    (docx({"[content_types].xml": "macroEnabled"}), "a.docx", "parts"),
    (docx({"word/embeddings/a.xlsx": b"x"}), "a.docx", "embedded"),
    (
        docx(
            {
                "word/_rels/settings.xml.rels": b'<Relationship Type="x/template"'
                b' Target="http://evil" TargetMode="External"/>'
            }
        ),
        "a.docx",
        "external",
    ),
    (
        docx(
            {
                "word/document.xml": b"<w:instrText>DDE</w:instrText>"
                b"<w:instrText x='y'>AUTO cmd</w:instrText>"
            }
        ),
        "a.docx",
        "script",
    ),
    (docx({"word/media/a.jpg": b"no picture"}), "a.docx", "damaged"),
    (b"a,b\n1,=cmd|' /C calc'!A0\n", "a.csv", "formula"),
    (b'a,b\n1,"\t=HYPERLINK(1)"\n', "a.csv", "formula"),
    (b"a,b\n1,@SUM(1)\n", "a.csv", "formula"),
    ("a,b\n1,\uff1d1+1\n".encode(), "a.csv", "formula"),
    (b"a,b\n\x001,2\n", "a.csv", "nul"),
    (b"\n\n", "a.csv", "empty"),
    (CSV, "a.exe", "type"),
    (CSV, "csv", "type"),
    (CSV, "a.csv.exe", "type"),
    (CSV, "a.exe.csv", "double_ending"),
    (CSV, "a.pdf.csv", "double_ending"),
    (CSV, "a.php .csv", "double_ending"),
    (CSV, "a.csv\u202egnp.exe", "type"),
]


@pytest.mark.parametrize(
    ("data", "name", "wanted"),
    FILES,
    ids=[f"{number}-{row[2]}" for number, row in enumerate(FILES)],
)
def test_a_file_that_is_not_what_it_says_is_refused(data, name, wanted):
    assert reason(data, name) == wanted


def test_size_and_points_are_bounded():
    assert reason(picture(), "a.png", limits=Limits(size=50)) == "size"
    bomb = picture(size=(7000, 7000))
    assert len(bomb) < 1_000_000
    assert reason(bomb, "a.png") == "points"


def test_an_archive_bomb_is_refused():
    assert (
        reason(
            docx({"word/a.bin": b"\0" * 10}) + b"", "a.docx", limits=Limits(unpacked=9)
        )
        == "unpacked"
    )


CASES = [
    b"Name,Phone\nA,1\n",
    b"Full Name;Age;LGA\nA;14;Jere\n",
    b"Survivor code,Age,Sex\nX1,14,F\n",
    b"no,Victim's name,Sex\n1,A,F\n",
    b"Case ID,Date of birth\nC1,2010-01-01\n",
    b"DOB,LGA\n2010-01-01,Jere\n",
    b"Register 2026,,\n,,\nfirst_name,surname,AGE\nA,B,14\n",
    "الاسم,العمر\nا,14\n".encode(),
    b"who,what\na,08031234567\nb,08031234568\nc,0803 123 4569\n",
    b"who,what\na,NIN 12345678901\nb,NIN 12345678902\nc,NIN 12345678903\n",
]


@pytest.mark.parametrize("data", CASES)
def test_a_list_of_persons_is_refused_as_case_data(data):
    assert reason(data, "list.csv") == "case_data"


def test_a_list_of_persons_in_a_hidden_sheet_is_refused(make_book):
    def hide(book):
        sheet = book.create_sheet("h")
        sheet.append(["Name", "Phone"])
        sheet.append(["Falmata", "1"])
        sheet.sheet_state = "veryHidden"

    with pytest.raises(FileRefused) as refusal:
        check_evidence(make_book([["a"], ["b"]], change=hide), "a.xlsx")
    assert refusal.value.reason == "case_data"
    assert "Falmata" not in str(refusal.value)


@pytest.mark.parametrize(
    "data",
    [
        b"LGA,Sex,Age group,n\nJere,F,child,12\nBama,M,adult,13\n",
        b"Organisation name,Type\nRelief Partners,national_ngo\n",
        b"Name,Type\nRelief Partners,national_ngo\n",
        b"sex,child,adult\nF,12,13\n",
        b"Objective ID,Title\nA.2,Standards\n",
        b"focal points,1\nhotline,08031234567\n",
    ],
)
def test_tables_of_work_and_counts_pass(data):
    assert check_evidence(data, "table.csv").data == data


NAMES = [
    ("report.pdf", "report.pdf"),
    ("../../etc/passwd.pdf", "passwd.pdf"),
    ("/abs/path/a.pdf", "a.pdf"),
    ("C:\\Users\\me\\a.pdf", "a.pdf"),
    ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie_ x.pdf"),
    ("a\u202efdp.exe", "afdp.exe"),
    ("  .hidden.pdf", "hidden.pdf"),
    ('a"b<c>;d.pdf', "a_b_c__d.pdf"),
    ("été – carte.png", "été – carte.png"),
    ("تقرير.pdf", "تقرير.pdf"),
    ("x" * 4096 + ".pdf", "x" * 116 + ".pdf"),
    (".pdf", "pdf"),
    ("", "file"),
    ("a\x00.pdf", "a.pdf"),
]


@pytest.mark.parametrize(("given_name", "shown"), NAMES)
def test_a_name_is_shown_without_tricks(given_name, shown):
    assert shown_name(given_name) == shown


@given(st.text())
def test_any_name_is_short_and_printable_and_stays_so(name):
    shown = shown_name(name)
    assert 0 < len(shown) <= 120
    assert shown.isprintable()
    assert not set(shown) & set('/\\<>:"|?*;\r\n')
    assert shown_name(shown) == shown
