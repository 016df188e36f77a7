"""A record as one flat row, with all that it says: what `csv`, `jsonl`, `parquet` and `geojson` write."""

from datetime import date

from dragoman.exports.cameo import cameo_code
from dragoman.exports.layout import names
from dragoman.exports.record import Record, record_id
from dragoman.exports.scores import intensity, quad
from dragoman.records.gold import is_day

NAMES = names("records")


def flat_row(record: Record) -> tuple[object, ...]:
    """Return the row of a record, in the order of `NAMES`.

    Returns: lists for several values, a date for the article's day, None for what is not told.
    """
    article, event, place = record.article, record.event, record.event.place
    quote = event.quote
    cameo = cameo_code(event)
    return (
        record_id(record),
        article.id,
        date.fromisoformat(article.date) if is_day(article.date) else None,
        event.date or None,
        event.type,
        list(event.modes),
        list(event.contexts),
        event.status,
        [party.code for party in event.actors],
        [party.text for party in event.actors],
        [party.code for party in event.recipients],
        [party.text for party in event.recipients],
        event.voice.kind,
        event.voice.code or None,
        (place.text or None) if place else None,
        (place.country or None) if place else None,
        place.latitude if place else None,
        place.longitude if place else None,
        quote.quote,
        quote.start if quote.start >= 0 else None,
        quote.end if quote.end >= 0 else None,
        quote.page_start if quote.page_start >= 0 else None,
        quote.page_end if quote.page_end >= 0 else None,
        event.confidence,
        article.source or None,
        article.title or None,
        quad(event),
        intensity(event),
        cameo.code if cameo else None,
        cameo.goldstein if cameo else None,
        record.version or None,
    )
