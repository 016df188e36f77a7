"""Reads the program's kind of table: tab-separated, `#` lines, then a header. Knows nothing of what a row means."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from dragoman.errors import TableError


class Row(msgspec.Struct, frozen=True):
    """One row of a table.

    Attributes:
        cells: cell by column name, white space at both ends taken off.
        path: the file; line: the row's line in it, from 1.
    """

    cells: dict[str, str]
    path: Path
    line: int

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def wrong(self, what: str) -> TableError:
        """Return the error that names this row's file and line; `what` says what is wrong and what to do."""
        return TableError(f"{self.path}:{self.line}: {what}")


def read_table(path: Path, columns: Sequence[str]) -> Iterator[Row]:
    """Yield the rows of a table in order, empty lines left out.

    Args:
        path: a UTF-8 file of tab-separated text.
        columns: the columns that the header must name; others may stand beside them in any order.
    Returns: the rows, each with a cell for each column of the header.
    Raises: TableError when the file cannot be read, the header lacks a column, or a row has more or fewer cells.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except FileNotFoundError:
        raise TableError(
            f"{path}: there is no such table; put it there with the columns {', '.join(columns)}"
        ) from None
    except UnicodeDecodeError as error:
        raise TableError(f"{path}: the table is not UTF-8 (byte {error.start}); save it as UTF-8") from None
    except OSError as error:
        raise TableError(f"{path}: the table cannot be read ({error.strerror}); check its name and rights") from None
    header: list[str] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if not header:
            header = cells
            _check_header(path, number, header, columns)
            continue
        if len(cells) != len(header):
            raise TableError(
                f"{path}:{number}: the row has {len(cells)} cells where the header has {len(header)}; "
                "put one tab between two cells"
            )
        yield Row(cells=dict(zip(header, cells, strict=True)), path=path, line=number)
    if not header:
        raise TableError(f"{path}: the table is empty; begin it with a header line: {' '.join(columns)}")


def _check_header(path: Path, line: int, header: list[str], columns: Sequence[str]) -> None:
    missing = [column for column in columns if column not in header]
    if missing:
        raise TableError(
            f"{path}:{line}: the header lacks {', '.join(missing)}; it must name the columns {', '.join(columns)}"
        )
    twice = sorted({column for column in header if header.count(column) > 1})
    if twice:
        raise TableError(f"{path}:{line}: the header names {', '.join(twice)} twice; keep one column of that name")
