"""Accepted input of the core-function grid."""

from __future__ import annotations

from ckanext.tiptaskforce.logic.schema.overview import overview

core_function_overview = overview
