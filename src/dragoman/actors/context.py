"""What an article tells beyond a phrase: the countries it names and where, the people it introduces. Chooses a country
for an actor that none is told of ("the army"); reading the phrase itself is left to `resolve`."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import log1p
from typing import Literal

from dragoman.actors.tables import read_table

STATELESS = frozenset(("UNO", "EUR", "IGO", "NGO", "MNC", "IMG", "ISM"))
"""First parts of a code that name no country and take no sector."""

SignRole = Literal["subject", "place", "opening", "towards", "owner", "object", "dateline", "other"]


@dataclass(frozen=True, slots=True)
class Coded:
    """A code ("PAK GOV"; empty when the phrase names no political actor) and what it rests on.

    `also` holds the codes of the others that the phrase names at once ("both governments", "French and U.S. troops").
    """

    code: str
    why: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sign:
    """A word in the article that points to a country.

    Attributes:
        sentence, start: where it stands. country: which country. weight: how strongly it points.
        role: its part in the sentence: within the subject, after "in" or "near" (place), after "to" or "against"
            (towards), before a noun (owner), within an object, in the dateline; "opening" for a place that opens it.
    """

    sentence: int
    start: int
    country: str
    weight: float
    role: SignRole = "other"


@dataclass(frozen=True, slots=True)
class Told:
    """An actor whose country the article tells: where it stands, its country, first sector, and head word's key."""

    start: int
    country: str
    sector: str
    word: str


