"""Reads the tab-separated tables that drive the page reader; what the rows mean is left to those who ask for them."""

from functools import cache
from importlib.resources import files

from dragoman.errors import TableError


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of one of the reader's tables.

    Args:
        name: file name without its ending, such as `boilerplate`.
    Returns: a dictionary of column to value for each row, in the table's order.
    Raises: TableError when a row does not have as many values as the header has columns.
    """
    path = files("dragoman.pages") / "tables" / f"{name}.tsv"
    header: list[str] = []
    found: list[dict[str, str]] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if not line or line.startswith("#"):
            continue
        values = line.split("\t")
        if not header:
            header = values
        elif len(values) != len(header):
            raise TableError(
                f"{name}.tsv:{number}: has {len(values)} values for {len(header)} columns: separate them by single tabs"
            )
        else:
            found.append(dict(zip(header, values, strict=True)))
    return tuple(found)
