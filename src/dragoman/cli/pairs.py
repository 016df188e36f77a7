"""Rows of a relation file: finds the two parties' spans in each sentence and writes the types beside them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Protocol, TextIO

import msgspec

from dragoman.errors import DragomanError, SourceError

ROWS_AT_ONCE = 64
ADDED = ("type", "confidence")
Span = tuple[int, int]
_TAG = re.compile(r"<(/?)([st])>")


class Pair(msgspec.Struct, frozen=True):
    """A sentence and the spans of its two parties, in characters, end exclusive."""

    sentence: str
    source: Span
    target: Span


class PairRow(msgspec.Struct, frozen=True):
    """A row of the file: its cells by column, and the pair in it or the fault for which it has none."""

    cells: dict[str, str]
    pair: Pair | None
    fault: str = ""


class Relates(Protocol):
    """What names the type between two parties: the coder."""

    def relate(self, rows: Sequence[tuple[str, Span, Span]], labels: str = "plover") -> list[tuple[str, float]]:
        """Return type and confidence for each row of sentence, source span and target span."""
        ...


def read_pairs(path: Path) -> Iterator[PairRow]:
    """Yield the rows of a tab-separated file with a header.

    The parties stand between <s></s> and <t></t> in the column `marked`, or the columns `source` and `target` name
    them as they stand in `sentence`.

    Raises: SourceError when the file cannot be read, is not UTF-8 or its header has neither set of columns.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            header = file.readline().rstrip("\r\n").split("\t")
            if "marked" not in header and not {"sentence", "source", "target"} <= set(header):
                raise SourceError(
                    f"{path}:1: the header lacks the columns; name `marked`, or `sentence`, `source` and `target`, "
                    "with one tab between two"
                )
            for number, line in enumerate(file, start=2):
                if line.strip():
                    yield _row(header, line.rstrip("\r\n").split("\t"), f"{path}:{number}")
    except UnicodeDecodeError as error:
        raise SourceError(f"{path}: the file is not UTF-8 (byte {error.start}); save it as UTF-8") from None
    except OSError as error:
        raise SourceError(f"{path}: the file cannot be read ({error.strerror}); check its name and rights") from None


def relate_rows(rows: Iterable[PairRow], coder: Relates, labels: str) -> Iterator[PairRow]:
    """Yield the rows with the columns `type` and `confidence`, both empty in a row that has no pair."""
    rows = iter(rows)
    while batch := tuple(islice(rows, ROWS_AT_ONCE)):
        pairs = [row.pair for row in batch if row.pair is not None]
        answers = iter(coder.relate([(pair.sentence, pair.source, pair.target) for pair in pairs], labels=labels))
        for row in batch:
            added = ("", "")
            if row.pair is not None:
                type, confidence = next(answers)
                added = (type, f"{confidence:.4f}")
            yield msgspec.structs.replace(row, cells={**row.cells, **dict(zip(ADDED, added, strict=True))})


def write_rows(rows: Iterable[PairRow], file: TextIO) -> Iterator[PairRow]:
    """Write rows as tab-separated text under a header, each before the next is asked for, and pass them on."""
    begun = False
    for row in rows:
        if not begun:
            file.write("\t".join(row.cells) + "\n")
            begun = True
        file.write("\t".join(row.cells.values()) + "\n")
        yield row


def parse_marked(marked: str) -> Pair:
    """Return the sentence without its tags and the spans that they stood around; the spans may lie in one another.

    Raises: DragomanError when a tag is missing, stands twice or around nothing.
    """
    sentence, spans, opened = "", dict[str, Span](), dict[str, int]()
    position = 0
    for tag in _TAG.finditer(marked):
        sentence += marked[position : tag.start()]
        position = tag.end()
        closing, name = tag.groups()
        if not closing and name not in opened:
            opened[name] = len(sentence)
        elif closing and name in opened and name not in spans:
            spans[name] = _without_space(sentence, opened[name], len(sentence))
        else:
            raise DragomanError(f"the tag {tag[0]} is out of place; mark one party <s>..</s> and the other <t>..</t>")
    sentence += marked[position:]
    for name in "st":
        if name not in spans or spans[name][0] == spans[name][1]:
            raise DragomanError(f"nothing is marked <{name}>..</{name}>; mark one party <s>..</s>, the other <t>..</t>")
    return Pair(sentence, spans["s"], spans["t"])


def find_pair(sentence: str, source: str, target: str) -> Pair:
    """Return the spans of two parties that are named as they stand in the sentence.

    Whole words come before parts of words, the letters' own case before another, and a target beside the source before
    one inside it.

    Raises: DragomanError when one of them does not stand in the sentence.
    """
    sources = _places(sentence, source)
    targets = _places(sentence, target)
    for name, party, places in (("source", source, sources), ("target", target, targets)):
        if not places:
            raise DragomanError(f'the {name} "{party}" does not stand in the sentence; copy it letter for letter')
    for start, end in sources:
        for other in targets:
            if other[1] <= start or end <= other[0]:
                return Pair(sentence, (start, end), other)
    return Pair(sentence, sources[0], targets[0])


def _row(header: list[str], cells: list[str], where: str) -> PairRow:
    # A short row keeps its cells in place; the fault says that some are missing.
    named = dict(zip(header, [*cells, *[""] * len(header)], strict=False))
    if len(cells) != len(header):
        fault = f"{where}: the row has {len(cells)} cells where the header has {len(header)}; put one tab between two"
        return PairRow(named, None, fault)
    try:
        if named.get("marked"):
            return PairRow(named, parse_marked(named["marked"]))
        return PairRow(named, find_pair(*(named.get(column, "") for column in ("sentence", "source", "target"))))
    except DragomanError as error:
        return PairRow(named, None, f"{where}: {error}")


def _places(sentence: str, party: str) -> list[Span]:
    party = party.strip()
    if not party:
        return []
    literal = re.escape(party)
    for pattern, flags in ((rf"(?<!\w){literal}(?!\w)", 0), (literal, 0), (literal, re.IGNORECASE)):
        if found := [match.span() for match in re.finditer(pattern, sentence, flags)]:
            return found
    return []


def _without_space(text: str, start: int, end: int) -> Span:
    inside = text[start:end]
    start += len(inside) - len(inside.lstrip())
    return start, start + len(inside.strip())
