"""The English words of the life of a deliverable: comments, joint work, timeline."""

from __future__ import annotations

from ckanext.tiptaskforce.phrase import N_

LIFE: dict[str, dict[str, str]] = {
    "noun": {"comment": N_("Comment")},
    "verb": {"remove": N_("Remove")},
    "did": {
        "comment": N_("commented"),
        "attach": N_("added evidence"),
        "replace": N_("replaced evidence by a newer version"),
        "remove": N_("removed"),
    },
    "planning": {
        "create": N_("Assigned anew"),
        "update": N_("Changed"),
        "renew": N_("Next edition, as last year"),
    },
    "field": {
        "text": N_("Comment"),
        "partners": N_("Partners"),
        "responsible": N_("Responsible organisation"),
    },
}
