"""What is written of one page, in one transaction: the page, its source, its article and all that leads to its records.

When it is written is left to `store`.
"""

import json
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from dragoman.records import Article, Page
from dragoman.store.joining import forget
from dragoman.store.rows import day, digest, entries, pack_article, pack_content, page_key, storable, unpack_article
from dragoman.store.schema import (
    PREFIX,
    ArticleRow,
    FacetRow,
    FailureRow,
    PageRow,
    RecordRow,
    SourceRow,
    UnjoinedRow,
    table_of,
)
from dragoman.store.words import delete_words, insert_words


class Run:
    """One call that writes; `Store.run` begins it. `seen` is when it last told that it goes on."""

    def __init__(self, id: int, version_id: int) -> None:
        self.id = id
        self.version_id = version_id
        self.seen = datetime.now(UTC)


# Put together once: doing so for each article would take longer than the database does.
_SOURCES, _ARTICLES, _FACETS = (table_of(row) for row in (SourceRow, ArticleRow, FacetRow))
_INSERT_PAGE = {
    dialect: insert(table_of(PageRow)).on_conflict_do_nothing(index_elements=["key"])
    for dialect, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}
# The lock keeps two processes that code the same page anew from doing so at once.
_SELECT_PAGE = sa.select(PageRow.id).where(PageRow.key == sa.bindparam("key")).with_for_update()
_SELECT_SOURCES = sa.select(SourceRow.digest).where(SourceRow.page_id == sa.bindparam("page"))
_SELECT_ARTICLES = sa.select(
    ArticleRow.id, ArticleRow.version_id, ArticleRow.current, ArticleRow.body, ArticleRow.events
).where(ArticleRow.page_id == sa.bindparam("page"))
_INSERT_SOURCE = sa.insert(_SOURCES)
_INSERT_ARTICLE = sa.insert(_ARTICLES).returning(_ARTICLES.c.id)
_INSERT_RECORDS = sa.insert(table_of(RecordRow))
_INSERT_FACETS = sa.insert(_FACETS)
_INSERT_UNJOINED = sa.insert(table_of(UnjoinedRow))
_DELETE_FAILURE = sa.delete(table_of(FailureRow)).where(table_of(FailureRow).c.key == sa.bindparam("failed"))
_DELETE_FACETS = sa.delete(_FACETS).where(
    *(_FACETS.c[name] == sa.bindparam(f"old_{name}") for name in ("kind", "value", "record_id"))
)


def put_article(connection: Connection, page: Page, article: Article, run: Run, *, anew: bool = False) -> bool:
    """Write a page, its article and what leads to it, in the transaction of a connection; see `Store.put`."""
    key = page_key(page)
    new = {"key": key, "clean": page.clean, "content": pack_content(page.content)}
    connection.execute(_INSERT_PAGE[connection.dialect.name], new)
    page_id = connection.execute(_SELECT_PAGE, {"key": key}).scalar_one()
    add_source(connection, page_id, page, run)
    connection.execute(_DELETE_FAILURE, {"failed": key})
    versions = connection.execute(_SELECT_ARTICLES, {"page": page_id}).all()
    for row in versions:
        if row.current and (row.version_id == run.version_id or not anew):
            return False
    for row in versions:
        if row.current:
            _retire(connection, row.id, unpack_article(row.body, row.events))
        if row.version_id == run.version_id:
            connection.execute(sa.delete(ArticleRow).where(ArticleRow.id == row.id))
    body, events = pack_article(article)
    values = {
        "page_id": page_id,
        "version_id": run.version_id,
        "run_id": run.id,
        "current": True,
        "coded": now(),
        "title": storable(article.title),
        "date": day(article.date),
        "language": storable(article.language),
        "site": storable(article.site)[:PREFIX],
        "body": body,
        "events": events,
    }
    article_id: int = connection.execute(_INSERT_ARTICLE, values).scalar_one()
    found = entries(article_id, article)
    if found.records:
        connection.execute(_INSERT_RECORDS, found.records)
        connection.execute(_INSERT_UNJOINED, {"article_id": article_id})
        if found.facets:
            connection.execute(_INSERT_FACETS, found.facets)
    insert_words(connection, "quote_words", found.quotes)
    insert_words(connection, "article_words", [(article_id, found.text)])
    return True


def add_source(connection: Connection, page_id: int, page: Page, run: Run) -> None:
    """Write down where a stored page was found, unless that is known."""
    key = digest(page.source)
    held = connection.execute(_SELECT_SOURCES, {"page": page_id}).scalars().all()
    if key not in held:
        values = {
            "page_id": page_id,
            "number": len(held),
            "run_id": run.id,
            "digest": key,
            "prefix": storable(page.source)[:PREFIX],
            "source": storable(page.source),
            "name": storable(page.id),
            "title": storable(page.title),
            "date": page.date,
            "notes": storable(json.dumps(page.notes)),
        }
        connection.execute(_INSERT_SOURCE, values)


def now() -> str:
    """Return the time as the store writes it, UTC."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def insert(connection: Connection, table: Any) -> Any:
    """Return an INSERT that can say what to do with a row that is there already; each database has its own."""
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)


def _retire(connection: Connection, article_id: int, article: Article) -> None:
    """Keep an article for comparison, and take what leads to it out of what is searched."""
    found = entries(article_id, article)
    forget(connection, article_id)
    delete_words(connection, "article_words", [(article_id, found.text)])
    delete_words(connection, "quote_words", found.quotes)
    if found.facets:
        old = [{f"old_{name}": value for name, value in facet.items()} for facet in found.facets]
        connection.execute(_DELETE_FACETS, old)
    connection.execute(sa.delete(RecordRow).where(RecordRow.article_id == article_id))
    connection.execute(sa.update(ArticleRow).where(ArticleRow.id == article_id).values(current=False))