@dataclass(slots=True)
class ActorContext:
    """What an article tells that a phrase by itself does not.

    Attributes:
        date: the article's day, ISO, or empty.
        signs: words that point to countries, in text order.
        outside: weight of each country named by title and dateline.
        people: last name's key to the code of the person of that name whom the article introduces.
        acronyms: acronym to what it stands for in the article.
        totals: how often each country is named. groups: how often each armed group's code.
        uniforms: how often police (COP) and army (MIL) are told of.
        heads: by sentence, its base noun phrases as (start, end, key of the head word).
        told: the actors whose country is told, in text order.
        bodies: where international bodies are named, and their codes.
    """

    date: str = ""
    signs: list[Sign] = field(default_factory=list)
    outside: dict[str, float] = field(default_factory=dict)
    people: dict[str, Coded] = field(default_factory=dict)
    acronyms: dict[str, Coded] = field(default_factory=dict)
    totals: Counter[str] = field(default_factory=Counter)
    groups: Counter[str] = field(default_factory=Counter)
    uniforms: Counter[str] = field(default_factory=Counter)
    heads: dict[int, list[tuple[int, int, str]]] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)
    bodies: list[tuple[int, str]] = field(default_factory=list)

    def country_at(self, sentence: int, position: int, usual: str = "", sectors: str = "") -> str:
        """Return the country that an unmarked actor at a place in the article most likely belongs to, or "".

        Args:
            sentence: index of the sentence in the article; below 0 asks for the article as a whole.
            position: offset in the article's text, or below 0 when not known.
            usual: the country that mostly uses such a word ("Foreign Secretary"), or "".
            sectors: the actor's sectors ("MIL"), "" when not known.
        """
        ranked = self.countries_at(sentence, position, usual, sectors)
        return ranked[0] if ranked else ""

    def countries_at(self, sentence: int, position: int, usual: str = "", sectors: str = "") -> list[str]:
        """Return the article's countries, the likeliest for an unmarked actor first; arguments as for `country_at`."""
        values = self.evidence(sentence, position, usual, sectors)
        weights = _weights()
        scores = {
            country: sum([weights.get(name, 0.0) * found[name] for name in found]) for country, found in values.items()
        }
        return sorted(scores, key=lambda country: -scores[country])

    def body_at(self, position: int, wanted: Sequence[str]) -> str:
        """Return the code of the international body that "the alliance" at a place means, or "" when none is named.

        Args:
            position: offset in the article. wanted: the codes that the word can stand for.
        """
        counts = Counter(code for _, code in self.bodies if code in wanted)
        before = [code for start, code in self.bodies if start < position and code in wanted]
        if before:
            counts[before[-1]] += 1
        return counts.most_common(1)[0][0] if counts else ""

    def pair_at(self, sentence: int, position: int) -> tuple[str, ...]:
        """Return the two countries that "both sides" at a place in the article most likely means, or none."""
        named = {country: _PAIR_NAMED * log1p(count) for country, count in self.totals.items() if count > 0}
        nearness: dict[str, float] = {}
        for sign in self.signs:
            distance = sentence - sign.sentence
            if sign.role == "dateline" or sign.weight <= _FAINT or sign.country not in named:
                continue
            value = _PAIR_BACK.get(distance, 0.0)
            if distance == 0 and sign.start > position:
                value = _PAIR_AFTER
            if sign.role in ("place", "opening"):
                value *= _PAIR_PLACE
            elif sign.role == "subject":
                value += _PAIR_SUBJECT
            nearness[sign.country] = max(nearness.get(sign.country, 0.0), value)
        scores = {country: value + nearness.get(country, 0.0) for country, value in named.items()}
        ranked = sorted(scores, key=lambda country: -scores[country])
        return tuple(ranked[:2]) if len(ranked) > 1 else ()

    def evidence(self, sentence: int, position: int, usual: str = "", sectors: str = "") -> dict[str, dict[str, float]]:
        """Return, by country, what speaks for it as that of an unmarked actor; arguments as for `country_at`.

        The names are those of country_evidence.tsv.
        """
        found: dict[str, dict[str, float]] = {}
        total = sum(self.totals.values()) or 1
        for country, count in self.totals.items():
            found[country] = {"share": count / total, "count": log1p(count)}
        for country, weight in self.outside.items():
            found.setdefault(country, {})["outside"] = weight
        if usual:
            found.setdefault(usual, {})["usual"] = 1.0
        if self.signs:
            found.setdefault(self.signs[0].country, {})["first"] = 1.0
        heads = self.heads.get(sentence, ())
        head = next((word for start, end, word in heads if start <= position < end), "")
        sector = sectors.partition(" ")[0]
        for told in self.told:
            if told.start == position or told.country not in found:
                continue
            values = found[told.country]
            if told.sector == sector:
                values["told sector before" if told.start < position else "told sector after"] = 1.0
            if head and told.word == head:
                values["told word before" if told.start < position else "told word after"] = 1.0
        before: Sign | None = None
        after: Sign | None = None
        last: Sign | None = None
        for sign in self.signs:
            values = found.setdefault(sign.country, {})
            if sign.role == "dateline":
                values["dateline" if sentence < 3 else "dateline far"] = 1.0
                continue
            distance = sentence - sign.sentence
            if sentence < 0 or not -2 < distance < 4:
                continue
            if distance:
                values[f"back {distance}"] = 1.0
                if distance == 1 and sign.role == "subject":
                    values["back 1 subject"] = 1.0
                if distance > 0:
                    last = sign
                continue
            if position < 0 or sign.start < position:
                before = sign
                values[f"before {sign.role}"] = 1.0
            else:
                after = after or sign
                values[f"after {sign.role}"] = 1.0
            if position >= 0 and abs(sign.start - position) < _CLOSE:
                values["close"] = 1.0
        for name, nearest in (("nearest before", before), ("nearest after", after)):
            if nearest is not None:
                found[nearest.country][name] = 1.0
        if before is None and last is not None:
            found[last.country]["last before"] = 1.0
        return found


_CLOSE = 60
_FAINT = 0.3
# How strongly a country speaks for being one of "both sides": by how often it is named, in so many sentences before, as
# a place and as a subject; fitted on the coded pairs.
_PAIR_NAMED, _PAIR_AFTER, _PAIR_PLACE, _PAIR_SUBJECT = 2.0, 0.3, 0.3, 0.9
_PAIR_BACK: Mapping[int, float] = {0: 0.5, 1: 2.0, 2: 0.7}


@cache
def _weights() -> dict[str, float]:
    return {row.cells["evidence"]: float(row.cells["weight"]) for row in read_table("country_evidence")}


def part_of(label: str) -> Literal["subject", "object", "other"]:
    """Return the part that a phrase plays in its sentence by its head's dependency label (ClearNLP)."""
    if label in ("nsubj", "csubj", "agent"):
        return "subject"
    return "object" if label in ("nsubjpass", "dobj", "dative", "obj", "attr") else "other"
