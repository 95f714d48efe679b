"""The form of a report: areas, emptied cells, many values, the way to the workbook."""

from __future__ import annotations

import pytest
from ckan import model

BASE = "/taskforce/borno"
JERE, GWOZA, MAIDUGURI = "NG008013", "NG008011", "NG008021"
MOST_QUERIES = 40


@pytest.fixture
def form(browser, read, fields_of):
    """Return the function that opens the form of a report: browser, address, fields."""

    def opened(found, who="focal_point"):
        at, page = browser(who), f"/report/{found['id']}/edit"
        return at, BASE + page, fields_of(read(at, page))

    return opened


def post(at, page, fields, **more):
    return at.post(page, data={**fields, **more}, follow_redirects=True)


def cells(places):
    """Return a figure for each cell of these places: 20 in each of them."""
    return {
        f"v/{place}~{sex}~{age}/value": str(1 + number)
        for number, (place, sex, age) in enumerate(
            (place, sex, age)
            for place in places
            for sex in ("F", "M", "UNK")
            for age in ("child", "adult", "UNK")
        )
    }


class TestEmptied:
    @pytest.mark.parametrize("road", ["edit", "draft"])
    def test_a_saved_cell_that_is_emptied_is_gone(self, form, report_of, road):
        found = report_of("A.2-2")
        at, page, fields = form(found)
        one, other = f"v/{JERE}~F~adult/value", f"v/{JERE}~M~adult/value"
        post(at, page, {**fields, "row": JERE}, **{one: "20", other: "30"}, do="save")
        _, _, fields = form(found)
        assert (fields[one], fields[other]) == (["20"], ["30"])

        address = page.replace("/edit", f"/{road}")
        post(at, address, fields, **{one: ""}, do="save")

        saved = report_of("A.2-2")["values"]
        assert [(v["sex"], v["value"]) for v in saved] == [("M", 30)]
        _, _, fields = form(found)
        assert fields[one] == [""]

    @pytest.mark.parametrize("road", ["edit", "draft"])
    def test_the_last_cell_as_well(self, form, report_of, road):
        found = report_of("A.2-1")
        at, page, fields = form(found)
        post(at, page, fields, **{"t/value": "9"}, do="save")
        assert report_of("A.2-1")["values"] == [{"value": 9}]
        _, _, fields = form(found)

        address = page.replace("/edit", f"/{road}")
        post(at, address, fields, **{"t/value": ""}, do="save")

        assert report_of("A.2-1")["values"] == []

    def test_nothing_to_report_is_taken_back(self, form, report_of):
        found = report_of("A.2-1")
        at, page, fields = form(found)
        post(at, page, fields, nothing_to_report="true", do="save")
        assert report_of("A.2-1")["nothing_to_report"] is True
        _, _, fields = form(found)
        assert fields.pop("nothing_to_report") == ["true"]

        post(at, page, fields, do="save")

        assert report_of("A.2-1")["nothing_to_report"] is False


class TestMany:
    def test_sixty_values_and_more_go_in_one_request(
        self, measured, form, report_of, queries
    ):
        found = report_of("A.2-2")
        few, many = cells([JERE]), {}
        at, page, fields = form(found)
        sent = {**fields, "row": [JERE]}
        with queries() as of_few:
            post_once(at, page, {**sent, **few})
        _, _, fields = form(found)
        # Seven more areas of nine cells each.
        others = more_places(measured, 7)
        many = cells([JERE, *others])
        model.Session.remove()
        sent = {**fields, "row": [JERE, *others]}
        with queries() as of_many:
            post_once(at, page, {**sent, **many})

        values = report_of("A.2-2")["values"]
        assert len(values) == len(many) == 72
        assert sum(value["value"] for value in values) == 72 * 73 // 2
        assert len(of_many) <= len(of_few) <= MOST_QUERIES


def post_once(at, page, fields):
    data = {**fields, "do": "save"}
    answer = at.post(page, data=data, follow_redirects=False)
    assert answer.status_code == 303


def more_places(measured, number):
    """Add so many places of the counted level; return their codes."""
    from ckanext.tiptaskforce.model.place import Place

    codes = [f"NG0089{i:02d}" for i in range(number)]
    for code in codes:
        row = Place(code=code, name=f"Area {code}", level=2, parent="NG008")
        row.taskforce_id = measured.id
        model.Session.add(row)
    model.Session.commit()
    return codes


class TestPlaces:
    def test_where_the_organisation_works_stands_there_first(
        self, measured, form, report_of, act
    ):
        more_places(measured, 7)
        agency = measured.agency["RP"]
        shown = act("agency_show", measured.coordinator, id=agency["id"])
        about = {"id": agency["id"], "version": shown["version"]}
        act("agency_update", measured.coordinator, **about, places=[JERE, GWOZA])

        _, _, fields = form(report_of("A.2-2"))

        assert sorted(fields["row"]) == [GWOZA, JERE]
        assert f"v/{JERE}~F~adult/value" in fields
        assert f"v/{MAIDUGURI}~F~adult/value" not in fields

    def test_any_other_area_can_be_added(self, measured, browser, read, report_of):
        more_places(measured, 7)
        page = f"/report/{report_of('A.2-2')['id']}/edit"

        soup = read(browser("focal_point"), page)

        offered = [o["value"] for o in soup.select("#field-place option")]
        assert MAIDUGURI in offered


class TestWorkbook:
    def test_form_and_workbook_lead_to_each_other(
        self, measured, browser, read, report_of
    ):
        found, at = report_of("A.2-1"), browser("focal_point")
        road = f"{BASE}/report/workbook/{measured.period}?agency=RP"
        listed = f"{BASE}/report?period={measured.period}&agency=RP"

        for page in (f"/report/{found['id']}/edit", f"/report/{found['id']}"):
            links = [a["href"] for a in read(at, page).select("main a")]
            assert road in links, page

        links = [a["href"] for a in read(at, road.removeprefix(BASE)).select("main a")]
        assert listed in links
        back = [a["href"] for a in read(at, listed.removeprefix(BASE)).select("main a")]
        assert f"{BASE}/report/{found['id']}/edit" in back
