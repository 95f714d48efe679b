"""Invitations: offered on a form, taken by the link of a mail, withdrawn."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from flask import Blueprint

from ckanext.tiptaskforce.views import base
from ckanext.tiptaskforce.vocabulary import Role

FIELDS = ("address", "role", "agency", "subcommittee", "until")
ACCOUNT = ("name", "fullname", "password")


def new(slug: str) -> Any:
    """Offer a seat to a mail address."""
    taskforce = base.inside(slug)
    base.want("invitation", "list", taskforce=slug)
    own = {s["agency"] for s in taskforce["seats"] if s["role"] == Role.FOCAL_POINT}
    leads = base.may("seat", "create", taskforce=slug)
    form: dict[str, Any] = {"key": base.one_time_key(), "role": Role.REPORTER.value}
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted(*FIELDS, "key")
        sent = dict(form)
        key = sent.pop("key", None)
        try:
            base.call("invitation_create", taskforce=slug, idempotency_key=key, **sent)
            base.say(tk._("Invited. The link in the mail works for seven days."))
            return base.go("seat.index", slug=slug)
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
    found = base.call("agency_list", taskforce=slug, left="false", page_size=100)
    return base.page(
        "invitation/form",
        taskforce,
        form=form,
        errors=errors,
        roles=list(Role) if leads else [Role.REPORTER],
        agencies=[a for a in found["items"] if leads or a["acronym"] in own],
        leads=leads,
    )


def withdraw(slug: str, invitation_id: str) -> Any:
    """Withdraw an invitation, whose link works no more."""
    base.inside(slug)
    sent = base.posted("version")
    try:
        done = base.call("invitation_withdraw", id=invitation_id, **sent)
        base.belongs(done, slug)
        base.say(tk._("Withdrawn. Its link works no more."))
    except tk.ValidationError as refused:
        words = base.words_of(refused)
        tk.h.flash_error("; ".join(m for found in words.values() for m in found))
    return base.go("seat.index", slug=slug)


def accept(slug: str, key: str) -> Any:
    """Take the seat that a link offers, with an account or by making one."""
    offered = base.belongs(base.call("invitation_read", key=key), slug)
    taskforce = base.call("taskforce_show", id=slug)
    form: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted(*ACCOUNT)
        try:
            return _take(slug, key, form)
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
            form.pop("password", None)
    return base.page(
        "invitation/accept",
        taskforce,
        offered=offered,
        key=key,
        form=form,
        errors=errors,
    )


def _take(slug: str, key: str, form: dict[str, Any]) -> Any:
    if tk.current_user.is_authenticated:
        base.call("invitation_redeem", key=key)
    else:
        fields = {name: form.get(name, "") for name in ACCOUNT}
        made = base.call("invitation_register", key=key, **fields)
        tk.login_user(model.User.get(made["user"]))
    base.say(tk._("Welcome. This is your work, by its due date."))
    return base.go("task.index", slug=slug)


blueprint: Blueprint = base.blueprint(
    "invitation",
    (
        ("/<slug>/admin/invitation/new", "new", new, ("GET", "POST")),
        (
            "/<slug>/admin/invitation/<invitation_id>/withdraw",
            "withdraw",
            withdraw,
            ("POST",),
        ),
        ("/<slug>/invitation/<key>", "accept", accept, ("GET", "POST")),
    ),
    is_public=True,
)
