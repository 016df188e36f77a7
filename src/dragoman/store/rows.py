"""Pages and articles as the store keeps them, and back: what is packed, and by what each record is found."""

import zlib
from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec

from dragoman.records import Article, Event, Page, Party
from dragoman.records.gold import is_day, without_surrogates
from dragoman.store.schema import NUMBER_BITS

_EVENTS = msgspec.json.Decoder(tuple[Event, ...])
_ARTICLE = msgspec.json.Decoder(Article)
_PAGE = msgspec.msgpack.Decoder(Page)
# Level 6 packs a tenth better and takes three times as long.
_LEVEL = 3


class Entries(NamedTuple):
    """What an article's records are found by: rows of `records` and `facets`, and texts with the ids they belong to."""

    records: list[dict[str, object]]
    facets: list[dict[str, object]]
    quotes: list[tuple[int, str]]
    text: str


def page_key(page: Page) -> str:
    """Return the key of a page, the SHA-256 of its content.

    Of a row of a table, title and day are content too: two rows of one text and two days are two articles.
    """
    if not page.clean:
        return sha256(page.content).hexdigest()
    told = f"{page.date}\0{page.title}\0".encode("utf-8", "backslashreplace")
    return sha256(b"row\0" + told + page.content).hexdigest()


def digest(text: str) -> str:
    """Return the short key of a text, such as a source's name."""
    return sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:16]


def storable(text: str) -> str:
    r"""Return a text that every database takes: lone surrogates are spelled out, and NUL becomes `\x00`."""
    if text.isascii() and "\0" not in text:
        return text
    return text.encode("utf-8", "backslashreplace").decode("utf-8").replace("\0", "\\x00")


def pack_content(content: bytes) -> bytes:
    """Return a page's bytes as they are kept."""
    return zlib.compress(content, _LEVEL)


def unpack_content(packed: bytes) -> bytes:
    """Return a page's bytes as they were received."""
    return zlib.decompress(packed)


def pack_page(page: Page) -> bytes:
    """Return a whole page with what was told about it, as failures keep it."""
    return zlib.compress(msgspec.msgpack.encode(_storable_page(page)), _LEVEL)


def unpack_page(packed: bytes) -> Page:
    """Return the page that `pack_page` packed."""
    return _PAGE.decode(zlib.decompress(packed))


def pack_article(article: Article) -> tuple[bytes, bytes]:
    """Return an article's body and its events as they are kept; the page as decoded is left out."""
    body = msgspec.structs.replace(article, page="", events=())
    return _pack(body), _pack(article.events)


def unpack_article(body: bytes, events: bytes) -> Article:
    """Return the article that `pack_article` packed, without the page as decoded."""
    return msgspec.structs.replace(_ARTICLE.decode(zlib.decompress(body)), events=unpack_events(events))


def unpack_events(packed: bytes) -> tuple[Event, ...]:
    """Return the events that `pack_article` packed."""
    return _EVENTS.decode(zlib.decompress(packed))


def day(text: str) -> date | None:
    """Return an ISO day as a date; None for an empty or faulty one."""
    return date.fromisoformat(text) if is_day(text) else None


def record_id(article_id: int, number: int) -> int:
    """Return the id of an article's record; `number` counts from 0."""
    return article_id << NUMBER_BITS | number


def entries(article_id: int, article: Article) -> Entries:
    """Return what a current article and its records are found by.

    A change here leaves the rows of older stores as they were: it needs a migration that writes them anew.
    """
    records: list[dict[str, object]] = []
    facets: list[dict[str, object]] = []
    quotes: list[tuple[int, str]] = []
    for number, event in enumerate(article.events[: 1 << NUMBER_BITS]):
        id = record_id(article_id, number)
        records.append({"id": id, "article_id": article_id, **_columns(event, article.date)})
        facets += [{"kind": kind, "value": storable(value), "record_id": id} for kind, value in _facets(event)]
        quotes.append((id, storable("\n".join([event.quote.quote, *(also.quote for also in event.evidence)]))))
    return Entries(records, facets, quotes, storable(f"{article.title}\n{article.text}"))


def _columns(event: Event, article_day: str) -> dict[str, object]:
    place = event.place
    first, _, last = (event.date or article_day).partition("/")
    return {
        "type": storable(event.type),
        "status": event.status,
        "voice": event.voice.kind,
        "country": storable(place.country) or None if place else None,
        "latitude": place.latitude if place else None,
        "longitude": place.longitude if place else None,
        "first_day": day(first),
        "last_day": day(last or first),
        "confidence": event.confidence,
    }


def _facets(event: Event) -> list[tuple[str, str]]:
    found = {("mode", mode) for mode in event.modes} | {("context", context) for context in event.contexts}
    for kind, parties in (("actor", event.actors), ("recipient", event.recipients)):
        found |= {(kind, value) for value in _codes(parties)}
    for party in (*event.actors, *event.recipients):
        country, *sectors = party.code.split() or [""]
        found |= {("country", country), *(("sector", sector) for sector in sectors)}
    return sorted(pair for pair in found if pair[1])


def _codes(parties: Iterable[Party]) -> set[str]:
    """Return each party's country, and its country with each of its sectors."""
    found = set()
    for party in parties:
        country, *sectors = party.code.split() or [""]
        found |= {country, *(f"{country} {sector}" for sector in sectors)}
    return found


def _storable_page(page: Page) -> Page:
    """Return a page whose names every encoding takes."""
    return msgspec.structs.replace(
        page,
        source=storable(page.source),
        id=storable(page.id),
        title=storable(page.title),
        notes=tuple(storable(note) for note in page.notes),
    )


def _pack(value: Any) -> bytes:
    try:
        encoded = msgspec.json.encode(value)
    except UnicodeEncodeError:
        encoded = msgspec.json.encode(without_surrogates(msgspec.to_builtins(value)))
    return zlib.compress(encoded, _LEVEL)
