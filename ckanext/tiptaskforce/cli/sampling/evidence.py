"""Small honest files, one of each kind, that say that they are samples."""

from __future__ import annotations

import io

from werkzeug.datastructures import FileStorage

WORDS = "Sample file of the demonstration. It holds no real information."
ROWS = (
    ("Area", "Services mapped", "Checked on"),
    ("Maiduguri", 7, "2026-09-30"),
    ("Jere", 4, "2026-09-30"),
    ("Konduga", 2, "2026-09-30"),
)


def upload(name: str, ending: str) -> FileStorage:
    """Return a file of this kind, as a form would send it."""
    made = {"csv": _csv, "pdf": _pdf, "png": _png, "xlsx": _xlsx}[ending]()
    return FileStorage(io.BytesIO(made), f"{name}.{ending}")


def _csv() -> bytes:
    lines = (",".join(map(str, row)) for row in ((WORDS, "", ""), *ROWS))
    return ("\n".join(lines) + "\n").encode()


def _xlsx() -> bytes:
    from openpyxl import Workbook

    book, buffer = Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    for row in ((WORDS,), *ROWS):
        sheet.append(row)
    book.save(buffer)
    return buffer.getvalue()


def _png() -> bytes:
    from PIL import Image, ImageDraw

    picture, buffer = Image.new("RGB", (560, 80), "white"), io.BytesIO()
    ImageDraw.Draw(picture).text((20, 32), WORDS, fill="black")
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def _pdf() -> bytes:
    """Write a page of text; the library makes the table of objects around it."""
    import pikepdf

    pdf, buffer = pikepdf.new(), io.BytesIO()
    page = pdf.add_blank_page(page_size=(595, 842))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Helvetica,
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    page.Contents = pdf.make_stream(f"BT /F1 12 Tf 60 760 Td ({WORDS}) Tj ET".encode())
    pdf.save(buffer)
    return buffer.getvalue()
