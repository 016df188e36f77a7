"""Near-copies of an article: agency text reprinted, updated or cut. Tells whether two texts are one; keeps nothing.

MinHash (Broder 1997) finds what comes into question without comparing every pair; the texts themselves decide.
"""

import re
from collections.abc import Iterable, Mapping
from hashlib import blake2b

import rensa

# A text is compared by its runs of so many words.
_RUN = 4
_PERMUTATIONS = 128
# 32 bands of 4: texts that share a third of their runs meet in some band four times in five, half of them always.
_BAND = 4
_SEED = 1
# Which share of the runs of the shorter text stands in the longer one as well, and how much longer that may be.
_SHARED = 0.7
_LONGER = 4.0
# Shorter texts are alike without being copies.
_LEAST_RUNS = 12

# Signatures of another algorithm cannot be compared; a store keeps this beside them.
ALGORITHM = f"rensa {rensa.RMinHash(num_perm=1, seed=_SEED).ALGORITHM_VERSION}"

_WORD = re.compile(r"\w+")


def bands(text: str) -> tuple[int, ...]:
    """Return by what the copies of a text are looked up; two copies have one of them in common, nearly always.

    Returns: signed integers of 64 bits, one a band, at their places; none for a text too short to be told apart.
    """
    found = _runs(text)
    if len(found) < _LEAST_RUNS:
        return ()
    sketch = rensa.RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
    sketch.update(sorted(found))
    values = sketch.digest()
    return tuple(_band(first, values[first : first + _BAND]) for first in range(0, _PERMUTATIONS, _BAND))


def is_copy(text: str, other: str) -> bool:
    """Return whether one of two texts is the other reprinted, updated or cut."""
    shorter, longer = sorted((_runs(text), _runs(other)), key=len)
    if len(shorter) < _LEAST_RUNS or len(longer) > _LONGER * len(shorter):
        return False
    return len(shorter & longer) >= _SHARED * len(shorter)


class Copies:
    """Articles by their texts, in memory, for a corpus that is not kept in a store."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._by_band: dict[int, list[str]] = {}

    def add(self, name: str, text: str) -> str:
        """Look for an article of which a text is a copy.

        Returns: the name of the first of them, or `name` when there is none; only then the text is kept.
        """
        found = bands(text)
        names = [other for band in found for other in self._by_band.get(band, ())]
        original = first_copy(text, {other: self._texts[other] for other in names})
        if original is not None:
            return original
        if found:
            self._texts[name] = text
        for band in found:
            self._by_band.setdefault(band, []).append(name)
        return name


def first_copy(text: str, candidates: Mapping[str, str]) -> str | None:
    """Return the name of the first of some texts, given by name, of which a text is a copy; None if it is of none."""
    return next((name for name, other in candidates.items() if is_copy(text, other)), None)


def _runs(text: str) -> set[str]:
    words = _WORD.findall(text.casefold())
    return {" ".join(words[first : first + _RUN]) for first in range(len(words) - _RUN + 1)}


def _band(number: int, values: Iterable[int]) -> int:
    packed = number.to_bytes(2, "little") + b"".join(value.to_bytes(8, "little") for value in values)
    return int.from_bytes(blake2b(packed, digest_size=8).digest(), "little", signed=True)
