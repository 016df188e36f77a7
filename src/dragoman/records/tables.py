"""Events as tables, one row per event: Arrow, pandas, Polars, and the writers that stream CSV, Parquet and JSONL.

The JSON form of a whole article is in `gold`; its names are given here too, beside the writers that use them.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dragoman.errors import DragomanError
from dragoman.records.article import Article
from dragoman.records.event import Event
from dragoman.records.files import whole_file, writing
from dragoman.records.gold import from_gold, is_day, read_jsonl, to_gold, to_json

if TYPE_CHECKING:
    import pandas  # type: ignore[import-untyped]
    import polars
    import pyarrow  # type: ignore[import-untyped]

__all__ = [
    "COLUMNS",
    "from_gold",
    "read_jsonl",
    "to_arrow",
    "to_gold",
    "to_json",
    "to_pandas",
    "to_polars",
    "to_rows",
    "write_csv",
    "write_jsonl",
    "write_parquet",
]

# Column name to Arrow type: "text", "list" (of text), "day", "int", "float". Order is the order of the columns.
_KINDS: dict[str, str] = {
    "article_id": "text",
    "date": "day",
    "event_date": "text",
    "type": "text",
    "modes": "list",
    "contexts": "list",
    "status": "text",
    "actors": "list",
    "actor_mentions": "list",
    "recipients": "list",
    "recipient_mentions": "list",
    "voice": "text",
    "voice_code": "text",
    "place": "text",
    "place_country": "text",
    "latitude": "float",
    "longitude": "float",
    "quote": "text",
    "quote_start": "int",
    "quote_end": "int",
    "page_start": "int",
    "page_end": "int",
    "confidence": "float",
    "source": "text",
}
COLUMNS: tuple[str, ...] = tuple(_KINDS)
_ROWS_PER_GROUP = 5000


def to_rows(articles: Iterable[Article]) -> list[dict[str, object]]:
    """Return one flat row per event, in the order of the articles.

    Returns: dictionaries with the keys of `COLUMNS`. Several values in one cell are joined by `; `, as in
        "PAK GOV; IRN GOV". Days are ISO text, `event_date` is a day or `start/end`, offsets count characters
        from 0, confidence is 0 to 1, degrees are decimal; None stands for "not told".
        `actors` and `actor_mentions` go in step.
    """
    return [_flatten(row) for row in _event_rows(articles)]


def to_arrow(articles: Iterable[Article]) -> "pyarrow.Table":
    """Return one row per event as an Arrow table; modes, contexts, actors and recipients are lists, `date` is a day."""
    import pyarrow

    return pyarrow.Table.from_pylist([_encodable(row) for row in _event_rows(articles)], schema=_schema())


def to_pandas(articles: Iterable[Article]) -> "pandas.DataFrame":
    """Return one row per event as a pandas frame; lists are joined by `; `, so that they can be grouped by.

    `date` is a timestamp, NaT where unknown; offsets are nullable integers.

    Raises: DragomanError when pandas is not installed.
    """
    try:
        import pandas
    except ImportError:
        raise DragomanError("pandas is not installed; install it with: pip install 'dragoman[tables]'.") from None
    frame = pandas.DataFrame(to_rows(articles), columns=list(COLUMNS))
    frame["date"] = pandas.to_datetime(frame["date"], errors="coerce")
    for name, kind in _KINDS.items():
        if kind in ("int", "float"):
            frame[name] = frame[name].astype("Int64" if kind == "int" else "float64")
    return frame


def to_polars(articles: Iterable[Article]) -> "polars.DataFrame":
    """Return one row per event as a Polars frame, with list columns as in `to_arrow`.

    Raises: DragomanError when Polars is not installed.
    """
    try:
        import polars
    except ImportError:
        raise DragomanError("polars is not installed; install it with: pip install 'dragoman[tables]'.") from None
    frame = polars.from_arrow(to_arrow(articles))
    assert isinstance(frame, polars.DataFrame)
    return frame


def write_jsonl(articles: Iterable[Article], path: str | Path, *, page: bool = False) -> int:
    """Write articles in the gold form, one a line, as they come.

    Args:
        articles: any iterable; each is written before the next is asked for.
        path: the file; it appears under its name only when it is whole.
        page: also write the page as received, see `to_gold`.
    Returns: the number of articles written.
    Raises: DragomanError when the file cannot be written.
    """
    count = 0
    with whole_file(path) as file:
        for article in articles:
            with writing(path):
                file.write(to_json(article, page=page) + b"\n")
            count += 1
    return count


def write_csv(articles: Iterable[Article], path: str | Path) -> int:
    """Write one row per event as CSV (UTF-8, a header row, `; ` between the values of one cell), as articles come.

    Returns: the number of events written. A result without events is a file with the header alone.
    Raises: DragomanError when the file cannot be written.
    """
    count = 0
    with whole_file(path) as file:
        text = io.TextIOWrapper(file, "utf-8", errors="replace", newline="")
        writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
        with writing(path):
            writer.writeheader()
        for row in _event_rows(articles):
            with writing(path):
                writer.writerow(_flatten(row))
            count += 1
        with writing(path):
            text.detach().flush()
    return count


def write_parquet(articles: Iterable[Article], path: str | Path) -> int:
    """Write one row per event as Parquet with the columns of `to_arrow`, in row groups, as the articles come.

    Returns: the number of events written. A result without events is a file with the schema alone.
    Raises: DragomanError when the file cannot be written.
    """
    import pyarrow
    import pyarrow.parquet  # type: ignore[import-untyped]

    schema = _schema()
    rows = _event_rows(articles)
    count = 0
    with whole_file(path) as file, ExitStack() as on_failure:
        writer = pyarrow.parquet.ParquetWriter(file, schema, compression="zstd")
        on_failure.callback(_give_up, writer)
        while group := [_encodable(row) for row in islice(rows, _ROWS_PER_GROUP)]:
            with writing(path):
                writer.write_table(pyarrow.Table.from_pylist(group, schema=schema))
            count += len(group)
        with writing(path):
            writer.close()
        on_failure.pop_all()
    return count


def record_values(article: Article, event: Event) -> tuple[object, ...]:
    """Return what a record says, in the order of `COLUMNS` but for the last, the article's source.

    Returns: lists for several values, a date for the article's day, None for what is not told.
    """
    place, quote = event.place, event.quote
    return (
        article.id,
        date.fromisoformat(article.date) if is_day(article.date) else None,
        event.date or None,
        event.type,
        list(event.modes),
        list(event.contexts),
        event.status,
        [party.code for party in event.actors],
        [party.text for party in event.actors],
        [party.code for party in event.recipients],
        [party.text for party in event.recipients],
        event.voice.kind,
        event.voice.code or None,
        (place.text or None) if place else None,
        (place.country or None) if place else None,
        place.latitude if place else None,
        place.longitude if place else None,
        quote.quote,
        quote.start if quote.start >= 0 else None,
        quote.end if quote.end >= 0 else None,
        quote.page_start if quote.page_start >= 0 else None,
        quote.page_end if quote.page_end >= 0 else None,
        event.confidence,
    )


def _event_rows(articles: Iterable[Article]) -> Iterator[dict[str, object]]:
    for article in articles:
        for event in article.events:
            yield _row(article, event)


def _row(article: Article, event: Event) -> dict[str, object]:
    return dict(zip(COLUMNS, (*record_values(article, event), article.source), strict=True))


def _flatten(row: dict[str, object]) -> dict[str, object]:
    return {name: _cell(value) for name, value in row.items()}


def _cell(value: object) -> object:
    if isinstance(value, list):
        return "; ".join(value)
    return value.isoformat() if isinstance(value, date) else value


def _encodable(row: dict[str, object]) -> dict[str, object]:
    # Arrow refuses lone surrogates, which a broken page can hold; "?" keeps the length and so the offsets.
    return {name: _clean(value) for name, value in row.items()}


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    return [_clean(item) for item in value] if isinstance(value, list) else value


def _schema() -> "pyarrow.Schema":
    import pyarrow

    types = {
        "text": pyarrow.string(),
        "list": pyarrow.list_(pyarrow.string()),
        "day": pyarrow.date32(),
        "int": pyarrow.int64(),
        "float": pyarrow.float64(),
    }
    return pyarrow.schema([(name, types[kind]) for name, kind in _KINDS.items()])


def _give_up(writer: Any) -> None:
    with suppress(Exception):
        writer.close()
