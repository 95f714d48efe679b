"""The bench of the guarding tests: one task force in every state, and how to call it.

It is built once through the real actions. A call is made with its commit put off and
is rolled back afterwards, so that thousands of calls start from the same rows.
"""

from __future__ import annotations

import io
import runpy
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
import yaml
from ckan import model
from ckan.lib import files as ckan_files
from ckan.tests import factories
from werkzeug.datastructures import FileStorage

from ckanext.tiptaskforce.logic import action, files, publishing
from ckanext.tiptaskforce.model.base import now
from ckanext.tiptaskforce.model.release import Release

TABLE = yaml.safe_load(Path(__file__).with_name("matrix.yaml").read_text("utf-8"))
PLAIN = yaml.safe_load(Path(__file__).with_name("inputs.yaml").read_text("utf-8"))
REPORTS = runpy.run_path(str(Path(__file__).with_name("reports.py")))
FILLING = runpy.run_path(str(Path(__file__).with_name("filling.py")))
MEETINGS = runpy.run_path(str(Path(__file__).with_name("meetings.py")))
SLUG = "borno"
DELIVERABLE_STATES = ("planned", "in_progress", "submitted", "delivered", "dropped")
VISIBILITIES = ("members", "subcommittee", "agency", "named")
RELEASE_STATES = (
    *("draft", "protecting", "protected", "refused", "failed", "proposed"),
    *("publishing", "published", "withdrawn", "dropped"),
)
ANSWERS = {tk.NotAuthorized: 403, tk.ObjectNotFound: 404, tk.ValidationError: 409}


def call(name: str, user: dict[str, Any] | None, /, **data: Any) -> Any:
    """Call an action with every auth check, as the house's `act` does."""
    context: dict[str, Any] = {"user": user["name"] if user else ""}
    return tk.get_action(f"tiptaskforce_{name}")(context, data)


# Static files and the log-out, after which the caller would be nobody.
SKIPPED = {"static", "webassets.index", "user.logout", "user.logged_out_page"}


class Bench:
    """A task force with an object in every state, and one caller per seat."""

    def __init__(self, house: SimpleNamespace) -> None:
        self.house = house
        self.seats: dict[str, dict[str, Any] | None] = {}
        self.objects: dict[str, dict[str, Any]] = {}

    def answer(
        self, name: str, seat: str, data: dict[str, Any], *, keep: bool = False
    ) -> tuple[int, Any]:
        """Return the status that the API would answer, and the result or the error."""
        user = self.seats[seat]
        context: dict[str, Any] = {"user": user["name"] if user else ""}
        context["defer_commit"] = not keep
        model.Session.remove()
        try:
            return 200, tk.get_action(f"tiptaskforce_{name}")(context, dict(data))
        except tuple(ANSWERS) as refused:
            return ANSWERS[type(refused)], refused
        finally:
            model.Session.rollback()

    def data_for(self, name: str, thing: str | None = None) -> dict[str, Any]:
        """Return valid input of an action, about this object where it needs one."""
        row = self.objects.get(thing or "", {})
        about = {"id": row.get("id"), "version": row.get("version")}
        return {k: v for k, v in INPUT[name](self, about).items() if v is not None}

    @staticmethod
    def addresses(app: Any, values: dict[str, list[str]]) -> Iterator[str]:
        """Yield an address or more of every rule that answers a GET.

        ``values`` says what to put into a variable part; "" is for those not named.
        """
        for rule in app.flask_app.url_map.iter_rules():
            if "GET" not in (rule.methods or ()) or rule.endpoint in SKIPPED:
                continue
            names = sorted(rule.arguments)
            found = [values.get(name, values[""]) for name in names]
            for i in range(max(map(len, found), default=1)):
                chosen = {n: v[i % len(v)] for n, v in zip(names, found, strict=True)}
                try:
                    yield rule.build(chosen)[1]
                except (ValueError, TypeError):
                    continue


