"""A record as one flat row, with all that it says: what `csv`, `jsonl`, `parquet` and `geojson` write."""

from dragoman.exports.cameo import cameo_code
from dragoman.exports.layout import names
from dragoman.exports.record import Record, record_id
from dragoman.exports.scores import intensity, quad
from dragoman.records.tables import record_values

NAMES = names("records")


def flat_row(record: Record) -> tuple[object, ...]:
    """Return the row of a record, in the order of `NAMES`.

    Returns: lists for several values, a date for the article's day, None for what is not told.
    """
    article, event = record.article, record.event
    cameo = cameo_code(event)
    return (
        record_id(record),
        *record_values(article, event),
        article.source or None,
        article.title or None,
        quad(event),
        intensity(event),
        cameo.code if cameo else None,
        cameo.goldstein if cameo else None,
        record.version or None,
    )
