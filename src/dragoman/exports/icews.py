"""The `icews` format: the columns of ICEWS event files with CAMEO codes, one actor and one recipient a row."""

from collections.abc import Iterable, Iterator

from dragoman.exports.record import Record
from dragoman.exports.row import Side, pair_rows


def rows(records: Iterable[Record]) -> Iterator[tuple[object, ...]]:
    """Yield the rows of the format."""
    for record in records:
        for row in pair_rows(record):
            cameo, where = row.cameo, row.where
            yield (
                row.number,
                row.day,
                *_party(row.actor),
                cameo.label if cameo else None,
                cameo.code if cameo else None,
                cameo.goldstein if cameo else None,
                *_party(row.recipient),
                record.article.id,
                None,
                row.publisher,
                where.city,
                where.district,
                where.province,
                where.country_name,
                where.latitude,
                where.longitude,
            )


def _party(side: Side) -> tuple[str, str, str]:
    code = side.code
    sectors = ",".join(row.name for row in (code.body, *code.sector_rows) if row is not None and row.name)
    return side.text, sectors, code.country.name if code.country else ""
