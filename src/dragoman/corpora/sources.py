"""Opens a source of pages - a file, a folder, a JSONL or CSV table of articles, standard input - and yields its pages.

Whatever cannot be read comes as a `SourceError` in its place, so that the rest goes on. Reading the pages is left to
`pages`.
"""

import csv
import io
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

import msgspec

from dragoman.errors import SourceError
from dragoman.pages.publication import iso_day
from dragoman.pages.reader import MAX_PAGE_BYTES, load_page
from dragoman.records.article import Page

MAX_LINE_BYTES = 4 * MAX_PAGE_BYTES
_JSONL = frozenset({".jsonl", ".ndjson"})
_DELIMITERS = {".csv": "", ".tsv": "\t"}
_SNIFF_BYTES = 65_536
_COLUMNS = ("id", "date", "title", "text")


def open_source(source: str | Path, *, default_date: str = "") -> Iterator[Page | SourceError]:
    """Yield the pages of a source, one after the other, as they are asked for.

    A folder gives its files in sorted order with those of its folders; hidden files and folders are skipped. A file
    whose name ends in `.jsonl`, `.ndjson`, `.csv` or `.tsv` gives a clean page for each row (columns `id`, `date`,
    `title`, `text`; only `text` is required). Any other file is one page, unless it is standard input or a pipe and
    begins like a table. Where two rows of a file have the same id, the second becomes `id#2`, so that no record of one
    takes the place of the other's; a note says so.

    Args:
        source: a path, or `-` for standard input.
        default_date: the day of publication of pages that tell none, ISO `YYYY-MM-DD`.
    Yields: a `Page`, or a `SourceError` where one cannot be had: its one-line text says where, what is wrong and what
        to do.
    """
    try:
        day = iso_day(default_date)
    except ValueError as error:
        yield SourceError(f"date: {error}")
        return
    if str(source) == "-":
        yield from _stream(sys.stdin.buffer, "-", day)
        return
    if str(source).startswith(("http://", "https://")):
        yield SourceError(f"{source}: is a web address, and nothing is fetched: save the page and name the file")
        return
    path = Path(source)
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        yield _unreadable(source, error)
        return
    if stat.S_ISDIR(mode):
        yield from _folder(path, day)
    elif stat.S_ISREG(mode):
        yield from _file(path, day)
    else:
        try:
            with path.open("rb") as stream:
                yield from _stream(stream, str(path), day)
        except OSError as error:
            yield _unreadable(source, error)


def _folder(folder: Path, day: str) -> Iterator[Page | SourceError]:
    failed: list[OSError] = []
    empty = True
    for where, folders, names in os.walk(folder, onerror=failed.append):
        while failed:
            error = failed.pop()
            yield _unreadable(error.filename or folder, error)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(where) / name
            if not name.startswith(".") and (path.is_file() or path.is_symlink()):
                empty = False
                yield from _file(path, day)
    while failed:
        error = failed.pop()
        empty = False
        yield _unreadable(error.filename or folder, error)
    if empty:
        yield SourceError(f"{folder}: holds no files: put pages (.html, .txt) or tables (.jsonl, .csv) into it")


def _file(path: Path, day: str) -> Iterator[Page | SourceError]:
    suffix = path.suffix.lower()
    if suffix not in _JSONL and suffix not in _DELIMITERS:
        try:
            yield load_page(path, date=day)
        except SourceError as error:
            yield error
        return
    try:
        if path.stat().st_size == 0:
            yield SourceError(f"{path}: is empty: give a table with a row for each article")
            return
        with path.open("rb") as stream:
            if suffix in _JSONL:
                yield from _jsonl(_bounded_lines(stream), str(path), day)
            else:
                yield from _csv(_bounded_lines(stream), str(path), day, _DELIMITERS[suffix])
    except OSError as error:
        yield _unreadable(path, error)


