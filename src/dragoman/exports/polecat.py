"""The `polecat` format: the columns of the POLECAT weekly files, one actor and one recipient a row."""

from collections.abc import Iterable, Iterator

from dragoman.exports.record import Record
from dragoman.exports.row import Side, pair_rows
from dragoman.exports.scores import intensity, quad


def rows(records: Iterable[Record]) -> Iterator[tuple[object, ...]]:
    """Yield the rows of the format."""
    for record in records:
        article, event = record.article, record.event
        group = quad(event)
        for row in pair_rows(record):
            where = row.where
            yield (
                row.id,
                row.day,
                event.type,
                event.modes[0] if event.modes else None,
                intensity(event),
                group.upper() if group else None,
                "; ".join(event.contexts),
                *_party(row.actor),
                *_party(row.recipient),
                where.text,
                where.city,
                where.district,
                where.province,
                where.country,
                where.latitude,
                where.longitude,
                where.geonameid,
                where.text,
                where.level.name.lower() if where.level is not None else None,
                row.publisher,
                article.date,
                None,
                None,
                None,
                article.language,
                record.version,
            )


def _party(side: Side) -> tuple[object, ...]:
    code = side.code
    cow = code.country.cow if code.country else None
    first = code.sectors[0] if code.sectors else None
    return side.text, code.first, cow, first, "; ".join(code.sectors), None, side.text, None
