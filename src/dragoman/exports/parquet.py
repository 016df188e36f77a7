"""The `parquet` format: a folder of Parquet files, Hive-partitioned by year and month of the record's day."""

import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow  # type: ignore[import-untyped]
import pyarrow.parquet  # type: ignore[import-untyped]

from dragoman.errors import DragomanError
from dragoman.exports.flat import flat_row
from dragoman.exports.layout import layout
from dragoman.exports.record import Record, record_day
from dragoman.exports.written import Written
from dragoman.records.files import writing
from dragoman.records.gold import without_surrogates

# So many rows wait in memory, over all months, before those of the fullest month are written as a row group.
_ROWS_WAITING = 60_000
_OPEN_FILES = 100
# What Hive calls a partition without a value; pyarrow, Polars and DuckDB read it as null.
_NO_VALUE = "__HIVE_DEFAULT_PARTITION__"
_TYPES = {
    "text": pyarrow.string(),
    "digits": pyarrow.string(),
    "texts": pyarrow.list_(pyarrow.string()),
    "day": pyarrow.date32(),
    "integer": pyarrow.int64(),
    "number": pyarrow.float64(),
}

Row = tuple[object, ...]


def schema() -> "pyarrow.Schema":
    """Return the columns of the files; the partitions add `year` and `month`."""
    return pyarrow.schema([(column.name, _TYPES[column.kind]) for column in layout("records")])


def check_folder(path: Path) -> None:
    """Raise where the folder could not be made or holds something already.

    Raises: DragomanError naming the folder.
    """
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise DragomanError(f"{path}: this is there already; name a new folder or remove it")
    parent = Path(os.path.realpath(path)).parent
    if not parent.is_dir():
        raise DragomanError(f"{path}: there is no folder {parent}; make it first")


def write_parquet(records: Iterable[Record], path: Path) -> Written:
    """Write records into a new folder, as `year=2024/month=5/part-0.parquet`, and so on.

    Args:
        path: the folder; it appears under its name only when it is whole.
    Raises: DragomanError when the folder holds something already or cannot be written.
    """
    check_folder(path)
    part = path.with_name(path.name + ".part")
    written = Written()
    with writing(path):
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
    months = _Months(part)
    try:
        for record in records:
            with writing(path):
                months.add(record_day(record)[:7], flat_row(record))
            written.rows += 1
        with writing(path):
            months.close()
            if not written.rows:
                pyarrow.parquet.write_table(schema().empty_table(), part / "part-0.parquet")
            if path.exists():
                path.rmdir()
            part.rename(path)
    except BaseException:
        with suppress(Exception):
            months.close()
        shutil.rmtree(part, ignore_errors=True)
        raise
    return written


class _Months:
    """The files of a folder by month, and the rows that wait to be written into them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._schema = schema()
        self._waiting: dict[str, list[Row]] = {}
        self._count = 0
        self._open: dict[str, Any] = {}
        self._parts: dict[str, int] = {}

    def add(self, month: str, row: Row) -> None:
        self._waiting.setdefault(month, []).append(row)
        self._count += 1
        if self._count >= _ROWS_WAITING:
            self._write(max(self._waiting, key=lambda name: len(self._waiting[name])))

    def close(self) -> None:
        for month in list(self._waiting):
            self._write(month)
        while self._open:
            self._open.popitem()[1].close()

    def _write(self, month: str) -> None:
        rows = self._waiting.pop(month)
        self._count -= len(rows)
        self._writer(month).write_table(_table(rows, self._schema))

    def _writer(self, month: str) -> Any:
        writer = self._open.pop(month, None)
        if writer is None:
            if len(self._open) >= _OPEN_FILES:
                # The one that was written to the longest ago; another part goes on where it ends.
                self._open.pop(next(iter(self._open))).close()
            year, _, number = month.partition("-")
            parts = (str(int(year)), str(int(number))) if month else (_NO_VALUE, _NO_VALUE)
            folder = self._folder / f"year={parts[0]}" / f"month={parts[1]}"
            folder.mkdir(parents=True, exist_ok=True)
            part = self._parts.get(month, 0)
            self._parts[month] = part + 1
            writer = pyarrow.parquet.ParquetWriter(folder / f"part-{part}.parquet", self._schema, compression="zstd")
        self._open[month] = writer
        return writer


def _table(rows: list[Row], columns: "pyarrow.Schema") -> "pyarrow.Table":
    arrays = []
    for field, cells in zip(columns, zip(*rows, strict=True), strict=True):
        try:
            array = pyarrow.array(cells, type=field.type)
        except UnicodeEncodeError:
            # Arrow refuses lone surrogates, which a broken page can hold; "?" keeps the length and so the offsets.
            array = pyarrow.array([without_surrogates(cell) for cell in cells], type=field.type)
        arrays.append(array)
    return pyarrow.table(arrays, schema=columns)
