"""The pages of tallies, endorsements and the design, as they are sent."""

from __future__ import annotations

import io
import re

import pytest
from bs4 import BeautifulSoup

from ckanext.tiptaskforce.views import tally_grid

BASE = "/taskforce/borno"
LINE = "NG008021~forced_labour"
CELL = f"n/{LINE}/referred/F.child"


def soup_of(answer):
    return BeautifulSoup(answer.get_data(as_text=True), "html.parser")


def faults(soup):
    """Tell what is wrong: one h1, labelled fields, captions, no id twice."""
    ids = [tag["id"] for tag in soup.find_all(id=True)]
    labelled = {tag.get("for") for tag in soup.find_all("label")}
    fields = soup.find_all(["input", "select", "textarea"])
    named = [f for f in fields if f.get("type") not in ("hidden", "submit")]
    named = [f for f in named if not f.find_parent("label")]
    found = []
    found += [] if len(soup.find_all("h1")) == 1 else ["not one h1"]
    found += sorted({f"id twice: {i}" for i in ids if ids.count(i) > 1})
    found += [f"no label: {f.get('id')}" for f in named if f.get("id") not in labelled]
    found += ["no caption" for t in soup.find_all("table") if not t.find("caption")]
    found += ["a style" for _ in soup.find_all(style=True)]
    return found


def lead(soup):
    return " ".join(soup.find("p", class_="tf-lead").text.split())


def fields_of(soup):
    """Return the fields of the form of counts as a browser would send them."""
    form = soup.find("form", attrs={"data-tf-unsent": True})
    found: dict[str, list[str]] = {}
    for tag in form.find_all("input"):
        if tag.get("type") == "checkbox" and not tag.has_attr("checked"):
            continue
        found.setdefault(tag["name"], []).append(tag.get("value", ""))
    return found


def heads(soup):
    return [th.text for th in soup.find_all("th", scope="col")]


def value(soup, name):
    return soup.find("input", attrs={"name": name})["value"]


@pytest.fixture
def begun(browser):
    """Return the page and the address of counts that were just begun."""
    page = browser("focal_point")
    answer = page.post(f"{BASE}/tally/new", data={"period": "2026-Q3", "key": "one"})
    assert answer.request.path.endswith("/edit")
    return page, answer.request.path


