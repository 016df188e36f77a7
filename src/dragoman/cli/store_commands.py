"""The commands that work on a store. Nothing is decided here about pages, records or databases."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from dragoman.cli.filters import filter_options, make_filter
from dragoman.cli.messages import Messages, count
from dragoman.cli.parameters import ACTORS, DATE, FILE, JOBS, MIN_CONFIDENCE, STORE
from dragoman.records import Article


@click.command()
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@STORE
@DATE
@JOBS
@MIN_CONFIDENCE
@ACTORS
def add(
    sources: tuple[str, ...],
    store: str,
    date: str,
    jobs: int,
    min_confidence: float | None,
    actors: tuple[Path, ...],
) -> int:
    """Code pages and keep them with their records in a store.

    SOURCE is what `dragoman code` takes. STORE is made when there is none. A page that is
    in it already, told by its content, is passed over, so that the same call again adds
    nothing, and goes on where it was when it was cut short: each article is stored with
    all its records or not at all. Several calls may add to one store at the same time.

    A page that cannot be coded is told on standard error and listed; see `dragoman
    failures`. The exit code is then 1.

    \b
    Examples:
      dragoman add examples/pages --store /tmp/news.db
      dragoman add examples/pages --store /tmp/news.db --jobs 2
    """
    from dragoman.cli.output import check_target

    if "://" not in store:
        check_target(Path(store), sources)
    from dragoman.cli.dictionaries import own_actors
    from dragoman.cli.sources import count_pages
    from dragoman.cli.storing import summary, tell_of_runs, watching
    from dragoman.store import add_sources, open_store

    messages = Messages()
    own_actors(actors, messages)
    with open_store(store) as opened:
        tell_of_runs(opened, messages)
        tally = add_sources(
            opened,
            sources,
            date=date,
            jobs=jobs,
            min_confidence=min_confidence,
            actors=actors,
            watch=lambda outcomes: watching(outcomes, messages, count_pages(sources)),
        )
        messages.note(f"{opened.name}: {summary(tally)}")
    return messages.status


@click.command()
@STORE
@filter_options
@click.option("--limit", metavar="N", type=click.IntRange(1), default=None, help="No more than N records.")
@click.option("--count", "only_count", is_flag=True, help="Print only how many records there are.")
@click.option("--to", metavar="FILE", type=FILE, help="Write records to FILE (.jsonl, .csv or .parquet).")
def find(store: str, limit: int | None, only_count: bool, to: Path | None, **filters: Any) -> int:
    """Print the records of a store that are asked for, or write them to a file.

    They come as `dragoman code` prints or writes them, each article with those of its
    records that every option lets through. An option given again names an alternative.

    \b
    Examples:
      dragoman add examples/pages --store /tmp/news.db
      dragoman find --store /tmp/news.db --type SANCTION --actor "EST GOV"
      dragoman find --store /tmp/news.db --place 57,21,60,29 --status actual
      dragoman find --store /tmp/news.db --text "diplomats -football" --since 2024-03-01 --count
      dragoman find --store /tmp/news.db --country RUS --to /tmp/russia.csv
    """
    if only_count and (to is not None or limit is not None):
        raise click.UsageError("--count prints a number alone; leave --to and --limit out")
    from dragoman.cli.display import console, print_records
    from dragoman.cli.output import check_target, record_writer

    writer = record_writer(to) if to is not None else None
    if to is not None:
        check_target(to, (store,))
    filter = make_filter(**filters)
    from dragoman.store import open_store

    messages = Messages()
    totals = {"records": 0, "articles": 0}

    def articles() -> Iterator[Article]:
        for stored in opened.find(filter, limit=limit):
            totals["articles"] += 1
            totals["records"] += len(stored.article.events)
            yield stored.article

    with open_store(store, create=False) as opened:
        if only_count:
            click.echo(opened.count(filter))
            return messages.status
        if to is not None and writer is not None:
            writer(messages.track(articles(), "articles"), to)
        else:
            terminal = console()
            for article in articles():
                print_records(article, terminal)
    found = f"{count(totals['records'], 'record')} from {count(totals['articles'], 'article')}"
    if to is not None:
        messages.note(f"{to}: {found}")
    elif not totals["records"]:
        messages.note(f"{opened.name}: no record is what was asked for")
    return messages.status


@click.command()
@STORE
@filter_options
@click.option("--reports", metavar="N", type=click.IntRange(1), default=1, help="Told by N reports or more.")
@click.option("--limit", metavar="N", type=click.IntRange(1), default=None, help="No more than N incidents.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, an incident with all its reports on a line.")
def incidents(store: str, reports: int, limit: int | None, as_json: bool, **filters: Any) -> int:
    """Print the incidents of a store: events, each with all the reports that tell it.

    An incident is printed when every option lets one of its records through: its best
    record, how many reports, sources and voices tell it and when, and where they disagree.
    Records that `dragoman add` has stored since and not yet joined are joined first.

    \b
    Examples:
      dragoman add examples/pages --store /tmp/news.db
      dragoman incidents --store /tmp/news.db
      dragoman incidents --store /tmp/news.db --reports 2 --since 2024-03-01 --json
    """
    filter = make_filter(**filters)
    from itertools import islice

    import msgspec

    from dragoman.records.gold import without_surrogates
    from dragoman.store import open_store

    messages = Messages()
    found = 0
    with open_store(store, create=False) as opened:
        for incident in islice(opened.incidents(filter, least_reports=reports), limit):
            found += 1
            if as_json:
                click.echo(msgspec.json.encode(without_surrogates(msgspec.to_builtins(incident))).decode())
            else:
                click.echo(f"{incident}\n")
    if not found:
        messages.note(f"{opened.name}: no incident is what was asked for")
    return messages.status


@click.command()
@STORE
@click.option("--retry", "again", is_flag=True, help="Try them again.")
@DATE
@JOBS
@MIN_CONFIDENCE
@ACTORS
def failures(
    store: str,
    again: bool,
    date: str,
    jobs: int,
    min_confidence: float | None,
    actors: tuple[Path, ...],
) -> int:
    """List the pages that could not be coded, with the reasons, or try them again.

    A line has the time of the last try (UTC), how often it was tried, and what is wrong. With
    --retry, pages are coded from what the store keeps of them, and sources that could not
    be opened are opened anew; what comes through is off the list.

    \b
    Examples:
      dragoman add examples/pages --store /tmp/news.db
      dragoman failures --store /tmp/news.db
      dragoman failures --store /tmp/news.db --retry
    """
    from dragoman.cli.dictionaries import own_actors
    from dragoman.cli.storing import summary, tell_of_runs, watching
    from dragoman.records.display import visible
    from dragoman.store import open_store, retry

    messages = Messages()
    with open_store(store, create=False) as opened:
        if not again:
            for failure in opened.failures():
                line = " ".join(failure.reason.split())
                click.echo(visible(f"{failure.last}  tried {count(failure.attempts, 'time')}  {line}"))
            return messages.status
        own_actors(actors, messages)
        tell_of_runs(opened, messages)
        tally = retry(
            opened,
            date=date,
            jobs=jobs,
            min_confidence=min_confidence,
            actors=actors,
            watch=lambda outcomes: watching(outcomes, messages, None),
        )
        messages.note(f"{opened.name}: {summary(tally)}")
    return messages.status


@click.command()
@STORE
@JOBS
@MIN_CONFIDENCE
@ACTORS
def recode(store: str, jobs: int, min_confidence: float | None, actors: tuple[Path, ...]) -> int:
    """Code the articles of a store anew by the program, model and dictionaries installed.

    Pages are read and coded from what the store keeps of them; those that this version
    coded already are passed over, so that a call that was cut short goes on where it was.
    The new records take the place of the old ones, which are kept for `dragoman compare`.

    \b
    Examples:
      dragoman add examples/pages --store /tmp/news.db
      dragoman recode --store /tmp/news.db --min-confidence 0.5
      dragoman compare --store /tmp/news.db
    """
    from dragoman.cli.dictionaries import own_actors
    from dragoman.cli.storing import summary, tell_of_runs, watching
    from dragoman.store import open_store
    from dragoman.store import recode as code_anew

    messages = Messages()
    own_actors(actors, messages)
    with open_store(store, create=False) as opened:
        tell_of_runs(opened, messages)
        tally = code_anew(
            opened,
            jobs=jobs,
            min_confidence=min_confidence,
            actors=actors,
            watch=lambda outcomes: watching(outcomes, messages, None),
        )
        messages.note(f"{opened.name}: {summary(tally)}")
    return messages.status


@click.command()
@STORE
@click.option("--old", metavar="N", type=int, help="The number of a version; unsaid, the newest before the new one.")
@click.option("--new", metavar="N", type=int, help="The number of another; unsaid, the one with most records in use.")
@click.option("--list", "only_list", is_flag=True, help="List the versions with their numbers instead.")
def compare(store: str, old: int | None, new: int | None, only_list: bool) -> None:
    """Tell what came, went and changed between the records of two versions of a store.

    Records are compared article by article and act by act; of an act that changed, the
    fields that differ are named. The last line has the totals.

    \b
    Examples:
      dragoman add examples/pages --store /tmp/news.db --min-confidence 0.9
      dragoman recode --store /tmp/news.db
      dragoman compare --store /tmp/news.db
      dragoman compare --store /tmp/news.db --list
    """
    from collections import Counter

    from dragoman.cli.storing import changes_of
    from dragoman.store import compare as compare_versions
    from dragoman.store import last_two, open_store

    with open_store(store, create=False) as opened:
        versions = {version.number: version for version in opened.versions()}
        if only_list:
            for version in versions.values():
                click.echo(
                    f"{version.number}  {version.version}  {count(version.articles, 'article')}, "
                    f"{version.current} of them in use"
                )
            return
        for asked in (old, new):
            if asked is not None and asked not in versions:
                known = ", ".join(map(str, versions)) or "none"
                raise click.UsageError(f"{asked} is no version of this store; it has: {known}")
        if old is None or new is None:
            older, newer = last_two(opened)
            old, new = older.number if old is None else old, newer.number if new is None else new
        totals: Counter[str] = Counter()
        for line in changes_of(compare_versions(opened, old, new), totals):
            click.echo(line)
    parts = [
        f"{count(totals['articles'], 'article')} coded by both",
        f"{count(totals['same'], 'act')} the same",
        *(f"{totals[kind]} {kind}" for kind in ("changed", "came", "went")),
    ]
    if totals["one"]:
        parts.append(f"{count(totals['one'], 'article')} coded by one alone")
    click.echo(f"version {old} to {new}: {'; '.join(parts)}")
