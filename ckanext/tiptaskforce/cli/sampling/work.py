"""The sample work, done by the sample accounts through the actions of everybody."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from ckanext.tiptaskforce.cli.sampling import plan
from ckanext.tiptaskforce.cli.sampling.accounts import ACCOUNTS, TASKFORCE
from ckanext.tiptaskforce.cli.sampling.evidence import upload
from ckanext.tiptaskforce.cli.sampling.plan import Item
from ckanext.tiptaskforce.cli.terminal import call, every

SECRETARIAT = "secretariat-iom"
COORDINATOR = "coordinator-moj"
# Seats that speak for an agency log its work; the secretariat logs that of the others.
SPEAKERS = {
    account.agency: account.name for account in ACCOUNTS if account.role == "reporter"
}
CHAIRS = {a.subcommittee: a.name for a in ACCOUNTS if a.role == "chair"}
FINISHED = (
    plan.SUBMITTED,
    plan.SENT_BACK,
    plan.DELIVERED,
    plan.OUTDATED,
    plan.RENEWED,
)
REVIEWED = (plan.DELIVERED, plan.OUTDATED, plan.RENEWED)


def make(today: date) -> int:
    """Make what of the sample is not there yet; return how much that was."""
    # The secretariat knows of the work that it keeps to named seats, and of nothing
    # that an agency keeps to itself; that is what the coordinator knows of.
    known = _known("deliverable", COORDINATOR) | _known("deliverable", SECRETARIAT)
    made = 0
    for item in plan.WORK:
        if (item.title, item.agency) not in known:
            _item(item, today)
            made += 1
    listed = every("tiptaskforce_document_list", SECRETARIAT, taskforce=TASKFORCE)
    ids = {item["title"]: item["id"] for item in listed}
    for kind, title, ending, more in plan.LIBRARY:
        if title not in ids:
            before = ids.get(more.get("replaces", ""))
            ids[title] = _paper(kind, title, ending, {**more, "replaces": before})
            made += 1
    return made


def _known(noun: str, user: str) -> set[tuple[str, str]]:
    listed = every(f"tiptaskforce_{noun}_list", user, taskforce=TASKFORCE)
    return {(item["title"], item["agency"]) for item in listed}


def _item(item: Item, today: date) -> None:
    user = SPEAKERS.get(item.agency, SECRETARIAT)
    row = _say("deliverable_create", user, **_described(item, today))
    for ending in item.files:
        _evidence(row, user, ending)
    if item.stands in FINISHED:
        day = (today + timedelta(days=item.days)).isoformat()
        row = _say("deliverable_submit", user, **_of(row), finished_on=day)
    _reviewed(item, row, today)


def _described(item: Item, today: date) -> dict[str, Any]:
    is_planned = item.stands == plan.PLANNED
    return {
        "taskforce": TASKFORCE,
        "agency": item.agency,
        "template": item.template,
        "title": item.title,
        "status": "planned" if is_planned else "in_progress",
        "due": (today + timedelta(days=item.days)).isoformat(),
        "note": "Sample entry of the demonstration.",
        **item.more,
    }


def _reviewed(item: Item, row: dict[str, Any], today: date) -> None:
    reviewer = CHAIRS.get(row["subcommittee"], COORDINATOR)
    # The chair of a group whose own agency did the work leaves it to the coordinator.
    if any(a.agency == item.agency and a.name == reviewer for a in ACCOUNTS):
        reviewer = COORDINATOR
    if item.stands in REVIEWED:
        past = (today - timedelta(days=20)).isoformat()
        review = {"review_by": past} if item.stands == plan.OUTDATED else {}
        row = _say("deliverable_accept", reviewer, **_of(row), **review)
    if item.stands == plan.RENEWED:
        due = (today + timedelta(days=40)).isoformat()
        user = SPEAKERS.get(item.agency, SECRETARIAT)
        row = _say("deliverable_renew", user, **_of(row), due=due)
        _say("deliverable_update", user, **_of(row), status="in_progress")
    if item.stands == plan.SENT_BACK:
        _say("deliverable_send_back", reviewer, **_of(row), note=plan.SEND_BACK)
    if item.stands == plan.DROPPED:
        _say("deliverable_drop", COORDINATOR, **_of(row), note=plan.DROP)


def _evidence(row: dict[str, Any], user: str, ending: str) -> None:
    _say(
        "document_create",
        user,
        taskforce=TASKFORCE,
        kind="evidence",
        title=f"Evidence: {row['title']} (sample)",
        deliverable=row["id"],
        upload=upload("sample", ending),
    )


def _paper(kind: str, title: str, ending: str, more: dict[str, Any]) -> str:
    content = {"upload": upload(kind, ending)} if ending else {"url": plan.SITE}
    data = {"kind": kind, "title": title, **content, **more}
    return _say("document_create", SECRETARIAT, taskforce=TASKFORCE, **data)["id"]


def _of(row: dict[str, Any]) -> dict[str, Any]:
    return {"id": row["id"], "version": row["version"]}


def _say(action: str, user: str, **data: Any) -> Any:
    return call(f"tiptaskforce_{action}", user, **data)