def day(offset: int) -> str:
    """Return the day so many days from today in the zone of the house, which is UTC."""
    import datetime as dt

    today = dt.datetime.now(dt.UTC).date()
    return (today + dt.timedelta(days=offset)).isoformat()


def _on_taskforce(**more: Any) -> Callable[[Bench, dict[str, Any]], dict[str, Any]]:
    return lambda _bench, _about: {"taskforce": SLUG, **more}


def _on_version(**more: Any) -> Callable[[Bench, dict[str, Any]], dict[str, Any]]:
    return lambda bench, _about: {
        "taskforce": SLUG,
        "version": bench.objects["taskforce"]["version"],
        **more,
    }


def _shown(_bench: Bench, about: dict[str, Any]) -> dict[str, Any]:
    return {"id": about["id"]}


def _on_object(**more: Any) -> Callable[[Bench, dict[str, Any]], dict[str, Any]]:
    return lambda _bench, about: {**about, **more}


def _document(bench: Bench, _about: dict[str, Any]) -> dict[str, Any]:
    link = "https://example.org/terms-of-reference"
    return {"taskforce": SLUG, "kind": "sop", "title": "Terms", "url": link}


def _tracker() -> dict[str, Any]:
    lines = f"Title,Status,Due,Organisation\nGood,planned,{day(9)},RP\nBad,lost,x,RP\n"
    upload = FileStorage(io.BytesIO(lines.encode()), "tracker.csv")
    return {"taskforce": SLUG, "kind": "deliverable", "upload": upload}


TALLIES = {"draft": "2026-Q3", "submitted": "2026-Q2", "accepted": "2026-Q1"}
TALLIES["sent_back"] = "2025-Q4"
COUNTED = {
    "step": "referred",
    "place": "NG008021",
    "sex": "F",
    "age_group": "child",
    "form_of_exploitation": "forced_labour",
    "n": 14,
}
PAPER = b"area,number\nMafa,3\n"
SPECIFICATION = {
    "kind": "progress",
    "window": {"period": ["2026-Q3"]},
    "tables": ["function-state", "members-type"],
}
INPUT: dict[str, Callable[[Bench, dict[str, Any]], dict[str, Any]]] = {
    **{name: _on_taskforce(**more) for name, more in PLAIN["taskforce"].items()},
    **{name: _on_version(**more) for name, more in PLAIN["versioned"].items()},
    **{name: _on_object(**more) for name, more in PLAIN["object"].items()},
    **dict.fromkeys(PLAIN["shown"], _shown),
    "taskforce_list": lambda _b, _a: {},
    "taskforce_show": lambda _b, _a: {"id": SLUG},
    "taskforce_create": lambda _b, _a: {"slug": "another", "title": "Another one"},
    "seat_create": lambda b, _a: {
        "taskforce": SLUG,
        "user": b.house.donor["name"],
        "role": "observer",
    },
    "deliverable_create": lambda _b, _a: {
        "taskforce": SLUG,
        "title": "Map of services",
        "status": "planned",
        "due": day(20),
        "agency": "RP",
        "template": "1.2",
    },
    "deliverable_submit": lambda _b, a: {**a, "finished_on": day(0)},
    "deliverable_renew": lambda _b, a: {**a, "due": day(200)},
    "document_create": _document,
    "agreement_create": lambda _b, _a: {
        "taskforce": SLUG,
        "agency": "MIN",
        "endorsed_on": day(-1),
    },
    "agreement_update": lambda _b, a: {**a, "endorsed_on": day(0)},
    "tally_update": lambda _b, a: {**a, "rows": [COUNTED]},
    "report_update": lambda _b, a: {**a, "values": [{"value": 4}], "reason": "Wrong."},
    "period_unlock": lambda _b, a: {**a, "until": day(2), "reason": "Asked for it."},
    "publication_locate": lambda _b, _a: {"dataset": "borno-published"},
    "document_stage": lambda _b, _a: {
        "taskforce": SLUG,
        "key": "form-1",
        "upload": FileStorage(io.BytesIO(PAPER), "paper.csv"),
    },
    "upload_create": lambda _b, _a: _tracker(),
    "report_bring": _on_taskforce(**REPORTS["BRING"]),
    **(FILLING["INPUT"] | MEETINGS["INPUT"]),
    **dict.fromkeys(
        ("preset_check", "preset_load"), lambda *_: {"name": "sample-coast"}
    ),
    "event_redact": lambda b, a: {
        "id": a["id"],
        "fields": ["title"],
        "reason": "It named a person.",
    },
}


