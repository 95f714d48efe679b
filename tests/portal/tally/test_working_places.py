"""Where an agency works: its counts are of these places, in every way of entering."""

from __future__ import annotations

import base64
import io

import ckan.plugins.toolkit as tk
import openpyxl
import pytest
from bs4 import BeautifulSoup
from ckan import model
from werkzeug.datastructures import FileStorage

from ckanext.tiptaskforce.model.taskforce import Taskforce

ELSEWHERE = (
    "This organisation does not work there. Take one of its places, or ask the "
    "secretariat to add this one."
)
HEAD = "Area,Form of exploitation,Step,Women"


@pytest.fixture
def agency(counting, act):
    """Return the function that shows or changes RP as the secretariat."""

    def changed(**more):
        listed = act("agency_list", counting.secretariat, taskforce="borno", q="RP")
        (row,) = listed["items"]
        if not more:
            return act("agency_show", counting.secretariat, id=row["id"])
        about = {"id": row["id"], "version": row["version"]}
        return act("agency_update", counting.secretariat, **about, **more)

    return changed


@pytest.fixture
def placed(agency):
    """RP works in Maiduguri and Gwoza."""
    return agency(places=["NG008021", "NG008011"])


@pytest.fixture
def bring(counting, act):
    """Return the function that uploads counts into a tally."""

    def upload(tally, content, name="counts.csv"):
        file = FileStorage(io.BytesIO(content), filename=name)
        asked = {"taskforce": "borno", "kind": "tally", "tally": tally["id"]}
        return act("upload_create", counting.focal_point, **asked, upload=file)

    return upload


@pytest.fixture
def template(counting, act):
    """Return the function that opens the workbook of a tally."""

    def opened(tally):
        asked = {"taskforce": "borno", "kind": "tally", "tally": tally["id"]}
        found = act("upload_template", counting.focal_point, **asked)
        content = base64.b64decode(found["content"])
        return openpyxl.load_workbook(io.BytesIO(content))

    return opened


def soup_of(answer):
    return BeautifulSoup(answer.get_data(as_text=True), "html.parser")


def offered(soup):
    options = soup.find("select", attrs={"name": "place"}).find_all("option")
    return [option["value"] for option in options if option["value"]]


def refused(call):
    with pytest.raises(tk.ValidationError) as found:
        call()
    return found.value.error_dict


class TestAgency:
    def test_places_are_kept_in_the_order_of_the_list(self, agency):
        agency(places=["NG008021", "Gwoza"])

        shown = agency()

        assert shown["places"] == ["NG008011", "NG008021"]
        assert shown["place_names"] == ["Gwoza", "Maiduguri"]

    def test_they_can_be_taken_away(self, agency, placed):
        assert agency(places=[])["places"] == []

    def test_an_unknown_place_is_refused_with_the_nearest(self, agency):
        told = refused(lambda: agency(places=["Gwozza"]))

        nearest = "There is no such place in the list. Nearest: Gwoza (NG008011)."
        assert told == {"places": [nearest]}

    def test_a_3w_table_tells_where_each_works(self, counting, act, agency):
        """A row for each place: they are put together, and say nothing else apart."""
        rows = b"RP,Agency RP,National NGO,Maiduguri\nRP,Agency RP,National NGO,Gwoza\n"
        content = b"Short name,Name,Type,Works in\n" + rows
        file = FileStorage(io.BytesIO(content), filename="3w.csv")
        asked = {"taskforce": "borno", "kind": "agency", "upload": file}
        shown = act("upload_create", counting.secretariat, **asked)
        about = {"id": shown["id"], "version": shown["version"]}

        act("upload_commit", counting.secretariat, **about)

        assert shown["problems"]["items"] == []
        assert agency()["places"] == ["NG008011", "NG008021"]


