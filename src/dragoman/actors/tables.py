"""Reads the actor tables (TSV) into rows that know their file and line. What the columns mean is `lexicon`'s matter."""

from functools import cache
from importlib.resources import files

import msgspec

from dragoman.errors import TableError

TABLES = (
    "countries",
    "regions",
    "holders",
    "bodies",
    "groups",
    "parties",
    "companies",
    "roles",
    "titles",
    "styles",
    "country_evidence",
    "reporting",
    "pronouns",
    "words",
    "cameo",
)


class Row(msgspec.Struct, frozen=True):
    """One line of a table.

    Attributes:
        table: the table's name without its ending.
        line: the line's number in the file, counted from 1.
        cells: column name to cell.
    """

    table: str
    line: int
    cells: dict[str, str]

    @property
    def where(self) -> str:
        """The row's place as a reader would look it up: "countries.tsv line 12"."""
        return f"{self.table}.tsv line {self.line}"

    def many(self, column: str) -> list[str]:
        """Return the column's values, split at `|`, without empty ones."""
        return [part for part in (piece.strip() for piece in self.cells.get(column, "").split("|")) if part]


@cache
def read_table(name: str) -> tuple[Row, ...]:
    """Return the rows of the package's table `name`, in file order.

    Raises: TableError when a row has more cells than the header has columns or the table has no header.
    """
    path = files("dragoman.actors") / "tables" / f"{name}.tsv"
    if not path.is_file():
        return ()
    return parse_table(name, path.read_text(encoding="utf-8"))


@cache
def listed(use: str) -> frozenset[str]:
    """Return the words of words.tsv that have one use in reading a phrase ("stop", "former"), as look-up keys."""
    return frozenset(word for row in read_table("words") if row.cells["use"] == use for word in row.many("words"))


def parse_table(name: str, text: str) -> tuple[Row, ...]:
    """Return the rows of a table's text: `#` lines, then a header, then one row a line; short rows are filled up.

    Raises: TableError as `read_table`.
    """
    header: list[str] = []
    rows: list[Row] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or (line.startswith("#") and not header):
            continue
        cells = line.split("\t")
        if not header:
            header = cells
            continue
        if len(cells) > len(header):
            raise TableError(
                f"{name}.tsv line {number}: {len(cells)} cells but {len(header)} columns; remove the extra tabs"
            )
        cells += [""] * (len(header) - len(cells))
        rows.append(Row(name, number, dict(zip(header, map(str.strip, cells), strict=True))))
    if not header:
        raise TableError(f"{name}.tsv: no header line; the first line without # must name the columns")
    return tuple(rows)
