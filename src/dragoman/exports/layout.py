"""The columns of a format as a table tells them: names in order, kinds, meanings. Fills none of them."""

from functools import cache

import msgspec

from dragoman.exports.pairs import TABLES
from dragoman.ontology import read_table

KINDS = ("text", "texts", "day", "digits", "integer", "number")


class Column(msgspec.Struct, frozen=True):
    """One column.

    Attributes:
        name: as the published layout has it.
        kind: text, texts (several), day (ISO), digits (numerals whose leading zeros count), integer or number.
        filled: false when dragoman has nothing for it, so that it is empty in every row.
        values: the closed list that its values come from ("types", ...), see `codebook`; "" for none.
        meaning: what stands in it.
    """

    name: str
    kind: str
    filled: bool
    values: str
    meaning: str


@cache
def layout(name: str) -> tuple[Column, ...]:
    """Return the columns of a format, in order.

    Raises: TableError when its table is malformed.
    """
    columns = []
    for row in read_table(TABLES / f"{name}_columns.tsv", ("column", "kind", "values", "meaning")):
        if row["kind"] not in (*KINDS, "empty"):
            raise row.wrong(f'the kind "{row["kind"]}" is unknown; write one of: {", ".join((*KINDS, "empty"))}')
        filled = row["kind"] != "empty"
        kind = row["kind"] if filled else "text"
        columns.append(Column(row["column"], kind, filled, row["values"], row["meaning"]))
    return tuple(columns)


def names(name: str) -> tuple[str, ...]:
    """Return the names of a format's columns, in order."""
    return tuple(column.name for column in layout(name))
