"""Disclosure control: from counts of persons to tables that are proven safe.

A pure package with a command line, ``python -m ckanext.tiptaskforce.disclosure``;
nothing in it knows CKAN. ``protect`` makes a release or refuses, ``audit`` reads the
published bytes again with code of its own, ``check`` looks at the input only.
"""

from ckanext.tiptaskforce.disclosure.errors import BadInput, Fault, Refused

__all__ = ["BadInput", "Fault", "Refused"]
