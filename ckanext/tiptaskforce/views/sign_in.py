"""Signing in: where it leads, and the way back to a form that it interrupted."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, g, redirect, render_template, request

from ckanext.tiptaskforce.views import base, reopening

LOGIN = "user.login"

blueprint = Blueprint("tiptaskforce_sign_in", __name__, url_prefix="/taskforce")


@blueprint.app_context_processor
def carried_again() -> dict[str, Any]:
    """Keep the carried fields on the sign-in page after a wrong password."""
    if request.endpoint != LOGIN or reopening.CARRIED not in request.form:
        return {}
    address = request.form.get(reopening.ADDRESS, "")
    return {
        "carried": {"address": address, "fields": request.form[reopening.CARRIED]},
    }


@blueprint.after_app_request
def lead_back(answer: Response) -> Response:
    """Lead back to the filled form after a sign-in that carried one.

    Nothing is sent by that: the form opens, and its writer presses the button again.
    """
    if request.endpoint != LOGIN or reopening.CARRIED not in request.form:
        return answer
    if answer.status_code not in (302, 303) or not tk.current_user.is_authenticated:
        return answer
    address, fields = request.form.get(reopening.ADDRESS, ""), reopening.carried()
    if not fields or not address.startswith("/") or not tk.h.url_is_local(address):
        return answer
    # CKAN noted who asks before there was anybody; the page shows who it is now.
    g.user, g.userobj = tk.current_user.name, tk.current_user
    answer.set_data(reopening.leading_back(address, fields))
    answer.status_code = 200
    del answer.headers["Location"]
    return answer


@blueprint.route("/-/work", endpoint="start")
def start() -> Any:
    """Lead to the work of the only task force that somebody belongs to, or ask."""
    if not tk.current_user.is_authenticated:
        came_from = tk.h.url_for("tiptaskforce_sign_in.start")
        return redirect(tk.h.url_for(LOGIN, came_from=came_from))
    known = base.call("taskforce_list", page_size=100)["items"]
    mine = [one for one in known if one["roles"]]
    if len(mine) == 1:
        return base.go("task.index", slug=mine[0]["slug"])
    return render_template(
        "tiptaskforce/sign_in/choice.html", mine=mine, known=known, taskforce=None
    )
