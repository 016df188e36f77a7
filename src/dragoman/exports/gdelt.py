"""The `gdelt` format: the columns of GDELT 1.0 event files with CAMEO codes, one actor and one recipient a row."""

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import product

from dragoman.exports.pairs import TABLES
from dragoman.exports.record import Record
from dragoman.exports.row import Side, Where, pair_rows
from dragoman.ontology import read_table
from dragoman.places import Level
from dragoman.records import Article, Event

_NOWHERE = (0, *[None] * 6)


def rows(records: Iterable[Record]) -> Iterator[tuple[object, ...]]:
    """Yield the rows of the format."""
    for record in records:
        article, event = record.article, record.event
        for row in pair_rows(record):
            cameo = row.cameo
            yield (
                row.number,
                *_days(row.day),
                *_actor(row.actor),
                *_actor(row.recipient),
                int(_in_first_paragraph(article, event)),
                cameo.code if cameo else None,
                cameo.base if cameo else None,
                cameo.root if cameo else None,
                cameo.quad if cameo else None,
                cameo.goldstein if cameo else None,
                1 + len(event.evidence),
                1,
                1,
                None,
                *[None] * 7,
                *[None] * 7,
                *_place(row.where),
                article.date.replace("-", ""),
                article.source,
            )


def _days(day: str) -> tuple[object, ...]:
    if not day:
        return None, None, None, None
    year, month, number = map(int, day.split("-"))
    fraction = round(year + (month * 30 + number) / 365, 4)
    return day.replace("-", ""), day[:7].replace("-", ""), year, fraction


def _actor(side: Side) -> tuple[object, ...]:
    code = side.code
    types = [row.type for row in (code.body, *code.sector_rows) if row is not None and row.type]
    types += [""] * (3 - len(types))
    country = code.country.cameo if code.country else None
    group = code.body.group if code.body else None
    return code.cameo, side.text.upper(), country, group, None, None, None, *types[:3]


def _place(where: Where) -> tuple[object, ...]:
    if where.level is None and not where.text and not where.country:
        return _NOWHERE
    parts = (where.text, where.province, where.country_name)
    whole = where.level is Level.COUNTRY and where.country_name
    name = whole or ", ".join(dict.fromkeys(part for part in parts if part))
    return _geo_type(where), name, where.fips, where.fips, where.latitude, where.longitude, None


def _geo_type(where: Where) -> int:
    level = where.level.name.lower() if where.level is not None else ""
    types = _geo_types()
    return next(types[key] for key in product((level, ""), (where.country, "")) if key in types)


@cache
def _geo_types() -> dict[tuple[str, str], int]:
    rows = read_table(TABLES / "gdelt_places.tsv", ("level", "country", "type"))
    return {(row["level"], row["country"]): int(row["type"]) for row in rows}


def _in_first_paragraph(article: Article, event: Event) -> bool:
    text = article.text.lstrip("\n")
    first = len(article.text) - len(text) + len(text.partition("\n")[0])
    return 0 <= event.quote.start < first
