"""The codebook that stands beside an export: columns, values, what made them, what was asked for, how to cite."""

from collections.abc import Callable, Iterator
from typing import get_args

import msgspec

import dragoman
from dragoman.exports.cameo import code_labels
from dragoman.exports.formats import Format
from dragoman.exports.layout import layout
from dragoman.ontology import load_ontology
from dragoman.ontology.load import QUADS
from dragoman.records.display import visible
from dragoman.records.event import Status, VoiceKind
from dragoman.store import Filter

_KINDS = {
    "text": "text",
    "texts": "texts",
    "day": "day, YYYY-MM-DD",
    "digits": "digits, kept as text",
    "integer": "whole number",
    "number": "number",
}
_STATUSES = {
    "actual": "told as done or going on",
    "future": "planned, agreed, about to happen",
    "hypothetical": "if, could, might; also an attempt that failed",
    "negated": "told as not happening",
    "historical": "ended more than a year before the article, or marked as long past",
}
_VOICES = {
    "narrator": "the article's own word",
    "media": "other media are cited",
    "actor": "a party says it",
}


class Export(msgspec.Struct, frozen=True, kw_only=True):
    """What one export was.

    Attributes:
        format: its format. file: the name of the file or folder. source: what the records were taken from.
        filter: what was asked for.
        day: the ISO day on which it was made.
        records: how many records went in. rows: how many rows came out.
        left_out: how many records were left out, by the reason.
        versions: what made the records, as far as it is known.
    """

    format: Format
    file: str
    source: str
    filter: Filter
    day: str
    records: int
    rows: int
    left_out: dict[str, int]
    versions: tuple[str, ...]


def codebook(export: Export) -> str:
    """Return the codebook of an export as Markdown."""
    return "\n".join(_parts(export)) + "\n"


def filter_lines(filter: Filter) -> list[str]:
    """Return what a filter asks for, one line a field, such as `type: ASSAULT or COERCE`."""
    lines = []
    for field in filter.__struct_fields__:
        value = getattr(filter, field)
        if value:
            lines.append(f"{field}: {' or '.join(value) if isinstance(value, tuple) else value}")
    return lines


def _parts(export: Export) -> Iterator[str]:
    format = export.format
    yield f"# Codebook of {_line(export.file)}\n"
    yield f"Political events read from news by dragoman, in the format `{format.name}`: {format.meaning}.\n"
    yield f"* Exported on {export.day} from {_line(export.source)}"
    yield f"* {export.records} records in, {export.rows} out, each of them {format.row}"
    for reason, count in export.left_out.items():
        yield f"* {count} records left out: {reason}"
    yield "\n## What made the records\n"
    for version in export.versions or ("not told in the file that they came from",):
        yield f"* {version or 'not told in the file that they came from'}"
    yield "\n## What was asked for\n"
    for line in filter_lines(export.filter) or ("everything",):
        yield f"* {_line(line)}"
    if format.done_only and not export.filter.status:
        yield "* status: actual, since the format has no place for another"
    yield "\n## Columns\n"
    yield from _columns(format)
    yield from _values(format)
    yield "## How to cite\n"
    yield from _citation(export)


def _columns(format: Format) -> Iterator[str]:
    if not format.columns:
        yield "Each line is an article in the gold form, see docs/codebook.md of dragoman.\n"
        return
    yield "| | column | kind | what stands in it |"
    yield "| --- | --- | --- | --- |"
    for number, column in enumerate(layout(format.columns), 1):
        meaning = column.meaning if column.filled else "always empty: dragoman has nothing for it"
        values = f"; values: {column.values}, below" if column.values else ""
        yield f"| {number} | `{column.name}` | {_KINDS[column.kind]} | {meaning.replace('|', ' ')}{values} |"
    yield ""


def _values(format: Format) -> Iterator[str]:
    asked = {column.values for column in layout(format.columns) if column.values} if format.columns else set(_LISTS)
    for name, (title, entries) in _LISTS.items():
        if name in asked:
            yield f"## {title}\n"
            for value, meaning in entries():
                yield f"* `{value}`: {meaning}"
            yield ""


def _citation(export: Export) -> Iterator[str]:
    made = "; ".join(version for version in export.versions if version) or f"dragoman {dragoman.__version__}"
    asked = "; ".join(filter_lines(export.filter)) or "all records"
    yield "Name the corpus, the program with its version, and what was asked for, since each changes the records:\n"
    yield (
        f"> Event records read from [the corpus] by {made}. Format {export.format.name}; {_line(asked)}. "
        f"Exported on {export.day}."
    )
    yield "\nThe ontology is PLOVER (2021 edition, Open Event Data Alliance)."
    if any(column.values == "cameo" for column in layout(export.format.columns or "records")):
        yield (
            "CAMEO codes come from its conversion table turned round (docs/exports.md of dragoman); scores are of "
            "Goldstein (1992), A conflict-cooperation scale for WEIS events data, Journal of Conflict Resolution 36(2)."
        )


def _types() -> Iterator[tuple[str, str]]:
    return ((found.name, f"{found.meaning} (intensity {found.score:g})") for found in load_ontology().types.values())


def _modes() -> Iterator[tuple[str, str]]:
    for modes in load_ontology().modes.values():
        for mode in modes:
            score = "" if mode.score is None else f" (intensity {mode.score:g})"
            yield mode.name, f"of {mode.type}: {mode.meaning}{score}"


def _countries() -> Iterator[tuple[str, str]]:
    yield "AFG ... ZWE", "a country by its ISO 3166 alpha-3 code, with PSE, HKG, TWN and XKX for Kosovo"
    yield from ((found.code, found.meaning) for found in load_ontology().nonstate.values())


def _codes() -> Iterator[tuple[str, str]]:
    yield "PAK GOV", "a country or a code that stands in its place, and up to two sectors"


_LISTS: dict[str, tuple[str, Callable[[], Iterator[tuple[str, str]]]]] = {
    "types": ("Types", _types),
    "modes": ("Modes", _modes),
    "contexts": ("Contexts", lambda: ((found.name, found.meaning) for found in load_ontology().contexts.values())),
    "statuses": ("Statuses", lambda: ((status, _STATUSES[status]) for status in get_args(Status))),
    "voices": ("Voices", lambda: ((voice, _VOICES[voice]) for voice in get_args(VoiceKind))),
    "quads": ("Quad classes", lambda: ((quad, f"class {number}") for number, quad in enumerate(QUADS, 1))),
    "codes": ("Codes", _codes),
    "countries": ("Countries", _countries),
    "sectors": ("Sectors", lambda: ((found.code, found.meaning) for found in load_ontology().sectors.values())),
    "cameo": ("CAMEO codes", code_labels),
}


def _line(text: str) -> str:
    return visible(" ".join(text.split()))
