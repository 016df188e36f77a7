"""The actor and recipient of a row, for layouts that have one of each; what the parties are coded as is left alone."""

from collections.abc import Iterator
from functools import cache
from itertools import permutations, product
from pathlib import Path

from dragoman.ontology import read_table
from dragoman.records import Event, Party

TABLES = Path(__file__).parent / "tables"
# Stands first in the code of a party whose country the text does not tell.
_UNKNOWN = "UNK"

Pair = tuple[Party | None, Party | None]


def pairs(event: Event) -> Iterator[Pair]:
    """Yield the actors and recipients of a record one by one, each two codes once.

    Every actor stands with every recipient. Of a mutual act (talks, an accord, a clash: several actors, no recipient,
    a type of mutual.tsv) each party stands once as actor and once as recipient of each other. What stands alone does so
    in one row, the other side None.
    """
    seen = set()
    for actor, recipient in _all_pairs(event):
        key = (_key(actor), _key(recipient))
        if key not in seen:
            seen.add(key)
            yield actor, recipient


def country_pairs(event: Event) -> set[tuple[str, str]]:
    """Return the pairs of actor's and recipient's country, or of what stands in its place; unknown ones left out."""
    found = set()
    for actor, recipient in _all_pairs(event):
        if actor is not None and recipient is not None:
            one, other = actor.code[:3], recipient.code[:3]
            if one and other and _UNKNOWN not in (one, other):
                found.add((one, other))
    return found


def _all_pairs(event: Event) -> Iterator[Pair]:
    if event.recipients:
        yield from product(event.actors or (None,), event.recipients)
    elif len(event.actors) > 1 and event.type in _mutual():
        yield from permutations(event.actors, 2)
    else:
        yield from ((actor, None) for actor in event.actors or (None,))


def _key(party: Party | None) -> str | None:
    return None if party is None else party.code or f" {party.text}"


@cache
def _mutual() -> frozenset[str]:
    return frozenset(row["type"] for row in read_table(TABLES / "mutual.tsv", ("type",)))