class TestEntry:
    def test_a_line_is_added_filled_checked_and_sent(self, begun, browser, counting):
        page, address = begun
        first = soup_of(page.get(address))
        assert faults(first) == []
        fields = fields_of(first)
        where = {"place": "NG008021", "form_of_exploitation": "forced_labour"}
        added = soup_of(page.post(address, data={**fields, **where, "do": "add"}))
        assert faults(added) == []
        assert added.find("details", class_="tf-line").has_attr("open")

        fields = fields_of(added) | {CELL: "12"}
        checked = page.post(address, data={**fields, "do": "check"})
        soup = soup_of(checked)
        assert checked.request.path.endswith("/check")
        assert faults(soup) == []
        assert soup.find("h3").text == "Maiduguri · forced labour"
        sent = page.post(checked.request.path, data=fields_of(soup))
        assert "Submitted. The data custodian reads it now." in sent.text

        custodian = browser("custodian")
        opened = custodian.get(sent.request.path)
        soup = soup_of(opened)
        assert faults(soup) == []
        assert heads(soup) == ["Step", "Total", "Girls"]
        assert [td.text for td in soup.find_all("td")] == ["12", "12"]
        silent = soup.find("table").find_next("p").text
        assert silent.startswith("Not reported: Women, ")
        form = {"version": value(soup, "version"), "decision": "accept"}
        done = custodian.post(sent.request.path, data=form)
        assert "Accepted. 0 tallies left." in done.text

    def test_totals_are_worked_out_without_saving(self, begun, act, counting):
        page, address = begun
        fields = fields_of(soup_of(page.get(address)))
        fields |= {"line": [LINE], CELL: "12", f"n/{LINE}/referred/M.adult": "٣"}
        soup = soup_of(page.post(address, data={**fields, "do": "totals"}))
        totals = [o.text for o in soup.find_all("output")]

        assert totals == ["–", "–", "15"]
        (tally,) = act("tally_list", counting.focal_point, taskforce="borno")["items"]
        assert tally["version"] == 1

    def test_what_is_no_count_is_named_at_its_field_and_nothing_is_lost(self, begun):
        page, address = begun
        fields = fields_of(soup_of(page.get(address)))
        other = f"n/{LINE}/screened/M.adult"
        fields |= {"line": [LINE], CELL: "a few", other: "7"}
        soup = soup_of(page.post(address, data={**fields, "do": "save"}))

        assert soup.find("a", href=f"#field-{CELL}") is not None
        assert (value(soup, CELL), value(soup, other)) == ("a few", "7")
        assert soup.title.text.startswith("Error:")

    def test_nothing_to_report_is_a_statement(self, begun, act, counting):
        page, address = begun
        fields = fields_of(soup_of(page.get(address)))
        said = {**fields, "nothing_to_report": "true", "do": "check"}
        soup = soup_of(page.post(address, data=said))
        assert "Nothing to report this period: zero, confirmed." in lead(soup)

        fields |= {"version": "2", "line": [LINE], CELL: "1", "nothing_to_report": "1"}
        refused = soup_of(page.post(address, data={**fields, "do": "save"}))
        assert refused.find("a", href="#field-nothing_to_report") is not None

    def test_the_same_form_twice_saves_it_once(self, begun):
        page, address = begun
        fields = fields_of(soup_of(page.get(address)))
        fields |= {"line": [LINE], CELL: "5", "do": "save"}
        page.post(address, data=fields)
        again = soup_of(page.post(address, data=fields))

        assert value(again, CELL) == "5"
        assert again.find(id="t-moved") is None

    def test_what_somebody_saved_meanwhile_stands_beside_mine(
        self, begun, act, counting
    ):
        page, address = begun
        fields = fields_of(soup_of(page.get(address)))
        tally = address.split("/")[-2]
        row = {"step": "referred", "place": "NG008021", "sex": "F", "n": 4}
        row |= {"age_group": "child", "form_of_exploitation": "forced_labour"}
        act("tally_update", counting.focal_point, id=tally, version=1, rows=[row])
        fields |= {"line": [LINE], CELL: "9", "do": "save"}
        soup = soup_of(page.post(address, data=fields))

        cells = [td.text for td in soup.find(id="t-moved").parent.find_all("td")]
        assert cells == ["4", "9"]
        assert value(soup, CELL) == "9"
        assert faults(soup) == []
        saved = page.post(address, data={**fields_of(soup), "do": "save"})
        assert value(soup_of(saved), CELL) == "9"

    def test_what_was_typed_before_a_lost_sign_in_comes_back(self, begun):
        page, address = begun
        fields = fields_of(soup_of(page.get(address)))
        fields |= {"line": [LINE], CELL: "31", "do": "check"}
        back = page.post(address, data={**fields, "tiptaskforce_reopen": "true"})
        soup = soup_of(back)

        assert back.request.path == address
        assert value(soup, CELL) == "31"
        assert soup_of(page.get(address)).find("details", class_="tf-line") is None

    def test_a_removed_line_is_gone_after_saving(self, begun):
        page, address = begun
        fields = fields_of(soup_of(page.get(address)))
        page.post(address, data={**fields, "line": [LINE], CELL: "5", "do": "save"})
        soup = soup_of(page.get(address))
        removed = soup_of(
            page.post(address, data={**fields_of(soup), "do": f"remove:{LINE}"})
        )
        assert removed.find("details", class_="tf-line") is None
        page.post(address, data={**fields_of(removed), "do": "save"})

        assert soup_of(page.get(address)).find("details", class_="tf-line") is None

    def test_a_correction_shows_what_changes(self, browser, accepted, counting):
        done = accepted()
        page = browser("focal_point")
        address = f"{BASE}/tally/{done['id']}"
        fields = fields_of(soup_of(page.get(f"{address}/edit"))) | {CELL: "11"}
        checked = page.post(f"{address}/edit", data={**fields, "do": "check"})
        soup = soup_of(checked)

        cells = [td.text for td in soup.find(id="t-changed").parent.find_all("td")]
        assert cells == ["14", "11", "-3"]
        assert faults(soup) == []


