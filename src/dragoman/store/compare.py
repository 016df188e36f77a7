"""What came, went and changed between the records of two versions, article by article and act by act."""

from collections.abc import Callable, Iterator, Sequence
from typing import Literal

import msgspec

from dragoman.errors import StoreError
from dragoman.records import Article, Event, Party
from dragoman.store.store import Store, StoredVersion

Kind = Literal["same", "changed", "came", "went"]

# What is compared of two records of one act, in the order of the fields; confidence and offsets may differ.
_FIELDS: dict[str, Callable[[Event], object]] = {
    "type": lambda event: event.type,
    "modes": lambda event: sorted(event.modes),
    "contexts": lambda event: sorted(event.contexts),
    "status": lambda event: event.status,
    "actors": lambda event: _codes(event.actors),
    "recipients": lambda event: _codes(event.recipients),
    "place": lambda event: (event.place.text, event.place.country) if event.place else None,
    "date": lambda event: event.date,
    "voice": lambda event: (event.voice.kind, event.voice.code),
    "quote": lambda event: event.quote.quote,
}


class Change(msgspec.Struct, frozen=True):
    """One act in the records of two versions.

    Attributes:
        kind: the same in both, changed, only in the new version (came) or only in the old one (went).
        old, new: its records. fields: which fields of them differ, if it changed.
    """

    kind: Kind
    old: Event | None
    new: Event | None
    fields: tuple[str, ...] = ()


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """An article that one or both versions coded.

    Attributes:
        key: that of its page. old, new: the article by each version; None where the version did not code it.
        changes: its acts, in the order of the old records, then those that came; empty unless both coded it.
    """

    key: str
    old: Article | None
    new: Article | None
    changes: tuple[Change, ...] = ()


def compare(store: Store, old: int, new: int) -> Iterator[Compared]:
    """Compare the records of two versions of a store.

    Two records are of one act when one sentence tells both and their types or all of their parties agree, or when type
    and parties agree, wherever they are told. Records that agree in more are put together first, each with one other.

    Args:
        old, new: the numbers of the versions, see `Store.versions` and `last_two`.
    Yields: every article that either version coded.
    """
    for key, before, after in store.codings(old, new):
        changes = compare_events(before.events, after.events) if before and after else ()
        yield Compared(key=key, old=before, new=after, changes=changes)


def last_two(store: Store) -> tuple[StoredVersion, StoredVersion]:
    """Return the version of most of the current articles and, first, the newest of the others.

    Raises: StoreError when the store's records are all of one version.
    """
    versions = store.versions()
    if len(versions) < 2:
        raise StoreError(
            f"{store.name}: has no two versions to compare; `dragoman recode` codes its articles by the one installed"
        )
    new = max(versions, key=lambda version: (version.current, version.number))
    old = max((version for version in versions if version != new), key=lambda version: version.number)
    return old, new


def compare_events(old: Sequence[Event], new: Sequence[Event]) -> tuple[Change, ...]:
    """Compare two lists of records of one article; see `compare`."""
    scores = [
        (score, -i, -j) for i, one in enumerate(old) for j, other in enumerate(new) if (score := _likeness(one, other))
    ]
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in sorted(scores, reverse=True):
        if -i not in partner and -j not in taken:
            partner[-i] = -j
            taken.add(-j)
    changes = [
        _change(one, new[partner[i]]) if i in partner else Change("went", one, None) for i, one in enumerate(old)
    ]
    changes += [Change("came", None, other) for j, other in enumerate(new) if j not in taken]
    return tuple(changes)


def _change(old: Event, new: Event) -> Change:
    fields = tuple(name for name, value in _FIELDS.items() if value(old) != value(new))
    return Change("changed" if fields else "same", old, new, fields)


def _likeness(one: Event, other: Event) -> int:
    """Return in how much two records agree; 0 when they are not of one act."""
    told_together = bool(_quotes(one) & _quotes(other))
    type = one.type == other.type
    parties = _codes(one.actors) == _codes(other.actors) and _codes(one.recipients) == _codes(other.recipients)
    if not ((told_together and (type or parties)) or (type and parties)):
        return 0
    agreeing = sum(value(one) == value(other) for value in _FIELDS.values())
    return 1 + agreeing + 4 * (one.trigger == other.trigger) + 8 * told_together + 8 * type + 8 * parties


def _quotes(event: Event) -> set[str]:
    return {event.quote.quote, *(also.quote for also in event.evidence)}


def _codes(parties: Sequence[Party]) -> list[str]:
    return sorted(party.code for party in parties)
