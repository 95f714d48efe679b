"""The English words of the life of a deliverable: comments, joint work, timeline."""

from __future__ import annotations

from ckanext.tiptaskforce.phrase import N_

LIFE: dict[str, dict[str, str]] = {
    "noun": {
        "comment": N_("Comment"),
        "feedback_channel": N_("Feedback channel"),
    },
    "verb": {"remove": N_("Remove")},
    "did": {
        "comment": N_("commented"),
        "count": N_("numbers entered"),
        "attach": N_("added evidence"),
        "replace": N_("replaced evidence by a newer version"),
        "remove": N_("removed"),
    },
    "template_kind": {
        "general": N_("General"),
        "advocacy": N_("Advocacy package"),
        "planning_input": N_("Input to a planning document"),
        "assessment": N_("Assessment"),
    },
    "consulted": {
        "yes": N_("Yes"),
        "planned": N_("Planned"),
        "no": N_("No"),
    },
    "channel_kind": {
        "hotline": N_("Hotline"),
        "box": N_("Box"),
        "meeting": N_("Meetings"),
        "visit": N_("Visits"),
        "online": N_("Online"),
        "other": N_("Other"),
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
        "successor": N_("National successor"),
        "handover_on": N_("Handed over on"),
        "consulted": N_("Affected people consulted"),
        "consulted_on": N_("Consulted on"),
        "consulted_how": N_("How they were consulted"),
        "key_messages": N_("Key messages"),
        "briefing_notes": N_("Briefing notes"),
        "talking_points": N_("Talking points"),
        "input_document": N_("Document"),
        "input_chapter": N_("Chapter"),
        "cycle_year": N_("Year of the cycle"),
        "assessed_from": N_("Assessed from"),
        "assessed_until": N_("Assessed until"),
        "areas": N_("Areas"),
        "methods": N_("Methods"),
        "review_months": N_("Months until the next review"),
        "not_applicable": N_("Does not apply here"),
        "retired": N_("Retired"),
        "received": N_("Received"),
        "answered": N_("Answered"),
        "counts": N_("Numbers"),
    },
}
