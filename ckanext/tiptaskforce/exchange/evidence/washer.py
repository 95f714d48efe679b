"""The process that opens an evidence file and returns it washed."""

from __future__ import annotations

from typing import Any

from ckanext.tiptaskforce.exchange.confined import Answer, serve
from ckanext.tiptaskforce.exchange.limits import Limits


def wash(order: dict[str, Any], data: bytes, limits: Limits) -> Answer:
    """Wash ``data`` as the kind of file that the order names."""
    match order["ending"]:
        case "pdf":
            from ckanext.tiptaskforce.exchange.evidence import pdf

            return {}, pdf.wash(data)
        case "png" | "jpg" | "jpeg" as ending:
            from ckanext.tiptaskforce.exchange.evidence import picture

            return {}, picture.wash(data, "PNG" if ending == "png" else "JPEG")
        case _:
            from ckanext.tiptaskforce.exchange.evidence import office

            return {}, office.wash(data, limits)


if __name__ == "__main__":
    serve(wash)
