"""A table that shows little is proposed only where its proposer names it."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import pytest

LITTLE = "lga-sex-age-group"


class TestLittle:
    def test_the_preview_names_it(self, counting, sparse, act):
        found = act("release_preview", counting.custodian, id=sparse["id"])

        assert found["sparse"] == [LITTLE]

    @pytest.mark.parametrize("little", [{}, {"little": ["state-quarter"]}])
    def test_it_is_not_proposed_unnamed(self, counting, sparse, act, little):
        about = {"id": sparse["id"], "version": sparse["version"]}
        with pytest.raises(tk.ValidationError) as refused:
            act("release_propose", counting.custodian, **about, **little)

        assert refused.value.error_dict["little"] == [
            "These tables show less than half of those counted: lga-sex-age-group. "
            "Name each of them here to publish it all the same, or change the tables."
        ]
        kept = act("release_show", counting.custodian, id=sparse["id"])
        assert kept["state"] == "protected"

    def test_it_is_proposed_by_name(self, counting, sparse, act):
        about = {"id": sparse["id"], "version": sparse["version"], "little": [LITTLE]}

        made = act("release_propose", counting.custodian, **about)

        assert made["state"] == "proposed"