class TestLongForm:
    """Twelve lines of which five fit on a page of the form; nothing is saved."""

    PLACES = ("NG008011", "NG008013", "NG008021")
    FORMS = ("forced_labour", "forced_marriage", "other", "UNK")

    @pytest.fixture
    def send(self, begun, monkeypatch):
        """Return the function that presses a button of the form as it came last."""
        # A line has a field for each of 3 steps and 9 cells, and one of its own.
        monkeypatch.setattr(tally_grid, "MOST_FIELDS", 5 * (3 * 9 + 1))
        page, address = begun
        lines = [f"{place}~{form}" for place in self.PLACES for form in self.FORMS]
        fields = {**fields_of(soup_of(page.get(address))), "line": lines}

        def press(do, typed=(), since=None):
            sent = {**(fields_of(since) if since else fields), **dict(typed)}
            return soup_of(page.post(address, data={**sent, "do": do}))

        return press

    def keys(self, soup):
        found = soup.find_all("details", class_="tf-line")
        return [line["id"].removeprefix("field-line-") for line in found]

    def turned(self, send, typed):
        """Return the third page of the form, with something typed into it."""
        first = send("totals")
        add = {"place": self.PLACES[2], "form_of_exploitation": "UNK"}
        third = send("add", add, first)
        field = f"n/{self.keys(third)[-1]}/referred/F.child"
        return field, send("totals", {field: typed}, third)

    def test_totals_leave_the_reader_on_the_page_with_the_line_open(self, send):
        field, soup = self.turned(send, "12")
        (line,) = [d for d in soup.find_all("details") if d.find(attrs={"name": field})]

        assert len(self.keys(soup)) == 2
        assert line.has_attr("open")
        assert [o.text for o in line.find_all("output")] == ["–", "–", "12"]
        assert soup.find("button", value="totals").has_attr("autofocus")
        assert faults(soup) == []

    def test_the_totals_of_a_line_lead_back_to_it(self, send):
        field, soup = self.turned(send, "12")
        _, key, *_ = field.split("/")
        again = send(f"totals:{key}", since=soup)

        (led,) = again.find_all(attrs={"autofocus": True})
        assert led.find_parent("details")["id"] == f"field-line-{key}"
        assert value(again, field) == "12"

    def test_what_was_typed_on_another_page_is_not_lost(self, send):
        first = send("totals")
        near = f"n/{self.keys(first)[0]}/screened/M.adult"
        add = {"place": self.PLACES[2], "form_of_exploitation": "UNK"}
        third = send("add", {near: "a few & more", **add}, first)
        assert third.find(attrs={"name": near}) is None

        # What is no count is shown where it stands.
        soup = send("save", since=third)
        assert value(soup, near) == "a few & more"
        assert soup.find("a", href=f"#field-{near}") is not None

        saved = send("save", {near: "7"}, soup)
        assert value(saved, near) == "7"


class TestWhoSees:
    @pytest.mark.parametrize(
        "who",
        ["reporter", "coordinator", "secretariat", "observer", "other_focal_point"],
    )
    def test_others_are_told_the_status_and_no_count(self, browser, accepted, row, who):
        done = accepted(rows=[row(n=7391)])
        page = browser(who)
        for address in ("", f"/{done['id']}"):
            answer = page.get(f"{BASE}/tally{address}")
            assert answer.status_code == 200
            assert "Accepted" in answer.text
            assert re.search(r"\b7,?391\b", answer.text) is None
            assert "no-store" in answer.headers["Cache-Control"]
        for verb in ("edit", "check", "import"):
            assert page.get(f"{BASE}/tally/{done['id']}/{verb}").status_code == 403
        template = page.get(f"{BASE}/tally/{done['id']}/template.xlsx")
        assert template.status_code == 403

    def test_an_account_without_a_seat_finds_no_page(self, browser, accepted):
        done = accepted()
        page = browser("donor")

        for address in ("/tally", f"/tally/{done['id']}", "/admin/agreement"):
            assert page.get(f"{BASE}{address}").status_code == 404

    def test_the_own_custodian_does_not_decide(self, browser, count, say, counting):
        sent = say("submit", counting.focal_point, count())
        soup = soup_of(browser("own_custodian").get(f"{BASE}/tally/{sent['id']}"))

        assert soup.find(attrs={"name": "decision"}) is None
        assert soup.find("table") is not None


class TestList:
    def test_it_names_who_is_missing(self, browser, accepted):
        accepted()
        soup = soup_of(browser("observer").get(f"{BASE}/tally?period=2026-Q3"))

        assert faults(soup) == []
        assert lead(soup) == (
            "Q3 2026 (Jul–Sep 2026): 1 of 2 organisations accepted, 0 waiting, "
            "1 not received. 2 organisations have not endorsed the protocol and send "
            "none."
        )
        rows = [tr.find_all(["th", "td"])[:2] for tr in soup.tbody.find_all("tr")]
        told = [(th.find("bdi").text, td.text.strip()) for th, td in rows]
        assert told == [
            ("BRN", "Not received"),
            ("RP", "Accepted"),
        ]

    def test_a_file_says_what_the_screen_says(self, browser, accepted):
        accepted()
        answer = browser("observer").get(f"{BASE}/tally?period=2026-Q3&format=csv")

        assert answer.text.splitlines()[2].startswith("RP,Agency RP,Accepted,1,")

    @pytest.mark.parametrize("address", ["/tally", "/work"])
    def test_without_an_endorsement_a_banner_says_why(self, browser, address):
        soup = soup_of(browser("police_focal_point").get(f"{BASE}{address}"))
        banner = soup.find("div", class_="tf-closed").text

        assert "POL has not endorsed the information sharing protocol." in banner

    def test_an_unknown_period_is_a_bad_address(self, browser):
        page = browser("observer")

        assert page.get(f"{BASE}/tally?period=2026-X").status_code == 400


