"""A published release as a DCAT 3 dataset in JSON-LD, for catalogues that harvest.

It says what the dataset page says and nothing more. It is a file of its own, because
the pages' content security policy has no room for data inside a script element.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

MEDIA_TYPE = "application/ld+json"
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
SHA256 = "spdx:checksumAlgorithm_sha256"


def dataset(publication: Mapping[str, Any], publisher: str, licence: str) -> bytes:
    """Return the description of a release.

    :param publication: what ``publication_show`` answers for a published release
    """
    period = publication["period"]
    content = {
        "@context": CONTEXT,
        "@id": publication["url"],
        "@type": "dcat:Dataset",
        "dct:identifier": publication["name"],
        "dct:title": publication["title"],
        "dct:description": publication["sentence"],
        "dct:publisher": {"@type": "foaf:Organization", "foaf:name": publisher},
        "dct:license": {"@id": licence},
        "dct:issued": _date(publication["published_at"][:10]),
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _date(period["from"]),
            "dcat:endDate": _date(period["to"]),
        },
        "dcat:version": str(publication["number"]),
        "dcat:landingPage": {"@id": publication["url"]},
        "dcat:distribution": [_distribution(f) for f in publication["files"]],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _distribution(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "@type": "dcat:Distribution",
        "dct:title": entry["name"],
        "dcat:downloadURL": {"@id": entry["url"]},
        "dcat:mediaType": entry["media_type"].split(";")[0],
        "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": entry["size"]},
        "spdx:checksum": {
            "spdx:algorithm": {"@id": SHA256},
            "spdx:checksumValue": entry["sha256"],
        },
    }


def _date(day: str) -> dict[str, str]:
    return {"@type": "xsd:date", "@value": day}
