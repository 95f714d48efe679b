"""Published plans as presets, and a published indicator as reports, by a mapping.

What a plan calls a cluster becomes an objective; a caseload becomes an indicator with
its people in need and its target. A row that an indicator cannot hold is refused with
the reason, and nothing is guessed: a blank is not set, and never 0.

* plan record of HPC: name, first and last day → strategy; governing entities →
  objectives, by the code that the mapping of clusters gives their name; the money that
  the whole plan requires → money of the line ALL in its first year
* caseloads of HPC, as table or as JSON: one for a cluster in a whole country →
  indicator that counts persons; ``Reached`` → its report for the year, sent by the
  source of the figures and accepted by a custodian, as all counts of persons are
* indicator 16.2.2 of the UK: years → periods; sex by age → cells; what is in neither
  sex → sex not known; all other rows → stated totals, which the import adds up; a file
  of former years for each year, which is accepted as it comes in
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

RECORD = "prp_ocha_response_plan_v1.json"
CLUSTERS = "hpc_cluster_mapping.csv"
TABLE = "hpc_hno_2024_needs_targets.csv"
CASELOADS = "hpc_responsemonitoring_1188.json"
UK = "uk_ons_sdg/indicator_16-2-2.csv"
WHOLE = ("", "total")
# The line for what is of no cluster but of the plan.
WHOLE_PLAN = "ALL"
AGENCY = "ONS"


@dataclass
class Plan:
    """A plan as a preset, with what of its source was refused and why."""

    slug: str
    title: str
    starts: str
    ends: str
    objectives: dict[str, str] = field(default_factory=dict)
    indicators: list[dict[str, Any]] = field(default_factory=list)
    codes: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    # What was reached, by indicator, and what a line requires, by objective and year.
    reached: dict[str, str] = field(default_factory=dict)
    money: dict[tuple[str, int], int] = field(default_factory=dict)
    # Figures of former years, a table for each.
    years: dict[str, str] = field(default_factory=dict)

    @property
    def year(self) -> str:
        """The first year of the plan, which is a period as well."""
        return self.starts[:4]

    def zipped(self) -> bytes:
        """Return the preset as a zip."""
        taskforce = {"slug": self.slug, "title": self.title}
        objectives = [{"code": c, "title": t} for c, t in self.objectives.items()]
        strategy = {
            "slug": f"plan-{self.starts[:4]}",
            "title": self.title,
            "from": self.starts,
            "until": self.ends,
            "current": "true",
            "objectives": objectives,
        }
        lists = [
            {"list": name, "codes": [{"code": c, "en": w} for c, w in codes]}
            for name, codes in self.codes.items()
        ]
        agencies = f"acronym,name,type\n{AGENCY},Source of the figures,government\n"
        files = {
            "taskforce.yaml": yaml.safe_dump(taskforce),
            "strategy.yaml": yaml.safe_dump({"strategies": [strategy]}),
            "indicators.yaml": yaml.safe_dump({"indicators": self.indicators}),
            "codes.yaml": yaml.safe_dump({"lists": lists}),
            "calendar.yaml": yaml.safe_dump(_CALENDAR),
            "agencies.csv": agencies,
        }
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name, text in files.items():
                archive.writestr(name, text)
        return out.getvalue()

    def add(
        self, cluster: str, title: str, in_need: str, target: str, reached: str = ""
    ) -> None:
        """Add a caseload; one without any figure is refused."""
        if not in_need and not target and not reached:
            self.refused["neither in need nor targeted is set"] += 1
            return
        self.objectives.setdefault(cluster, title)
        figures = {"in_need": in_need, "target": target}
        code = f"{cluster}-{len(self.indicators) + 1}"
        if reached:
            self.reached[code] = reached
        self.indicators.append(
            {
                "code": code,
                "objective": cluster,
                "title": title,
                "kind": "number",
                "unit": "persons",
                "frequency": "year",
                "counts_persons": "true",
                "agencies": [AGENCY],
                **{key: value for key, value in figures.items() if value},
            }
        )


_CALENDAR = {"periods": [{"kind": "year", "due_days": "60", "lock_days": "180"}]}


def record(folder: Path) -> Plan:
    """Return the plan record with its clusters."""
    said = json.loads((folder / RECORD).read_text(encoding="utf-8"))["data"]
    version = said["planVersion"]
    days = (version["startDate"][:10], version["endDate"][:10])
    found = Plan(f"plan-{said['id']}", version["name"], *days)
    known = {
        row["HPC Global Cluster name"].casefold(): row["HPC Global Cluster Code"]
        for row in _rows(folder / CLUSTERS)
    }
    for entity in said["governingEntities"]:
        name = entity["governingEntityVersion"]["name"]
        code = known.get(name.casefold())
        if code is None:
            found.refused["no code for the name of a cluster: its own number"] += 1
        found.objectives[code or entity["composedReference"]] = name.capitalize()
    if said.get("origRequirements"):
        found.objectives[WHOLE_PLAN] = version["name"]
        found.money[WHOLE_PLAN, int(found.year)] = said["origRequirements"]
    return found


def table(folder: Path) -> list[Plan]:
    """Return a plan for each country of the table of caseloads."""
    found: dict[str, Plan] = {}
    for row in _rows(folder / TABLE):
        country = row["Country ISO3"]
        plan = found.setdefault(country, _of_2024(country))
        if not row["Cluster"]:
            plan.refused["no cluster is named"] += 1
        elif row["Admin 1 PCode"]:
            plan.refused["a target of one place, beside that of the country"] += 1
        elif row["Category"] not in WHOLE:
            plan.refused["a target of one group, beside that of all"] += 1
        else:
            names = ("In Need", "Targeted", "Reached")
            figures = tuple(_figure(row[name]) for name in names)
            plan.add(row["Cluster"], row["Description"], *figures)
    return list(found.values())


def caseloads(folder: Path) -> Plan:
    """Return the plan of the answer of response monitoring."""
    said = json.loads((folder / CASELOADS).read_text(encoding="utf-8"))["data"]
    found = Plan("plan-1188", "Sudan 2024", "2024-01-01", "2024-12-31")
    for one in said["caseloads"]:
        code = one["availableGlobalClusterCode"]
        if code == "n/a":
            code = WHOLE_PLAN if one["caseloadType"] == "plan" else "RR"
        figures = (_figure(one.get("inNeed")), _figure(one.get("target")))
        found.add(code, one["caseloadDescription"], *figures)
        groups = len(one["disaggregatedAttachments"])
        found.refused["a target of one group, beside that of all"] += groups
        found.refused["an expected reach is no value"] += "expectedReach" in one
    return found


def indicator(folder: Path) -> Plan:
    """Return the plan of the UK's indicator, with a table to bring in for each year."""
    rows = list(_rows(folder / UK))
    ages = dict.fromkeys(row["Age"] for row in rows if row["Age"])
    years = sorted({row["Year"] for row in rows})
    days = (f"{years[0]}-01-01", f"{years[-1]}-12-31")
    found = Plan("uk-16-2-2", "UK, SDG 16.2.2", *days)
    found.objectives["16.2"] = "End abuse, exploitation and trafficking of children"
    found.codes["sex"] = [("F", "Female"), ("M", "Male"), ("UNK", "Not known")]
    found.codes["age_band"] = [(_code(age), age) for age in ages]
    found.indicators.append(
        {
            "code": "16.2.2",
            "objective": "16.2",
            "title": rows[0]["Series"],
            "kind": "number",
            "unit": "persons",
            "frequency": "year",
            "agencies": [AGENCY],
            "disaggregations": ["sex", "age_band"],
        }
    )
    found.years = {year: _year(rows, year, ages) for year in years}
    return found


def _year(rows: list[dict[str, str]], year: str, ages: Iterable[str]) -> str:
    """Return one year as a table: cells, who is in neither sex, stated totals."""
    own = [row for row in rows if row["Year"] == year]
    said = {(row["Sex"], row["Age"]): int(float(row["Value"])) for row in own}
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["Indicator", "Organisation", "Period", "Sex", "Age band", "Value"])
    named = ("16.2.2", AGENCY, year)
    for (sex, age), value in said.items():
        writer.writerow([*named, sex, age, value])
    for age in ages:
        rest = said["", age] - said["Female", age] - said["Male", age]
        if rest:
            writer.writerow([*named, "Not known", age, rest])
    return out.getvalue()


def _of_2024(country: str) -> Plan:
    title = f"Needs and targets of 2024, {country}"
    return Plan(f"hno-{country.lower()}", title, "2024-01-01", "2024-12-31")


def _code(age: str) -> str:
    return age.replace(" to ", "-").replace(" and over", "+").replace(" ", "_")


def _figure(value: Any) -> str:
    return "" if value in (None, "") else f"{float(value):.4f}".rstrip("0").rstrip(".")


def _rows(path: Path) -> Iterable[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)
