"""What a store's filter lets through, told record by record: for coded articles that come from a file."""

from collections.abc import Callable

from dragoman.errors import FilterError
from dragoman.exports.record import Record
from dragoman.records import Party
from dragoman.records.gold import is_day
from dragoman.store import Box, Filter


def picks(filter: Filter) -> Callable[[Record], bool]:
    """Return what tells whether a filter asks for a record, by the same rules as a store.

    Raises: FilterError when the filter asks for words, which only a store's indexes find.
    """
    for field, words in (("text", filter.text), ("quote", filter.quote)):
        if words:
            raise FilterError(
                f"{field}: words are looked for in a store alone; add the articles to one, or leave it out"
            )

    def picked(record: Record) -> bool:
        event = record.event
        parties = [*event.actors, *event.recipients]
        return (
            _any_of(filter.type, {event.type})
            and _any_of(filter.mode, set(event.modes))
            and _any_of(filter.actor, _codes(event.actors))
            and _any_of(filter.recipient, _codes(event.recipients))
            and _any_of(filter.country, {party.code.partition(" ")[0] for party in parties})
            and _any_of(filter.sector, {sector for party in parties for sector in party.code.split()[1:]})
            and _any_of(filter.place, {event.place.country} if event.place else set())
            and _any_of(filter.status, {event.status})
            and _any_of(filter.voice, {event.voice.kind})
            and event.confidence >= filter.min_confidence
            and (filter.box is None or _inside(filter.box, record))
            and _in_time(filter, record)
            and (not filter.source or _from(filter.source, record))
        )

    return picked


def _any_of(asked: tuple[str, ...], found: set[str]) -> bool:
    return not asked or not found.isdisjoint(asked)


def _codes(parties: tuple[Party, ...]) -> set[str]:
    found = set()
    for party in parties:
        country, *sectors = party.code.split() or [""]
        found |= {country, *(f"{country} {sector}" for sector in sectors)}
    return found


def _inside(box: Box, record: Record) -> bool:
    place = record.event.place
    if place is None or place.latitude is None or place.longitude is None:
        return False
    west, east = place.longitude >= box.west, place.longitude <= box.east
    return box.south <= place.latitude <= box.north and ((west and east) if box.west <= box.east else (west or east))


def _in_time(filter: Filter, record: Record) -> bool:
    if not filter.since and not filter.until:
        return True
    first, _, last = (record.event.date or record.article.date).partition("/")
    last = last or first
    if not is_day(first) or not is_day(last):
        return False
    return last >= filter.since and (not filter.until or first <= filter.until)


def _from(names: tuple[str, ...], record: Record) -> bool:
    article = record.article
    return any(article.source.startswith(name) or article.site.lower() == name.lower() for name in names)
