"""The command that exports records. Nothing is decided here about formats or what stands in them."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dragoman.cli.filters import filter_options, make_filter
from dragoman.cli.messages import Messages, count
from dragoman.cli.parameters import FILE

if TYPE_CHECKING:
    from dragoman.records import Article
    from dragoman.store import Filter

_FORMATS = (
    "csv",
    "parquet",
    "jsonl",
    "gold",
    "polecat",
    "gdelt",
    "icews",
    "phoenix",
    "cameo",
    "dyads",
    "stata",
    "geojson",
    "graphml",
)


@click.command()
@click.argument("coded", type=FILE, required=False)
@click.option("--store", metavar="STORE", help="A file such as news.db, or postgresql://user@host/name.")
@click.option(
    "--format",
    "format",
    metavar="FORMAT",
    type=click.Choice(_FORMATS),
    required=True,
    help=f"One of {', '.join(_FORMATS)}.",
)
@click.option(
    "--to", metavar="FILE", type=click.Path(path_type=Path), required=True, help="The file, or folder for parquet."
)
@click.option("--all-dyads", is_flag=True, help="With dyads: also countries between which there is no record.")
@filter_options
def export(coded: Path | None, store: str | None, format: str, to: Path, all_dyads: bool, **filters: Any) -> None:
    """Write records in a format that other tools read, with a codebook beside it.

    Records come from a store, or from CODED, a file that `dragoman code --to FILE.jsonl`
    wrote. The codebook, FILE.codebook.md, tells the columns and their values, what made
    the records, what was asked for and how to cite.

    \b
    csv, parquet, jsonl    all that a record says, one record a row
    gold                   articles with their records, as dragoman code writes them
    polecat, gdelt, icews, phoenix
                           the columns of these data sets, one actor and one recipient a row
    cameo                  day, source, target and CAMEO code
    dyads                  counts and mean scores by dyad of countries and month
    stata                  a .dta file with labels, one actor and one recipient a row
    geojson, graphml       the records on a map; the network of who to whom

    A format without a column for the status (polecat, gdelt, icews, phoenix, cameo, dyads,
    graphml) has only what is told as done, unless --status asks for another.

    \b
    Examples:
      dragoman add examples/pages --store /tmp/news.db
      dragoman export --store /tmp/news.db --format polecat --to /tmp/events.txt
      dragoman export --store /tmp/news.db --format dyads --to /tmp/dyads.csv --since 2024-01-01
      dragoman export examples/gold.jsonl --format parquet --to /tmp/events
    """
    if (coded is None) == (store is None):
        raise click.UsageError("records come from --store or from a file of coded articles; name one of the two")
    if all_dyads and format != "dyads":
        raise click.UsageError(f"--all-dyads is for the format dyads alone; leave it out with {format}")
    filter = make_filter(**filters)
    from dragoman.cli.output import check_target
    from dragoman.exports import FORMATS
    from dragoman.exports import export as write

    source = str(store if coded is None else coded)
    if FORMATS[format].folder:
        from dragoman.exports.parquet import check_folder

        check_folder(to)
    else:
        check_target(to, (source,))
    messages = Messages()
    if coded is not None:
        articles = messages.track(_picked(coded, filter), "articles")
        made = write(articles, format, to, filter=filter, source=source, all_dyads=all_dyads)
    else:
        from dragoman.store import open_store

        with open_store(source, create=False) as opened:
            found = messages.track(opened.find(filter), "articles")
            made = write(found, format, to, filter=filter, source=opened.name, all_dyads=all_dyads)
    messages.note(f"{to}: {count(made.rows, 'row')} from {count(made.records, 'record')}")
    for reason, number in made.left_out.items():
        messages.note(f"{to}: {count(number, 'record')} left out: {reason}")


def _picked(path: Path, filter: "Filter") -> "Iterator[Article]":
    """Yield the coded articles of a file, each with those of its records that the filter asks for."""
    import msgspec

    from dragoman.exports import Record, picks
    from dragoman.records.gold import read_jsonl

    asked = picks(filter)
    for article in read_jsonl(path):
        events = tuple(event for event in article.events if asked(Record(article, event)))
        if events:
            yield msgspec.structs.replace(article, events=events)
