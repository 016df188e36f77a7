"""Cuts a text with overlapping spans into pieces that do not overlap, each knowing the spans that cover it."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

import msgspec


class Piece(msgspec.Struct, frozen=True):
    """Characters `start` to `end` of a text, and the indexes of the spans that cover all of them, ascending."""

    start: int
    end: int
    spans: tuple[int, ...]


def split(start: int, end: int, spans: Sequence[tuple[int, int]], also: Iterable[int] = ()) -> list[Piece]:
    """Return the pieces of a stretch of text, in order and without gaps.

    Args:
        start, end: the stretch, in characters.
        spans: (start, end) of each span, in any order, overlapping or not; what lies outside the stretch is cut off,
            an empty span is passed over.
        also: further offsets at which a piece must end.
    Returns: pieces that cover the stretch; empty when the stretch is.
    """
    opens: dict[int, list[int]] = {}
    closes: dict[int, list[int]] = {}
    cuts = {start, end, *(offset for offset in also if start < offset < end)}
    for index, (first, last) in enumerate(spans):
        first, last = max(first, start), min(last, end)
        if first < last:
            cuts |= {first, last}
            opens.setdefault(first, []).append(index)
            closes.setdefault(last, []).append(index)
    pieces: list[Piece] = []
    covering: set[int] = set()
    ordered = sorted(cuts)
    for here, following in pairwise(ordered):
        covering.difference_update(closes.get(here, ()))
        covering.update(opens.get(here, ()))
        pieces.append(Piece(here, following, tuple(sorted(covering))))
    return pieces
