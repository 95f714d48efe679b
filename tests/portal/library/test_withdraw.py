"""A document that is withdrawn: its file is gone at once, its page says why."""

from __future__ import annotations

import io

import ckan.plugins.toolkit as tk
import pytest
from bs4 import BeautifulSoup
from werkzeug.datastructures import FileStorage

PAPER = b"area,tally\nJere,12\n"
WHY = "An older law stands in it."


@pytest.fixture
def filed(paper):
    """Return the function that adds a paper with a file."""

    def make(**more):
        return paper(url=None, upload=FileStorage(io.BytesIO(PAPER), "a.csv"), **more)

    return make


@pytest.fixture
def withdraw(act, house):
    """Return the function that withdraws a document as somebody."""

    def made(row, user=None, note=WHY):
        about = {"id": row["id"], "version": row["version"]}
        return act("document_withdraw", user or house.reporter, **about, note=note)

    return made


class TestAction:
    def test_its_file_is_given_to_nobody_from_the_next_request_on(
        self, filed, withdraw, act, house, window
    ):
        made = filed()
        address = f"/taskforce/borno/document/{made['id']}/file"
        own = window(house.reporter)
        assert own.get(address).get_data() == PAPER

        withdraw(made)

        assert own.get(address).status_code == 404
        for user in (house.reporter, house.coordinator, house.observer):
            with pytest.raises(tk.ObjectNotFound):
                act("document_read", user, id=made["id"])
        shown = act("document_show", house.observer, id=made["id"])
        assert (shown["withdrawn"], shown["is_current"]) == (WHY, False)
        assert [shown[n] for n in ("file_name", "size", "sha256", "url")] == [None] * 4

    def test_it_leaves_every_list_but_the_one_that_asks_for_it(
        self, paper, withdraw, titles
    ):
        withdraw(paper(title="Wrong"))
        paper(title="Right")

        assert titles() == ["Right"]
        assert titles(q="wrong") == []
        assert titles(current=True, library=True) == ["Right"]
        assert titles(withdrawn=True) == ["Wrong"]

    def test_earlier_versions_stay_and_a_next_one_may_follow(
        self, filed, withdraw, act, house, titles
    ):
        first = filed(title="Procedures 1")
        second = filed(title="Procedures 2", replaces=first["id"])
        withdraw(second)

        assert act("document_read", house.observer, id=first["id"])["content"]
        assert titles() == ["Procedures 1"]
        assert titles(current=True) == []
        assert titles(version_of=first["id"]) == ["Procedures 2", "Procedures 1"]

        third = filed(title="Procedures 3", replaces=second["id"])
        assert (third["edition"], third["is_current"]) == (3, True)
        with pytest.raises(tk.ValidationError):
            filed(title="Procedures 4", replaces=second["id"])

    def test_it_proves_nothing_any_more(
        self, paper, log, withdraw, act, house, in_days
    ):
        work = log(status="delivered", due=None, finished_on=in_days(0))
        proof = paper(kind="evidence", deliverable=work["id"])

        def owed():
            found = act("task_list", house.reporter, taskforce="borno")["items"]
            return [task["kind"] for task in found]

        assert owed() == []
        withdraw(proof)

        assert owed() == ["evidence"]
        asked = {"taskforce": "borno", "deliverable": work["id"]}
        assert act("document_list", house.reporter, **asked)["count"] == 0

    def test_the_reason_is_needed_and_it_is_said_once(
        self, paper, withdraw, act, house
    ):
        made = paper()
        with pytest.raises(tk.ValidationError) as missing:
            withdraw(made, note="")
        done = withdraw(made)
        with pytest.raises(tk.ValidationError) as again:
            withdraw(done)
        about = {"id": done["id"], "version": done["version"]}
        with pytest.raises(tk.ValidationError) as changed:
            act("document_update", house.reporter, **about, title="Other")

        assert set(missing.value.error_dict) == {"note"}
        assert set(again.value.error_dict) == {"state"}
        assert set(changed.value.error_dict) == {"state"}

    def test_its_agency_its_chair_and_coordination_may(self, paper, withdraw, house):
        for user in (house.observer, house.other_reporter, house.custodian):
            with pytest.raises(tk.NotAuthorized):
                withdraw(paper(), user)
        more = {"subcommittee": "protection"}
        for user in (house.focal_point, house.chair, house.secretariat):
            assert withdraw(paper(**more), user)["withdrawn"] == WHY

    def test_nothing_new_is_tied_to_it(self, paper, withdraw, act, house):
        made = withdraw(paper(kind="agreement"))
        said = {"taskforce": "borno", "kind": "agreement", "title": "With the coast"}

        with pytest.raises(tk.ValidationError) as refused:
            act("partnership_create", house.reporter, **said, document=made["id"])

        assert set(refused.value.error_dict) == {"document"}


class TestPage:
    def test_a_page_asks_why_and_the_paper_says_it(self, filed, send, page_of):
        made = filed(title="Procedures")
        page = f"/document/{made['id']}"
        assert f"{page}/withdraw" in str(page_of("reporter", page).main)
        assert f"{page}/withdraw" not in str(page_of("observer", page).main)

        done = send("reporter", f"{page}/withdraw", note=WHY)

        assert "The document is withdrawn." in done.get_text()
        shown = page_of("observer", page).main
        assert WHY in shown.get_text()
        assert f"{page}/file" not in str(shown)
        assert "Procedures" not in page_of("observer", "/document").main.get_text()
        own = str(page_of("reporter", page).main)
        assert f"{page}/edit" not in own
        assert "replaces=" + made["id"] in own

    def test_french_names_the_state_of_a_paper_as_an_adjective(
        self, paper, withdraw, window, house
    ):
        # The history says "retrait" for the act; a state is no act.
        first = paper()
        withdraw(paper(replaces=first["id"]))
        reader = window(house.observer)

        page = reader.get(f"/fr/taskforce/borno/document/{first['id']}").get_data(True)

        cells = BeautifulSoup(page, "html.parser").select("tbody td")
        assert "retiré" in [cell.get_text() for cell in cells]

    def test_the_library_lists_what_was_withdrawn_where_it_is_asked_for(
        self, paper, withdraw, page_of
    ):
        withdraw(paper(title="Wrong"))
        paper(title="Right")

        usual = page_of("observer", "/document")
        asked = page_of("observer", "/document?withdrawn=true")

        assert usual.find("input", attrs={"name": "withdrawn"})
        assert titles_of(usual) == ["Right"]
        assert titles_of(asked) == ["Wrong"]
        assert f"Withdrawn: {WHY}" in asked.main.get_text()
        assert asked.find("input", attrs={"name": "withdrawn"}).has_attr("checked")

    def test_the_library_hides_what_was_withdrawn_from_who_never_saw_it(
        self, paper, withdraw, page_of
    ):
        closed = {"subcommittee": "protection", "visibility": "subcommittee"}
        withdraw(paper(title="Wrong", **closed))

        assert titles_of(page_of("reporter", "/document?withdrawn=true")) == ["Wrong"]
        assert titles_of(page_of("police", "/document?withdrawn=true")) == []


def titles_of(page):
    return [row.th.a.get_text() for row in page.select("#t-documents ~ tbody tr")]