def _stream(stream: BinaryIO, name: str, day: str) -> Iterator[Page | SourceError]:
    """Read standard input or a pipe: a table when its first line is a row or a header of one, else one page."""
    first = stream.readline(MAX_LINE_BYTES + 1)
    if not first:
        yield SourceError(f"{name}: is empty: give a page or a table of articles")
        return
    lines = _bounded_lines(stream, first)
    if _is_json_row(first):
        yield from _jsonl(lines, name, day)
        return
    if _header(first.decode("utf-8-sig", "replace"), ""):
        yield from _csv(lines, name, day, "")
        return
    content = first + stream.read(max(0, MAX_PAGE_BYTES + 1 - len(first)))
    if len(content) > MAX_PAGE_BYTES:
        limit = MAX_PAGE_BYTES // (1024 * 1024)
        yield SourceError(f"{name}: is larger than the {limit} MB of a page: split it, or give articles as JSONL")
    else:
        yield Page(content=content, source=name, date=day)


def _bounded_lines(stream: BinaryIO, first: bytes = b"") -> Iterator[bytes]:
    """Yield the lines of a stream; of one longer than the limit only its beginning, one byte over the limit."""
    line = first or stream.readline(MAX_LINE_BYTES + 1)
    while line:
        yield line
        rest = line
        while len(line) > MAX_LINE_BYTES and rest and not rest.endswith(b"\n"):
            rest = stream.readline(_SNIFF_BYTES)
        line = stream.readline(MAX_LINE_BYTES + 1)


class _Ids:
    """The ids of one file's rows, so that a second row of the same id gets a name of its own."""

    def __init__(self) -> None:
        self.seen: dict[str, int] = {}

    def unique(self, name: str) -> str:
        count = self.seen.get(name, 0) + 1
        self.seen[name] = count
        if count == 1:
            return name
        other = f"{name}#{count}"
        while other in self.seen:
            count += 1
            other = f"{name}#{count}"
        self.seen[other] = 1
        return other


def _row_page(row: dict[str, object], where: str, day: str, ids: _Ids) -> Page | SourceError:
    """Turn a row of a table into a page, or say what is wrong with it."""
    text = row.get("text")
    if text is None:
        have = ", ".join(list(row)[:8]) or "nothing"
        return SourceError(f'{where}: has no "text" (it has {have}): give each article\'s text under "text"')
    if not isinstance(text, str | bytes):
        return SourceError(f'{where}: its "text" is {_kind(text)}, not a string: give the article\'s text in quotes')
    if not text.strip():
        return SourceError(f'{where}: its "text" is empty: give the article\'s text')
    try:
        content = text if isinstance(text, bytes) else text.encode()
    except UnicodeEncodeError:
        return SourceError(f'{where}: its "text" holds half of a character pair: save the file as UTF-8')
    if len(content) > MAX_PAGE_BYTES:
        limit = MAX_PAGE_BYTES // (1024 * 1024)
        return SourceError(f'{where}: its "text" is larger than the {limit} MB of a page: split it')
    told = row.get("date")
    try:
        date = iso_day("" if told is None else str(told)) or day
    except ValueError as error:
        return SourceError(f"{where}: its date {error}")
    name = _string(row.get("id"))
    unique = ids.unique(name or where)
    notes = (
        (f'the id "{name}" stands in an earlier row too; this row is "{unique}"',) if name and unique != name else ()
    )
    title = _string(row.get("title"))
    return Page(content=content, source=where, id=unique, date=date, title=title, clean=True, notes=notes)


def _jsonl(lines: Iterable[bytes], name: str, day: str) -> Iterator[Page | SourceError]:
    ids = _Ids()
    number = rows = 0
    for number, line in enumerate(lines, 1):
        where = f"{name}:{number}"
        if len(line) > MAX_LINE_BYTES:
            rows += 1
            yield SourceError(
                f"{where}: the line is longer than {MAX_LINE_BYTES // (1024 * 1024)} MB: split the article"
            )
            continue
        line = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        if not line.strip():
            continue
        rows += 1
        try:
            row = msgspec.json.decode(line)
        except UnicodeDecodeError:
            yield SourceError(f"{where}: is not UTF-8: save the file as UTF-8")
            continue
        except (msgspec.DecodeError, RecursionError) as error:
            yield SourceError(f"{where}: is no JSON ({_short(error)}): write one JSON object a line")
            continue
        if not isinstance(row, dict):
            yield SourceError(f"{where}: is {_kind(row)}, not an object: write one JSON object a line")
            continue
        yield _row_page(cast(dict[str, object], row), where, day, ids)
    if not rows:
        yield SourceError(f"{name}: holds no rows: write one JSON object a line")


