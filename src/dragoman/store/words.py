"""Full-text search: FTS5 on SQLite, tsvector on PostgreSQL, asked in the same way. Words are found by their stems.

What is searched, and how hits become records, is left to `search`.
"""

import re
from collections.abc import Sequence
from functools import reduce
from typing import Literal

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.engine import Connection

from dragoman.errors import FilterError

Index = Literal["article_words", "quote_words"]

_TABLES = {
    name: sa.table(name, sa.column("id", sa.BigInteger), sa.column("words", TSVECTOR))
    for name in ("article_words", "quote_words")
}
_TERM = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')
_DICTIONARY: sa.ColumnElement[str] = sa.literal_column("'english'::regconfig")


class Words(msgspec.Struct, frozen=True):
    """What a text must and must not hold: words, and phrases of several words in their order."""

    wanted: tuple[str, ...]
    unwanted: tuple[str, ...] = ()


def parse_words(query: str) -> Words:
    """Read a query as people type it: `ceasefire talks` for both words, `"peace talks"` for a phrase, `-sport`.

    Raises: FilterError when no word is asked for.
    """
    wanted: list[str] = []
    unwanted: list[str] = []
    for minus, phrase, word in _TERM.findall(query.replace("\0", " ")):
        term = (phrase or word).replace('"', " ").strip()
        if re.search(r"\w", term):
            (unwanted if minus else wanted).append(term)
    if not wanted:
        raise FilterError(f'text: "{query}" names no word to look for; write at least one')
    return Words(tuple(wanted), tuple(unwanted))


def matching(index: Index, words: Words, *, server: bool) -> "sa.Select[tuple[int]]":
    """Return a query for the ids of the texts that hold the words.

    Args:
        index: "article_words", whose ids are articles', or "quote_words", whose ids are records'.
        server: true for PostgreSQL.
    """
    if server:
        table = _TABLES[index]
        sought = reduce(lambda left, right: left.op("&&")(right), map(_phrase, words.wanted))
        for term in words.unwanted:
            sought = sought.op("&&")(sa.func.tsquery_not(_phrase(term)))
        return sa.select(table.c.id).where(table.c.words.op("@@")(sought))
    sought_text = " AND ".join(f'"{term}"' for term in words.wanted)
    for term in words.unwanted:
        sought_text = f'({sought_text}) NOT "{term}"'
    match = sa.text(f"{index} MATCH :{index}_sought").bindparams(**{f"{index}_sought": sought_text})
    rowid: sa.ColumnElement[int] = sa.literal_column("rowid", sa.BigInteger)
    return sa.select(rowid).select_from(sa.table(index)).where(match)


def insert_words(connection: Connection, index: Index, rows: Sequence[tuple[int, str]]) -> None:
    """Make texts findable, given with their ids."""
    if rows and connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"INSERT INTO {index} (rowid, words) VALUES (?, ?)", list(rows))
    elif rows:
        statement = f"INSERT INTO {index} (id, words) VALUES (%s, to_tsvector('english', %s))"
        connection.exec_driver_sql(statement, list(rows))


def delete_words(connection: Connection, index: Index, rows: Sequence[tuple[int, str]]) -> None:
    """Make texts findable no longer; they must be letter for letter what was inserted."""
    if rows and connection.dialect.name == "sqlite":
        # FTS5 holds no texts here, so it has to be told which words to forget.
        statement = f"INSERT INTO {index} ({index}, rowid, words) VALUES ('delete', ?, ?)"
        connection.exec_driver_sql(statement, list(rows))
    elif rows:
        connection.exec_driver_sql(f"DELETE FROM {index} WHERE id = %s", [(id,) for id, _ in rows])


def _phrase(term: str) -> "sa.ColumnElement[str]":
    return sa.func.phraseto_tsquery(_DICTIONARY, term)