@pytest.fixture(scope="session")
def table() -> dict[str, Any]:
    """The access table, as a person wrote it."""
    return TABLE


@pytest.fixture(scope="session")
def inputs() -> dict[str, Any]:
    """How each action is called rightly."""
    return INPUT


@pytest.fixture(scope="session")
def action_names() -> list[str]:
    """The names of all our actions, without their prefix."""
    prefix = "tiptaskforce_"
    ours = [name for name in action.get_actions() if name.startswith(prefix)]
    return [name.removeprefix(prefix) for name in ours]


@pytest.fixture
def row_hash() -> Callable[[], str]:
    """Return a function that gives one hash over every row of every table of ours."""

    def hashed() -> str:
        with model.meta.engine.connect() as connection:
            names = [
                name
                for name in sa.inspect(connection).get_table_names()
                if name.startswith("tiptaskforce_") or name in ("package", "resource")
            ]
            parts = " UNION ALL ".join(
                f"SELECT md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))) AS h"
                f' FROM "{name}" t'
                for name in names
            )
            asked = f"SELECT md5(string_agg(h, '' ORDER BY h)) FROM ({parts}) AS all_"
            return connection.scalar(sa.text(asked))

    return hashed


@pytest.fixture
def bench(request, rows, app, ckan_config, tmp_path_factory) -> Bench:
    """The bench as it was built first; whatever a test changes is put back."""
    if "bench" not in rows.kept:
        rows.kept["releases"] = str(tmp_path_factory.mktemp("releases"))
        ckan_config[RELEASES] = rows.kept["releases"]
        rows.keep("bench", _built(request.getfixturevalue("counting")))
    ckan_config[RELEASES] = rows.kept["releases"]
    found = rows.put_back("bench")
    _put_files_back()
    return found


def _put_files_back() -> None:
    """Fill the private storage, which CKAN empties after a test and for a new app."""
    model.Session.remove()
    with model.meta.engine.connect() as connection:
        asked = "SELECT location FROM tiptaskforce_document WHERE location <> ''"
        found = list(connection.scalars(sa.text(asked)))
    storage = ckan_files.get_storage(files.STORAGE)
    for name in found:
        upload = ckan_files.make_upload(PAPER)
        storage.upload(ckan_files.Location(name), upload)


RELEASES = "ckanext.tiptaskforce.release_path"


def _built(house: SimpleNamespace) -> Bench:
    bench = Bench(house)
    _fill_seats(bench)
    _fill_deliverables(bench)
    _fill_documents(bench)
    _fill_tallies(bench)
    _fill_releases(bench)
    _fill_figures(bench)
    _fill_others(bench)
    REPORTS["fill"](bench, call, SLUG)
    FILLING["fill"](bench, call, SLUG)
    MEETINGS["fill"](bench, call, SLUG, day)
    return bench


