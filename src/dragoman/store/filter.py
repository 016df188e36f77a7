"""What records are asked for, as one value: used by `dragoman find` and by whatever else picks records of a store."""

import re
from typing import Self, get_args

import msgspec

from dragoman.errors import FilterError
from dragoman.records.event import Status, VoiceKind
from dragoman.records.gold import is_day
from dragoman.store.words import parse_words

_COUNTRY = re.compile(r"[A-Z]{3}")
_CODE = re.compile(r"[A-Z]{3}( [A-Z]{3})?")
_STATUSES: tuple[str, ...] = get_args(Status)
_VOICES: tuple[str, ...] = get_args(VoiceKind)


class Box(msgspec.Struct, frozen=True):
    """A part of the map, in decimal degrees; one whose west is greater than its east runs across the date line."""

    south: float
    west: float
    north: float
    east: float

    def __post_init__(self) -> None:
        if not (-90 <= self.south <= self.north <= 90 and -180 <= self.west <= 180 and -180 <= self.east <= 180):
            raise FilterError(f'place: "{self}" is no box; write SOUTH,WEST,NORTH,EAST in degrees, such as 36,26,42,45')

    def __str__(self) -> str:
        return ",".join(f"{edge:g}" for edge in (self.south, self.west, self.north, self.east))


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """Which records are asked for. What is left empty asks for nothing; several values of one field are alternatives.

    Attributes:
        type, mode: names of the ontology.
        actor, recipient: a code such as `PAK`, which also finds `PAK GOV`, or a country with one sector, `PAK GOV`.
        country: that of an actor or recipient. sector: of an actor or recipient, such as `MIL`.
        place: countries in which it happened. box: the part of the map in which it happened.
        since, until: the first and the last day, ISO, both counted in. A record counts by the day or days on which it
            happened, or by its article's day where that is not told.
        status, voice: as in `Event.status` and `Event.voice.kind`.
        source: the beginnings of the names of sources, such as a folder, or the whole name of a site in any case.
        min_confidence: the least confidence, 0 to 1.
        text: words of the title or the text of the article. quote: words of the sentences that tell the record. Several
            words are all wanted; a phrase stands in double quotes, an unwanted word behind a minus.
    Raises: FilterError with a sentence when a value cannot be looked for.
    """

    type: tuple[str, ...] = ()
    mode: tuple[str, ...] = ()
    actor: tuple[str, ...] = ()
    recipient: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    sector: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    box: Box | None = None
    since: str = ""
    until: str = ""
    status: tuple[str, ...] = ()
    voice: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    min_confidence: float = 0.0
    text: str = ""
    quote: str = ""

    def __post_init__(self) -> None:
        for field in ("type", "mode", "actor", "recipient", "country", "sector", "place", "status", "voice", "source"):
            values = getattr(self, field)
            # A string is a sequence too, of its letters.
            if isinstance(values, str):
                raise FilterError(f'{field}: "{values}" stands alone; write ("{values}",)')
            if not all(values):
                raise FilterError(f"{field}: one of its values is empty; write a value or leave it out")
        _check("actor", self.actor, _CODE, "a code; write a country and at most one sector, such as PAK GOV")
        _check("recipient", self.recipient, _CODE, "a code; write a country and at most one sector, such as PAK GOV")
        for field in ("country", "sector", "place"):
            _check(field, getattr(self, field), _COUNTRY, "a code; write three capital letters, such as PAK or MIL")
        _check_among("status", self.status, _STATUSES)
        _check_among("voice", self.voice, _VOICES)
        for field, day in (("since", self.since), ("until", self.until)):
            if day and not is_day(day):
                raise FilterError(f'{field}: "{day}" is no day; write it as YYYY-MM-DD')
        if self.since and self.until and self.since > self.until:
            raise FilterError(f"since: {self.since} comes after {self.until}; turn the two days round")
        if not 0 <= self.min_confidence <= 1:
            raise FilterError(f"min_confidence: {self.min_confidence} is outside 0 to 1")
        for query in (self.text, self.quote):
            if query:
                parse_words(query)

    def with_place(self, place: str) -> Self:
        """Return the filter with a place as it is typed: a country such as `TUR`, or a box `SOUTH,WEST,NORTH,EAST`.

        Raises: FilterError when it is neither, or a second box.
        """
        if "," not in place:
            return msgspec.structs.replace(self, place=(*self.place, place))
        if self.box is not None:
            raise FilterError(f'place: "{place}" is a second box; give one')
        try:
            south, west, north, east = map(float, place.split(","))
        except ValueError:
            raise FilterError(
                f'place: "{place}" is no box; write SOUTH,WEST,NORTH,EAST in degrees, such as 36,26,42,45'
            ) from None
        return msgspec.structs.replace(self, box=Box(south, west, north, east))


def _check(field: str, values: tuple[str, ...], form: re.Pattern[str], what: str) -> None:
    for value in values:
        if not form.fullmatch(value):
            raise FilterError(f'{field}: "{value}" is not {what}')


def _check_among(field: str, values: tuple[str, ...], known: tuple[str, ...]) -> None:
    for value in values:
        if value not in known:
            raise FilterError(f'{field}: "{value}" is unknown; write one of: {", ".join(known)}')
