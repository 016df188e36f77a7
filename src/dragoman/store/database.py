"""Opens the database of a store, SQLite or PostgreSQL, brings its tables up to date, and tells its errors in sentences.

What the tables hold is left to `store`.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import ConnectionPoolEntry

from dragoman.errors import StoreError
from dragoman.store.schema import HEAD, VERSION_TABLE, Base

_SERVERS = ("postgresql", "postgres", "postgresql+psycopg")
_BUSY_SECONDS = 60
# Set on every connection. NORMAL loses no more than the last articles when the power fails, and those are found missing
# and coded again by the next call; `checkpoint` writes all of a finished run to the disk.
PRAGMAS = (
    f"busy_timeout = {_BUSY_SECONDS * 1000}",
    "synchronous = NORMAL",
    "foreign_keys = ON",
    "cache_size = -65536",
    "mmap_size = 1073741824",
    "temp_store = MEMORY",
)
_LAYOUT_LOCK = 0x647261676F  # "drago": one process at a time changes the layout of a PostgreSQL database


class Database:
    """The connections to one store.

    Attributes:
        name: the file or the URL without its password, for messages.
        engine: SQLAlchemy's.
    """

    def __init__(self, where: str | Path, *, create: bool) -> None:
        """Connect, and make or renew the tables where they are missing or older than the program.

        Args:
            where: a file, or the URL of a PostgreSQL database.
            create: make a store where there is none.
        Raises: StoreError when there is none and none is to be made, or it cannot be opened.
        """
        url = _server_url(str(where))
        self.server = url is not None
        if url is None:
            path = Path(where)
            self.name = str(path)
            _check_file(path, create)
            url = URL.create("sqlite", database=str(path))
        else:
            self.name = url.render_as_string(hide_password=True).replace("+psycopg", "", 1)
        try:
            self.engine: Engine = sa.create_engine(url)
        except ModuleNotFoundError:
            raise StoreError(
                f"{self.name}: psycopg is not installed; install it with: pip install 'dragoman[postgresql]'"
            ) from None
        if not self.server:
            sa.event.listen(self.engine, "connect", _set_up_sqlite)
            sa.event.listen(self.engine, "begin", _begin_sqlite)
        self._writer = self.engine.execution_options(write=True)
        self._opened = False
        try:
            self._bring_up_to_date(create)
            self._opened = True
        except BaseException:
            self.engine.dispose()
            raise

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that only reads; on SQLite what it sees stays as it is until its end.

        Raises: StoreError with a sentence for whatever the database refuses.
        """
        with self._telling(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that writes: all of it is kept, or nothing when it does not end well.

        Raises: StoreError as `reading`.
        """
        with self._telling(), self._writer.begin() as connection:
            yield connection

    def checkpoint(self) -> None:
        """Write what SQLite holds in its log into the file, safe from a loss of power; quietly when it cannot."""
        if not self.server:
            with self.engine.connect() as connection:
                raw: Any = connection.connection.dbapi_connection
                try:
                    raw.execute("PRAGMA wal_checkpoint(PASSIVE)")
                except sqlite3.Error:
                    return

    def analyze(self) -> None:
        """Have the database count what its planner goes by."""
        with self.writing() as connection:
            connection.exec_driver_sql("ANALYZE")

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    def _bring_up_to_date(self, create: bool) -> None:
        with self.reading() as connection:
            if self._layout(connection, create) == HEAD:
                return
        if not self.server:
            self._use_wal()
        with self.writing() as connection:
            if self.server:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LAYOUT_LOCK)))
            # Another process may have done it while this one waited.
            if self._layout(connection, create) != HEAD:
                _migrate(connection)

    def _layout(self, connection: Connection, create: bool) -> str:
        """Return the layout's name, empty for a database without tables. Raises: StoreError when it is no store."""
        tables = set(sa.inspect(connection).get_table_names())
        if VERSION_TABLE not in tables:
            if tables & set(Base.metadata.tables) or (tables and not self.server):
                raise StoreError(f"{self.name}: is the database of another program; name a store of dragoman")
            if not create:
                raise StoreError(f"{self.name}: holds no store; make one with: dragoman add SOURCE --store {self.name}")
            return ""
        layout = connection.execute(sa.text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar() or ""
        if layout > HEAD:
            raise StoreError(f"{self.name}: was written by a later dragoman (layout {layout}); install that one")
        return str(layout)

    def _use_wal(self) -> None:
        """Let readers and a writer go on beside each other; the file keeps this mode."""
        with self._telling():
            connection: Any = self.engine.raw_connection()
            try:
                # SQLite does not wait for others while it changes the mode.
                for attempt in range(_BUSY_SECONDS * 10):
                    try:
                        connection.cursor().execute("PRAGMA journal_mode = WAL")
                        return
                    except sqlite3.OperationalError as error:
                        if "locked" not in str(error) or attempt == _BUSY_SECONDS * 10 - 1:
                            raise
                        time.sleep(0.1)
            finally:
                connection.close()

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise StoreError(self._sentence(error)) from error
        except sqlite3.Error as error:
            raise StoreError(self._sentence(error)) from error

    def _sentence(self, error: DBAPIError | sqlite3.Error) -> str:
        reason = str(error.orig if isinstance(error, DBAPIError) else error).strip()
        reason = " ".join(reason.split())
        if isinstance(error, DBAPIError) and (error.connection_invalidated or _is_lost(error)):
            if not self._opened:
                return f"{self.name}: the database cannot be reached ({reason[:200]}); check host, name and password"
            return f"{self.name}: the connection to the database is lost ({reason}); what is stored stays: try again"
        for told, what in _SQLITE_SENTENCES.items():
            if told in reason:
                return f"{self.name}: {what}"
        return f"{self.name}: the database refused ({reason[:200]}); what is stored stays"


_SQLITE_SENTENCES = {
    "disk is full": "the disk is full; what is stored stays: make room and give the same command again",
    "No space left": "the server's disk is full; what is stored stays: make room and give the same command again",
    "disk I/O error": "the disk cannot be read or written; what is stored stays: check it and give the command again",
    "database is locked": "another process has been writing for over a minute; try again when it is done",
    "not a database": "is no store but another kind of file; name a store of dragoman",
    "unable to open": "cannot be opened; check the path and its permissions",
    "readonly": "may not be written; change its permissions",
    "malformed": "the file is damaged; take a copy of it from before, or add the sources to a new store",
}


def _is_lost(error: DBAPIError) -> bool:
    # psycopg's name for every way in which a server or the way to it can be gone.
    return type(error.orig).__name__ in ("OperationalError", "AdminShutdown") and not isinstance(
        error.orig, sqlite3.Error
    )


def _server_url(where: str) -> URL | None:
    """Return a server's URL with the driver in it; None for a file."""
    if "://" not in where:
        return None
    try:
        url = make_url(where)
    except (ArgumentError, NoSuchModuleError, ValueError):
        raise StoreError(f"{where.split('@')[-1]}: is no URL of a database; write postgresql://host/name") from None
    if url.drivername not in _SERVERS:
        hidden = url.render_as_string(hide_password=True)
        raise StoreError(f"{hidden}: this kind of database is unknown; name a file or postgresql://host/name")
    return url.set(drivername="postgresql+psycopg")


def _check_file(path: Path, create: bool) -> None:
    try:
        if path.is_dir():
            raise StoreError(f"{path}: is a folder; name a file in it, such as {path / 'news.db'}")
        if not path.exists():
            if not create:
                raise StoreError(f"{path}: there is no such store; make it with: dragoman add SOURCE --store {path}")
            if not path.parent.is_dir():
                raise StoreError(f"{path}: there is no folder {path.parent}; make it first")
    except (OSError, ValueError) as error:
        raise StoreError(f"{path}: cannot be opened ({error}); check the path") from None


def _set_up_sqlite(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    # Transactions are begun by `_begin_sqlite`, not by the driver's guesses.
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes its turn at once: one that has read before it would be refused without waiting.
    writes = connection.get_execution_options().get("write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
