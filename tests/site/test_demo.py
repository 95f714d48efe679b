"""`make demo`: what runs, what it leaves, and who can sign in."""

from __future__ import annotations

import json
import re
import stat
from contextlib import suppress

import psutil
import pytest

from dev import browser as chromium

WANTED = {
    "sysadmin": 1,
    "coordinator": 2,
    "secretariat": 2,
    "custodian": 2,
    "mrm_focal": 1,
    "chair": 3,
    "focal_point": 3,
    "reporter": 3,
    "observer": 1,
    "donor": 1,
}
OF_THE_TASKFORCE = ("coordinator", "secretariat", "custodian", "chair")


class TestTheIndicatorOfReferrals:
    """It counts persons: all that anybody reads of it is what was released."""

    PAGE = "/taskforce/borno/indicator/A.2-3"
    FIGURE = re.compile(r'href="(/taskforce/borno/data/referrals/v(\d))">(\d+)<')

    @pytest.mark.parametrize("role", [None, "observer", "coordinator"])
    def test_leads_from_each_figure_to_the_release_that_tells_it(self, site, get, role):
        token = site.logins[role][0]["token"] if role else None
        _, _, body = get(self.PAGE, token)
        found = self.FIGURE.findall(body.decode())
        assert {number for _, number, _ in found} == {"1", "2"}
        for address, _, figure in found:
            status, _, told = get(address)
            assert status == 200
            assert f">{figure}<" in told.decode()


class TestLogins:
    @pytest.mark.parametrize(("role", "least"), WANTED.items())
    def test_every_role_has_logins(self, site, role, least):
        assert len(site.logins.get(role, [])) >= least

    def test_focal_points_and_reporters_are_of_three_agencies_each(self, site):
        for role in ("focal_point", "reporter"):
            assert len({login["agency"] for login in site.logins[role]}) >= 3

    def test_who_reviews_belongs_to_no_agency_that_reports(self, site):
        reporting = {
            login["agency"]
            for role in ("reporter", "focal_point")
            for login in site.logins[role]
        }
        reviewing = {
            login["agency"] for role in OF_THE_TASKFORCE for login in site.logins[role]
        }
        assert not (reporting & reviewing) - {None}

    def test_passwords_are_read_by_their_owner_alone(self, site):
        mode = stat.S_IMODE((site.folder / "logins.json").stat().st_mode)
        assert mode == 0o600

    @pytest.mark.parametrize("role", WANTED)
    def test_the_token_is_its_account(self, site, get, role):
        login = site.logins[role][0]
        address = f"/api/3/action/user_show?id={login['name']}"
        status, _, body = get(address, login["token"])
        assert status == 200
        assert json.loads(body)["result"]["name"] == login["name"]


def listens_at(process: psutil.Process) -> set[str]:
    """Return the addresses of this machine on which a process listens."""
    return {
        connection.laddr.ip
        for connection in process.net_connections(kind="inet")
        if connection.status == psutil.CONN_LISTEN
    }


class TestProcesses:
    def test_the_web_server_has_two_workers_and_one_worker_takes_jobs(self, site):
        record = json.loads((site.folder / "stack.json").read_text())
        runner = psutil.Process(record["site"]["runner"]["pid"])
        children = [" ".join(c.cmdline()) for c in runner.children(recursive=True)]
        assert sum("ckanext.tiptaskforce.wsgi" in line for line in children) == 3
        assert any("jobs worker tiptaskforce" in line for line in children)

    def test_servers_listen_on_this_machine_alone(self, site):
        record = json.loads((site.folder / "stack.json").read_text())
        runner = psutil.Process(record["site"]["runner"]["pid"])
        lasting = [psutil.Process(s["pid"]) for s in record["services"].values()]
        listening = set().union(*map(listens_at, [runner, *lasting]))
        for child in runner.children(recursive=True):
            # The process of a single job ends with it, also while it is looked at.
            with suppress(psutil.NoSuchProcess):
                listening |= listens_at(child)
        assert listening <= {"127.0.0.1", "::ffff:127.0.0.1"}


@pytest.mark.browser
class TestSignIn:
    def test_a_reporter_signs_in_and_reads_what_is_to_be_done(self, site, browser):
        login = site.logins["reporter"][0]
        with chromium.visitor(browser, chromium.NARROW) as context:
            page = chromium.sign_in(context, site.url, login)
            assert page.locator("h1").count() == 1
