"""Rows as lines of text: tab-separated as the field's data sets are, and CSV. Makes no rows itself."""

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from dragoman.exports.flat import NAMES, flat_row
from dragoman.exports.record import Record
from dragoman.exports.written import Written
from dragoman.records.files import whole_file, writing

# Readers of these files split at tabs and line ends, and some take a double quote for the beginning of a quoted cell.
_PLAIN = str.maketrans({"\t": " ", "\n": " ", "\r": " ", "\v": " ", "\f": " ", '"': "'", "\x85": " "} | {"\u2028": " "})


def write_tab_separated(rows: Iterable[tuple[object, ...]], path: Path, header: tuple[str, ...] = ()) -> Written:
    """Write rows as tab-separated UTF-8 without quoting; tabs, line ends and double quotes in cells are replaced.

    Args:
        header: the names of the columns; none for a layout without a header.
    Raises: DragomanError when the file cannot be written.
    """
    written = Written()
    with whole_file(path) as file:
        if header:
            with writing(path):
                file.write(("\t".join(header) + "\n").encode())
        for row in rows:
            line = "\t".join(map(_plain, row)) + "\n"
            with writing(path):
                file.write(line.encode("utf-8", "replace"))
            written.rows += 1
    return written


def write_csv(rows: Iterable[tuple[object, ...]], path: Path, header: tuple[str, ...]) -> Written:
    """Write rows as CSV (UTF-8, a header row, `; ` between the values of one cell).

    Raises: DragomanError when the file cannot be written.
    """
    written = Written()
    with whole_file(path) as file:
        text = io.TextIOWrapper(file, "utf-8", errors="replace", newline="")
        writer = csv.writer(text, lineterminator="\n")
        with writing(path):
            writer.writerow(header)
        for row in rows:
            cells = [_cell(value) for value in row]
            with writing(path):
                writer.writerow(cells)
            written.rows += 1
        with writing(path):
            text.detach().flush()
    return written


def write_records(records: Iterable[Record], path: Path) -> Written:
    """Write the `csv` format: one record a row."""
    rows: Iterator[tuple[object, ...]] = map(flat_row, records)
    return write_csv(rows, path, NAMES)


def _plain(value: object) -> str:
    if value is None:
        return ""
    return value.translate(_PLAIN) if isinstance(value, str) else str(value)


def _cell(value: Any) -> Any:
    return "; ".join(value) if isinstance(value, list) else value
