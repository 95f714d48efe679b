"""The English words for what is counted, and for how the counting stands."""

from __future__ import annotations

from ckanext.tiptaskforce.phrase import N_

COUNTED: dict[str, dict[str, str]] = {
    "tally": {
        "missing": N_("Not received"),
        "due": N_("Due"),
        "overdue": N_("Overdue"),
        "draft": N_("Draft"),
        "submitted": N_("Waiting for the custodian"),
        "accepted": N_("Accepted"),
        "sent_back": N_("Sent back"),
    },
    # What is counted by; a level that is not here has its own name.
    "dimension": {
        "step": N_("Step"),
        "place": N_("Area"),
        "period": N_("Period"),
        "state": N_("State"),
        "lga": N_("Local Government Area"),
        "zone": N_("Zone"),
        "month": N_("Month"),
        "quarter": N_("Quarter"),
        "half_year": N_("Half-year"),
        "year": N_("Year"),
        "sex": N_("Sex"),
        "age_group": N_("Age group"),
        "age_band": N_("Age band"),
        "form_of_exploitation": N_("Form of exploitation"),
        "population_group": N_("Population group"),
        "disability": N_("Disability"),
        "violation": N_("Violation"),
    },
    # Sex and age together, where one word says both.
    "count_cell": {
        "F.adult": N_("Women"),
        "F.child": N_("Girls"),
        "F.UNK": N_("Female, age not known"),
        "M.adult": N_("Men"),
        "M.child": N_("Boys"),
        "M.UNK": N_("Male, age not known"),
        "UNK.adult": N_("Adults, sex not known"),
        "UNK.child": N_("Children, sex not known"),
        "UNK.UNK": N_("Neither known"),
    },
    "period_kind": {
        "month": N_("Month"),
        "quarter": N_("Quarter"),
        "half_year": N_("Half-year"),
        "year": N_("Year"),
    },
    # How an endorsement of the information sharing protocol stands.
    "agreement": {
        "valid": N_("Valid"),
        "expiring": N_("Expires soon"),
        "expired": N_("Not valid"),
        "none": N_("Not endorsed"),
    },
    # Whether a table could be published as it is.
    "survival": {
        "yes": N_("Yes, as it is"),
        "little": N_("Yes, but it shows little"),
        "no": N_("No"),
    },
    "step": {
        "screened": N_("Screened"),
        "presumed": N_("Presumed"),
        "identified": N_("Identified"),
        "formally_designated": N_("Formally designated"),
        "referred": N_("Referred"),
        "referral_completed": N_("Referral completed"),
        "in_case_management": N_("In case management"),
        "on_pause": N_("On pause"),
        "not_trafficked_referred": N_("Not trafficked, referred all the same"),
        "followed_up": N_("Followed up"),
        # No step of a person: it has a ledger and makers of its own.
        "alerts": N_("Alerts passed on to the CTFMR"),
    },
    "sex": {"F": N_("Female"), "M": N_("Male"), "UNK": N_("Not known")},
    "age_group": {
        "child": N_("Under 18"),
        "adult": N_("18 and over"),
        "UNK": N_("Not known"),
    },
    "form_of_exploitation": {
        "sexual_exploitation": N_("Sexual exploitation"),
        "forced_labour": N_("Forced labour"),
        "domestic_servitude": N_("Servitude and domestic servitude"),
        "slavery": N_("Slavery or similar practices"),
        "forced_begging": N_("Forced begging"),
        "forced_marriage": N_("Forced marriage"),
        "forced_recruitment": N_("Forced recruitment"),
        "criminal_activities": N_("Criminal activities"),
        "organ_removal": N_("Removal of organs"),
        "illegal_adoption": N_("Illegal adoption"),
        "ritual": N_("Use in rituals"),
        "other": N_("Other"),
        "UNK": N_("Not known"),
    },
}
