"""One record beside its article, as exports take them, with the name and the day that they give it."""

from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import TYPE_CHECKING

import msgspec

from dragoman.records import Article, Event
from dragoman.records.gold import is_day

if TYPE_CHECKING:
    from dragoman.store import Stored

_ID_BYTES = 8


class Record(msgspec.Struct, frozen=True):
    """A record with the article that tells it and, where a store knows it, the version that made it."""

    article: Article
    event: Event
    version: str = ""


def records_of(articles: Iterable["Article | Stored"]) -> Iterator[Record]:
    """Yield the records of coded articles or of what a store finds, in order, as they come."""
    for item in articles:
        article, version = (item, "") if isinstance(item, Article) else (item.article, str(item.version))
        for event in article.events:
            yield Record(article, event, version)


def record_id(record: Record) -> str:
    """Return the record's name: 16 hexadecimal digits, the same in every export as long as article and record are."""
    event = record.event
    parts = [record.article.id, event.type, event.status, event.voice.kind, event.voice.code, event.date, event.trigger]
    parts += event.modes
    for parties in (event.actors, event.recipients):
        parts.append("|")
        for party in parties:
            parts += (party.code, party.text)
    parts += (str(event.quote.start), event.quote.quote)
    return blake2b("\x1f".join(parts).encode("utf-8", "replace"), digest_size=_ID_BYTES).hexdigest()


def record_day(record: Record) -> str:
    """Return the ISO day that a record counts for: the first on which it happened, else its article's; "" for none."""
    first = record.event.date.partition("/")[0] or record.article.date
    return first if is_day(first) else ""
