"""A record reduced to what tells whether it is of the same event as another: when, what, who, where and in which words.

Comparing two tellings is left to `likeness`, joining them to `joining`.
"""

import re
from collections.abc import Iterable
from datetime import date

import msgspec
import numpy as np
from numpy.typing import NDArray

from dragoman.records import Article, Event, Party
from dragoman.records.gold import is_day

# A deed without a day is taken to have happened so many days before its report at the most.
LATE = 2
# A longer span of days does not tell when something happened.
LONGEST_SPAN = 7

Floats = NDArray[np.float32]

_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_LEAST_LETTERS = 5
_STEM = 5


class Where(msgspec.Struct, frozen=True):
    """Where it happened, as `dragoman.records.Place` has it."""

    text: str
    country: str
    geonameid: int
    latitude: float | None
    longitude: float | None
    admin1: str


class Telling(msgspec.Struct, frozen=True, kw_only=True):
    """What of a record is compared.

    Attributes:
        article: names the report that the record stands in. number: counts the records of the report from 0.
        reported: ordinal of the report's day, 0 where unknown.
        first, last: ordinals of the first and the last day on which it may have happened, 0 where nothing tells;
            of a plan, the days on which it may have been told first.
        told: whether the record gives its day. planned: ordinal of the day that a plan is for, 0 where not told.
        deed: true for what was done or is denied, false for what is planned or possible. denied: true if it is denied.
        actors, recipients: their codes; those of nobody known are left out.
        words: beginnings of the longer words of its quote. names: its capitalised words.
        vector: direction of the quote's vector, one signed byte a dimension; empty where there is none.
    """

    article: str
    number: int
    reported: int
    first: int
    last: int
    told: bool
    planned: int = 0
    type: str
    deed: bool
    denied: bool = False
    modes: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    place: Where | None = None
    words: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    vector: bytes = b""


def tell(article: Article, number: int, *, key: str = "", vector: Floats | None = None) -> Telling:
    """Reduce a record of an article to what is compared.

    Args:
        article: coded. number: which of its records, from 0.
        key: names the article; by default its id.
        vector: [width] that of the record's quote, see `dragoman.incidents.vectors`; None where there is none.
    """
    event = article.events[number]
    reported = date.fromisoformat(article.date).toordinal() if is_day(article.date) else 0
    deed = event.status not in ("future", "hypothetical")
    told = _days(event.date)
    first, last = told or (0, 0)
    planned = 0
    if not deed:
        planned, told, first, last = last, None, reported, reported
    elif told is None and reported and event.status != "historical":
        first, last = reported - LATE, reported
    return Telling(
        article=key or article.id,
        number=number,
        reported=reported,
        first=first,
        last=last,
        told=told is not None,
        planned=planned,
        type=event.type,
        deed=deed,
        denied=event.status == "negated",
        modes=tuple(sorted(event.modes)),
        actors=_known(event.actors),
        recipients=_known(event.recipients),
        place=_where(event),
        words=_stems(event.quote.quote),
        names=_names(event.quote.quote),
        vector=b"" if vector is None else pack_vector(vector),
    )


def pack_vector(vector: Floats) -> bytes:
    """Return a vector's direction as one signed byte a dimension; empty for a vector of zeros."""
    largest = float(np.abs(vector).max(initial=0.0))
    if not largest:
        return b""
    return (vector * (127 / largest)).round().astype(np.int8).tobytes()


def unpack_vectors(packed: Iterable[bytes]) -> list[Floats | None]:
    """Return packed vectors at length 1; None for an empty one."""
    vectors: list[Floats | None] = []
    for one in packed:
        values = np.frombuffer(one, np.int8).astype(np.float32)
        vectors.append(values / np.linalg.norm(values) if len(values) else None)
    return vectors


def _days(text: str) -> tuple[int, int] | None:
    start, _, end = text.partition("/")
    end = end or start
    if not (is_day(start) and is_day(end)):
        return None
    first, last = date.fromisoformat(start).toordinal(), date.fromisoformat(end).toordinal()
    return (first, last) if 0 <= last - first <= LONGEST_SPAN else None


def _known(parties: Iterable[Party]) -> tuple[str, ...]:
    # Whoever is only known to be unknown speaks neither for nor against another's being meant.
    return tuple(sorted({party.code for party in parties if party.code[:3] not in ("", "UNK")}))


def _where(event: Event) -> Where | None:
    place = event.place
    if place is None or not (place.text or place.country):
        return None
    return Where(
        place.text.casefold(), place.country, place.geonameid, place.latitude, place.longitude, place.admin1.casefold()
    )


def _stems(text: str) -> tuple[str, ...]:
    words = (word.casefold() for word in _WORD.findall(text))
    return tuple(sorted({word[:_STEM] for word in words if len(word) >= _LEAST_LETTERS}))


def _names(text: str) -> tuple[str, ...]:
    # The first word of a sentence is capitalised whatever it is.
    words = _WORD.findall(text)[1:]
    return tuple(sorted({re.sub(r"['’]s?$", "", word).casefold() for word in words if word[0].isupper()}))
