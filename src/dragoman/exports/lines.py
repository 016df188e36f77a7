"""The formats made of JSON: `jsonl`, a record a line; `gold`, an article a line; `geojson`, the records on a map."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

import msgspec

from dragoman.exports.flat import NAMES, flat_row
from dragoman.exports.record import Record
from dragoman.exports.written import Written
from dragoman.records.files import whole_file, writing
from dragoman.records.gold import to_json, without_surrogates

_WITHOUT_POINT = "without a point on the map"


def write_jsonl(records: Iterable[Record], path: Path) -> Written:
    """Write the `jsonl` format: one record a line, lists as lists. Raises: DragomanError when it cannot be written."""
    return _write((_json(dict(zip(NAMES, flat_row(record), strict=True))) + b"\n" for record in records), path)


def write_gold(records: Iterable[Record], path: Path) -> Written:
    """Write the `gold` format: one article with its records a line, as `read_jsonl` reads it.

    Raises: DragomanError when the file cannot be written.
    """
    return _write((line + b"\n" for line in _articles(records)), path)


def write_geojson(records: Iterable[Record], path: Path) -> Written:
    """Write the `geojson` format (RFC 7946): one point for each record whose place has one.

    Raises: DragomanError when the file cannot be written.
    """
    written = Written()

    def features() -> Iterator[bytes]:
        for record in records:
            row = dict(zip(NAMES, flat_row(record), strict=True))
            point = (row.pop("longitude"), row.pop("latitude"))
            if None in point:
                written.left_out[_WITHOUT_POINT] += 1
                continue
            geometry = {"type": "Point", "coordinates": point}
            yield _json({"type": "Feature", "id": row.pop("record_id"), "geometry": geometry, "properties": row})

    written.rows = _write(features(), path, b'{"type":"FeatureCollection","features":[\n', b",\n", b"\n]}\n").rows
    return written


def _articles(records: Iterable[Record]) -> Iterator[bytes]:
    for _, group in groupby(records, key=lambda record: id(record.article)):
        found = list(group)
        article = msgspec.structs.replace(found[0].article, events=tuple(record.event for record in found))
        yield to_json(article)


def _json(value: dict[str, object]) -> bytes:
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        return msgspec.json.encode(without_surrogates(msgspec.to_builtins(value)))


def _write(lines: Iterable[bytes], path: Path, head: bytes = b"", between: bytes = b"", tail: bytes = b"") -> Written:
    written = Written()
    with whole_file(path) as file:
        with writing(path):
            file.write(head)
        for line in lines:
            with writing(path):
                file.write(between + line if written.rows else line)
            written.rows += 1
        with writing(path):
            file.write(tail)
    return written
