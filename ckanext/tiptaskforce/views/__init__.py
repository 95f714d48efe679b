"""Addresses and pages; one module per noun, each with its table of addresses."""

from __future__ import annotations

from flask import Blueprint

from ckanext.tiptaskforce.views import (
    action_point,
    agency,
    agreement,
    alert,
    decision,
    deliverable,
    document,
    event,
    followup,
    funding,
    harvest,
    indicator,
    meeting,
    objective,
    overview,
    period,
    publication,
    quarter,
    release,
    report,
    request,
    review,
    seat,
    sign_in,
    strategy,
    subscription,
    tally,
    tally_design,
    task,
    taskforce,
    upload,
    verify,
    violation,
)

MODULES = (
    taskforce,
    publication,
    harvest,
    verify,
    subscription,
    request,
    task,
    deliverable,
    overview,
    review,
    agency,
    document,
    release,
    seat,
    event,
    sign_in,
    upload,
    tally,
    agreement,
    tally_design,
    indicator,
    report,
    period,
    quarter,
    funding,
    violation,
    alert,
    meeting,
    decision,
    action_point,
    followup,
    strategy,
    objective,
)


def get_blueprints() -> list[Blueprint]:
    """Return the blueprints of all nouns."""
    return [module.blueprint for module in MODULES]
