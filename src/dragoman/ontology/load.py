"""Loads an ontology from its folder of tables, the program's own or a user's, and says which line is wrong."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from dragoman.ontology.ontology import Context, EventType, Mode, NonState, Ontology, Sector
from dragoman.ontology.table import Row, read_table

QUADS = ("verbal cooperation", "material cooperation", "verbal conflict", "material conflict")


def load_ontology(path: Path | str | None = None) -> Ontology:
    """Load an ontology from a folder of tables.

    The folder holds `types.tsv`, `modes.tsv`, `contexts.tsv`, `sectors.tsv` and `nonstate.tsv`, and `plv_labels.tsv`
    where labels of an older cut of the types are to be answered.

    Args:
        path: the folder; None for the program's own (PLOVER, 2021 edition).
    Returns: the ontology; the same value again for the same folder.
    Raises: TableError, with file and line, when a table is missing or malformed.
    """
    return _load(Path(__file__).parent if path is None else Path(path))


@cache
def _load(folder: Path) -> Ontology:
    types = {
        row["type"]: EventType(
            name=row["type"],
            quad=_one_of(row, "quad", QUADS),
            score=_score(row, "score"),
            recipient=_one_of(row, "recipient", ("needed", "usual", "seldom")),
            meaning=row["meaning"],
        )
        for row in _rows(folder / "types.tsv", ("type",), ("quad", "score", "recipient", "meaning"))
    }
    modes: dict[str, tuple[Mode, ...]] = {}
    for row in _rows(folder / "modes.tsv", ("type", "mode"), ("score", "meaning")):
        type = _one_of(row, "type", tuple(types))
        score = _score(row, "score") if row["score"] else None
        modes[type] = (*modes.get(type, ()), Mode(type=type, name=row["mode"], score=score, meaning=row["meaning"]))
    older_labels = {}
    if (folder / "plv_labels.tsv").exists():
        for row in _rows(folder / "plv_labels.tsv", ("label",), ("types",)):
            older_labels[row["label"]] = _types(row, types)
    return Ontology(
        types=types,
        modes=modes,
        contexts={
            row["context"]: Context(name=row["context"], meaning=row["meaning"])
            for row in _rows(folder / "contexts.tsv", ("context",), ("meaning",))
        },
        sectors={
            row["code"]: Sector(code=row["code"], meaning=row["meaning"])
            for row in _rows(folder / "sectors.tsv", ("code",), ("meaning",))
        },
        nonstate={
            row["code"]: NonState(code=row["code"], meaning=row["meaning"])
            for row in _rows(folder / "nonstate.tsv", ("code",), ("meaning",))
        },
        older_labels=older_labels,
    )


def _rows(path: Path, key: tuple[str, ...], others: tuple[str, ...]) -> Iterator[Row]:
    """Yield the rows of a table whose key columns must be filled and differ from row to row."""
    seen: dict[tuple[str, ...], int] = {}
    for row in read_table(path, (*key, *others)):
        name = tuple(row[column] for column in key)
        for column, cell in zip(key, name, strict=True):
            if not cell:
                raise row.wrong(f"the column {column} is empty; fill it or take the row out")
        if name in seen:
            raise row.wrong(f"{' '.join(name)} stands on line {seen[name]} already; keep one of the two rows")
        seen[name] = row.line
        yield row


def _one_of(row: Row, column: str, allowed: tuple[str, ...]) -> str:
    if row[column] not in allowed:
        raise row.wrong(f'the {column} "{row[column]}" is unknown; write one of: {", ".join(allowed)}')
    return row[column]


def _score(row: Row, column: str) -> float:
    try:
        score = float(row[column])
    except ValueError:
        score = float("nan")
    if not -10 <= score <= 10:
        raise row.wrong(f'the {column} "{row[column]}" is no number from -10 to 10; write one')
    return score


def _types(row: Row, types: dict[str, EventType]) -> tuple[str, ...]:
    names = tuple(name.strip() for name in row["types"].split("|"))
    unknown = [name for name in names if name not in types]
    if unknown:
        raise row.wrong(f'the type "{unknown[0]}" is not in types.tsv; write types of that table, "|" between two')
    return names
