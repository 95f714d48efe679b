"""Published releases in DCAT-AP, for catalogues that harvest, from the database alone.

The graph is that of ckanext-dcat's profile for DCAT-AP 3; the addresses are ours. Its
own addresses ask the search index, which a withdrawal reaches later than our rows, and
they know of no dataset type beside `dataset`, which a portal of task forces has not.
What is said here is what the dataset page says, and nothing more.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import RDF, XSD

# Two checkouts share the package `ckanext`, which the type checker does not follow.
from ckanext.dcat.profiles import (  # pyright: ignore[reportMissingImports]
    EuropeanDCATAP3Profile,
)
from ckanext.dcat.profiles.base import (  # pyright: ignore[reportMissingImports]
    DCAT,
    DCT,
    FOAF,
    SKOS,
    VCARD,
)
from ckanext.tiptaskforce.exchange import period
from ckanext.tiptaskforce.exchange.schema_org import NOT_VERIFIED
from ckanext.tiptaskforce.vocabulary import ALERTS

# How each ending is called by rdflib, and in an answer.
FORMATS = {
    "ttl": ("turtle", "text/turtle; charset=utf-8"),
    "rdf": ("xml", "application/rdf+xml; charset=utf-8"),
    "jsonld": ("json-ld", "application/ld+json"),
}
DATASET_TYPE = "aggregate"
# The words for pages that harvesters follow, ckanext-dcat's among them.
HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
SHA256 = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"
_AUTHORITY = "http://publications.europa.eu/resource/authority/"
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
# The two themes of the list that speak of what a task force does.
THEMES = {
    "JUST": "Justice, legal system and public safety",
    "SOCI": "Population and society",
}
_FREQUENCIES = {
    "month": "MONTHLY",
    "quarter": "QUARTERLY",
    "half_year": "ANNUAL_2",
    "year": "ANNUAL",
}
_LICENCE_TYPES = "http://purl.org/adms/licencetype/"
_OF_LICENCES = ("UnknownIPR", "Attribution")
_COUNTED = (
    "Member organisations counted by codes under an information sharing protocol. The "
    "data custodian accepted the counts. Tables were protected, with {k} as the least "
    "count that is shown, and attacked by a program before a second person approved "
    "them."
)
_MORE_THAN_ONCE = " A person may be counted more than once."
_PASSED_ON = (
    "Member organisations noted by codes what they passed on to the country task "
    "force. {care} Tables were protected, with {k} as the least count that is shown, "
    "and attacked by a program before a second person approved them."
)

Shown = Mapping[str, Any]


class Page(NamedTuple):
    """A page of what is published: its releases, of how many, which page, its size."""

    items: Sequence[Shown]
    count: int
    number: int
    size: int

    @property
    def last(self) -> int:
        """The number of the last page, 1 where nothing is published."""
        return max(1, -(-self.count // self.size))


class Profile(EuropeanDCATAP3Profile):
    """The profile of ckanext-dcat for our dataset type, with what it leaves out."""

    def __init__(self, graph: Graph) -> None:
        """Take the schema of our datasets; by default it is that of `dataset`."""
        super().__init__(graph, dataset_type=DATASET_TYPE)

    def graph_from_dataset(self, dataset_dict: Any, dataset_ref: Any) -> None:
        """Add a dataset; the profile calls each licence one of unknown kind."""
        super().graph_from_dataset(dataset_dict, dataset_ref)
        unknown, known = (URIRef(f"{_LICENCE_TYPES}{n}") for n in _OF_LICENCES)
        for licence in set(self.g.subjects(DCT.type, unknown)):
            self.g.remove((licence, DCT.type, unknown))
            self.g.add((licence, DCT.type, known))
            self.g.add((known, RDF.type, SKOS.Concept))
            self.g.add((known, SKOS.prefLabel, Literal("Attribution", lang="en")))
        # The range of a contact is the wider class, which the profile leaves out.
        for contact in self.g.objects(dataset_ref, DCAT.contactPoint):
            self.g.add((contact, RDF.type, VCARD.Kind))
        code = dataset_dict["area"]
        for place in self.g.objects(dataset_ref, DCT.spatial) if code else ():
            self.g.add((place, DCT.identifier, Literal(code)))


def checksum(*told: Any) -> str:
    """Return what changes when a description does; blank nodes change every time."""
    text = json.dumps(told, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def dataset(taskforce: Shown, publication: Shown, licence: str, ending: str) -> bytes:
    """Return the description of the newest release of a series."""
    graph = Graph()
    _add(graph, taskforce, publication, licence)
    return _written(graph, ending)


def catalogue(taskforce: Shown, page: Page, licence: str, ending: str) -> bytes:
    """Return the description of a page of what a task force publishes, newest first."""
    graph = Graph()
    address = URIRef(f"{taskforce['address']}/data")
    name = taskforce["full_title"] or taskforce["title"]
    for one in page.items:
        graph.add((address, DCAT.dataset, _add(graph, taskforce, one, licence)))
    graph.add((address, RDF.type, DCAT.Catalog))
    graph.add((address, DCT.title, Literal(f"{name}: published data")))
    about = taskforce["description"] or "Aggregate figures; no person is in them."
    graph.add((address, DCT.description, Literal(about)))
    graph.add((address, FOAF.homepage, URIRef(taskforce["address"])))
    graph.add((URIRef(taskforce["address"]), RDF.type, FOAF.Document))
    graph.add((address, DCT.publisher, _publisher(graph, taskforce)))
    if page.items and page.number == 1:
        newest = max(one["published_at"] for one in page.items)
        graph.add((address, DCT.modified, Literal(newest, datatype=XSD.dateTime)))
    graph.add((address, DCAT.themeTaxonomy, _list_of_themes(graph)))
    _add_pages(graph, address, page, ending)
    return _written(graph, ending)


def _add_pages(graph: Graph, address: URIRef, page: Page, ending: str) -> None:
    """Name the pages beside this one, where there are more."""
    if page.last == 1:
        return

    def at(number: int) -> URIRef:
        return URIRef(f"{address}/catalog.{ending}?page={number}")

    view = at(page.number)
    graph.add((address, HYDRA.totalItems, Literal(page.count)))
    graph.add((address, HYDRA.view, view))
    graph.add((view, RDF.type, HYDRA.PartialCollectionView))
    graph.add((view, HYDRA.first, at(1)))
    graph.add((view, HYDRA.last, at(page.last)))
    if page.number > 1:
        graph.add((view, HYDRA.previous, at(page.number - 1)))
    if page.number < page.last:
        graph.add((view, HYDRA.next, at(page.number + 1)))


def _list_of_themes(graph: Graph) -> URIRef:
    found = URIRef(f"{_AUTHORITY}data-theme")
    graph.add((found, RDF.type, SKOS.ConceptScheme))
    graph.add((found, DCT.title, Literal("Data themes of the European Union")))
    return found


def _publisher(graph: Graph, taskforce: Shown) -> URIRef:
    found = URIRef(f"{taskforce['address']}#publisher")
    graph.add((found, RDF.type, FOAF.Agent))
    name = taskforce["full_title"] or taskforce["title"]
    graph.add((found, FOAF.name, Literal(name)))
    return found


def _add(graph: Graph, taskforce: Shown, publication: Shown, licence: str) -> URIRef:
    address = URIRef(f"{taskforce['address']}/data/{publication['series']}")
    described = _dataset(taskforce, publication, licence)
    Profile(graph).graph_from_dataset(described, address)
    _publisher(graph, taskforce)
    for code, words in THEMES.items():
        theme = URIRef(f"{_AUTHORITY}data-theme/{code}")
        graph.add((theme, RDF.type, SKOS.Concept))
        graph.add((theme, SKOS.prefLabel, Literal(words, lang="en")))
    return address


def _dataset(taskforce: Shown, publication: Shown, licence: str) -> dict[str, Any]:
    """Return a release as ckanext-dcat's profiles take a dataset."""
    window = publication["period"]
    name = taskforce["full_title"] or taskforce["title"]
    contact = publication["contact"] or ""
    is_mail = "@" in contact and " " not in contact
    words = ["trafficking in persons", publication["kind"], publication["step"]]
    # A window of several periods is named by its first and its last.
    kind = period.kind_of(period.parse(window["code"].split("/")[0]))
    return {
        "identifier": publication["name"],
        "title": publication["title"],
        "notes": publication["sentence"] or publication["title"],
        "url": publication["url"],
        "version": str(publication["number"]),
        "issued": publication["published_at"],
        "frequency": f"{_AUTHORITY}frequency/{_FREQUENCIES[kind]}",
        "temporal_start": window["from"],
        "temporal_end": window["to"],
        "area": taskforce["area"],
        "spatial_text": taskforce["area_name"] or "",
        "provenance": _provenance(publication),
        "access_rights": f"{_AUTHORITY}access-right/PUBLIC",
        "theme": [f"{_AUTHORITY}data-theme/{code}" for code in THEMES],
        "tags": [{"name": word} for word in words if word],
        "documentation": [f"{taskforce['address']}/method"],
        "publisher_uri": f"{taskforce['address']}#publisher",
        "publisher_name": name,
        "contact_name": name if is_mail or not contact else contact,
        "contact_email": contact if is_mail else "",
        "resources": [_file(publication, e, licence) for e in publication["files"]],
    }


def _provenance(publication: Shown) -> str:
    manifest = publication["manifest"]
    if "k" in manifest:
        if publication["step"] == ALERTS:
            return _PASSED_ON.format(care=NOT_VERIFIED, k=manifest["k"])
        return _COUNTED.format(k=manifest["k"]) + _MORE_THAN_ONCE
    return str(manifest.get("method", ""))


def _file(publication: Shown, entry: Shown, licence: str) -> dict[str, Any]:
    ending = entry["name"].rsplit(".", 1)[1].upper()
    return {
        "uri": entry["url"],
        "name": entry["name"],
        "access_url": publication["url"],
        "download_url": entry["url"],
        "license": licence,
        "format": f"{_AUTHORITY}file-type/{ending}",
        "mimetype": _MEDIA_TYPES + entry["media_type"].split(";")[0],
        "size": entry["size"],
        "hash": entry["sha256"],
        "hash_algorithm": SHA256,
        "issued": publication["published_at"],
    }


def _written(graph: Graph, ending: str) -> bytes:
    name, _ = FORMATS[ending]
    more: dict[str, Any] = {"auto_compact": True} if ending == "jsonld" else {}
    return graph.serialize(format=name, encoding="utf-8", **more)
