"""The `stata` format: a .dta file with variable and value labels, one actor and one recipient a row.

A .dta file tells in its head how long it and its texts are, so that, unlike the other formats, it is made in memory.
"""

import warnings
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, get_args

from dragoman.errors import DragomanError
from dragoman.exports.layout import layout
from dragoman.exports.record import Record
from dragoman.exports.row import Side, pair_rows
from dragoman.exports.scores import intensity, quad
from dragoman.exports.written import Written
from dragoman.ontology import load_ontology
from dragoman.ontology.load import QUADS
from dragoman.records.event import Status, VoiceKind
from dragoman.records.files import whole_file, writing
from dragoman.records.gold import is_day

# The first version whose texts are UTF-8; Stata 14 and later read it.
_VERSION = 118
# Longer texts cannot stand in a variable of fixed width.
_WIDEST = 2045
_LABEL_WIDTH = 80
# Texts of very different length take less room outside the rows.
_LOOSE = ("quote",)


def value_labels() -> dict[str, dict[int, str]]:
    """Return the value labels: what each number of the labelled variables stands for."""
    lists = {
        "type": tuple(load_ontology().types),
        "status": get_args(Status),
        "voice": get_args(VoiceKind),
        "quad_class": QUADS,
    }
    return {name: dict(enumerate(values, 1)) for name, values in lists.items()}


def write_stata(records: Iterable[Record], path: Path) -> Written:
    """Write the format.

    Raises: DragomanError when the file cannot be written or pandas is not installed.
    """
    try:
        import pandas  # type: ignore[import-untyped]
    except ImportError:
        raise DragomanError("pandas is not installed; install it with: pip install 'dragoman[stata]'.") from None
    labels = value_labels()
    cells: list[list[Any]] = [[] for _ in layout("stata")]
    for row in _rows(records, {name: {text: n for n, text in found.items()} for name, found in labels.items()}):
        for cell, value in zip(cells, row, strict=True):
            cell.append(value)
    frame = pandas.DataFrame(index=range(len(cells[0])))
    loose = []
    for column, values in zip(layout("stata"), cells, strict=True):
        if column.kind == "day":
            frame[column.name] = pandas.to_datetime(pandas.Series(values, dtype="object"))
        elif column.kind in ("integer", "number"):
            frame[column.name] = pandas.Series(values, dtype="float64")
        else:
            frame[column.name] = pandas.Series([_text(value) for value in values], dtype="object")
            if column.name in _LOOSE or any(len(text.encode()) > _WIDEST for text in frame[column.name]):
                loose.append(column.name)
    with whole_file(path) as file, writing(path), warnings.catch_warnings():
        # Whole numbers are stored as small as they go, and the empty column of a result without rows is no surprise.
        warnings.simplefilter("ignore")
        _shrink(frame).to_stata(
            file,
            write_index=False,
            version=_VERSION,
            convert_dates={column.name: "td" for column in layout("stata") if column.kind == "day"},
            convert_strl=loose,
            variable_labels={column.name: column.meaning[:_LABEL_WIDTH] for column in layout("stata")},
            value_labels=labels,
            data_label="Event records, one pair of parties a row",
        )
    return Written(rows=len(frame))


def _rows(records: Iterable[Record], numbers: dict[str, dict[str, int]]) -> Iterator[tuple[object, ...]]:
    for record in records:
        article, event, place = record.article, record.event, record.event.place
        group, score = quad(event), intensity(event)
        for row in pair_rows(record):
            day = date.fromisoformat(row.day) if row.day else None
            yield (
                row.id.rpartition("-")[0],
                row.pair,
                day,
                day.year if day else None,
                day.month if day else None,
                numbers["type"].get(event.type),
                event.modes[0] if event.modes else None,
                "; ".join(event.contexts),
                numbers["status"][event.status],
                numbers["voice"][event.voice.kind],
                numbers["quad_class"][group] if group else None,
                score,
                row.cameo.code if row.cameo else None,
                row.cameo.goldstein if row.cameo else None,
                *_party(row.actor),
                *_party(row.recipient),
                place.text if place else None,
                place.country if place else None,
                place.latitude if place else None,
                place.longitude if place else None,
                event.confidence,
                article.id,
                date.fromisoformat(article.date) if is_day(article.date) else None,
                article.source,
                event.quote.quote,
                record.version,
            )


def _party(side: Side) -> tuple[object, ...]:
    code = side.code
    cow = int(code.country.cow) if code.country and code.country.cow else None
    return side.text, " ".join((code.first, *code.sectors)), code.first, cow, code.sectors[0] if code.sectors else None


def _text(value: object) -> str:
    text = "" if value is None else str(value)
    # NUL ends a text in Stata; a lone surrogate has no UTF-8.
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


def _shrink(frame: Any) -> Any:
    """Return the frame with whole numbers as integers where no row lacks one; pandas has no missing integer."""
    for column in layout("stata"):
        if column.kind == "integer" and not frame[column.name].isna().any():
            frame[column.name] = frame[column.name].astype("int32")
    return frame
