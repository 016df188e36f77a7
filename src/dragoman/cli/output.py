"""Where results go: checks a file before the work for it begins, and picks the writer by its extension."""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import click

from dragoman.errors import DragomanError
from dragoman.records import Article
from dragoman.records.tables import write_csv, write_jsonl, write_parquet

WRITERS: dict[str, Callable[[Iterable[Article], Path], int]] = {
    ".jsonl": write_jsonl,
    ".csv": write_csv,
    ".parquet": write_parquet,
}


def record_writer(path: Path) -> Callable[[Iterable[Article], Path], int]:
    """Return what writes articles into a file of that name.

    Raises: click.UsageError when no format has that extension.
    """
    if path.suffix not in WRITERS:
        known = ", ".join(WRITERS)
        raise click.UsageError(
            f"{path}: records cannot be written as {path.suffix or 'no'} file; end its name in {known}"
        )
    return WRITERS[path.suffix]


def check_target(path: Path, sources: Sequence[str] = ()) -> None:
    """Raise where a file could not be written or would overwrite what is read, before hours of work are lost on it.

    Raises: DragomanError naming the file.
    """
    target = Path(os.path.realpath(path))
    if target.is_dir():
        raise DragomanError(f"{path}: this is a folder; name a file in it")
    if not target.parent.is_dir():
        raise DragomanError(f"{path}: there is no folder {path.parent}; make it first")
    if not os.access(target if target.exists() else target.parent, os.W_OK):
        raise DragomanError(f"{path}: the file may not be written; name another or change its rights")
    for source in sources:
        read = Path(os.path.realpath(source))
        if source != "-" and (target == read or (read.is_dir() and target.is_relative_to(read))):
            raise DragomanError(f"{path}: this is among the sources; write to a file outside {source}")


def json_line(value: dict[str, object]) -> str:
    """Return a value as one line of JSON with its line break."""
    return json.dumps(value, ensure_ascii=False) + "\n"


@contextmanager
def whole_text(path: Path) -> Iterator[TextIO]:
    """Open a text file under the name `.part`; it takes its own name only when all of it is written.

    Raises: DragomanError naming the file when it cannot be written.
    """
    target = Path(os.path.realpath(path))
    # A device or a named pipe cannot be replaced by a file, so it is written to as it is.
    direct = target.exists() and not target.is_file()
    part = target if direct else target.with_name(target.name + ".part")
    try:
        try:
            with part.open("w", encoding="utf-8", errors="replace", newline="") as file:
                yield file
            if not direct:
                part.replace(target)
        except BaseException:
            if not direct:
                part.unlink(missing_ok=True)
            raise
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise DragomanError(f"{path}: the file cannot be written ({reason}); name another or make room") from None
