"""One export from end to end: records in, a file or folder out, and its codebook beside it."""

import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from dragoman.errors import DragomanError
from dragoman.exports.codebook import Export, codebook
from dragoman.exports.formats import FORMATS
from dragoman.exports.network import write_dyads
from dragoman.exports.record import Record, records_of
from dragoman.records import Article
from dragoman.records.files import whole_file, writing
from dragoman.store import Filter

if TYPE_CHECKING:
    from dragoman.store import Stored

_EVERYTHING = Filter()
_DONE = "actual"
_NOT_DONE = "not told as done, for which the format has no place"


def export(
    articles: Iterable["Article | Stored"],
    format: str,
    path: str | Path,
    *,
    filter: Filter = _EVERYTHING,
    source: str = "coded articles",
    all_dyads: bool = False,
) -> Export:
    """Write the records of coded articles, or of what a store finds, in a format, with a codebook beside them.

    Args:
        articles: any iterable; each is written before the next is asked for.
        format: one of `FORMATS`.
        path: the file, or the folder for `parquet`; the codebook is `path` with `.codebook.md` behind it.
        filter: what the articles were asked for with; it is told in the codebook and picks nothing. Its days are the
            ends of the table of `dyads`, and where it names a status, formats without a place for one take others than
            "actual" as well.
        source: what they come from, for the codebook.
        all_dyads: for `dyads`, also the pairs of countries between which there is no record.
    Returns: what the export was.
    Raises: DragomanError when there is no such format or a file cannot be written.
    """
    if format not in FORMATS:
        raise DragomanError(f'format: "{format}" is unknown; write one of: {", ".join(FORMATS)}')
    found, target = FORMATS[format], Path(path)
    write = found.write
    if write is write_dyads:
        write = partial(write_dyads, since=filter.since, until=filter.until, all_dyads=all_dyads)
    stream = _Stream(records_of(articles), done_only=found.done_only and not filter.status)
    written = write(stream, target)
    if stream.not_done:
        written.left_out[_NOT_DONE] += stream.not_done
    made = Export(
        format=found,
        file=target.name,
        source=source,
        filter=filter,
        day=datetime.now(UTC).date().isoformat(),
        records=stream.records,
        rows=written.rows,
        left_out=dict(written.left_out),
        versions=tuple(sorted(stream.versions)),
    )
    beside = codebook_path(target)
    # Beside a device or a pipe there is no place for one.
    if beside is not None:
        with whole_file(beside) as file, writing(beside):
            file.write(codebook(made).encode("utf-8", "replace"))
    return made


def codebook_path(path: Path) -> Path | None:
    """Return where the codebook of a file or folder stands; None beside a device or a pipe."""
    real = Path(os.path.realpath(path))
    if real.exists() and not real.is_file() and not real.is_dir():
        return None
    return path.with_name(f"{path.name}.codebook.md")


class _Stream:
    """Passes records on and keeps count of them."""

    def __init__(self, records: Iterable[Record], *, done_only: bool) -> None:
        self._all = records
        self._done_only = done_only
        self.records = 0
        self.not_done = 0
        self.versions: set[str] = set()

    def __iter__(self) -> Iterator[Record]:
        for record in self._all:
            self.records += 1
            self.versions.add(record.version)
            if self._done_only and record.event.status != _DONE:
                self.not_done += 1
            else:
                yield record
