"""The English words for what the library says of its papers."""

from __future__ import annotations

from ckanext.tiptaskforce.phrase import N_

LIBRARY: dict[str, dict[str, str]] = {
    # The languages that papers of a task force come in; another code stands for itself.
    "language": {
        "en": N_("English"),
        "fr": N_("French"),
        "ha": N_("Hausa"),
        "kr": N_("Kanuri"),
        "ff": N_("Fulfulde"),
        "shu": N_("Shuwa Arabic"),
        "ar": N_("Arabic"),
    },
}
