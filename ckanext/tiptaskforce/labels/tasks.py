"""The English words for what a person must do, and for the link that leads there."""

from __future__ import annotations

from ckanext.tiptaskforce.phrase import N_

TASKS: dict[str, dict[str, str]] = {
    "task": {
        "fix": N_("Fix"),
        "deliverable": N_("Deliver"),
        "joint": N_("Done jointly"),
        "action_point": N_("Action point"),
        "evidence": N_("Add evidence"),
        "renew": N_("Renew"),
        "tally": N_("Send counts"),
        "count": N_("Accept counts"),
        "report": N_("Report"),
        "report_review": N_("Review the report"),
        "agreement": N_("Renew the endorsement"),
        "review": N_("Review"),
        "approve": N_("Approve"),
        "propose": N_("Go on with"),
        "object": N_("See your counts in"),
        "alert": N_("Ask for the acknowledgement of an alert"),
        "request": N_("Answer"),
        "minutes": N_("Minutes of the meeting"),
        "partnership": N_("Look at again"),
        "input": N_("Send the input"),
    },
    "task_act": {
        "fix": N_("Fix and resubmit"),
        "deliverable": N_("Open it"),
        "joint": N_("Open it"),
        "action_point": N_("Open it"),
        "evidence": N_("Add evidence"),
        "renew": N_("Start the next edition"),
        "tally": N_("Enter counts"),
        "count": N_("Read and decide"),
        "report": N_("Enter the figure"),
        "report_review": N_("Read and decide"),
        "agreement": N_("Renew or end"),
        "review": N_("Review"),
        "approve": N_("Read and decide"),
        "propose": N_("Go on"),
        "object": N_("See them, or object"),
        "alert": N_("Open it"),
        "request": N_("Read and answer"),
        "minutes": N_("Note what was said, or approve"),
        "partnership": N_("Open"),
        "input": N_("Say when it was sent"),
    },
}