def _fill_seats(bench: Bench) -> None:
    house = bench.house
    _set("tiptaskforce_taskforce", house.id, is_sample=True)
    named = ("observer", "reporter", "focal_point", "other_reporter", "chair")
    more = ("other_chair", "secretariat", "custodian", "mrm_focal", "coordinator")
    counting = ("other_focal_point", "police_focal_point", "own_custodian")
    for name in (*named, *more, *counting, "coordinator2", "police", "donor"):
        bench.seats[name] = getattr(house, name)
    bench.seats |= {"anonymous": None, "sysadmin": house.root}
    for name in ("foreign_coordinator", "ex_member"):
        bench.seats[name] = factories.User(name=name.replace("_", "-"))
    call("taskforce_create", house.root, slug="coast", title="Coast task force")
    for name, slug, role, agency in (
        ("foreign_coordinator", "coast", "coordinator", None),
        ("ex_member", SLUG, "reporter", "RP"),
    ):
        user = bench.seats[name]["name"]
        more_data = {"agency": agency} if agency else {}
        made = call(
            "seat_create", house.root, taskforce=slug, user=user, role=role, **more_data
        )
        house.seat[name] = made
    ended = house.seat["ex_member"]
    call("seat_end", house.root, id=ended["id"], version=ended["version"])


def _fill_deliverables(bench: Bench) -> None:
    house = bench.house
    named = [house.seat["focal_point"]["id"], house.seat["coordinator2"]["id"]]
    for visibility in VISIBILITIES:
        for state in DELIVERABLE_STATES:
            more = {"seats": named} if visibility == "named" else {}
            made = call(
                "deliverable_create",
                house.reporter,
                taskforce=SLUG,
                title=f"Work that is {state} for {visibility}",
                status="planned" if state == "planned" else "in_progress",
                due=day(30),
                template="1.2",
                visibility=visibility,
                **more,
            )
            thing = f"deliverable-{state}-{visibility}"
            bench.objects[thing] = _brought(bench, made, state)


def _brought(bench: Bench, row: dict[str, Any], state: str) -> dict[str, Any]:
    """Bring a deliverable into a state by the verbs that lead there."""
    house = bench.house
    about = {"id": row["id"], "version": row["version"]}
    if state == "dropped":
        return call("deliverable_drop", house.reporter, **about, note="Not needed.")
    if state in ("submitted", "delivered"):
        row = call("deliverable_submit", house.reporter, **about, finished_on=day(0))
        about["version"] = row["version"]
    if state == "delivered":
        return call("deliverable_accept", house.coordinator2, **about)
    return row


def _fill_documents(bench: Bench) -> None:
    house = bench.house
    named = [house.seat["focal_point"]["id"], house.seat["coordinator2"]["id"]]
    for visibility in VISIBILITIES:
        more = {"seats": named} if visibility == "named" else {}
        upload = FileStorage(io.BytesIO(PAPER), "paper.csv")
        bench.objects[f"document-{visibility}"] = call(
            "document_create",
            house.reporter,
            taskforce=SLUG,
            kind="sop",
            title=f"Paper for {visibility}",
            upload=upload,
            subcommittee="protection",
            visibility=visibility,
            **more,
        )


def _fill_tallies(bench: Bench) -> None:
    """RP counts four quarters, each of which stands elsewhere on its way."""
    house = bench.house
    for state, period in TALLIES.items():
        row = call(
            "tally_create",
            house.focal_point,
            taskforce=SLUG,
            period=period,
            rows=[COUNTED],
        )
        about = {"id": row["id"]}
        if state != "draft":
            about["version"] = row["version"]
            row = call("tally_submit", house.focal_point, **about)
        about["version"] = row["version"]
        if state == "accepted":
            row = call("tally_accept", house.custodian, **about)
        if state == "sent_back":
            note = "Check the places."
            row = call("tally_send_back", house.custodian, **about, note=note)
        bench.objects[f"tally-{state}"] = row
    bench.objects["agreement"] = house.agreement["RP"]


def _fill_releases(bench: Bench) -> None:
    for state in RELEASE_STATES:
        made = call(
            "release_create",
            bench.house.secretariat,
            taskforce=SLUG,
            title=f"Work of the quarter, {state}",
            series=state,
            sentence="Six of nine are in place.",
            specification=SPECIFICATION,
        )
        bench.objects[f"release-{state}"] = _released(bench, made, state)


