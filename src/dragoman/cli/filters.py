"""The options that pick records of a store, for every command that does so, and the filter that they make."""

from collections.abc import Callable
from functools import reduce
from typing import TYPE_CHECKING, Any

import click

from dragoman.cli.parameters import day

if TYPE_CHECKING:
    from dragoman.store import Filter

Command = Callable[..., Any]

# Option, what its value is called, and its help; each may be given again for an alternative.
_SEVERAL = (
    ("--type", "TYPE", "Of this type, such as ASSAULT."),
    ("--mode", "MODE", "Done in this way, such as arrest."),
    ("--actor", "CODE", 'By this actor: PAK, or "PAK GOV" for one sector.'),
    ("--recipient", "CODE", "Towards this recipient, likewise."),
    ("--country", "CODE", "With an actor or recipient of this country."),
    ("--sector", "CODE", "With an actor or recipient of this sector, such as MIL."),
    ("--place", "PLACE", "In this country, or in the box SOUTH,WEST,NORTH,EAST in degrees."),
    ("--status", "STATUS", "With this status: actual, future, hypothetical, negated or historical."),
    ("--voice", "VOICE", "On the word of narrator, media or actor."),
    ("--source", "NAME", "From a source whose name begins so, or from a site of this name."),
)
_DAYS = (
    ("--since", "On this day or later."),
    ("--until", "On this day or earlier. A record without a day counts by that of its article."),
)
_TEXTS = (
    ("--text", 'Whose article holds these words; "a phrase" in quotes, -unwanted behind a minus.'),
    ("--quote", "Whose own sentences hold these words, likewise."),
)


def filter_options(command: Command) -> Command:
    """Give a command the options of a filter; they reach it by their names, for `make_filter`."""
    options = [click.option(option, metavar=metavar, multiple=True, help=help) for option, metavar, help in _SEVERAL]
    options += [
        click.option(option, metavar="YYYY-MM-DD", callback=day, default="", help=help) for option, help in _DAYS
    ]
    options.append(
        click.option(
            "--min-confidence", metavar="P", type=click.FloatRange(0, 1), default=0.0, help="As sure as P or surer."
        )
    )
    options += [click.option(option, metavar="WORDS", default="", help=help) for option, help in _TEXTS]
    return reduce(lambda wrapped, option: option(wrapped), reversed(options), command)


def make_filter(*, place: tuple[str, ...], type: tuple[str, ...], mode: tuple[str, ...], **values: Any) -> "Filter":
    """Return the filter that the options of `filter_options` ask for.

    Raises: FilterError when a value cannot be looked for, or when the ontology has no such type or mode.
    """
    from dragoman.errors import FilterError
    from dragoman.ontology import load_ontology
    from dragoman.store import Filter

    ontology = load_ontology()
    modes = {each.name for found in ontology.modes.values() for each in found}
    for field, asked, known in (("type", type, set(ontology.types)), ("mode", mode, modes)):
        for value in asked:
            if value not in known:
                raise FilterError(
                    f'{field}: "{value}" is not in the ontology; write one of: {", ".join(sorted(known))}'
                )
    filter = Filter(type=type, mode=mode, **values)
    for one in place:
        filter = filter.with_place(one)
    return filter