class TestWork:
    def test_a_focal_point_is_told_what_to_send(self, browser):
        soup = soup_of(browser("focal_point").get(f"{BASE}/work"))
        titles = [t.text for t in soup.find_all(class_="tf-list__title")]

        assert "Send counts: Q3 2026 (Jul–Sep 2026)" in titles

    def test_the_custodian_is_led_to_what_waits(self, browser, count, say, counting):
        sent = say("submit", counting.focal_point, count())
        soup = soup_of(browser("custodian").get(f"{BASE}/work"))

        assert soup.find("a", href=f"{BASE}/tally/{sent['id']}") is not None

    def test_the_secretariat_is_told_what_expires(
        self, browser, act, counting, in_days
    ):
        held = counting.agreement["RP"]
        asked = {"id": held["id"], "version": held["version"]}
        act("agreement_update", counting.secretariat, **asked, expires_on=in_days(20))
        soup = soup_of(browser("secretariat").get(f"{BASE}/work"))
        titles = [t.text for t in soup.find_all(class_="tf-list__title")]

        assert titles == ["Renew the endorsement: RP"]


class TestAgreement:
    def test_the_secretariat_notes_an_endorsement(self, browser, in_days, counting):
        page = browser("secretariat")
        soup = soup_of(page.get(f"{BASE}/admin/agreement"))
        assert faults(soup) == []
        links = [a for a in soup.find_all("a") if "Note endorsement" in a.text]
        link = links[0]["href"]
        form = soup_of(page.get(link))
        assert faults(form) == []
        fields = fields_of(form) | {"endorsed_on": in_days(0)}
        done = page.post(link, data=fields)

        assert done.request.path == f"{BASE}/admin/agreement"
        assert "Valid" in done.text

    def test_a_renewal_gets_a_new_end(self, browser, act, counting, in_days):
        page = browser("secretariat")
        link = f"{BASE}/admin/agreement/{counting.agency['RP']['id']}"
        fields = fields_of(soup_of(page.get(link))) | {"endorsed_on": in_days(0)}
        page.post(link, data=fields)
        asked = {"taskforce": "borno", "agency": "RP"}
        (held,) = act("agreement_list", counting.secretariat, **asked)["items"]

        assert held["endorsed_on"] == in_days(0)
        assert held["expires_on"] > counting.agreement["RP"]["expires_on"]

    def test_members_read_and_do_not_change(self, browser, counting):
        page = browser("reporter")
        soup = soup_of(page.get(f"{BASE}/admin/agreement"))
        link = f"{BASE}/admin/agreement/{counting.agency['RP']['id']}"

        assert soup.find("a", href=link) is None
        assert page.get(link).status_code == 403


class TestDesign:
    def test_it_says_by_what_is_counted(self, browser):
        soup = soup_of(browser("observer").get(f"{BASE}/admin/tally"))

        assert faults(soup) == []
        assert lead(soup) == (
            "The smallest cross that the planned tables need: Step × Area × Sex × "
            "Age group × Form of exploitation. Counted by Quarter."
        )

    def test_a_change_holds_for_periods_to_come(self, browser):
        page = browser("coordinator")
        address = f"{BASE}/admin/tally/edit"
        soup = soup_of(page.get(address))
        assert faults(soup) == []
        fields = fields_of(soup) | {"steps": ["screened", "referred"]}
        fields |= {"period": "quarter", "since": "2099-Q1", "place_level": "2"}
        done = page.post(address, data=fields)

        assert "Saved. It holds from Q1 2099 (Jan–Mar 2099) on." in done.text

    def test_who_may_not_change_it_finds_no_form(self, browser):
        assert browser("custodian").get(f"{BASE}/admin/tally/edit").status_code == 403


def test_a_file_that_is_none_is_refused_in_words(browser, count):
    made = count()
    page = browser("focal_point")
    address = f"{BASE}/tally/{made['id']}/import"
    assert faults(soup_of(page.get(address))) == []
    data = {"upload": (io.BytesIO(b"%PDF-1.7"), "counts.pdf"), "key": "one"}
    soup = soup_of(page.post(address, data=data, content_type="multipart/form-data"))

    assert soup.find("a", href="#field-upload") is not None
