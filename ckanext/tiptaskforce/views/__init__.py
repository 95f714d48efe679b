"""Addresses and pages; one module per noun, each with its table of addresses."""

from __future__ import annotations

from flask import Blueprint

from ckanext.tiptaskforce.views import (
    agency,
    deliverable,
    document,
    event,
    overview,
    publication,
    release,
    review,
    seat,
    sign_in,
    task,
    taskforce,
    upload,
)

MODULES = (
    taskforce,
    publication,
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
)


def get_blueprints() -> list[Blueprint]:
    """Return the blueprints of all nouns."""
    return [module.blueprint for module in MODULES]
