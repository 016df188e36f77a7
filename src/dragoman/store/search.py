"""Finds the records that a filter asks for, in bounded time whatever is asked: from the rarest of its conditions.

What the records say is left to `store`.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.ext.compiler import compiles

from dragoman.store.filter import Filter
from dragoman.store.rows import day, storable
from dragoman.store.schema import PREFIX, ArticleRow, FacetRow, RecordRow, SourceRow
from dragoman.store.words import matching, parse_words

# A condition that no more records meet than this is rare: their ids are fetched and the others are checked on them.
# When all conditions are common, records that meet them stand close together and a walk through all soon meets them.
RARE = 10_000
# From a condition that no more meet than this, counting is quicker than in a walk through all records.
USUAL = 200_000
_AT_ONCE = 500
# Behind every text that begins with the prefix, byte by byte.
_LAST = "\U0010ffff"

Ids = sa.Select[tuple[int]]


class Condition(NamedTuple):
    """One thing that a filter asks for.

    Attributes:
        ids: asks for the ids of the records that meet it, each once, by its own index.
        check: whether a row of `records` meets it.
        some: asks for the same ids, but gives the first ones without having found all; an id can come more than once.
    """

    ids: Ids
    check: sa.ColumnElement[bool]
    some: Ids | sa.CompoundSelect[tuple[int]]


def find_ids(connection: Connection, filter: Filter, limit: int | None = None) -> Iterator[int]:
    """Yield the ids of the records that a filter asks for, ascending.

    Args:
        limit: the most that are wanted; None for all.
    """
    conditions = _conditions(connection, filter)
    rare, rest = _rarest(connection, conditions)
    if rare is None:
        walk = sa.select(RecordRow.id).where(*(one.check for one in conditions)).order_by(RecordRow.id).limit(limit)
        streaming = {"stream_results": True, "max_row_buffer": _AT_ONCE}
        yield from connection.execute(walk, execution_options=streaming).scalars()
        return
    left = limit
    for first in range(0, len(rare), _AT_ONCE):
        found: Sequence[int] = rare[first : first + _AT_ONCE]
        if rest:
            checked = sa.select(RecordRow.id).where(RecordRow.id.in_(found), *(one.check for one in rest))
            found = sorted(connection.execute(checked).scalars())
        yield from found[:left]
        if left is not None:
            left -= len(found)
            if left <= 0:
                return


def count_ids(connection: Connection, filter: Filter) -> int:
    """Return how many records a filter asks for."""
    conditions = _conditions(connection, filter)
    if len(conditions) == 1:
        return _count(connection, conditions[0].ids)
    rare, rest = _rarest(connection, conditions)
    if rare is None:
        return _count(connection, _all_of(connection, conditions))
    if not rest:
        return len(rare)
    count = 0
    for first in range(0, len(rare), _AT_ONCE):
        found = RecordRow.id.in_(rare[first : first + _AT_ONCE])
        count += _count(connection, sa.select(RecordRow.id).where(found, *(one.check for one in rest)))
    return count


def _count(connection: Connection, ids: Ids | sa.CompoundSelect[tuple[int]]) -> int:
    return connection.execute(sa.select(sa.func.count()).select_from(ids.subquery())).scalar_one()


def _all_of(connection: Connection, conditions: list[Condition]) -> Ids:
    """Return a query for the ids that meet conditions of which none is rare, for counting them."""
    chosen = _fewest(connection, conditions, USUAL)
    if chosen is None:
        return sa.select(RecordRow.id).where(*(one.check for one in conditions))
    others = (one.check for one in conditions if one is not chosen)
    return sa.select(RecordRow.id).where(RecordRow.id.in_(chosen.ids), *others)


def _rarest(connection: Connection, conditions: list[Condition]) -> tuple[list[int] | None, list[Condition]]:
    """Return the sorted ids of the rarest condition and the other conditions; None when all are common."""
    chosen = _fewest(connection, conditions, RARE)
    if chosen is None:
        return None, conditions
    ids = sorted(connection.execute(chosen.ids).scalars())
    return ids, [condition for condition in conditions if condition is not chosen]


def _fewest(connection: Connection, conditions: list[Condition], bound: int) -> Condition | None:
    """Return the condition that the fewest records meet; None when each is met by more than the bound."""
    chosen = None
    for condition in conditions:
        found = _count(connection, condition.some.limit(bound + 1))
        if found <= bound:
            bound, chosen = found - 1, condition
    return chosen


def _conditions(connection: Connection, filter: Filter) -> list[Condition]:
    server = connection.dialect.name != "sqlite"
    found: list[Condition] = []
    for column, values in (
        (RecordRow.type, filter.type),
        (RecordRow.status, filter.status),
        (RecordRow.voice, filter.voice),
        (RecordRow.country, filter.place),
    ):
        if values:
            found.append(_among(column, values))
    for kind, values in (
        ("mode", filter.mode),
        ("actor", filter.actor),
        ("recipient", filter.recipient),
        ("country", filter.country),
        ("sector", filter.sector),
    ):
        if values:
            found.append(_facet(kind, values))
    if filter.since or filter.until:
        found.append(_days(filter))
    if filter.box is not None:
        found.append(_box(filter))
    if filter.min_confidence > 0:
        least = filter.min_confidence
        found.append(_plain(RecordRow.confidence >= least, Unindexed(RecordRow.confidence) >= least))
    if filter.source:
        found.append(_from_sources(filter.source))
    if filter.text:
        hits = matching("article_words", parse_words(filter.text), server=server)
        found.append(_plain(RecordRow.article_id.in_(hits), Unindexed(RecordRow.article_id).in_(hits)))
    if filter.quote:
        hits = matching("quote_words", parse_words(filter.quote), server=server)
        found.append(Condition(hits, RecordRow.id.in_(hits), hits))
    return found


def _plain(condition: sa.ColumnElement[bool], check: sa.ColumnElement[bool]) -> Condition:
    ids = sa.select(RecordRow.id).where(condition)
    return Condition(ids, check, ids)


def _among(column: Any, values: Sequence[str]) -> Condition:
    if len(values) == 1:
        return _plain(column == values[0], column == values[0])
    return _plain(column.in_(values), Unindexed(column).in_(values))


def _facet(kind: str, values: Sequence[str]) -> Condition:
    meets = (FacetRow.kind == kind) & (FacetRow.value.in_([storable(value) for value in values]))
    ids = sa.select(FacetRow.record_id).where(meets)
    check = sa.exists().where(meets, FacetRow.record_id == RecordRow.id).correlate(RecordRow)
    return Condition(ids.distinct() if len(values) > 1 else ids, check, ids)


def _days(filter: Filter) -> Condition:
    first, last = day(filter.since), day(filter.until)

    def meets(last_day: Any, first_day: Any) -> sa.ColumnElement[bool]:
        parts = [last_day >= first] if first else [last_day.is_not(None)]
        return sa.and_(*parts, *([first_day <= last] if last else []))

    return _plain(
        meets(RecordRow.last_day, RecordRow.first_day),
        meets(Unindexed(RecordRow.last_day), Unindexed(RecordRow.first_day)),
    )


def _box(filter: Filter) -> Condition:
    box = filter.box
    assert box is not None

    def meets(latitude: Any, longitude: Any) -> sa.ColumnElement[bool]:
        east, west = longitude <= box.east, longitude >= box.west
        return sa.and_(latitude.between(box.south, box.north), east & west if box.west <= box.east else east | west)

    return _plain(
        meets(RecordRow.latitude, RecordRow.longitude),
        meets(Unindexed(RecordRow.latitude), Unindexed(RecordRow.longitude)),
    )


def _from_sources(names: Sequence[str]) -> Condition:
    """The pages of current articles were found under one of these names, or their site is one of them."""
    starts = [storable(name)[:PREFIX] for name in names]
    begins = sa.or_(*(SourceRow.prefix.between(start, start + _LAST) for start in starts))
    # Literally the condition of the index, which leaves out the many pages that tell no site.
    named = ArticleRow.site != sa.literal_column("''")
    site = named & sa.func.lower(ArticleRow.site).in_([sa.func.lower(start) for start in starts])
    current = sa.select(ArticleRow.id).where(ArticleRow.current)
    pages = sa.select(SourceRow.page_id).where(begins)
    ids = sa.select(RecordRow.id).where(
        RecordRow.article_id.in_(sa.union(current.where(ArticleRow.page_id.in_(pages)), current.where(site)))
    )
    by_article = sa.select(RecordRow.id).join(ArticleRow, ArticleRow.id == RecordRow.article_id)
    by_page = by_article.join(SourceRow, SourceRow.page_id == ArticleRow.page_id)
    some = sa.union_all(by_page.where(ArticleRow.current, begins), by_article.where(ArticleRow.current, site))
    page = sa.exists().where(SourceRow.page_id == ArticleRow.page_id, begins).correlate(ArticleRow)
    check = sa.exists().where(ArticleRow.id == RecordRow.article_id, page | site).correlate(RecordRow)
    return Condition(ids, check, some)


class Unindexed(sa.ColumnElement[Any]):
    """A column that SQLite is not to look up in an index: it would leave the walk in order for one and sort anew."""

    inherit_cache = True
    _traverse_internals = [("column", sa.sql.visitors.InternalTraversal.dp_clauseelement)]  # noqa: RUF012

    def __init__(self, column: Any) -> None:
        self.column = sa.inspect(column).expression if hasattr(column, "expression") else column
        self.type = column.type


@compiles(Unindexed)
def _compile_plain(element: Unindexed, compiler: Any, **options: Any) -> str:
    return str(compiler.process(element.column, **options))


@compiles(Unindexed, "sqlite")
def _compile_sqlite(element: Unindexed, compiler: Any, **options: Any) -> str:
    return "+" + str(compiler.process(element.column, **options))
