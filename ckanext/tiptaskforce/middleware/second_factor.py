"""The second factor at the door: CKAN 2.12.0 knows a password alone.

Who has one, or needs one, gets nothing of the site by cookie before the code is given:
no page, no API, and so no token. Tokens pass it by, as they are made behind it. Wrong
codes are counted with wrong passwords.
"""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import (
    Blueprint,
    Flask,
    abort,
    current_app,
    g,
    redirect,
    render_template,
    request,
    session,
)

from ckanext.tiptaskforce import config, labels
from ckanext.tiptaskforce.logic import second_factor as factors
from ckanext.tiptaskforce.middleware import sign_in
from ckanext.tiptaskforce.middleware.headers import STATIC
from ckanext.tiptaskforce.middleware.sessions import STANDING
from ckanext.tiptaskforce.model.factor import Factor

PASSED = "tiptaskforce_second_factor"
NAME = "tiptaskforce_second_factor"
OPEN = frozenset({*STATIC, f"{NAME}.ask", f"{NAME}.begin", "user.logout"})
blueprint = Blueprint(NAME, __name__, url_prefix="/taskforce/-/second-factor")


def install(app: Flask) -> None:
    """Put the question before every page, and its pages beside it."""
    app.register_blueprint(blueprint)
    app.before_request(_stop)


def _stop() -> Any:
    """Send whoever still owes the second factor to its page."""
    standing = g.get(STANDING)
    if standing is None or request.endpoint in OPEN or _is_through(standing):
        return None
    if request.path.startswith("/api"):
        abort(403)
    page = "ask" if standing.factor_id else "begin"
    came_from = request.full_path.rstrip("?") if request.method == "GET" else ""
    return redirect(tk.h.url_for(f"{NAME}.{page}", came_from=came_from or None))


def _is_through(standing: Any) -> bool:
    if standing.factor_id:
        return session.get(PASSED) == standing.factor_id
    return not (standing.needs_factor and config.is_second_factor_required())


@blueprint.route("/ask", methods=["GET", "POST"])
def ask() -> Any:
    """Ask for the code after the password."""
    standing = g.get(STANDING)
    if standing is None or not standing.factor_id:
        return redirect(tk.h.url_for("user.login"))
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        if factors.is_right(tk.current_user.id, _typed()):
            session[PASSED] = standing.factor_id
            return redirect(_onward())
        errors = _wrong()
    return _page("ask", errors)


@blueprint.route("", methods=["GET", "POST"])
def begin() -> Any:
    """Set up a factor, or say how it stands, renew its recovery codes, end it."""
    standing = g.get(STANDING)
    if standing is None:
        return redirect(tk.h.url_for("user.login"))
    row = factors.begun(tk.current_user.id)
    if row.confirmed_at is not None and not _is_through(standing):
        return redirect(tk.h.url_for(f"{NAME}.ask"))
    errors: dict[str, list[str]] = {}
    if request.method == "POST" and request.form.get("do") == "end":
        errors = _end(standing)
        if not errors:
            return redirect(tk.h.url_for(f"{NAME}.begin"), code=303)
    elif request.method == "POST":
        codes = factors.confirm(tk.current_user.id, _typed())
        if codes:
            session[PASSED] = row.id
            return _page("codes", {}, codes=codes, onward=_onward())
        errors = _wrong()
    return _page("begin", errors, **_shown(row, standing))


def _end(standing: Any) -> dict[str, list[str]]:
    """End a factor that nothing demands, by one of its codes."""
    if standing.needs_factor and config.is_second_factor_required():
        return {"code": [tk._("A seat of yours demands it.")]}
    if not factors.is_right(tk.current_user.id, _typed()):
        return _wrong()
    factors.forget(tk.current_user.id)
    session.pop(PASSED, None)
    return {}


def _shown(row: Factor, standing: Any) -> dict[str, Any]:
    is_set = row.confirmed_at is not None
    secret = "" if is_set else factors.secret_of(row)
    name, site = tk.current_user.name, config.site_title()
    return {
        "is_set": is_set,
        "is_needed": standing.needs_factor and config.is_second_factor_required(),
        "n_recovery": len(row.recovery),
        "secret": " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        "address": "" if is_set else factors.address_of(row, name, site),
    }


def _typed() -> str:
    """Return the code that was typed; too many wrong ones end here with 429."""
    setattr(g, sign_in.ACCOUNT, tk.current_user.id)
    current_app.extensions[sign_in.EXTENSION]()
    return request.form.get("code", "")[:64]


def _wrong() -> dict[str, list[str]]:
    setattr(g, sign_in.FAILED, True)
    return {"code": [tk._("This code is wrong, or was used already.")]}


def _onward() -> str:
    came_from = request.args.get("came_from", "")
    if came_from.startswith("/") and tk.h.url_is_local(came_from):
        return came_from
    return tk.h.url_for("tiptaskforce_sign_in.start")


def _page(name: str, errors: dict[str, list[str]], **values: Any) -> str:
    return render_template(
        f"tiptaskforce/second_factor/{name}.html",
        taskforce=None,
        errors=errors,
        labels=labels.words("field"),
        **values,
    )