def _csv(lines: Iterator[bytes], name: str, day: str, delimiter: str) -> Iterator[Page | SourceError]:
    # The rows stay bytes in disguise (surrogates for what is no UTF-8), so that a cell in another encoding is
    # decoded, and noted, like any page.
    texts = (line.decode("utf-8", "surrogateescape") for line in lines)
    first = next(texts, "").removeprefix("\ufeff")
    delimiter = delimiter or _delimiter(first)
    columns = _header(first, delimiter)
    if not columns:
        have = ", ".join(first.strip().split(delimiter)[:8])[:120]
        yield SourceError(f'{name}:1: has no column "text" (it has {have}): name the columns id,date,title,text')
        return
    csv.field_size_limit(MAX_LINE_BYTES)
    reader = csv.reader(texts, delimiter=delimiter, strict=True)
    ids = _Ids()
    rows = 0
    while True:
        line = reader.line_num + 2
        try:
            values = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            yield SourceError(f"{name}:{line}: is no row of a table ({_short(error)}): check its quotes")
            continue
        if not any(value.strip() for value in values):
            continue
        rows += 1
        row = cast(dict[str, object], {column: _plain(v) for column, v in zip(columns, values, strict=False) if column})
        if "text" not in row:
            yield SourceError(f"{name}:{line}: has {len(values)} values for {len(columns)} columns: check its quotes")
            continue
        text = values[columns.index("text")].encode("utf-8", "surrogateescape")
        yield _row_page({**row, "text": text}, f"{name}:{line}", day, ids)
    if not rows:
        yield SourceError(f"{name}: holds a header and no rows: give a row for each article")


def _header(line: str, delimiter: str) -> list[str]:
    """Return the column names of a table's first line, in lower case; empty when `text` is not among them."""
    if len(line) > _SNIFF_BYTES:
        return []
    try:
        names = next(csv.reader(io.StringIO(line), delimiter=delimiter or _delimiter(line)), [])
    except csv.Error:
        return []
    columns = [name.strip().lower() for name in names]
    # A page may begin with the line "Text"; a table of texts alone has to be named .csv.
    known = sum(column in _COLUMNS for column in columns)
    return columns if "text" in columns and (known >= 2 or delimiter) else []


def _delimiter(line: str) -> str:
    return max(",;\t", key=line.count)


def _is_json_row(line: bytes) -> bool:
    if not line.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        return False
    try:
        return isinstance(msgspec.json.decode(line.removeprefix(b"\xef\xbb\xbf")), dict)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        # A page of text hardly ever begins like an object with a quoted name.
        return line.lstrip().startswith((b'{"', b'{ "'))


def _unreadable(source: object, error: Exception) -> SourceError:
    if isinstance(error, FileNotFoundError):
        return SourceError(f"{source}: no such file or folder: check the path")
    reason = getattr(error, "strerror", None) or str(error)
    return SourceError(f"{source}: cannot be read ({reason}): check the path and its permissions")


def _plain(value: str) -> str:
    """Return a cell as a string: bytes that are no UTF-8 are taken for Windows-1252."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return value.encode("utf-8", "surrogateescape").decode("cp1252", "replace")
    return value


def _string(value: object) -> str:
    return "" if value is None else str(value).strip()


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:120]


def _kind(value: object) -> str:
    names = {"NoneType": "null", "list": "a list", "dict": "an object", "int": "a number", "float": "a number"}
    return names.get(type(value).__name__, f"a {type(value).__name__}")
