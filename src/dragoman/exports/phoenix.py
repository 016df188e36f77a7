"""The `phoenix` format: the columns of Phoenix event files with CAMEO codes, one actor and one recipient a row."""

from collections.abc import Iterable, Iterator

from dragoman.exports.record import Record
from dragoman.exports.row import Side, pair_rows


def rows(records: Iterable[Record]) -> Iterator[tuple[object, ...]]:
    """Yield the rows of the format."""
    for record in records:
        article, event = record.article, record.event
        issues = ";".join(f"{context},1" for context in event.contexts)
        for row in pair_rows(record):
            cameo, where = row.cameo, row.where
            yield (
                row.id,
                row.day.replace("-", ""),
                *([int(part) for part in row.day.split("-")] if row.day else (None, None, None)),
                *_party(row.actor),
                *_party(row.recipient),
                cameo.code if cameo else None,
                cameo.root if cameo else None,
                cameo.penta if cameo else None,
                cameo.goldstein if cameo else None,
                issues,
                where.latitude,
                where.longitude,
                where.text,
                where.country_name,
                where.province,
                f"{article.id}_{event.quote.start}",
                article.source,
                article.site,
            )


def _party(side: Side) -> tuple[str, str, str, str]:
    code = side.code
    entity = code.country.cameo if code.country else code.body.cameo if code.body else code.first
    sectors = [row.cameo for row in code.sector_rows if row.cameo]
    return code.cameo, entity, sectors[0] if sectors else "", ";".join(sectors[1:])