class TestRows:
    def test_a_place_of_others_is_refused_by_row(self, placed, count, row):
        rows = [row(), row(place="NG008013")]

        told = refused(lambda: count(rows=rows))

        words = f"Row 2, place: {ELSEWHERE} Its places: Gwoza, Maiduguri."
        assert told == {"rows": [words]}

    def test_without_places_all_are_taken(self, count, row):
        assert count(rows=[row(place="NG008013")])["rows"] == [row(place="NG008013")]

    def test_the_state_stands_for_all_that_lie_in_it(self, agency, count, row):
        agency(places=["NG008"])

        assert count(rows=[row(place="NG008013")])["rows"] == [row(place="NG008013")]

    def test_what_stands_already_may_stay_and_is_corrected(
        self, counting, agency, count, say, row
    ):
        draft = count(rows=[row(place="NG008013")])
        agency(places=["NG008021"])

        rows = [row(place="NG008013", n=3)]
        kept = say("update", counting.focal_point, draft, rows=rows)

        assert kept["rows"] == rows

    def test_another_agency_is_not_bound_by_them(self, counting, placed, count, row):
        rows = [row(place="NG008013")]

        made = count(user=counting.other_focal_point, rows=rows)

        assert made["rows"] == rows

    def test_counted_by_zone_only_its_own_zones_are_taken(self, placed, count, row):
        taskforce = Taskforce.get("borno")
        zones = [
            {"code": "BO-C", "labels": {"en": "Central"}, "places": ["NG008021"]},
            {"code": "BO-N", "labels": {"en": "North"}, "places": ["NG008013"]},
        ]
        (design,) = taskforce.settings["tally_designs"]
        names = ["zone", *(d for d in design["dimensions"] if d != "place")]
        changed = {**design, "dimensions": names, "zones": zones}
        taskforce.settings = {**taskforce.settings, "tally_designs": [changed]}
        model.Session.commit()

        def rows(code):
            one = row(zone=code)
            del one["place"]
            return [one]

        told = refused(lambda: count(rows=rows("BO-N")))

        assert told["rows"] == [f"Row 1, zone: {ELSEWHERE} Its places: Central."]
        assert count(rows=rows("BO-C"))["rows"] == rows("BO-C")


class TestUpload:
    def test_the_template_offers_its_places_alone(self, placed, count, template):
        book = template(count(rows=[]))

        words = {cell.value for sheet in book for line in sheet for cell in line}
        assert {"Maiduguri", "Gwoza"} <= words
        assert "Jere" not in words

    def test_a_place_of_others_is_told_by_row_and_column(self, placed, count, bring):
        content = f"{HEAD}\nMaiduguri,forced labour,referred,7\nJere,other,referred,2\n"

        shown = bring(count(rows=[]), content.encode())

        (problem,) = shown["problems"]["items"]
        assert (problem["row"], problem["column"]) == (3, "Area")
        assert (problem["shown"], problem["problem"]) == ("Jere", ELSEWHERE)
        assert problem["nearest"] == ["Gwoza", "Maiduguri"]
        assert shown["counts"]["bad"] == 1

    def test_a_workbook_of_another_design_is_refused(self, count, bring, template):
        draft = count(rows=[])
        book = template(draft)
        book.worksheets[0].append(["Gwoza", "other", "referred", 4])
        for line in book["about"]:
            if line[0].value == "design":
                line[1].value = "2026-Q1"
        out = io.BytesIO()
        book.save(out)

        told = refused(lambda: bring(draft, out.getvalue(), "counts.xlsx"))

        assert told == {
            "upload": [
                "This template was made for another tally design: its columns and "
                "codes may mean something else. Download the template of 2026-Q3 again "
                "and fill it in. Nothing was read."
            ]
        }


class TestPages:
    def test_the_form_offers_its_places_and_says_so(self, placed, count, browser):
        draft = count(rows=[])
        address = f"/taskforce/borno/tally/{draft['id']}/edit"

        soup = soup_of(browser("focal_point").get(address))

        assert offered(soup) == ["NG008011", "NG008021"]
        assert "2 places are offered: those where RP works." in soup.text

    def test_without_places_the_form_says_that_all_are_offered(self, count, browser):
        draft = count(rows=[])
        address = f"/taskforce/borno/tally/{draft['id']}/edit"

        soup = soup_of(browser("focal_point").get(address))

        assert "All places are offered" in soup.text
        assert "NG008013" in offered(soup)

    def test_a_line_of_another_place_is_not_added(self, placed, count, browser):
        draft = count(rows=[])
        address = f"/taskforce/borno/tally/{draft['id']}/edit"
        page = browser("focal_point")
        form = {"version": draft["version"], "do": "add", "place": "NG008013"}

        answer = page.post(address, data={**form, "form_of_exploitation": "other"})

        soup = soup_of(answer)
        assert soup.find(id="error-place").text.strip() == "Error: Choose one."
        assert soup.find("details", class_="tf-line") is None

    def test_coordination_ticks_them(self, agency, browser):
        shown = agency()
        address = f"/taskforce/borno/agency/{shown['id']}/places"
        page = browser("coordinator")
        soup = soup_of(page.get(address))
        version = soup.find("input", attrs={"name": "version"})["value"]
        form = {"version": version, "places": ["NG008021", "NG008013"]}

        saved = page.post(address, data=form)

        assert "Jere, Maiduguri" in soup_of(saved).text
        assert agency()["places"] == ["NG008013", "NG008021"]

    def test_others_are_not_offered_the_page(self, agency, browser):
        shown = agency()
        page = browser("focal_point")
        read = page.get(f"/taskforce/borno/agency/{shown['id']}")

        answer = page.get(f"/taskforce/borno/agency/{shown['id']}/places")

        assert answer.status_code == 403
        assert "Set its places" not in read.text
        assert "No places are set yet" in read.text
