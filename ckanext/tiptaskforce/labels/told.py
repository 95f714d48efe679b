"""The English words of notices: what their mail is about, and what happened."""

from __future__ import annotations

from ckanext.tiptaskforce.phrase import N_

TOLD: dict[str, dict[str, str]] = {
    # The subject of a notice, and what happened as a sentence for its mail.
    "notice": {
        "seat_given": N_("you have a seat"),
        "seat_changed": N_("your seat was changed"),
        "seat_ended": N_("your seat has ended"),
        "handed_on": N_("work was handed on to you"),
        "invitation": N_("an invitation"),
        "join_asked": N_("somebody asks to join"),
        "join_refused": N_("your request to join"),
        "no_focal_point": N_("an organisation without a focal point"),
        "deliverable_submitted": N_("deliverable to review"),
        "deliverable_accepted": N_("deliverable accepted"),
        "deliverable_assigned": N_("new deliverable"),
        "deliverable_commented": N_("new comment"),
        "deliverable_sent_back": N_("deliverable sent back"),
        "report_submitted": N_("report to review"),
        "report_accepted": N_("report accepted"),
        "report_sent_back": N_("report sent back"),
        "tally_submitted": N_("counts to accept"),
        "tally_accepted": N_("counts accepted"),
        "tally_sent_back": N_("counts sent back"),
        "action_point_assigned": N_("new action point"),
        "release_proposed": N_("release to approve"),
        "release_holds": N_("release that holds your counts"),
        "release_sent_back": N_("release sent back"),
        "release_approved": N_("release approved"),
        "release_objected": N_("objection to a release"),
        "due_deliverable": N_("deliverables due soon"),
        "due_report": N_("reports due soon"),
        "due_tally": N_("counts due soon"),
        "due_action_point": N_("action points due soon"),
        "late_deliverable": N_("deliverables late"),
        "late_report": N_("reports late"),
        "late_tally": N_("counts late"),
        "late_action_point": N_("action points late"),
        "late_for_chair": N_("work that stays late"),
        "review_due": N_("deliverables to renew"),
        "agreement_ending": N_("an endorsement ends soon"),
        "agreement_ended": N_("an endorsement has ended"),
        "register_review": N_("an entry of the register to look at again"),
        "register_late": N_("an entry of the register whose review is late"),
        "register_ending": N_("an entry of the register ends soon"),
        "register_ended": N_("an entry of the register has ended"),
    },
    "notice_says": {
        "seat_given": N_("you have a seat now: {seat}. Sign in to begin."),
        "seat_changed": N_("your seat is now: {seat}."),
        "seat_ended": N_("your seat has ended: {seat}."),
        "handed_on": N_(
            "you go on with the work of somebody whose seat ends. Your seat: {seat}. "
            "See what is open:"
        ),
        "invitation": N_("you are invited to take part: {seat}. Open this link:"),
        "join_asked": N_("somebody asks to join. See who, and answer:"),
        "join_refused": N_("your request to join was not approved."),
        "no_focal_point": N_("{agency} has no focal point any more."),
        "deliverable_submitted": N_("a deliverable waits for your review."),
        "deliverable_accepted": N_("your deliverable was accepted."),
        "deliverable_assigned": N_("you have a new deliverable, due {day}."),
        "deliverable_commented": N_("there is a new comment on a deliverable."),
        "deliverable_sent_back": N_("your deliverable was sent back, due {day}."),
        "report_submitted": N_("a report of {period} waits for your review."),
        "report_accepted": N_("your report of {period} was accepted."),
        "report_sent_back": N_("your report of {period} was sent back to be mended."),
        "tally_submitted": N_("counts of {period} wait for you."),
        "tally_accepted": N_("your counts of {period} were accepted."),
        "tally_sent_back": N_("your counts of {period} were sent back to be mended."),
        "action_point_assigned": N_("you have a new action point, due {day}."),
        "release_proposed": N_("a proposed release waits for approval."),
        "release_holds": N_(
            "a proposed release holds counts of your organisation. You may object."
        ),
        "release_sent_back": N_("your release was sent back."),
        "release_approved": N_("your release was approved."),
        "release_objected": N_("an organisation objected to a release."),
        "due_deliverable": N_("deliverables due on {day}: {number}."),
        "due_report": N_("reports of {period} due on {day}: {number}."),
        "due_tally": N_("counts of {period} are due on {day}."),
        "due_action_point": N_("action points due on {day}: {number}."),
        "late_deliverable": N_(
            "deliverables that were due on {day} and are late: {number}."
        ),
        "late_report": N_(
            "reports of {period} that were due on {day} and are late: {number}."
        ),
        "late_tally": N_("counts of {period} were due on {day} and are late."),
        "late_action_point": N_(
            "action points that were due on {day} and are late: {number}."
        ),
        "late_for_chair": N_(
            "work that you oversee is ten days late or more: {number} things. "
            "See who owes what."
        ),
        "review_due": N_("deliverables to renew since {day}: {number}."),
        "agreement_ending": N_(
            "the endorsement of the protocol by {agency} ends on {day}. Without one no "
            "counts of persons are sent."
        ),
        "agreement_ended": N_(
            "the endorsement of the protocol by {agency} ended on {day}. Until it is "
            "renewed no counts of persons are sent."
        ),
        "register_review": N_(
            "a forum or an agreement of the register is to be looked at again by {day}."
        ),
        "register_late": N_(
            "a forum or an agreement of the register was to be looked at again by "
            "{day}."
        ),
        "register_ending": N_(
            "a forum or an agreement of the register ends on {day}. Renew it, or say "
            "that it is over."
        ),
        "register_ended": N_(
            "a forum or an agreement of the register ended on {day}. Renew it, or say "
            "that it is over."
        ),
    },
    "mail_choice": {
        "daily": N_("Once a day"),
        "at_once": N_("At once"),
        "off": N_("Not by mail"),
    },
    "mail_hint": {
        "daily": N_(
            "One mail a day, while something is late, falls due within seven days, "
            "waits for you or is new. What was sent back to you, and a release that "
            "waits for you, comes at once."
        ),
        "at_once": N_(
            "A mail for each thing, and before and after it falls due. What could not "
            "be sent for a day comes in one mail."
        ),
        "off": N_("You find it all under Notices and in My work."),
    },
}
