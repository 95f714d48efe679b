"""PDF files without what acts, what hides, and what tells who made them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf

from ckanext.tiptaskforce.exchange.evidence.picture import without_segments
from ckanext.tiptaskforce.exchange.refusal import FileRefused
from ckanext.tiptaskforce.phrase import N_

_MOST_OBJECTS = 300_000
_DEEPEST = 60

_ENCRYPTED = N_("This PDF is protected by a password. Save it without one.")
_DAMAGED = N_("This PDF is damaged: it cannot be opened.")
_SCRIPT = N_("This PDF holds a script. Print it to a new PDF and try again.")
_LAUNCH = N_("This PDF starts programs or sends data. Print it to a new PDF.")
_EMBEDDED = N_("This PDF holds other files or media inside. Save it without them.")
_HEAVY = N_("This PDF has too many parts to be checked.")

_KEYS = {
    "/JS": ("script", _SCRIPT),
    "/JavaScript": ("script", _SCRIPT),
    "/XFA": ("script", _SCRIPT),
    "/EmbeddedFiles": ("embedded", _EMBEDDED),
    "/EF": ("embedded", _EMBEDDED),
    "/AF": ("embedded", _EMBEDDED),
    "/Collection": ("embedded", _EMBEDDED),
    "/RichMediaContent": ("embedded", _EMBEDDED),
}
_ACTIONS = {
    "/JavaScript": ("script", _SCRIPT),
    **dict.fromkeys(
        ("/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR"),
        ("launch", _LAUNCH),
    ),
    **dict.fromkeys(
        ("/Rendition", "/Sound", "/Movie", "/RichMediaExecute", "/GoTo3DView"),
        ("embedded", _EMBEDDED),
    ),
}
_SUBTYPES = ("/FileAttachment", "/RichMedia", "/Movie", "/Screen", "/3D", "/Sound")
_COMMENTS = frozenset(
    """/Text /FreeText /Highlight /Underline /StrikeOut /Squiggly /Ink /Stamp /Caret
    /Square /Circle /Line /Polygon /PolyLine /Popup""".split()  # noqa: SIM905
)


def wash(data: bytes) -> bytes:
    """Return the PDF without metadata.

    :raises FileRefused: ``encrypted, damaged, script, launch, embedded, heavy``.
    """
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if pdf.is_encrypted:
                raise FileRefused("encrypted", _ENCRYPTED)
            if not len(pdf.pages):
                raise FileRefused("damaged", _DAMAGED)
            for found in _dictionaries(pdf):
                _check(found)
                _strip(found)
            return _saved(pdf)
    except pikepdf.PasswordError as error:
        raise FileRefused("encrypted", _ENCRYPTED) from error
    except (pikepdf.PdfError, ValueError, TypeError, KeyError) as error:
        if isinstance(error, FileRefused):
            raise
        raise FileRefused("damaged", _DAMAGED) from error


def _saved(pdf: pikepdf.Pdf) -> bytes:
    for place in (pdf.trailer, pdf.Root):
        for key in ("/Info", "/Metadata", "/PieceInfo"):
            if key in place:
                del place[key]
    out = io.BytesIO()
    pdf.save(
        out,
        deterministic_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )
    return out.getvalue()


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Yield each dictionary and stream of the file, those inside others too."""
    objects = list(pdf.objects)
    if len(objects) > _MOST_OBJECTS:
        raise FileRefused("heavy", _HEAVY)
    for thing in (pdf.Root, *objects):
        yield from _inside(thing, 0)


def _inside(thing: Any, depth: int) -> Iterator[Any]:
    if depth > _DEEPEST:
        raise FileRefused("heavy", _HEAVY)
    if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        yield thing
        children = [thing[key] for key in list(thing.keys())]
    elif isinstance(thing, pikepdf.Array):
        children = list(thing)
    else:
        return
    for child in children:
        if isinstance(child, pikepdf.Object) and not child.is_indirect:
            yield from _inside(child, depth + 1)


def _check(found: Any) -> None:
    for key, (reason, sentence) in _KEYS.items():
        if key in found:
            raise FileRefused(reason, sentence)
    action = _name(found, "/S")
    if action in _ACTIONS:
        reason, sentence = _ACTIONS[action]
        raise FileRefused(reason, sentence)
    if (
        _name(found, "/Subtype") in _SUBTYPES
        or _name(found, "/Type") == "/EmbeddedFile"
    ):
        raise FileRefused("embedded", _EMBEDDED)
    if action == "/URI":
        _check_address(found)


def _check_address(action: Any) -> None:
    address = str(action.get("/URI", "")).strip().lower()
    if address.startswith(("javascript:", "vbscript:", "data:")):
        raise FileRefused("script", _SCRIPT)
    if address.startswith(("file:", "\\\\")):
        raise FileRefused("launch", _LAUNCH)


def _name(found: Any, key: str) -> str:
    value = found.get(key)
    return str(value) if isinstance(value, pikepdf.Name) else ""


def _strip(found: Any) -> None:
    for key in ("/Metadata", "/PieceInfo", "/LastModified"):
        if key in found:
            del found[key]
    if _name(found, "/Subtype") in _COMMENTS and "/T" in found:
        del found["/T"]
    if isinstance(found, pikepdf.Stream) and _name(found, "/Filter") == "/DCTDecode":
        raw = found.read_raw_bytes()
        found.write(without_segments(raw), filter=pikepdf.Name.DCTDecode)
