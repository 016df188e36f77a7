"""The event record: what an actor does or says towards a recipient, as one article tells it (codebook, "Fields")."""

from typing import Literal

import msgspec

from dragoman.records.display import event_line, events_html, party_line, place_line, voice_line

Status = Literal["actual", "future", "hypothetical", "negated", "historical"]
VoiceKind = Literal["narrator", "media", "actor"]


class Party(msgspec.Struct, frozen=True):
    """An actor or a recipient: the mention as it stands in the article and its code ("PAK GOV"). Implied: text ""."""

    text: str
    code: str
    start: int = -1
    end: int = -1
    why: str = ""

    def __str__(self) -> str:
        return party_line(self)


class Place(msgspec.Struct, frozen=True):
    """Where it happened: the mention, its country (ISO alpha-3) and, where the gazetteer knows it, its point.

    `geonameid` is 0 and the point None where only the country is known.
    """

    text: str
    country: str
    start: int = -1
    end: int = -1
    geonameid: int = 0
    latitude: float | None = None
    longitude: float | None = None
    admin1: str = ""

    def __str__(self) -> str:
        return place_line(self)


class Voice(msgspec.Struct, frozen=True):
    """On whose word it is told: the article's own, other media's, or a party's (then its mention and code)."""

    kind: VoiceKind = "narrator"
    text: str = ""
    code: str = ""

    def __str__(self) -> str:
        return voice_line(self)


class Evidence(msgspec.Struct, frozen=True):
    """A sentence that tells the event: letter for letter, with offsets in the text and in the page as received."""

    quote: str
    start: int
    end: int
    page_start: int
    page_end: int


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One event record.

    Attributes:
        type: one of the ontology's 16 types; modes: the type's modes that the text tells; contexts: what it is about.
        status: told as done, planned, possible, denied or long past.
        actors, recipients: who acts and towards whom; both sides of something mutual are actors.
        voice: on whose word. place: where it happened, if told.
        date: ISO day, or `start/end` for a range, or empty when not told.
        quote: the sentence that tells it most fully. evidence: the other sentences that tell it again.
        trigger: the word that names the act.
        confidence: 0 to 1, how often records with this figure were right on held-back articles.
        parts: the confidence of each decision by itself, by field name.
        optional: a gold record that is neither a miss nor an error when the coder lacks it; never set by the coder.
    """

    type: str
    status: Status
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...] = ()
    modes: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    place: Place | None = None
    voice: Voice = Voice()
    date: str = ""
    quote: Evidence
    evidence: tuple[Evidence, ...] = ()
    trigger: str = ""
    confidence: float = 0.0
    parts: dict[str, float] = {}
    optional: bool = False

    def __str__(self) -> str:
        return event_line(self)

    def _repr_html_(self) -> str:
        return events_html([self])
