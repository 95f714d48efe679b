"""A published release as schema.org/Dataset, for search engines of data sets."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ckanext.tiptaskforce.vocabulary import ALERTS

Shown = Mapping[str, Any]
MEDIA_TYPE = "application/ld+json"
NOT_VERIFIED = (
    "Alerts are not verified information and say nothing of how common violations are."
)


def dataset(taskforce: Shown, publication: Shown, licence: str) -> dict[str, Any]:
    """Return the description of a release, with its files and their checksums."""
    window = publication["period"]
    name = taskforce["full_title"] or taskforce["title"]
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": publication["url"],
        "url": publication["url"],
        "identifier": publication["name"],
        "name": publication["title"],
        "description": _description(publication),
        "version": str(publication["number"]),
        "datePublished": publication["published_at"][:10],
        "temporalCoverage": f"{window['from']}/{window['to']}",
        "license": licence,
        "isAccessibleForFree": True,
        "keywords": [w for w in ("trafficking in persons", publication["step"]) if w],
        "creator": {"@type": "Organization", "name": name},
        "publisher": {
            "@type": "Organization",
            "name": name,
            "url": taskforce["address"],
        },
        "distribution": [_file(entry) for entry in publication["files"]],
    }
    if taskforce["area_name"]:
        found["spatialCoverage"] = {"@type": "Place", "name": taskforce["area_name"]}
    return found


def written(found: Mapping[str, Any]) -> str:
    """Return a description as text that no page can take for the end of a script."""
    text = json.dumps(found, ensure_ascii=False, indent=1)
    return text.replace("<", "\\u003c").replace(">", "\\u003e")


def _description(publication: Shown) -> str:
    """Return the finding and the caveats; search engines want fifty characters."""
    care = (
        "Aggregate figures of what member organisations recorded; they do not measure "
        "how common trafficking is."
    )
    if publication["step"] == ALERTS:
        care = NOT_VERIFIED
    parts = (publication["sentence"], publication["caveats"], care)
    return " ".join(part for part in parts if part)


def _file(entry: Shown) -> dict[str, Any]:
    return {
        "@type": "DataDownload",
        "name": entry["name"],
        "contentUrl": entry["url"],
        "encodingFormat": entry["media_type"].split(";")[0],
        "contentSize": f"{entry['size']} B",
        "sha256": entry["sha256"],
    }
