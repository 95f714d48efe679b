"""A task force with everything that somebody can have to do, once or many times."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from ckan import model

from ckanext.tiptaskforce.exchange import period as periods
from ckanext.tiptaskforce.model.agreement import Agreement
from ckanext.tiptaskforce.model.base import now
from ckanext.tiptaskforce.model.deliverable import Deliverable
from ckanext.tiptaskforce.model.release import Release
from ckanext.tiptaskforce.model.request import Request
from ckanext.tiptaskforce.model.subcommittee import Subcommittee
from ckanext.tiptaskforce.model.taskforce import Taskforce

Act = Callable[..., Any]
Day = Callable[[int], str]
CALENDAR = [{"kind": "quarter", "due_days": 30, "lock_days": 900}]
YEARS = dt.timedelta(days=800)
ROW = {
    "step": "referred",
    "place": "NG008021",
    "sex": "F",
    "age_group": "child",
    "form_of_exploitation": "forced_labour",
    "n": 14,
}


class Filling:
    """Adds one of each kind of work to a house, as the people of it would."""

    def __init__(self, house: SimpleNamespace, act: Act, in_days: Day) -> None:
        self.house, self._act, self._in_days = house, act, in_days
        self._round = 0

    def once(self) -> None:
        """Add one more of each kind of work."""
        self._round += 1
        # What is made at last has its dates moved, and no call comes after it.
        for part in (self._met, self._kept, self._told, self._reported, self._logged):
            part()
        self._counted()
        self._released()
        model.Session.commit()

    def _say(self, action: str, who: str, **asked: Any) -> Any:
        return self._act(action, getattr(self.house, who), **asked)

    def _new(self, action: str, who: str, **asked: Any) -> Any:
        return self._say(action, who, taskforce="borno", **asked)

    def _next(self, action: str, who: str, row: Any, **asked: Any) -> Any:
        return self._say(action, who, id=row["id"], version=row["version"], **asked)

    def _log(self, title: str, who: str = "reporter", **asked: Any) -> Any:
        about = {"title": f"{title} {self._round}", "template": "1.2", **asked}
        if "finished_on" in about:
            return self._new("deliverable_create", who, status="delivered", **about)
        about = {"due": self._in_days(9), **about}
        return self._new("deliverable_create", who, status="in_progress", **about)

    def _logged(self) -> None:
        done = {"finished_on": self._in_days(0)}
        own = {"user": "other_reporter", "template": "2.1", "agency": "BRN"}
        self._log("Joint", partners=["BRN"])
        self._log("Joint of the other", own.pop("user"), **own, partners=["RP"])
        self._log("Without a standing one", template=None, subcommittee="protection")
        self._log("Submitted", **done)
        back = self._log("Sent back", **done)
        note = {"note": "The annex is missing.", "fix_by": self._in_days(3)}
        self._next("deliverable_send_back", "coordinator", back, **note)
        stale = self._log("Outdated", **done, evidence_url="https://example.org/a")
        self._next("deliverable_accept", "coordinator", stale)
        self._move(Deliverable, stale, review_by=_day(-9))
        self._move(Deliverable, self._log("Late"), due=_day(-9))

    def _met(self) -> None:
        about = {"starts": "10:00", "place_kind": "online"}
        for who, body in (
            ("chair", {"subcommittee": "protection"}),
            ("secretariat", {}),
        ):
            for days in (-3 * self._round, 3 * self._round):
                day = {"day": self._in_days(days), **about, **body}
                row = self._new("meeting_create", who, **day)
            asked = {"meeting": row["id"], "agency": "RP", "due": self._in_days(5)}
            self._new("action_point_create", who, title="Share the calendar.", **asked)
            title = {"title": "The pathway is adopted.", "meeting": row["id"]}
            self._new("decision_create", who, **title)

    def _kept(self) -> None:
        about = {"title": f"Sector {self._round}", "review_by": self._in_days(5)}
        self._new("partnership_create", "reporter", kind="forum", **about)
        about = {"title": f"Chapter {self._round}", "due": self._in_days(5)}
        self._new("input_create", "secretariat", kind="hrp", **about)
        slug = f"group-{self._round}"
        group = Subcommittee(slug=slug, title=slug.title(), position=self._round + 3)
        group.taskforce_id = self.house.id
        model.Session.add(group)
        model.Session.commit()
        paper = {"title": f"Procedure {self._round}", "url": "https://example.org/sop"}
        self._new("document_create", "secretariat", kind="sop", **paper)

    def _told(self) -> None:
        about = {"violation": "abduction", "place": "NG008021", "month": "2026-01"}
        passed = {"passed_on": self._in_days(-10), "channel": "ctfmr_secretariat"}
        self._new("alert_create", "focal_point", **{**about, **passed})
        asked = {"kind": "data", "text": "Which tables?", "address": "a@example.org"}
        row = Request(**asked, confirmed_at=now())
        row.taskforce_id = self.house.id
        model.Session.add(row)
        model.Session.commit()

    def _reported(self) -> None:
        for persons in (False, True):
            code = f"A.2-{self._round}{int(persons)}"
            asked = {"agencies": ["RP", "BRN", "MIN"], "subcommittee": "protection"}
            sheet = {"objective": "A.2", "code": code, "counts_persons": persons}
            about = {**sheet, **asked, "title": "Pathways in force"}
            self._new("indicator_create", "secretariat", **about)
            found = self._new(
                "report_list", "focal_point", indicator=code, agency="RP"
            )["items"]
            sent = {"values": [{"value": 4}]}
            self._next("report_submit", "focal_point", found[0], **sent)

    def _counted(self) -> None:
        """Send the counts of one more period; those of the others are owed."""
        model.Session.execute(
            sa.update(Agreement).values(
                expires_on=_day(20), endorsed_on=_day(0) - YEARS, created=now() - YEARS
            )
        )
        model.Session.commit()
        if self._round > 3:
            return
        one = periods.containing(_day(0), "quarter")
        for _ in range(self._round):
            one = periods.preceding(one)
        for who in ("focal_point", "other_focal_point"):
            row = self._new("tally_create", who, period=one.code, rows=[ROW])
            self._next("tally_submit", who, row)

    def _released(self) -> None:
        tables = ["function-state", "objective-state", "members-type"]
        asked = {"kind": "progress", "window": {"period": ["2026-Q3"]}}
        series = f"progress-{self._round}"
        for state in ("proposed", "refused"):
            row = self._new(
                "release_create",
                "secretariat",
                title="State of the work",
                series=f"{series}-{state}",
                sentence="Some are under way.",
                specification={**asked, "tables": tables},
            )
            sources = [self.house.agency["RP"]["id"]]
            proposed = {"proposed_by": self.house.secretariat["id"]}
            moved = {**proposed, "state": state, "proposed_at": now()}
            self._move(Release, row, **moved, source_ids=sources)

    def _move(self, table: Any, row: dict[str, Any], **values: Any) -> None:
        model.Session.execute(
            sa.update(table).where(table.id == row["id"]).values(**values)
        )
        model.Session.commit()


def _day(offset: int) -> dt.date:
    return dt.datetime.now(dt.UTC).date() + dt.timedelta(days=offset)


@pytest.fixture
def filling(counting: SimpleNamespace, act, in_days) -> Filling:
    """The counting house with a calendar of reports, and what fills it."""
    taskforce = Taskforce.get(counting.slug)
    assert taskforce is not None
    taskforce.settings = {**taskforce.settings, "calendar": CALENDAR}
    model.Session.commit()
    return Filling(counting, act, in_days)
