"""What machines read of published data, judged by outside standards."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as Tree

import pytest
from ckanext.dcat.processors import RDFParser  # pyright: ignore[reportMissingImports]
from pyshacl import validate
from rdflib import DCTERMS, RDF, Graph, Namespace, URIRef
from rdflib.compare import isomorphic

from ckanext.tiptaskforce.views import harvest

SITE = "http://test.ckan.net/taskforce/borno"
DATA = "/taskforce/borno/data"
SERIES = f"{DATA}/progress"
SHAPES = Path(__file__).parent / "shapes"
DCAT = Namespace("http://www.w3.org/ns/dcat#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
AUTHORITY = "http://publications.europa.eu/resource/authority/"
FORMATS = {"ttl": "turtle", "rdf": "xml", "jsonld": "json-ld"}
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ATOM = "{http://www.w3.org/2005/Atom}"
ENDPOINTS = (
    *(f"{DATA}/catalog.{ending}" for ending in FORMATS),
    *(f"{SERIES}/dcat.{ending}" for ending in FORMATS),
    f"{SERIES}/schema.jsonld",
    f"{DATA}/feed.atom",
    "/taskforce/sitemap.xml",
    f"{SERIES}/v1/release.json",
)
pytestmark = [
    pytest.mark.usefixtures("with_plugins"),
    # rdflib 7.6 reads JSON-LD through a class of its own that it deprecates.
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated"),
]


def graph(answer, ending):
    return Graph().parse(data=answer.data, format=FORMATS[ending])


def problems(found: Graph) -> str:
    shapes = Graph()
    for name in ("shapes.ttl", "range.ttl"):
        shapes.parse(SHAPES / name)
    is_valid, _, text = validate(found, shacl_graph=shapes, inference="none")
    return "" if is_valid else text


class TestDcat:
    def test_the_catalogue_keeps_to_dcat_ap(self, published, visit):
        found = graph(visit(f"{DATA}/catalog.ttl"), "ttl")

        assert problems(found) == ""
        catalogue = URIRef(f"{SITE}/data")
        assert (catalogue, RDF.type, DCAT.Catalog) in found
        assert list(found.objects(catalogue, DCAT.dataset)) == [
            URIRef(f"{SITE}/data/progress")
        ]
        for ending in ("rdf", "jsonld"):
            same = graph(visit(f"{DATA}/catalog.{ending}"), ending)
            assert isomorphic(same, found)

    def test_a_missing_title_would_be_seen(self, published, visit):
        """The control: the shapes judge what we give them."""
        found = graph(visit(f"{SERIES}/dcat.ttl"), "ttl")
        assert problems(found) == ""

        found.remove((URIRef(f"{SITE}/data/progress"), DCTERMS.title, None))

        assert "title" in problems(found)

    def test_time_place_pace_origin_and_contact_are_told(
        self, house, published, visit, act
    ):
        shown = act("taskforce_show", house.root, id="borno")
        act(
            "taskforce_update",
            house.coordinator,
            id=shown["id"],
            version=shown["version"],
            contact="data@example.org",
        )
        found = graph(visit(f"{SERIES}/dcat.ttl"), "ttl")
        dataset = URIRef(f"{SITE}/data/progress")

        def one(subject, predicate):
            (value,) = found.objects(subject, predicate)
            return value

        time = one(dataset, DCTERMS.temporal)
        assert str(one(time, DCAT.startDate))[:10] == "2026-07-01"
        assert str(one(time, DCAT.endDate))[:10] == "2026-09-30"
        pace = one(dataset, DCTERMS.accrualPeriodicity)
        assert str(pace) == f"{AUTHORITY}frequency/QUARTERLY"
        assert one(dataset, DCTERMS.provenance)
        contact = one(dataset, DCAT.contactPoint)
        assert str(one(contact, VCARD.hasEmail)) == "mailto:data@example.org"
        assert str(one(dataset, DCAT.version)) == "1"

    def test_each_file_is_named_with_its_checksum(self, published, visit):
        found = graph(visit(f"{SERIES}/dcat.rdf"), "rdf")

        told = {
            (str(found.value(file, DCTERMS.title)), str(value))
            for file in found.subjects(RDF.type, DCAT.Distribution)
            for checksum in found.objects(file, SPDX.checksum)
            for value in found.objects(checksum, SPDX.checksumValue)
        }
        assert told == {(e["name"], e["sha256"]) for e in published["files"]}
        licence = URIRef("https://creativecommons.org/licenses/by/4.0/")
        kind = URIRef("http://purl.org/adms/licencetype/Attribution")
        assert list(found.objects(licence, DCTERMS.type)) == [kind]

    def test_a_withdrawn_series_is_in_no_catalogue(self, published, release, visit):
        release.withdraw(published)

        visit(f"{SERIES}/dcat.ttl", status=404)
        visit(f"{SERIES}/schema.jsonld", status=404)
        found = graph(visit(f"{DATA}/catalog.ttl"), "ttl")
        assert list(found.subjects(RDF.type, DCAT.Dataset)) == []
        assert problems(found) == ""

    def test_many_pages_of_a_list_cost_the_site_map_no_query_more(
        self, published, release, visit, monkeypatch, queries
    ):
        release(title="The same again", series="again", period="2026-Q2")
        visit("/taskforce/sitemap.xml")
        with queries() as few:
            visit("/taskforce/sitemap.xml")
        monkeypatch.setattr(harvest, "MOST_DATASETS", 1)

        with queries() as many:
            named = visit("/taskforce/sitemap.xml").get_data(as_text=True)

        assert len(many) == len(few) <= 15
        assert "/data/progress<" in named
        assert "/data/again<" in named

    def test_a_harvester_finds_each_page_of_a_long_one(
        self, published, release, visit, monkeypatch
    ):
        release(title="The same again", series="again", period="2026-Q2")
        monkeypatch.setattr(harvest, "MOST_DATASETS", 1)
        pages, address = [], f"{DATA}/catalog.ttl"

        while address:
            reader = RDFParser()
            reader.parse(visit(address).data, "turtle")
            assert problems(reader.g) == ""
            pages.append(reader.g)
            following = reader.next_page()
            address = following and following.removeprefix("http://test.ckan.net")

        named = [list(page.subjects(RDF.type, DCAT.Dataset)) for page in pages]
        assert sorted(len(one) for one in named) == [1, 1]
        assert {str(one).rpartition("/")[2] for one in sum(named, [])} == {
            "progress",
            "again",
        }
        both = pages[0] + pages[1]
        assert len(list(both.objects(None, DCTERMS.modified))) == 1
        assert problems(both) == ""

    @pytest.mark.parametrize("path", [f"{DATA}/catalog.x", f"{SERIES}/dcat.x"])
    def test_there_are_no_other_formats(self, published, visit, path):
        visit(path, status=404)


class TestSchemaOrg:
    def test_page_and_file_describe_the_same_data_set(self, published, visit):
        soup = visit(SERIES).soup
        block = json.loads(soup.find("script", type="application/ld+json").string)
        file = json.loads(visit(f"{SERIES}/schema.jsonld").data)

        assert block == file
        assert file["@type"] == "Dataset"
        assert file["name"] == "State of the work"
        assert file["temporalCoverage"] == "2026-07-01/2026-09-30"
        assert file["license"] == "https://creativecommons.org/licenses/by/4.0/"
        assert 50 <= len(file["description"]) <= 5000
        assert {d["name"]: d["sha256"] for d in file["distribution"]} == {
            e["name"]: e["sha256"] for e in published["files"]
        }

    def test_no_title_ends_the_block(self, work, release, visit):
        release(title="Work </script><b>x")

        soup = visit(SERIES).soup

        block = json.loads(soup.find("script", type="application/ld+json").string)
        assert block["name"] == "Work </script><b>x"
        assert soup.find("b") is None


class TestFeed:
    def test_releases_and_withdrawals_are_told_newest_first(
        self, published, release, visit
    ):
        second = release(title="State again")
        release.withdraw(second, reason="error_in_figures")

        root = Tree.fromstring(visit(f"{DATA}/feed.atom").data)

        entries = root.findall(f"{ATOM}entry")
        titles = [e.findtext(f"{ATOM}title") for e in entries]
        assert titles == [
            "Withdrawn: State again, release 2",
            "State of the work, release 1",
        ]
        assert entries[0].findtext(f"{ATOM}id") == f"{SITE}/data/progress/v2"
        summary = entries[0].findtext(f"{ATOM}summary")
        assert summary == (
            "Reason: An error in the figures. Please do not use its figures."
        )
        updated = [e.findtext(f"{ATOM}updated") for e in entries]
        assert root.findtext(f"{ATOM}updated") == max(updated)

    def test_without_a_release_it_is_an_empty_feed(self, house, visit):
        root = Tree.fromstring(visit(f"{DATA}/feed.atom").data)

        assert root.findall(f"{ATOM}entry") == []
        assert root.findtext(f"{ATOM}id") == f"{SITE}/data/feed.atom"


class TestSitemap:
    def test_it_names_what_is_public_and_nothing_else(
        self, house, published, release, visit, act
    ):
        release.withdraw(release(series="gone", title="Gone"))
        named = {"taskforce": "borno", "title": "Draft", "series": "draft"}
        chosen = published["specification"]
        act("release_create", house.secretariat, **named, specification=chosen)

        root = Tree.fromstring(visit("/taskforce/sitemap.xml").data)

        told = {u.findtext(f"{MAP}loc"): u.findtext(f"{MAP}lastmod") for u in root}
        plain = ("", "/data", "/strategy", "/method", "/reach")
        assert set(told) == {
            *(f"{SITE}{path}" for path in plain),
            f"{SITE}/data/progress",
        }
        assert told[f"{SITE}/data/progress"] == published["published_at"]
        for address in told:
            visit(address.removeprefix("http://test.ckan.net"))

    def test_robots_are_led_to_it(self, house, visit):
        lines = visit("/robots.txt").text.splitlines()

        assert "Sitemap: http://test.ckan.net/taskforce/sitemap.xml" in lines


class TestCaches:
    @pytest.mark.parametrize("path", ENDPOINTS)
    def test_who_has_it_is_told_so(self, published, visit, path):
        first = visit(path)
        assert first.headers["Cache-Control"].startswith("no-cache")

        etag = {"If-None-Match": first.headers["ETag"]}
        again = visit(path, status=304, headers=etag)

        assert again.data == b""

    def test_a_new_release_is_another_answer(self, published, release, visit):
        before = {path: visit(path).headers["ETag"] for path in ENDPOINTS[:-1]}

        release(title="State again")

        for path, etag in before.items():
            visit(path, headers={"If-None-Match": etag})


class TestOtherSites:
    @pytest.mark.parametrize("path", ENDPOINTS)
    def test_they_may_read_what_is_published(self, published, visit, path):
        answer = visit(path, headers={"Origin": "https://elsewhere.example"})

        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer.headers
        assert "ETag" in answer.headers["Access-Control-Expose-Headers"]

    def test_they_may_ask_beforehand(self, published, app):
        answer = app.options(f"{SERIES}/v1/release.json")

        assert answer.headers["Access-Control-Allow-Headers"] == "If-None-Match"

    def test_an_action_on_published_data_is_open_and_cached(self, published, visit):
        path = "/api/3/action/tiptaskforce_publication_show?taskforce=borno"
        path += "&series=progress"
        first = visit(path)
        assert first.headers["Access-Control-Allow-Origin"] == "*"

        etag = {"If-None-Match": first.headers["ETag"]}
        assert visit(path, status=304, headers=etag).data == b""

    @pytest.mark.parametrize(
        "path",
        [
            "/taskforce/borno",
            SERIES,
            "/api/3/action/tiptaskforce_taskforce_show?id=borno",
            "/api/3/action/package_show?id=borno-progress",
            "/user/login",
        ],
    )
    def test_everything_else_stays_closed(self, published, visit, path):
        answer = visit(path, headers={"Origin": "https://elsewhere.example"})

        assert "Access-Control-Allow-Origin" not in answer.headers

    def test_what_a_member_reads_stays_closed(self, house, published, visit):
        answer = visit(f"{SERIES}/v1/release.json", house.reporter)

        assert "Access-Control-Allow-Origin" not in answer.headers


class TestActions:
    def test_history_tells_every_release_and_no_other(
        self, house, published, release, act
    ):
        second = release(title="State again")
        release.withdraw(second)
        draft = {
            "taskforce": "borno",
            "title": "Draft",
            "series": "progress",
            "specification": published["specification"],
        }
        act("release_create", house.secretariat, **draft)

        found = act("publication_history", house.donor, taskforce="borno")

        assert found["count"] == 2
        assert [(i["number"], i["state"]) for i in found["items"]] == [
            (2, "withdrawn"),
            (1, "published"),
        ]
        assert found["items"][0]["sentence"] == ""
        assert found["items"][0]["period"] is None
