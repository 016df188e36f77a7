"""The store: pages as received, the articles read from them and their records, kept across calls and found again.

Opening pages and coding them is left to `adding`, where two versions differ to `compare`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby, islice
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from dragoman.errors import StoreError
from dragoman.incidents import Incident
from dragoman.records import Article, Page
from dragoman.records.display import article_block
from dragoman.store import process
from dragoman.store.database import Database
from dragoman.store.filter import Filter
from dragoman.store.joining import find_incidents, join_new
from dragoman.store.rows import (
    digest,
    pack_page,
    page_key,
    storable,
    unpack_article,
    unpack_content,
    unpack_page,
)
from dragoman.store.schema import (
    NUMBER_BITS,
    ArticleRow,
    FailureRow,
    PageRow,
    RunRow,
    SourceRow,
    VersionRow,
)
from dragoman.store.search import count_ids, find_ids
from dragoman.store.version import Version
from dragoman.store.writing import Run, add_source, insert, now, put_article

_AT_ONCE = 100
_EVERYTHING = Filter()
_NUMBERS = (1 << NUMBER_BITS) - 1
_VERSION_COLUMNS = (
    VersionRow.program,
    VersionRow.model,
    VersionRow.dictionaries,
    VersionRow.ontology,
    VersionRow.min_confidence,
)
# How often a run says that it still goes on, and after which silence a run on another machine counts as cut short.
_SEEN_SECONDS = 30
_SILENT_SECONDS = 600


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """Where a page was found: source, id, day and title as `Page` has them, and the folder that a path starts from."""

    source: str
    id: str
    date: str
    title: str
    folder: str


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """An article of a store with those of its records that were asked for.

    Attributes:
        key: that of its page, for `Store.page` and `Store.article`.
        article: without the page as decoded, which `Store.article` gives.
        version: what made its records.
        sources: where its page was found, the first one first.
    """

    key: str
    article: Article
    version: Version
    sources: tuple[Source, ...]

    def __str__(self) -> str:
        return article_block(self.article)


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """A page that could not be read or coded.

    Attributes:
        key: names it in its store.
        reason: the line that says which page, what is wrong and what to do.
        attempts: how often it was tried; first, last: when, UTC.
        argument: the source as it was named to `add`, for what has to be opened again.
        page: the page, where there was one.
    """

    key: str
    reason: str
    attempts: int
    first: str
    last: str
    argument: str
    page: Page | None


class StoredVersion(msgspec.Struct, frozen=True, kw_only=True):
    """A version whose records a store holds: its number there, and how many articles it coded, all and current ones."""

    number: int
    version: Version
    articles: int
    current: int


class CutShort(msgspec.Struct, frozen=True, kw_only=True):
    """A run that did not end well: its command, when it began (UTC), how it ended, how many articles it had stored."""

    command: str
    started: str
    outcome: str
    articles: int


class Store:
    """A store, made by `open_store`. Close it, or use it in a `with` block."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def name(self) -> str:
        """The file, or the URL without its password."""
        return self._database.name

    def close(self) -> None:
        """Close the connections."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def find(self, filter: Filter = _EVERYTHING, *, limit: int | None = None) -> Iterator[Stored]:
        """Yield the articles that have records which the filter asks for, each with these records alone.

        Args:
            filter: what is asked for; by default all records.
            limit: the most records that are wanted; None for all.
        Yields: articles in the order in which they were coded, as they are asked for.
        Raises: StoreError when the database cannot be read.
        """
        with self._database.reading() as connection:
            ids = find_ids(connection, filter, limit)
            by_article = (
                (article, {id & _NUMBERS for id in group})
                for article, group in groupby(ids, key=lambda id: id >> NUMBER_BITS)
            )
            while numbers := dict(islice(by_article, _AT_ONCE)):
                yield from _articles(connection, numbers)

    def count(self, filter: Filter = _EVERYTHING) -> int:
        """Return how many records the filter asks for. Raises: StoreError when the database cannot be read."""
        with self._database.reading() as connection:
            return count_ids(connection, filter)

    def incidents(self, filter: Filter = _EVERYTHING, *, least_reports: int = 1) -> Iterator[Incident]:
        """Yield the incidents of which a filter asks for a record, each whole and once.

        Records that are stored and not yet joined are joined first.

        Args:
            filter: what is asked for; by default all records.
            least_reports: leave out incidents that fewer reports tell.
        Raises: StoreError when the database cannot be read, or not written where something is to be joined.
        """
        self.join()
        with self._database.reading() as connection:
            yield from find_incidents(connection, filter, least_reports=least_reports)

    def article(self, key: str) -> Article:
        """Return an article whole: with all its records, and with its page as decoded.

        Args:
            key: that of its page.
        Raises: StoreError when the store has no such page.
        """
        from dragoman.pages.decode import decode

        with self._database.reading() as connection:
            row = connection.execute(
                sa.select(ArticleRow.body, ArticleRow.events)
                .join(PageRow, PageRow.id == ArticleRow.page_id)
                .where(PageRow.key == key, ArticleRow.current)
            ).one_or_none()
        page = self.page(key)
        if row is None:
            raise StoreError(f"{self.name}: has no article of the page {key}")
        decoded = decode(page.content, page.source, clean=page.clean)
        return msgspec.structs.replace(unpack_article(row.body, row.events), page=decoded.text)

    def page(self, key: str) -> Page:
        """Return a page as it was received. Raises: StoreError when the store has no page of that key."""
        with self._database.reading() as connection:
            found = list(_pages(connection, PageRow.key == key))
        if not found:
            raise StoreError(f"{self.name}: has no page {key}")
        return found[0][1]

    def failures(self) -> list[Failure]:
        """Return the pages that could not be read or coded, the oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(FailureRow.__table__).order_by(FailureRow.id)).all()
        return [
            Failure(
                key=row.key,
                reason=row.reason,
                attempts=row.attempts,
                first=row.first,
                last=row.last,
                argument=row.argument,
                page=None if row.page is None else unpack_page(row.page),
            )
            for row in rows
        ]

    def versions(self) -> list[StoredVersion]:
        """Return the versions that coded articles of the store, in the order in which they first did."""
        current = sa.func.sum(sa.case((ArticleRow.current, 1), else_=0))
        with self._database.reading() as connection:
            rows = connection.execute(
                sa.select(VersionRow.id, *_VERSION_COLUMNS, sa.func.count(), current)
                .join(ArticleRow, ArticleRow.version_id == VersionRow.id)
                .group_by(VersionRow.id, *_VERSION_COLUMNS)
                .order_by(VersionRow.id)
            ).all()
        return [
            StoredVersion(number=row[0], version=_version(row[1:6]), articles=row[6], current=int(row[7]))
            for row in rows
        ]

    def codings(self, old: int, new: int) -> Iterator[tuple[str, Article | None, Article | None]]:
        """Yield each page that one of two versions coded: its key and its article by the old and by the new version.

        Args:
            old, new: the numbers of the versions, see `versions`.
        """
        columns = (ArticleRow.version_id, ArticleRow.body, ArticleRow.events)
        last = 0
        with self._database.reading() as connection:
            while True:
                pages = connection.execute(
                    sa.select(PageRow.id, PageRow.key)
                    .where(PageRow.id > last)
                    .where(PageRow.id.in_(sa.select(ArticleRow.page_id).where(ArticleRow.version_id.in_((old, new)))))
                    .order_by(PageRow.id)
                    .limit(_AT_ONCE)
                ).all()
                if not pages:
                    return
                last = pages[-1].id
                rows = connection.execute(
                    sa.select(ArticleRow.page_id, *columns).where(
                        ArticleRow.page_id.in_([page.id for page in pages]), ArticleRow.version_id.in_((old, new))
                    )
                ).all()
                coded = {(row.page_id, row.version_id): unpack_article(row.body, row.events) for row in rows}
                for page in pages:
                    yield page.key, coded.get((page.id, old)), coded.get((page.id, new))

    # What follows writes; `adding` calls it.

    def run(self, command: str, sources: Sequence[str], version: Version) -> Run:
        """Begin a run that writes records of a version. `end` ends it."""
        values = msgspec.structs.asdict(version)
        began = now()
        with self._database.writing() as connection:
            table: Any = VersionRow.__table__
            connection.execute(insert(connection, table).values(**values).on_conflict_do_nothing())
            version_id = connection.execute(
                sa.select(VersionRow.id).where(*(table.c[name] == value for name, value in values.items()))
            ).scalar_one()
            run_id = connection.execute(
                sa.insert(RunRow)
                .values(
                    version_id=version_id,
                    command=command,
                    sources=storable(json.dumps(list(sources))),
                    folder=storable(str(Path.cwd())),
                    host=process.host(),
                    process=process.own(),
                    process_start=process.start(process.own()),
                    started=began,
                    seen=began,
                )
                .returning(RunRow.id)
            ).scalar_one()
        return Run(run_id, version_id)

    def end(self, run: Run, outcome: str = "") -> None:
        """End a run; `outcome` says in a few words why it did not end well.

        A run that ended well leaves all that it stored safe on the disk.
        """
        with self._database.writing() as connection:
            connection.execute(
                sa.update(RunRow).where(RunRow.id == run.id).values(ended=now(), outcome=storable(outcome))
            )
        self._database.checkpoint()

    def cut_short(self) -> list[CutShort]:
        """Return the runs that did not end well and of which no call has told yet."""
        articles = sa.select(sa.func.count()).where(ArticleRow.run_id == RunRow.id).scalar_subquery()
        not_told = sa.select(RunRow.__table__, articles.label("articles")).where(
            RunRow.told.is_(False), RunRow.ended.is_(None) | (RunRow.outcome != "")
        )
        with self._database.reading() as connection:
            rows = [row for row in connection.execute(not_told.order_by(RunRow.id)) if row.ended or not _goes_on(row)]
        if rows:
            with self._database.writing() as connection:
                connection.execute(sa.update(RunRow).where(RunRow.id.in_([row.id for row in rows])).values(told=True))
        return [
            CutShort(
                command=row.command,
                started=row.started,
                outcome=row.outcome or "it was killed, or its machine went down",
                articles=row.articles,
            )
            for row in rows
        ]

    def known(self, pages: Sequence[Page], run: Run) -> tuple[set[str], set[str]]:
        """Return the keys of pages that are stored, and of those that failed; a new source of a stored page is kept."""
        keys = {page_key(page): page for page in pages}
        with self._database.reading() as connection:
            stored = {
                row.key: row.id
                for row in connection.execute(sa.select(PageRow.key, PageRow.id).where(PageRow.key.in_(keys)))
            }
            failed = set(connection.execute(sa.select(FailureRow.key).where(FailureRow.key.in_(keys))).scalars()) - set(
                stored
            )
            held = {
                (row.page_id, row.digest)
                for row in connection.execute(
                    sa.select(SourceRow.page_id, SourceRow.digest).where(SourceRow.page_id.in_(stored.values()))
                )
            }
        found = [(stored[page_key(page)], page) for page in pages if page_key(page) in stored]
        missing = [(id, page) for id, page in found if (id, digest(page.source)) not in held]
        if missing:
            with self._database.writing() as connection:
                for id, page in missing:
                    add_source(connection, id, page, run)
        return set(stored), failed

    def put(self, page: Page, article: Article, run: Run, *, anew: bool = False) -> bool:
        """Store a page with its coded article and all that leads to it, in one transaction.

        Args:
            page: as received. article: coded.
            run: the run that coded it.
            anew: let the article take the place of one that another version coded.
        Returns: false when the store has it already and only the page's source is added.
        Raises: StoreError when the database refuses; then nothing of the article is stored.
        """
        with self._database.writing() as connection:
            new = put_article(connection, page, article, run, anew=anew)
            if (datetime.now(UTC) - run.seen).total_seconds() > _SEEN_SECONDS:
                run.seen = datetime.now(UTC)
                connection.execute(sa.update(RunRow).where(RunRow.id == run.id).values(seen=now()))
        return new

    def fail(self, reason: str, run: Run, *, page: Page | None = None, argument: str = "") -> None:
        """List a page that could not be read or coded, or a source that could not be opened.

        Args:
            reason: the line that says which, what is wrong and what to do.
            page: the page, where there is one; argument: the source as it was named.
        """
        table: Any = FailureRow.__table__
        tried = now()
        with self._database.writing() as connection:
            row = insert(connection, table).values(
                key=_failure_key(reason, argument) if page is None else page_key(page),
                run_id=run.id,
                argument=storable(argument),
                reason=storable(reason),
                attempts=1,
                first=tried,
                last=tried,
                page=None if page is None else pack_page(page),
            )
            connection.execute(
                row.on_conflict_do_update(
                    index_elements=["key"],
                    set_={
                        "attempts": table.c.attempts + 1,
                        "reason": row.excluded.reason,
                        "run_id": row.excluded.run_id,
                        "last": row.excluded.last,
                    },
                )
            )

    def opened(self, arguments: Iterable[str], run: Run) -> None:
        """Take off the list what earlier runs could not open of sources that this run has read to their end."""
        with self._database.writing() as connection:
            connection.execute(
                sa.delete(FailureRow).where(
                    FailureRow.argument.in_([storable(argument) for argument in arguments]),
                    FailureRow.page.is_(None),
                    FailureRow.run_id != run.id,
                )
            )

    def outdated(self, run: Run) -> Iterator[Page]:
        """Yield the pages whose current article another version coded than the run's."""
        last = 0
        done = sa.exists().where(
            ArticleRow.page_id == PageRow.id, ArticleRow.current, ArticleRow.version_id == run.version_id
        )
        while True:
            # In transactions of their own, since the pages are coded and written in between.
            with self._database.reading() as connection:
                found = list(_pages(connection, PageRow.id > last, ~done, limit=_AT_ONCE // 10))
            if not found:
                return
            last = found[-1][0]
            for _, page in found:
                yield page

    def join(self) -> int:
        """Join the records that are not yet joined to incidents; returns of how many articles."""
        return join_new(self._database)

    def analyze(self) -> None:
        """Have the database count what its planner goes by; worth while after the store has grown much."""
        self._database.analyze()


def open_store(where: str | Path, *, create: bool = True) -> Store:
    """Open a store, or make an empty one.

    Args:
        where: a file (SQLite), or `postgresql://user@host/name`.
        create: make a store where there is none; false to have that told as an error.
    Raises: StoreError when it cannot be opened, or is no store.
    """
    return Store(Database(where, create=create))


def _articles(connection: Connection, numbers: Mapping[int, set[int]]) -> Iterator[Stored]:
    """Yield articles, given by their ids, each with the records of these numbers."""
    rows = connection.execute(
        sa.select(ArticleRow.id, ArticleRow.page_id, ArticleRow.body, ArticleRow.events, PageRow.key, *_VERSION_COLUMNS)
        .join(PageRow, PageRow.id == ArticleRow.page_id)
        .join(VersionRow, VersionRow.id == ArticleRow.version_id)
        .where(ArticleRow.id.in_(numbers))
        .order_by(ArticleRow.id)
    ).all()
    sources = _sources(connection, [row.page_id for row in rows])
    for row in rows:
        article = unpack_article(row.body, row.events)
        events = tuple(event for number, event in enumerate(article.events) if number in numbers[row.id])
        yield Stored(
            key=row.key,
            article=msgspec.structs.replace(article, events=events),
            version=_version(row[5:]),
            sources=tuple(sources[row.page_id]),
        )


def _pages(
    connection: Connection, *where: sa.ColumnElement[bool], limit: int | None = None
) -> Iterator[tuple[int, Page]]:
    """Yield pages with their ids, in the order of these, under the name of the source where they were found first."""
    rows = connection.execute(
        sa.select(PageRow.id, PageRow.content, PageRow.clean, SourceRow.__table__)
        .join(SourceRow, (SourceRow.page_id == PageRow.id) & (SourceRow.number == 0))
        .where(*where)
        .order_by(PageRow.id)
        .limit(limit)
    )
    for row in rows.all():
        yield (
            row.id,
            Page(
                content=unpack_content(row.content),
                source=row.source,
                id=row.name,
                date=row.date,
                title=row.title,
                clean=row.clean,
                notes=tuple(json.loads(row.notes)),
            ),
        )


def _sources(connection: Connection, page_ids: Sequence[int]) -> dict[int, list[Source]]:
    rows = connection.execute(
        sa.select(SourceRow.__table__, RunRow.folder)
        .join(RunRow, RunRow.id == SourceRow.run_id)
        .where(SourceRow.page_id.in_(page_ids))
        .order_by(SourceRow.page_id, SourceRow.number)
    )
    found: dict[int, list[Source]] = {}
    for row in rows:
        source = Source(source=row.source, id=row.name, date=row.date, title=row.title, folder=row.folder)
        found.setdefault(row.page_id, []).append(source)
    return found


def _version(columns: Sequence[str]) -> Version:
    program, model, dictionaries, ontology, least = columns
    return Version(program=program, model=model, dictionaries=dictionaries, ontology=ontology, min_confidence=least)


def _failure_key(reason: str, argument: str) -> str:
    return f"opening {digest(argument)} {digest(reason)}"


def _goes_on(row: Any) -> bool:
    alive = process.is_alive(row.host, row.process, row.process_start)
    if alive is not None:
        return alive
    silent = datetime.now(UTC) - datetime.fromisoformat(row.seen)
    return silent.total_seconds() < _SILENT_SECONDS
