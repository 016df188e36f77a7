"""Joins the records of a store to incidents, and finds the incidents whose records a filter asks for.

What makes two records tell one event is for `dragoman.incidents` to say; here those are looked up that it asks for.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dragoman.incidents.incident import Incident, Report, make_incident
from dragoman.incidents.joining import choose, in_turn, keys, window
from dragoman.incidents.telling import Telling, tell
from dragoman.records import Article
from dragoman.store.database import Database
from dragoman.store.filter import Filter
from dragoman.store.rows import record_id, unpack_article, unpack_events
from dragoman.store.schema import (
    NUMBER_BITS,
    ArticleRow,
    PageRow,
    SourceRow,
    TellingKeyRow,
    TellingRow,
    UnjoinedRow,
    table_of,
)
from dragoman.store.search import find_ids

if TYPE_CHECKING:
    from dragoman.incidents.telling import Floats

_AT_ONCE = 100
# Keeps two processes on PostgreSQL from beginning two incidents of one event at the same time.
_JOINING_LOCK = 7_301_985
_DECODER = msgspec.msgpack.Decoder(Telling)
_NUMBERS = (1 << NUMBER_BITS) - 1
_TELLINGS, _KEYS, _UNJOINED = (table_of(row) for row in (TellingRow, TellingKeyRow, UnjoinedRow))

# Vectors for quotes, one each.
Encoder = Callable[[Sequence[str]], "Sequence[Floats]"]


def join_new(database: Database, encoder: Encoder | None = None) -> int:
    """Join the records that are not yet joined: article by article, in the order of days, each in one transaction.

    Args:
        encoder: gives the vectors of quotes; None for the program's own, loaded when there is something to join.
    Returns: how many articles were joined.
    """
    with database.reading() as connection:
        waiting = connection.execute(
            sa.select(UnjoinedRow.article_id)
            .outerjoin(ArticleRow, ArticleRow.id == UnjoinedRow.article_id)
            .order_by(sa.func.coalesce(ArticleRow.date, date.max), UnjoinedRow.article_id)
        ).scalars()
        ids = list(waiting)
    for first in range(0, len(ids), _AT_ONCE):
        some = ids[first : first + _AT_ONCE]
        with database.reading() as connection:
            rows = connection.execute(
                sa.select(ArticleRow.id, ArticleRow.body, ArticleRow.events).where(ArticleRow.id.in_(some))
            ).all()
        articles = {row.id: unpack_article(row.body, row.events) for row in rows}
        quotes = [event.quote.quote for id in some if id in articles for event in articles[id].events]
        vectors = iter((encoder or _own_encoder)(quotes) if quotes else ())
        for id in some:
            if id in articles:
                tellings = _tell(id, articles[id], vectors)
                with database.writing() as connection:
                    _join(connection, id, tellings)
    return len(ids)


def find_incidents(connection: Connection, filter: Filter, *, least_reports: int = 1) -> Iterator[Incident]:
    """Yield the incidents of which a filter asks for a record, whole, each once, in the order of these records."""
    ids = find_ids(connection, filter)
    seen: set[int] = set()
    while some := list(islice(ids, _AT_ONCE)):
        rows = connection.execute(
            sa.select(TellingRow.incident_id).where(TellingRow.record_id.in_(some)).order_by(TellingRow.record_id)
        ).scalars()
        new = [id for id in dict.fromkeys(rows) if id not in seen]
        seen.update(new)
        members: dict[int, list[int]] = {id: [] for id in new}
        for row in connection.execute(
            sa.select(TellingRow.incident_id, TellingRow.record_id)
            .where(TellingRow.incident_id.in_(new))
            .order_by(TellingRow.id)
        ):
            members[row.incident_id].append(row.record_id)
        wanted = {
            id: records
            for id, records in members.items()
            if len({record >> NUMBER_BITS for record in records}) >= least_reports
        }
        reports = _reports(connection, [record for records in wanted.values() for record in records])
        for id, records in wanted.items():
            yield make_incident(id, [reports[record] for record in records])


def forget(connection: Connection, article_id: int) -> None:
    """Take the records of an article out of the incidents that they joined."""
    first, last = record_id(article_id, 0), record_id(article_id, _NUMBERS)
    within = TellingRow.record_id.between(first, last)
    for row in connection.execute(sa.select(TellingRow.telling).where(within)).all():
        connection.execute(
            sa.delete(_KEYS).where(
                _KEYS.c.key.in_(keys(_DECODER.decode(row.telling))), _KEYS.c.record_id.between(first, last)
            )
        )
    connection.execute(sa.delete(TellingRow).where(within))
    connection.execute(sa.delete(UnjoinedRow).where(UnjoinedRow.article_id == article_id))


def _tell(article_id: int, article: Article, vectors: "Iterator[Floats]") -> list[Telling]:
    return [tell(article, number, key=str(article_id), vector=next(vectors)) for number in range(len(article.events))]


def _join(connection: Connection, article_id: int, tellings: Sequence[Telling]) -> None:
    if connection.dialect.name != "sqlite":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_JOINING_LOCK)))
    # Another process may have joined it, or coded it anew, since it was read.
    if not connection.execute(sa.delete(_UNJOINED).where(_UNJOINED.c.article_id == article_id)).rowcount:
        return
    for turn in in_turn(tellings):
        some = [tellings[position] for position in turn]
        chosen = choose(some, [_candidates(connection, telling) for telling in some])
        for telling, incident in zip(some, chosen, strict=True):
            id = record_id(article_id, telling.number)
            connection.execute(
                sa.insert(_TELLINGS),
                {
                    "record_id": id,
                    "incident_id": id if incident is None else incident,
                    "telling": msgspec.msgpack.encode(telling),
                },
            )
            rows = [{"key": key, "last_day": telling.last, "record_id": id} for key in keys(telling)]
            if rows:
                connection.execute(sa.insert(_KEYS), rows)


def _candidates(connection: Connection, telling: Telling) -> dict[int, Sequence[Telling]]:
    sought = keys(telling)
    if not sought:
        return {}
    first, last = window(telling)
    near = (
        sa.select(TellingRow.incident_id)
        .join(TellingKeyRow, TellingKeyRow.record_id == TellingRow.record_id)
        .where(TellingKeyRow.key.in_(sought), TellingKeyRow.last_day.between(first, last))
    )
    found: dict[int, list[Telling]] = {}
    for row in connection.execute(
        sa.select(TellingRow.incident_id, TellingRow.telling)
        .where(TellingRow.incident_id.in_(near))
        .order_by(TellingRow.id)
    ):
        found.setdefault(row.incident_id, []).append(_DECODER.decode(row.telling))
    return dict(found)


def _reports(connection: Connection, records: Sequence[int]) -> dict[int, Report]:
    """Return the report of each record, by the record's id."""
    articles = sorted({record >> NUMBER_BITS for record in records})
    found: dict[int, Any] = {}
    for first in range(0, len(articles), _AT_ONCE):
        rows = connection.execute(
            sa.select(ArticleRow.id, ArticleRow.page_id, ArticleRow.date, ArticleRow.events, PageRow.key)
            .join(PageRow, PageRow.id == ArticleRow.page_id)
            .where(ArticleRow.id.in_(articles[first : first + _AT_ONCE]))
        ).all()
        sources: dict[int, list[str]] = {}
        for source in connection.execute(
            sa.select(SourceRow.page_id, SourceRow.source)
            .where(SourceRow.page_id.in_([row.page_id for row in rows]))
            .order_by(SourceRow.page_id, SourceRow.number)
        ):
            sources.setdefault(source.page_id, []).append(source.source)
        for row in rows:
            found[row.id] = (row.key, row.date, tuple(sources.get(row.page_id, ())), unpack_events(row.events))
    reports = {}
    for record in records:
        key, day, named, events = found[record >> NUMBER_BITS]
        reports[record] = Report(
            article=key, day=day.isoformat() if day else "", sources=named, event=events[record & _NUMBERS]
        )
    return reports


def _own_encoder(quotes: Sequence[str]) -> "Sequence[Floats]":
    from dragoman.incidents.vectors import quote_vectors

    return quote_vectors(_model(), quotes)


@cache
def _model() -> Any:
    # Loaded only where something is joined; looking for incidents does without.
    from dragoman.coder.model import Model

    return Model(threads=1)
