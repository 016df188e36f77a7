"""What tests of several rooms share: the command line, a PostgreSQL server of their own, stores on either database."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from command_line import Dragoman, Ended
from dragoman.cli.program import run

_SERVER_USER = "postgres"
_databases = count()


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Dragoman:
    """Run a command line in this process."""

    def call(*arguments: object) -> Ended:
        status = run([str(argument) for argument in arguments])
        return Ended(status, *capsys.readouterr())

    return call


@pytest.fixture(scope="session")
def postgresql(worker_folder: Path) -> Iterator[str]:
    """The URL of a PostgreSQL server without a database's name: `postgresql://…/{name}?…`, to be formatted."""
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed here: apt-get install postgresql")
    # The server refuses to run as root.
    user = {"user": _SERVER_USER, "group": _SERVER_USER} if os.getuid() == 0 else {}
    if user:
        shutil.chown(worker_folder, _SERVER_USER, _SERVER_USER)
    data, sockets = worker_folder / "data", worker_folder
    quiet = {"check": True, "capture_output": True, "cwd": worker_folder, **user}
    make = [programs / "initdb", "-D", data, "-U", _SERVER_USER, "-A", "trust", "-E", "UTF8", "--no-sync"]
    subprocess.run(make, **quiet)  # type: ignore[call-overload]
    options = f"-c listen_addresses='' -c unix_socket_directories={sockets} -c fsync=off -c shared_buffers=64MB"
    # With its output in a file: a server that holds a pipe open would never let the call end.
    start = [programs / "pg_ctl", "-D", data, "-o", options, "-l", worker_folder / "log", "-w", "start"]
    subprocess.run(start, check=True, cwd=worker_folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **user)  # type: ignore[call-overload]
    try:
        yield f"postgresql://{_SERVER_USER}@/{{name}}?host={sockets}"
    finally:
        subprocess.run([programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"], **quiet)  # type: ignore[call-overload]


@pytest.fixture(scope="session")
def worker_folder() -> Iterator[Path]:
    """A folder with a short name, since that of a socket may not be long."""
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def new_database(postgresql: str) -> Iterator[Callable[[], str]]:
    """Makes an empty database and returns its URL."""
    import psycopg

    made: list[str] = []

    def run(statement: str) -> None:
        with psycopg.connect(postgresql.format(name="postgres"), autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]

    def make() -> str:
        made.append(f"store{next(_databases)}")
        run(f"CREATE DATABASE {made[-1]} TEMPLATE template0")
        return postgresql.format(name=made[-1])

    yield make
    for name in made:
        run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a store that does not exist yet can be made, on each kind of database."""
    if request.param == "sqlite":
        return str(tmp_path / "news.db")
    made: str = request.getfixturevalue("new_database")()
    return made


def _programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None
