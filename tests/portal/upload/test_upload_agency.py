"""Member organisations from a template, a contact list, and a foreign 3W table."""

from __future__ import annotations

import json

import ckan.plugins.toolkit as tk
import pytest

FOREIGN = "Organization,Org. Acronym,Type of Organization,Project Sector\n"


@pytest.fixture
def agencies(house, act):
    """Return acronym → organisation."""

    def found():
        asked = {"taskforce": "borno", "page_size": 100}
        items = act("agency_list", house.coordinator, **asked)["items"]
        return {item["acronym"]: item for item in items}

    return found


@pytest.fixture
def bring_agencies(house, bring):
    def upload(content, name="members.csv", **more):
        user = more.pop("user", house.secretariat)
        return bring(content, name, user, kind="agency", **more)

    return upload


@pytest.fixture
def save(house, commit):
    def saved(shown, **more):
        return commit(shown, house.secretariat, **more)

    return saved


class TestRoundTrip:
    def test_template_filled_saved_and_uploaded_again_changes_nothing(
        self, house, fill, bring_agencies, save, agencies, told
    ):
        row = {
            "Short name": "NEW",
            "Name": "New Hope Initiative",
            "Type": "National NGO",
            "Mandates": "Protection; Prevention",
            "Subcommittees": "Protection",
            "Owes reports": "no",
            "Contact": "+234 803 123 4567",
        }
        content = fill("agency", house.secretariat, [row])

        first = bring_agencies(content, "filled.xlsx")
        assert (told(first), first["problems"]["items"]) == ((1, 0, 0, 0), [])
        save(first)

        assert told(bring_agencies(content, "filled.xlsx")) == (0, 0, 1, 0)
        made = agencies()["NEW"]
        assert (made["type"], made["reporting_duty"]) == ("national_ngo", False)
        assert made["mandates"] == ["protection", "prevention"]
        assert made["subcommittees"] == ["protection"]
        assert made["contact"] == "+234 803 123 4567"

    def test_a_known_organisation_is_changed_and_not_doubled(
        self, bring_agencies, save, agencies, told
    ):
        before = len(agencies())
        shown = bring_agencies("Short name,Name,Type\nrp,Relief Partners,NNGO\n")

        assert told(shown) == (0, 1, 0, 0)
        fields = shown["changes"]["items"][0]["fields"]
        assert [(f["column"], f["old"], f["new"]) for f in fields] == [
            ("Short name", "RP", "rp"),
            ("Name", "Agency RP", "Relief Partners"),
        ]
        save(shown)
        assert len(agencies()) == before
        assert agencies()["rp"]["name"] == "Relief Partners"