def _released(bench: Bench, row: dict[str, Any], state: str) -> dict[str, Any]:
    """Bring a release into a state: by its verbs, its job, or, for a fault, by hand."""
    house = bench.house
    path = ("protecting", "protected", "proposed", "publishing", "published")
    path = path if state == "withdrawn" else path[: RELEASE_ORDER.get(state, 0)]
    steps = {
        "protecting": lambda a: call("release_protect", house.secretariat, **a),
        "protected": lambda a: publishing.protect(a["id"]),
        "proposed": lambda a: call("release_propose", house.secretariat, **a),
        "publishing": lambda a: call("release_approve", house.coordinator, **a),
        "published": lambda a: publishing.publish(a["id"]),
    }
    for step in path:
        steps[step]({"id": row["id"], "version": row["version"]})
        row = call("release_show", house.secretariat, id=row["id"])
    about = {"id": row["id"], "version": row["version"]}
    if state == "withdrawn":
        row = call("release_withdraw", house.custodian, **about, reason="other")
    if state == "dropped":
        row = call("release_drop", house.secretariat, **about, note="Made twice.")
    if state in ("refused", "failed"):
        # A progress release neither refuses nor fails by itself.
        _set("tiptaskforce_release", row["id"], state=state)
        row = call("release_show", house.secretariat, id=row["id"])
    assert row["state"] == state, (row["state"], state)
    return row


def _fill_figures(bench: Bench) -> None:
    """Put in a proposed release of figures that holds counts of RP."""
    house = bench.house
    custodian = model.User.get(house.custodian["name"])
    row = Release(
        taskforce_id=house.id,
        kind="figures",
        series="figures",
        title="Referrals",
        state="proposed",
        specification={
            "kind": "figures",
            "step": "referred",
            "window": {"period": ["2026-Q3"]},
            "tables": [["sex"]],
        },
        snapshot={"epochs": [], "k": 11, "zeros": "hide"},
        source_ids=[house.agency["RP"]["id"]],
        editor_ids=[custodian.id],
        proposed_by=custodian.id,
        proposed_at=now(),
    )
    model.Session.add(row)
    model.Session.commit()
    about = call("release_show", house.coordinator, id=row.id)
    bench.objects["figures-proposed"] = about


ON_ITS_WAY = ("protecting", "protected", "proposed", "publishing", "published")
RELEASE_ORDER = {state: place for place, state in enumerate(ON_ITS_WAY, start=1)}


def _set(table: str, row_id: str, **values: Any) -> None:
    """Put values into a row past the actions, where no action would."""
    sets = ", ".join(f"{name} = :{name}" for name in values)
    asked = sa.text(f"UPDATE {table} SET {sets} WHERE id = :id")
    with model.meta.engine.begin() as connection:
        connection.execute(asked, {**values, "id": row_id})


def _fill_others(bench: Bench) -> None:
    house, root, coordinator = bench.house, bench.house.root, bench.house.coordinator
    bench.objects["taskforce"] = call("taskforce_show", root, id=house.id)
    bench.objects["agency"] = house.agency["RP"]
    bench.objects["seat"] = house.seat["observer"]
    for noun in ("template", "subcommittee"):
        rows = call(f"{noun}_list", coordinator, taskforce=SLUG)
        bench.objects[noun] = rows["items"][0]
    made = call("upload_create", house.reporter, **_tracker())
    bench.objects["upload-open"] = made
    made = call("upload_create", house.reporter, **_tracker())
    about = {"id": made["id"], "version": made["version"]}
    bench.objects["upload-dropped"] = call("upload_drop", house.reporter, **about)
    events = call("event_list", coordinator, taskforce=SLUG, page_size=100)["items"]
    about = bench.objects["deliverable-planned-members"]["id"]
    bench.objects["event"] = next(e for e in events if e["object_id"] == about)
