"""The dictionaries that a command line names with --actors, and what is told of lines in them that cannot be used."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from dragoman.actors import ActorDictionary, load_actors
from dragoman.cli.messages import Messages, count


def own_actors(files: Sequence[Path], messages: Messages) -> ActorDictionary | None:
    """Load dictionaries and tell in one line for each file how many of its lines cannot be used; None for no files.

    Raises: SourceError or TableError as `load_actors`.
    """
    if not files:
        return None
    own = load_actors(files)
    for file, number in Counter(one.file for one in own.malformed).items():
        verb = "line is" if number == 1 else "lines are"
        messages.note(
            f"{file}: {number:,} {verb} malformed; `dragoman actors {file}` lists them and what was made of each"
        )
    return own


def summary(own: ActorDictionary) -> str:
    """Return what dictionaries hold, in one line."""
    bad = len(own.malformed)
    return f"{own}; {count(bad, 'line')} malformed" if bad else f"{own}; nothing malformed"
