"""An event as a sentence that a person would say, in pieces, so that a page can colour its parties.

The wording of each type and mode is a table; types that it lacks, from a user's own ontology, are told by their name.
"""

from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

from dragoman.errors import TableError
from dragoman.records import Event, Party

_COLUMNS = ("type", "mode", "past", "base", "alone_past", "alone_base")
# Word before the verb, and whether the verb then stands in its past form.
_STATUS_VERB = {
    "actual": ("", True),
    "future": ("will", False),
    "hypothetical": ("could", False),
    "negated": ("did not", False),
    "historical": ("once", True),
}


class Piece(msgspec.Struct, frozen=True):
    """A run of words of a told sentence; `party` is set where it names somebody."""

    text: str
    kind: Literal["words", "act", "party", "place"] = "words"
    party: Party | None = None


class Phrase(msgspec.Struct, frozen=True):
    """The wording of one type or mode: past and base form before recipients, and the same without recipients."""

    past: str
    base: str
    alone_past: str
    alone_base: str


def tell(event: Event) -> tuple[Piece, ...]:
    """Return an event as the pieces of one sentence, to be joined as they are.

    Args:
        event: any record; the wording follows its status, its voice ends the sentence.
    Returns: pieces such as `Norway`, ` and `, `Chile`, ` `, `reached an agreement`, ` in `, `Bergen`, `.`.
    Raises: TableError when the table of phrases is malformed.
    """
    pieces = [*_parties(event.actors)] or [Piece("Somebody")]
    pieces += [Piece(" "), Piece(_act(event), "act")]
    if event.recipients:
        pieces += [Piece(" "), *_parties(event.recipients)]
    if event.place is not None and event.place.text:
        pieces += [Piece(" in "), Piece(event.place.text, "place")]
    if event.date:
        pieces.append(Piece(f" {tell_date(event.date)}"))
    pieces += _voice(event)
    pieces.append(Piece("."))
    return (pieces[0], *(_within(piece) for piece in pieces[1:]))


def tell_date(text: str) -> str:
    """Return `on 4 March 2024`, or `between 1 March 2024 and 7 March 2024` for a range; other text as it is."""
    try:
        days = [date.fromisoformat(day) for day in text.split("/", 1)]
    except ValueError:
        return text
    told = [f"{day.day} {day:%B} {day.year}" for day in days]
    return f"on {told[0]}" if len(told) == 1 else f"between {told[0]} and {told[1]}"


@cache
def load_phrases() -> dict[tuple[str, str], Phrase]:
    """Return the wording by (type, mode); mode "" is the type by itself.

    Raises: TableError naming the line that is malformed.
    """
    path = files("dragoman.workbench") / "tables" / "phrases.tsv"
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [(number, line.split("\t")) for number, line in enumerate(lines, 1) if line and not line.startswith("#")]
    phrases: dict[tuple[str, str], Phrase] = {}
    for number, cells in rows:
        if len(cells) != len(_COLUMNS):
            raise TableError(f"phrases.tsv:{number}: {len(cells)} columns, not {len(_COLUMNS)}; part them by tabs.")
        if tuple(cells) != _COLUMNS:
            phrases[cells[0], cells[1]] = Phrase(*cells[2:])
    return phrases


def _act(event: Event) -> str:
    phrases = load_phrases()
    phrase = next((phrases[key] for mode in (*event.modes, "") if (key := (event.type, mode)) in phrases), None)
    lead, past = _STATUS_VERB[event.status]
    if phrase is None:
        name = "-".join((event.type, *event.modes))
        return f"({event.status}) {name}{' towards' if event.recipients else ''}"
    if event.recipients:
        verb = phrase.past if past else phrase.base
    else:
        verb = phrase.alone_past if past else phrase.alone_base
    return f"{lead} {verb}".strip()


def _within(piece: Piece) -> Piece:
    # A mention from the head of its sentence ("The council") stands inside this one.
    if piece.text.startswith("The "):
        return msgspec.structs.replace(piece, text=f"the {piece.text[4:]}")
    return piece


def _parties(parties: tuple[Party, ...]) -> Iterator[Piece]:
    for index, party in enumerate(parties):
        if index:
            yield Piece(" and " if index == len(parties) - 1 else ", ")
        yield Piece(" ".join(party.text.split()) or party.code or "somebody", "party", party)


def _voice(event: Event) -> Iterator[Piece]:
    voice = event.voice
    if voice.kind == "narrator":
        return
    named = voice.text or voice.code
    if named:
        yield Piece(", according to ")
        yield Piece(named, "party", Party(voice.text, voice.code))
    else:
        yield Piece(", other media report" if voice.kind == "media" else ", a party says")