class TestForeignTracker:
    def test_headers_and_words_of_a_3w_table_are_known(self, bring_agencies, told):
        shown = bring_agencies(
            FOREIGN + "Save Hope,SH,INGO,PRO\nHealth Board,HB,Govt,HEA\n"
            "World Aid,WA,UN Agency,FSC\nLocal Aid,LA,NNGO,FSC\n"
        )

        types = [item["fields"][2]["new"] for item in shown["changes"]["items"]]
        assert told(shown) == (4, 0, 0, 0)
        assert types == [
            "International NGO",
            "Government",
            "United Nations",
            "National NGO",
        ]
        assert shown["unused"] == ["Project Sector"]

    def test_an_organisation_named_often_is_read_once(self, bring_agencies, told):
        rows = "Save Hope,SH,INGO,PRO\n" * 3 + "SAVE HOPE ,sh,ingo,FSC\n"
        shown = bring_agencies(FOREIGN + rows)

        assert told(shown) == (1, 0, 0, 0)
        assert shown["counts"]["repeated"] == 3

    def test_another_spelling_is_confirmed_and_the_usual_one_kept(
        self, bring_agencies, save, agencies
    ):
        shown = bring_agencies(
            FOREIGN + "Save Hope Organization,SH,INGO,x\n"
            "Save Hope Orgnization,SH,INGO,x\nSave Hope Organization,SH,INGO,y\n"
        )

        (warning,) = shown["warnings"]["items"]
        assert "Rows 3 " in warning["problem"]
        save(shown, confirm=True)
        assert agencies()["SH"]["name"] == "Save Hope Organization"

    def test_two_organisations_of_one_short_name_are_not_put_together(
        self, bring_agencies, told, problems_of
    ):
        shown = bring_agencies(
            FOREIGN + "Save Hope,SH,INGO,x\nState Hospital,SH,INGO,x\n"
        )

        assert told(shown) == (0, 0, 0, 2)
        assert problems_of(shown) == [(2, "Name"), (3, "Name")]

    def test_one_organisation_of_two_types_is_named(self, bring_agencies, problems_of):
        shown = bring_agencies(FOREIGN + "Hope,SH,INGO,x\nHope,SH,NNGO,x\n")

        assert problems_of(shown) == [(2, "Type"), (3, "Type")]

    def test_one_name_under_two_short_names_is_named(self, bring_agencies, problems_of):
        shown = bring_agencies(FOREIGN + "Save Hope,SH,INGO,x\nSave hope,SHO,INGO,x\n")

        assert problems_of(shown) == [(2, "Name"), (3, "Name")]

    def test_columns_of_no_known_name_are_matched_by_the_person(
        self, house, act, bring_agencies, save, agencies
    ):
        shown = bring_agencies("Who is it?,In short,Sort of body\nHope,SH,INGO\n")
        assert shown["missing"] == ["name", "type"]
        with pytest.raises(tk.ValidationError) as refused:
            save(shown)
        assert "mapping" in refused.value.error_dict

        mapping = {"name": "Who is it?", "acronym": "In short", "type": "Sort of body"}
        matched = act(
            "upload_update",
            house.secretariat,
            id=shown["id"],
            version=shown["version"],
            mapping=mapping,
        )

        assert matched["missing"] == []
        save(matched)
        assert agencies()["SH"]["name"] == "Hope"

    def test_a_mapping_may_come_with_the_file(self, bring_agencies, told):
        mapping = {"name": "Who", "type": "Sort"}
        shown = bring_agencies(
            "Who,acronym,Sort\nHope,SH,INGO\n", mapping=json.dumps(mapping)
        )

        assert told(shown) == (1, 0, 0, 0)

    @pytest.mark.parametrize(
        ("mapping", "needle"),
        [
            ({"nope": "Name"}, "no column nope"),
            ({"name": "Nope"}, "this header"),
            ({"name": "Name", "acronym": "Name"}, "twice"),
            ({"name": ["Name"]}, "object"),
            ("x", "object"),
            (["Name"], "object"),
        ],
    )
    def test_a_wrong_mapping_is_refused(
        self, house, act, bring_agencies, mapping, needle
    ):
        shown = bring_agencies("Name,Short name,Type\nHope,SH,INGO\n")

        with pytest.raises(tk.ValidationError) as refused:
            act(
                "upload_update",
                house.secretariat,
                id=shown["id"],
                version=shown["version"],
                mapping=mapping,
            )

        assert needle in str(refused.value.error_dict["mapping"])


class TestRights:
    @pytest.mark.parametrize(
        "who", ["reporter", "focal_point", "chair", "custodian", "observer", "donor"]
    )
    def test_only_coordination_brings_organisations(self, house, bring_agencies, who):
        with pytest.raises(tk.NotAuthorized):
            bring_agencies("Name,Type\nHope,INGO\n", user=getattr(house, who))

    def test_a_contact_is_kept_only_in_its_own_column(self, bring_agencies):
        shown = bring_agencies(
            "Short name,Name,Type,Contact,Head\n"
            "SH,Hope,INGO,hope@example.org,head@example.org\n"
        )

        told = str(shown)
        assert "hope@example.org" in told
        assert "head@example.org" not in told
