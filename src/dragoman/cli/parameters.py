"""Arguments and options that several commands share."""

from pathlib import Path

import click

from dragoman.records.gold import is_day


def day(context: click.Context, parameter: click.Parameter, value: str) -> str:
    """Return an ISO day as it was given. Raises: click.BadParameter when it is none."""
    if value and not is_day(value):
        raise click.BadParameter(f'"{value}" is no day; write it as YYYY-MM-DD')
    return value


FILE = click.Path(path_type=Path, dir_okay=False)
ACTORS = click.option(
    "--actors",
    metavar="FILE",
    type=FILE,
    multiple=True,
    help="Let the names of an .actors.txt or .agents.txt file win over the built-in ones. May be given again.",
)
DATE = click.option(
    "--date", metavar="YYYY-MM-DD", callback=day, default="", help="The day of pages that do not tell theirs."
)
JOBS = click.option(
    "--jobs", metavar="N", type=click.IntRange(1, 256), default=1, show_default=True, help="Code in N processes."
)
MIN_CONFIDENCE = click.option(
    "--min-confidence",
    metavar="P",
    type=click.FloatRange(0, 1),
    default=None,
    help="Leave out records less sure than P; 0 keeps all. Unsaid: the least that did best on held-back texts.",
)
STORE = click.option(
    "--store", metavar="STORE", required=True, help="A file such as news.db, or postgresql://user@host/name."
)
