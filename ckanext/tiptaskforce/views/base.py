"""What every page needs, said once: who reads, its shell, forms, and refusals.

``reader.py`` calls the actions, ``navigation.py`` makes the links of the bar, and
``reopening.py`` carries a form through a lost sign-in.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from typing import Any

import ckan.plugins.toolkit as tk
from flask import (
    Blueprint,
    Response,
    current_app,
    redirect,
    render_template,
    request,
)
from flask_wtf.csrf import CSRFError
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import BadRequest, Forbidden, HTTPException, NotFound

from ckanext.tiptaskforce import labels, scan
from ckanext.tiptaskforce.views import conflict, navigation
from ckanext.tiptaskforce.views.conflict import beside
from ckanext.tiptaskforce.views.reader import call, may, want
from ckanext.tiptaskforce.views.reopening import (
    carrying,
    is_reopened,
    outdated,
    posting,
    reopened,
)

# The views of all nouns reach these as `base.call`, `base.posting` and so on.
__all__ = ["beside", "call", "may", "posting", "want"]

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
    made.register_error_handler(CSRFError, outdated)
    made.register_error_handler(tk.ObjectNotFound, lambda _error: _missing())
    made.register_error_handler(tk.NotAuthorized, lambda _error: _refused())
    made.register_error_handler(tk.ValidationError, _unread)
    return made


def page(template: str, taskforce: dict[str, Any], **values: Any) -> str:
    """Render a page of a task force with its navigation.

    ``waiting`` is the answer of ``task_list`` where the page has it already.
    """
    waiting = values.pop("waiting", None)
    values["errors"] = values.get("errors") or {}
    values["form"] = reopened(values.get("form") or {})
    values["saved_meanwhile"] = conflict.differing(values["form"])
    if conflict.NOW in values["form"]:
        values["errors"] = conflict.said(values["errors"])
    values["doubtful"] = doubtful(values["form"], values["errors"])
    values["_"] = labels.translator()
    return render_template(
        f"tiptaskforce/{template}.html",
        taskforce=taskforce,
        nav=navigation.of(taskforce, waiting),
        labels=labels.words("field"),
        is_reopened=is_reopened(),
        **values,
    )


def doubtful(form: dict[str, Any], errors: dict[str, list[str]]) -> list[str]:
    """Return the fields with an error that their writer may confirm away."""
    found = []
    for field in errors:
        typed = form.get(field)
        hits = scan.scan(typed) if isinstance(typed, str) and typed else ()
        if hits and not any(hit.is_refused for hit in hits):
            found.append(field)
    return found


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


def belongs(shown: dict[str, Any], slug: str) -> dict[str, Any]:
    """Return an object if it is of the task force that the address names.

    :raises NotFound: for one of another task force, whoever may see it there
    """
    if shown["taskforce"] != slug:
        raise tk.ObjectNotFound(tk._("Not found."))
    return shown


def speaks_for(taskforce: dict[str, Any]) -> list[str]:
    """Return the names of the organisations that the reader has a seat for."""
    return list(
        dict.fromkeys(s["agency_name"] for s in taskforce["seats"] if s["agency"])
    )


def filters(*names: str) -> dict[str, str]:
    """Return the filters that stand in the address, the blank ones left out."""
    found = {name: request.args.get(name, "").strip() for name in names}
    return {name: value for name, value in found.items() if value}


def page_number() -> str:
    """Return the page that the address names; the action checks it."""
    return request.args.get("page", "1") or "1"


def page_size() -> int:
    """Return how many rows the reader wants on a page: 25, or 100 by choice."""
    wanted = request.args.get("page_size", "")
    return int(wanted) if wanted in PAGE_SIZES else 25


def posted(*names: str, many: Sequence[str] = ()) -> dict[str, Any]:
    """Return the fields of a form as they were typed, the blank ones left out."""
    fields: dict[str, Any] = {
        name: found[0].strip() for name in names if (found := conflict.typed(name))
    }
    fields |= {name: conflict.typed(name) for name in many}
    return {name: value for name, value in fields.items() if value}


def posted_file(name: str = "upload") -> FileStorage | None:
    """Return the file of a form, or None where none was chosen."""
    found = request.files.get(name)
    return found if found and found.filename else None


def posted_files(name: str = "upload") -> list[FileStorage]:
    """Return the files of a form that takes several, in the order of the choice."""
    return [found for found in request.files.getlist(name) if found.filename]


def one_time_key() -> str:
    """Return the key that makes a form's double tap one object."""
    return secrets.token_hex(16)


def say(message: str) -> None:
    """Tell on the next page what happened and what comes next."""
    tk.h.flash_success(message)


def go(endpoint: str, **values: Any) -> Response:
    """Send the reader on after a post."""
    return redirect(tk.h.url_for(f"tiptaskforce_{endpoint}", **values), code=303)  # type: ignore[return-value]


def tried(action: str, **sent: Any) -> tuple[Any, dict[str, list[str]]]:
    """Call an action with a form; return its answer, or None and what it refused."""
    try:
        return call(action, **sent), {}
    except tk.ValidationError as refused:
        return None, words_of(refused)


def created(
    action: str, form: dict[str, Any], **about: Any
) -> tuple[Any, dict[str, list[str]]]:
    """Call an action that makes an object with a form, whose key makes it one object.

    It answers as ``tried`` does.
    """
    sent = {name: value for name, value in form.items() if name != "key"}
    return tried(action, **about, idempotency_key=form.get("key"), **sent)


def words_of(refused: tk.ValidationError) -> dict[str, list[str]]:
    """Return the messages of a refusal by field, for the summary and the fields."""
    return {
        field: [str(m) for m in messages]
        for field, messages in refused.error_dict.items()
        if isinstance(messages, list)
    }


def _want_sign_in() -> Any:
    if tk.current_user.is_authenticated:
        return None
    if request.method == "POST":
        return carrying()
    came_from = request.full_path.rstrip("?")
    return redirect(tk.h.url_for("user.login", came_from=came_from))


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
