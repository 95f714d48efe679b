"""The English words for what touches the monitoring and reporting mechanism (MRM)."""

from __future__ import annotations

from ckanext.tiptaskforce.phrase import N_

MRM: dict[str, dict[str, str]] = {
    "violation": {
        "killing_maiming": N_("Killing and maiming"),
        "recruitment_use": N_("Recruitment or use of children"),
        "attacks_schools_hospitals": N_("Attacks on schools or hospitals"),
        "sexual_violence": N_("Rape or other grave sexual violence"),
        "abduction": N_("Abduction"),
        "denial_access": N_("Denial of humanitarian access"),
    },
    # Where counts are by violation, beside the six: what somebody counted by none.
    "counted_violation": {"none": N_("None of the six recorded")},
    "violation_link": {
        "filed_under": N_("The MRM field manual files it here"),
        "intersects": N_("Intersects with it"),
        "consequence": N_("Can be its consequence"),
        "tactic": N_("Can be its tactic"),
        "may_amount_to": N_("May amount to it"),
        "not_stated": N_("Not stated by the source"),
    },
    # What the source says of each, in words of our own.
    "crosswalk": {
        "killing_maiming": N_(
            "Children can be killed or maimed as a result of being trafficked."
        ),
        "recruitment_use": N_(
            "Trafficking overlaps with children being recruited by armed forces and"
            " groups."
        ),
        "attacks_schools_hospitals": N_(
            "Such attacks may serve to get hold of children, to abduct or to recruit"
            " them."
        ),
        "sexual_violence": N_(
            "The MRM field manual deals with trafficking under this violation."
        ),
        "abduction": N_(
            "Trafficking overlaps with the abduction of children by armed forces and"
            " groups."
        ),
        "denial_access": N_("Not stated by the source."),
    },
    "crosswalk_source": {
        "annex_3": N_("Introductory guide (2020), Annex 3"),
    },
    "wider_violation": {
        "military_use": N_("Military use of schools or hospitals"),
        "deprivation_liberty": N_("Deprivation of liberty of children"),
    },
    "trafficking_act": {
        "recruitment": N_("Recruitment"),
        "transportation": N_("Transportation"),
        "transfer": N_("Transfer"),
        "harbouring": N_("Harbouring"),
        "receipt": N_("Receipt"),
    },
    "trafficking_means": {
        "force": N_("Threat or use of force"),
        "coercion": N_("Coercion"),
        "abduction": N_("Abduction"),
        "fraud": N_("Fraud"),
        "deception": N_("Deception"),
        "abuse_of_power": N_("Abuse of power"),
        "abuse_of_vulnerability": N_("Abuse of a position of vulnerability"),
        "payments": N_("Giving or receiving payments"),
    },
    "alert": {
        "passed": N_("Passed on"),
        "waiting": N_("Not acknowledged for a week"),
        "acknowledged": N_("Acknowledged"),
    },
    "alert_channel": {
        "ctfmr_secretariat": N_("Secretariat of the CTFMR"),
        "ctfmr_co_chair": N_("A co-chair of the CTFMR"),
        "ctfmr_member": N_("A member organisation of the CTFMR"),
        "mrm_monitor": N_("A trained monitor of the MRM"),
    },
    "acknowledging_body": {
        "ctfmr_secretariat": N_("Secretariat of the CTFMR"),
        "ctfmr_co_chair": N_("A co-chair of the CTFMR"),
        "ctfmr_member": N_("A member organisation of the CTFMR"),
    },
    "followup_kind": {
        "service": N_("Services facilitated"),
        "action_plan": N_("Action plan of a party"),
        "advocacy": N_("Advocacy"),
    },
    "followup_status": {
        "planned": N_("In preparation"),
        "signed": N_("Signed"),
        "under_way": N_("Under way"),
        "completed": N_("Completed"),
        "suspended": N_("Suspended"),
    },
    "party_type": {
        "state_forces": N_("Armed or security forces of a State"),
        "allied_group": N_("Armed group allied with a State"),
        "armed_group": N_("Non-State armed group"),
    },
    "service_area": {
        "material": N_("Material assistance"),
        "shelter": N_("Shelter, accommodation, transport"),
        "wash": N_("Water, sanitation and hygiene"),
        "food": N_("Food and nutrition"),
        "safety": N_("Safety and security"),
        "health": N_("Health, mental health and psychosocial support"),
        "education": N_("Education and training"),
        "livelihoods": N_("Livelihoods"),
        "reunification": N_("Family tracing and reunification"),
        "justice": N_("Information and access to justice"),
    },
    "licence": {
        "cc0": N_("Public domain (CC0)"),
        "cc-by": N_("CC BY"),
        "cc-by-igo": N_("CC BY IGO"),
        "cc-by-sa": N_("CC BY-SA"),
        "odc-by": N_("ODC-By"),
        "not-open": N_("Not openly licensed, or not confirmed: for members only"),
    },
}

MRM_LOOKS: dict[str, dict[str, tuple[str, str]]] = {
    "alert": {
        "passed": ("blue", "up"),
        "waiting": ("orange", "clock"),
        "acknowledged": ("green", "tick"),
    },
    "followup_status": {
        "planned": ("white", "pencil"),
        "signed": ("blue", "tick"),
        "under_way": ("blue", "half"),
        "completed": ("green", "tick"),
        "suspended": ("orange", "pause"),
    },
}
