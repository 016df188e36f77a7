"""The tables of a store, on SQLite and PostgreSQL alike. What is written into them and read is left to others.

A change here needs a new file in `migrations/versions` and its name in `HEAD`.
"""

import datetime

from sqlalchemy import (
    BigInteger,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

# The newest of the migrations.
HEAD = "0002"
VERSION_TABLE = "dragoman_version"
# A record's id is its article's, shifted, plus its number in the article: ids run in the order of the results.
NUMBER_BITS = 16
# So much of a source's name can be looked for; longer keys do not fit into an index page of PostgreSQL.
PREFIX = 500

_Id = BigInteger().with_variant(Integer, "sqlite")
# Compared byte by byte everywhere, so that a prefix is a range.
_Bytewise = String(PREFIX).with_variant(String(PREFIX, collation="C"), "postgresql")


class Base(DeclarativeBase):
    """What all tables hang on."""


class VersionRow(Base):
    """What made records: program, model, dictionaries, ontology, and the least confidence that was asked for."""

    __tablename__ = "versions"
    __table_args__ = (UniqueConstraint("program", "model", "dictionaries", "ontology", "min_confidence"),)

    id: Mapped[int] = mapped_column(_Id, primary_key=True)
    program: Mapped[str] = mapped_column(Text)
    model: Mapped[str] = mapped_column(Text)
    dictionaries: Mapped[str] = mapped_column(Text)
    ontology: Mapped[str] = mapped_column(Text)
    min_confidence: Mapped[str] = mapped_column(Text)


class RunRow(Base):
    """One call that writes: when it began, which process it is, how it ended. `ended` stays empty when it was killed.

    Times are UTC, `YYYY-MM-DDTHH:MM:SSZ`; `told` says whether a later call has told how it ended.
    """

    __tablename__ = "runs"

    id: Mapped[int] = mapped_column(_Id, primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"))
    command: Mapped[str] = mapped_column(Text)
    sources: Mapped[str] = mapped_column(Text)
    folder: Mapped[str] = mapped_column(Text)
    host: Mapped[str] = mapped_column(Text)
    process: Mapped[int] = mapped_column(BigInteger)
    process_start: Mapped[str] = mapped_column(Text)
    started: Mapped[str] = mapped_column(Text)
    seen: Mapped[str] = mapped_column(Text)
    ended: Mapped[str | None] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(Text, default="")
    told: Mapped[bool] = mapped_column(default=False)


class PageRow(Base):
    """A page as received, once for each content. `key` is its SHA-256, `content` its bytes, compressed by zlib."""

    __tablename__ = "pages"

    id: Mapped[int] = mapped_column(_Id, primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    clean: Mapped[bool]
    content: Mapped[bytes] = mapped_column(LargeBinary)


class SourceRow(Base):
    """Where a page was found, one row for each place; `number` 0 is where it was found first."""

    __tablename__ = "sources"
    __table_args__ = (UniqueConstraint("page_id", "digest"), Index("ix_sources_prefix", "prefix", "page_id"))

    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"))
    digest: Mapped[str] = mapped_column(String(16))
    prefix: Mapped[str] = mapped_column(_Bytewise)
    source: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    date: Mapped[str] = mapped_column(Text)
    notes: Mapped[str] = mapped_column(Text)


class ArticleRow(Base):
    """An article as one version read and coded it; of each page one row is the current one.

    `body` is the article without page and events, `events` its events, both JSON compressed by zlib.
    """

    __tablename__ = "articles"

    id: Mapped[int] = mapped_column(_Id, primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"))
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"))
    current: Mapped[bool]
    coded: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    date: Mapped[datetime.date | None] = mapped_column(Date)
    language: Mapped[str] = mapped_column(Text)
    site: Mapped[str] = mapped_column(_Bytewise)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    events: Mapped[bytes] = mapped_column(LargeBinary)


Index("ix_articles_page_version", ArticleRow.page_id, ArticleRow.version_id, unique=True)
Index(
    "ix_articles_current",
    ArticleRow.page_id,
    unique=True,
    sqlite_where=text("current = 1"),
    postgresql_where=text("current"),
)
Index("ix_articles_version", ArticleRow.version_id, ArticleRow.current)
Index("ix_articles_run", ArticleRow.run_id)
Index(
    "ix_articles_site",
    func.lower(ArticleRow.site),
    sqlite_where=text("site != ''"),
    postgresql_where=text("site != ''"),
)


class RecordRow(Base):
    """A record of a current article by what it is found by; the record itself stands in its article's `events`.

    `first_day` and `last_day` are when it happened, or the article's own day where that is not told. `country` is that
    of the place. Degrees are decimal.
    """

    __tablename__ = "records"
    __table_args__ = (
        Index("ix_records_article", "article_id"),
        Index("ix_records_type", "type"),
        Index("ix_records_status", "status"),
        Index("ix_records_voice", "voice"),
        Index("ix_records_country", "country"),
        Index("ix_records_days", "last_day", "first_day"),
        Index("ix_records_point", "latitude", "longitude"),
        Index("ix_records_confidence", "confidence"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"))
    type: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    voice: Mapped[str] = mapped_column(Text)
    country: Mapped[str | None] = mapped_column(Text)
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    first_day: Mapped[datetime.date | None] = mapped_column(Date)
    last_day: Mapped[datetime.date | None] = mapped_column(Date)
    confidence: Mapped[float]


class FacetRow(Base):
    """A record by one value of a field that can have several: mode, context, actor, recipient, country, sector.

    An actor or recipient `PAK GOV` is found as `PAK` and as `PAK GOV`. The key is the order in which rows are looked
    for, so that the table is its own index; it has no foreign key, since one function writes and deletes its rows
    together with those of `records`.
    """

    __tablename__ = "facets"
    __table_args__ = ({"sqlite_with_rowid": False},)

    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[str] = mapped_column(Text, primary_key=True)
    record_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)


class UnjoinedRow(Base):
    """A current article whose records are not yet joined to incidents."""

    __tablename__ = "unjoined"

    article_id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )


class TellingRow(Base):
    """A record of a current article as `dragoman.incidents` compares it (MessagePack), and the incident it joined.

    Ids run in the order in which records joined; an incident has the id of the record that began it.
    """

    __tablename__ = "tellings"
    __table_args__ = (Index("ix_tellings_incident", "incident_id"),)

    id: Mapped[int] = mapped_column(_Id, primary_key=True)
    record_id: Mapped[int] = mapped_column(BigInteger, unique=True)
    incident_id: Mapped[int] = mapped_column(BigInteger)
    telling: Mapped[bytes] = mapped_column(LargeBinary)


class TellingKeyRow(Base):
    """A telling by what it is looked up by when another comes: kind of act and country, then its last day (ordinal).

    The table is its own index, as that of facets is.
    """

    __tablename__ = "telling_keys"
    __table_args__ = ({"sqlite_with_rowid": False},)

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    last_day: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)


class FailureRow(Base):
    """A page that could not be read or coded, with the reason.

    `page` holds the page where there is one (MessagePack, compressed by zlib); without it, `argument`, the source as it
    was named, has to be opened again.
    """

    __tablename__ = "failures"

    id: Mapped[int] = mapped_column(_Id, primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"))
    argument: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    attempts: Mapped[int]
    first: Mapped[str] = mapped_column(Text)
    last: Mapped[str] = mapped_column(Text)
    page: Mapped[bytes | None] = mapped_column(LargeBinary)


def table_of(row: type[Base]) -> Table:
    """Return the table of a row's class, for statements that are built once and sent often."""
    table = row.__table__
    assert isinstance(table, Table)
    return table
