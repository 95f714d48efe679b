"""Pictures made anew from their points, so that only the picture is left."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING

from ckanext.tiptaskforce.exchange.refusal import FileRefused
from ckanext.tiptaskforce.phrase import N_

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_POINTS = 40_000_000

_DAMAGED = N_("This picture is damaged: it cannot be opened.")
_LARGE = N_("This picture has more than %(limit)s million points. Make it smaller.")
_KEPT_SEGMENTS = frozenset((0xE0, 0xE2, 0xEE))


def wash(data: bytes, kind: str) -> bytes:
    """Return the picture without place, camera, comment, preview or second picture.

    ``kind`` is ``PNG`` or ``JPEG``. What the camera noted as its position while the
    picture was taken is applied first, so that the picture stays upright.

    :raises FileRefused: ``damaged`` or ``points``.
    """
    from PIL import Image as pillow  # noqa: N813 - the class has the same name
    from PIL import ImageOps

    pillow.MAX_IMAGE_PIXELS = None  # Our own limit, just below, gives a better answer.
    try:
        with pillow.open(io.BytesIO(data), formats=[kind]) as picture:
            _stop_large(picture.width * picture.height)
            picture.load()
            upright = ImageOps.exif_transpose(picture)
            return _saved(upright, kind)
    except FileRefused:
        raise
    except (OSError, SyntaxError, ValueError, struct.error, EOFError) as error:
        raise FileRefused("damaged", _DAMAGED) from error


def _stop_large(points: int) -> None:
    if points > MOST_POINTS:
        raise FileRefused("points", _LARGE, limit=MOST_POINTS // 1_000_000)


def _saved(picture: Image, kind: str) -> bytes:
    clear = picture.info.get("transparency")
    picture.info = {} if clear is None else {"transparency": clear}
    out = io.BytesIO()
    if kind == "JPEG":
        picture.save(out, kind, quality=90, exif=b"")
    else:
        picture.save(out, kind)
    return out.getvalue()


def without_segments(data: bytes) -> bytes:
    """Drop notes and previews from a JPEG and leave its points as they are."""
    if not data.startswith(b"\xff\xd8"):
        return data
    kept, place = [b"\xff\xd8"], 2
    while place + 4 <= len(data) and data[place] == 0xFF:
        mark = data[place + 1]
        if mark == 0xDA:
            break
        end = place + 2 + int.from_bytes(data[place + 2 : place + 4], "big")
        if mark in _KEPT_SEGMENTS or not (0xE0 <= mark <= 0xEF or mark == 0xFE):
            kept.append(data[place:end])
        place = end
    return b"".join(kept) + data[place:]
