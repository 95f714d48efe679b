"""What every page needs, said once: who reads, the navigation, forms, and refusals."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from typing import Any, cast

import ckan.plugins.toolkit as tk
from ckan.types import Context
from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    redirect,
    render_template,
    request,
)
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import BadRequest, Forbidden, HTTPException, NotFound

PAGE_SIZES = ("25", "100")
View = Callable[..., Any]
Addresses = Sequence[tuple[str, str, View, tuple[str, ...]]]


def blueprint(noun: str, addresses: Addresses, *, is_public: bool = False) -> Blueprint:
    """Return a noun's blueprint from its table of (rule, endpoint, view, methods)."""
    made = Blueprint(f"tiptaskforce_{noun}", __name__, url_prefix="/taskforce")
    for rule, endpoint, view, methods in addresses:
        made.add_url_rule(rule, endpoint, view, methods=list(methods))
    if not is_public:
        made.before_request(_want_sign_in)
    made.register_error_handler(tk.ObjectNotFound, lambda _error: _missing())
    made.register_error_handler(tk.NotAuthorized, lambda _error: _refused())
    made.register_error_handler(tk.ValidationError, _unread)
    return made


def call(action: str, **data: Any) -> Any:
    """Call one of our actions as the reader of this page; None values are left out."""
    context: dict[str, Any] = {
        "user": tk.current_user.name if tk.current_user.is_authenticated else "",
    }
    if tk.current_user.is_authenticated:
        context["auth_user_obj"] = tk.current_user
    sent = {key: value for key, value in data.items() if value is not None}
    return tk.get_action(f"tiptaskforce_{action}")(cast(Context, context), sent)


def may(noun: str, verb: str, **data: Any) -> bool:
    """Tell whether this page may offer a verb to its reader."""
    name = tk.current_user.name if tk.current_user.is_authenticated else ""
    try:
        tk.check_access(f"tiptaskforce_{noun}_{verb}", {"user": name}, data)
    except tk.NotAuthorized:
        return False
    return True


def page(template: str, taskforce: dict[str, Any], **values: Any) -> str:
    """Render a page of a task force with its navigation."""
    values.setdefault("errors", {})
    values.setdefault("form", {})
    return render_template(
        f"tiptaskforce/{template}.html",
        taskforce=taskforce,
        nav=navigation(taskforce),
        **values,
    )


def inside(slug: str) -> dict[str, Any]:
    """Return the task force for one of its members.

    :raises NotAuthorized: for a stranger, who may sign in, whatever the address
    :raises NotFound: for an account without a seat there
    """
    if not tk.current_user.is_authenticated:
        raise tk.NotAuthorized(tk._("Sign in."))
    taskforce = call("taskforce_show", id=slug)
    if not may("deliverable", "list", taskforce=slug):
        raise tk.ObjectNotFound(tk._("Not found."))
    return taskforce


def navigation(taskforce: dict[str, Any]) -> dict[str, Any]:
    """Return the links of the bar: public, member, and coordination."""
    slug = taskforce["slug"]
    if not may("deliverable", "list", taskforce=slug):
        return {"main": _links(slug, _public()), "more": [], "coordination": []}
    return {
        "member": True,
        "main": _links(slug, _member()),
        "more": _links(slug, _more()),
        "coordination": _links(slug, _coordination(slug)),
    }


def filters(*names: str) -> dict[str, str]:
    """Return the filters that stand in the address, the blank ones left out."""
    found = {name: request.args.get(name, "").strip() for name in names}
    return {name: value for name, value in found.items() if value}


def page_number() -> str:
    """Return the page that the address names; the action checks it."""
    return request.args.get("page", "1") or "1"


def posted(*names: str, many: Sequence[str] = ()) -> dict[str, Any]:
    """Return the fields of a form as they were typed, the blank ones left out."""
    fields: dict[str, Any] = {
        name: request.form[name].strip()
        for name in names
        if request.form.get(name, "").strip()
    }
    fields |= {name: request.form.getlist(name) for name in many}
    return {name: value for name, value in fields.items() if value}


def posted_file(name: str = "upload") -> FileStorage | None:
    """Return the file of a form, or None where none was chosen."""
    found = request.files.get(name)
    return found if found and found.filename else None


def one_time_key() -> str:
    """Return the key that makes a form's double tap one object."""
    return secrets.token_hex(16)


def say(message: str) -> None:
    """Tell on the next page what happened and what comes next."""
    tk.h.flash_success(message)


def go(endpoint: str, **values: Any) -> Response:
    """Send the reader on after a post."""
    return redirect(tk.h.url_for(f"tiptaskforce_{endpoint}", **values), code=303)  # type: ignore[return-value]


def words_of(refused: tk.ValidationError) -> dict[str, list[str]]:
    """Return the messages of a refusal by field, for the summary and the fields."""
    return {
        field: [str(m) for m in messages]
        for field, messages in refused.error_dict.items()
        if isinstance(messages, list)
    }


def _links(slug: str, entries: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "url": tk.h.url_for(f"tiptaskforce_{endpoint}", slug=slug),
            "current": request.endpoint == f"tiptaskforce_{endpoint}",
        }
        for endpoint, label in entries
        if f"tiptaskforce_{endpoint}" in current_app.view_functions
    ]


def _public() -> tuple[tuple[str, str], ...]:
    return (
        ("taskforce.read", tk._("Front page")),
        ("publication.index", tk._("Published data")),
        ("overview.strategy", tk._("Strategy")),
        ("taskforce.method", tk._("Method")),
    )


def _member() -> tuple[tuple[str, str], ...]:
    return (
        ("task.index", tk._("My work")),
        ("deliverable.index", tk._("Deliverables")),
        ("overview.overview", tk._("Overview")),
        ("document.index", tk._("Documents")),
    )


def _more() -> tuple[tuple[str, str], ...]:
    return (
        ("agency.index", tk._("Members")),
        ("upload.new", tk._("Bring your own tracker")),
        ("publication.index", tk._("Published data")),
    )


def _coordination(slug: str) -> list[tuple[str, str]]:
    offers = (
        ("deliverable", "accept", "review.index", tk._("Review")),
        ("agency", "create", "overview.owed", tk._("Who owes what")),
        ("release", "list", "release.index", tk._("Publish")),
        ("seat", "list", "seat.index", tk._("People")),
        ("event", "list", "event.index", tk._("Audit")),
    )
    reviews = [role for role in ("chair", "coordinator") if role in roles(slug)]
    return [
        (endpoint, label)
        for noun, verb, endpoint, label in offers
        if (noun == "deliverable" and reviews)
        or (noun != "deliverable" and may(noun, verb, taskforce=slug))
    ]


def roles(slug: str) -> list[str]:
    """Return the roles that the reader holds in a task force."""
    return call("taskforce_show", id=slug).get("roles", [])


def _want_sign_in() -> Response | None:
    if tk.current_user.is_authenticated:
        return None
    came_from = request.full_path.rstrip("?")
    return redirect(tk.h.url_for("user.login", came_from=came_from))  # type: ignore[return-value]


def _missing() -> Any:
    return _failed(NotFound())


def _refused() -> Any:
    if not tk.current_user.is_authenticated:
        return _want_sign_in()
    return _failed(Forbidden())


def _unread(refused: tk.ValidationError) -> Any:
    """Answer an address whose filters or page are not in the closed lists."""
    words = "; ".join(m for ms in words_of(refused).values() for m in ms)
    return _failed(BadRequest(words))


def _failed(error: HTTPException) -> Any:
    """Show an error's page; raising it inside an error handler would be a 500."""
    return current_app.handle_http_exception(error)
