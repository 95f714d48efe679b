"""``ckan tiptaskforce context load``: figures of others about the country."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import ckan.plugins.toolkit as tk
import click

from ckanext.tiptaskforce.cli import terminal
from ckanext.tiptaskforce.exchange import context as files
from ckanext.tiptaskforce.vocabulary import Licence


@click.group()
def context() -> None:
    """Load context series: source, licence and date stand beside each figure."""


@context.command()
@click.argument("taskforce")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--country", required=True, help="The country, as the file names it.")
@click.option(
    "--licence",
    required=True,
    type=click.Choice([licence.value for licence in Licence]),
    help="not-open where it is not openly licensed or you do not know: members only.",
)
@click.option(
    "--as-of",
    required=True,
    type=click.DateTime(["%Y-%m-%d"]),
    help="Day of the data, such as 2026-11-01.",
)
@click.option("--url", default="", help="https address of the source.")
def load(  # noqa: PLR0913, PLR0917  an option each
    taskforce: str,
    file: Path,
    country: str,
    licence: str,
    as_of: datetime,
    url: str,
) -> None:
    """Load country-years of UCDP (CSV) or an overview of Insecurity Insight (JSON).

    National figures on trafficking come as a CSV with the columns country, year, title,
    unit, source and value, and low and high where there are bounds. They stand on the
    public page of who was not reached, beside the task force's own and apart from them.
    Loading newer ones opens the next edition of a series; the old figures are kept
    with their day.
    """
    try:
        found = files.read(file.name, file.read_bytes(), country)
    except files.NotReadError as refused:
        terminal.stop(str(refused))
    with terminal.plain_refusals():
        for series in found:
            made = terminal.call(
                "tiptaskforce_context_series_load",
                taskforce=taskforce,
                slug=series.measure.slug,
                title=series.measure.title,
                unit=series.measure.unit,
                country=country,
                source=series.source,
                licence=licence,
                as_of=as_of.date().isoformat(),
                violations=[v.value for v in (series.measure.violation,) if v],
                points=series.points,
                **({"url": url} if url else {}),
            )
            told = tk._("{title}: {count} years")
            click.echo(told.format(title=made["title"], count=len(made["points"])))
