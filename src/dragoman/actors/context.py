"""What an article tells beyond a phrase: the countries it names and where, the people it introduces. Chooses a country
for an actor that none is told of ("the army"); reading the phrase itself is left to `resolve`."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations, pairwise
from math import log1p
from typing import Literal

from dragoman.actors.tables import read_table
from dragoman.records import Sentence, Token

STATELESS = frozenset(("UNO", "EUR", "IGO", "NGO", "MNC", "IMG", "ISM"))
"""First parts of a code that name no country and take no sector."""

SignRole = Literal["subject", "place", "opening", "towards", "owner", "object", "dateline", "other"]
SignKind = Literal["town", "land", "people", "person", "body"]


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
        kind: whether a place within the country, the country itself, its people or adjective, one of its officials, or
            a body of it. word: index of its word in the sentence, -1 where not known.
    """

    sentence: int
    start: int
    country: str
    weight: float
    role: SignRole = "other"
    kind: SignKind = "land"
    word: int = -1


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
        courts: where international courts are named. sentences: the article, parsed.
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
    courts: list[int] = field(default_factory=list)
    sentences: Sequence[Sentence] = ()

    def told_by(self, country: str, position: int) -> str:
        """Return a country with the place of the word that tells it: the last before a position, else the first.

        Args:
            country: alpha-3. position: offset in the article's text; below 0 for the article as a whole.
        """
        starts = [sign.start for sign in self.signs if sign.country == country]
        before = [start for start in starts if start < position]
        if starts:
            return f"{country}, named at character {before[-1] if before else starts[0]}"
        return f"{country}, named in title or dateline" if country in self.outside else country

    def country_at(
        self, sentence: int, position: int, usual: str = "", sectors: str = "", stranger: bool = False
    ) -> str:
        """Return the country that an unmarked actor at a place in the article most likely belongs to, or "".

        Args:
            sentence: index of the sentence in the article; below 0 asks for the article as a whole.
            position: offset in the article's text, or below 0 when not known.
            usual: the country that mostly uses such a word ("Foreign Secretary"), or "".
            sectors: the actor's sectors ("MIL"), "" when not known.
            stranger: whether it is one who is mostly abroad (an envoy, a refugee).
        """
        ranked = self.countries_at(sentence, position, usual, sectors, stranger)
        return ranked[0] if ranked else ""

    def countries_at(
        self, sentence: int, position: int, usual: str = "", sectors: str = "", stranger: bool = False
    ) -> list[str]:
        """Return the article's countries, the likeliest for an unmarked actor first; arguments as for `country_at`."""
        values = self.evidence(sentence, position, usual, sectors, stranger)
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

    def main_group(self, *, own: bool = False) -> str:
        """Return the code of the armed group that the article tells of most, or "".

        Args:
            own: only groups that fight in one country, as "the rebels" do.
        """
        codes = (code for code, _ in self.groups.most_common() if not own or code not in STATELESS)
        return next(codes, "")

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
        for country in self._doers(sentence, position):
            if len(scores) > 2:
                scores.pop(country, None)
        pairs = dict.fromkeys(self._joined(sentence, position), _PAIR_JOINED)
        ranked = sorted(scores, key=lambda country: -scores[country])
        best = max(
            combinations(ranked, 2),
            key=lambda pair: scores[pair[0]] + scores[pair[1]] + pairs.get(frozenset(pair), 0.0),
            default=(),
        )
        return best

    def three_at(self, sentence: int, position: int) -> tuple[str, ...]:
        """Return the three countries that "all three" at a place means: those that a sentence before names, or none."""
        for back in range(_PAIR_FAR + 1):
            named = [
                sign.country
                for sign in self.signs
                if sign.sentence == sentence - back and sign.start < position and sign.role != "dateline"
            ]
            if len(dict.fromkeys(named)) == _THREE:
                return tuple(dict.fromkeys(named))
        return ()

    def _doers(self, sentence: int, position: int) -> set[str]:
        """Return the countries of the subject whose verb has what stands at a position for its object."""
        tokens = self.sentences[sentence].tokens if 0 <= sentence < len(self.sentences) else ()
        at = next((index for index, token in enumerate(tokens) if token.end > position), -1)
        if at < 0:
            return set()
        end = next((end for start, end, _ in self.heads.get(sentence, ()) if start <= position < end), position)
        at = _top(tokens, at, end)
        if tokens[at].dep in ("nsubj", "nsubjpass", "poss"):
            return set()
        return {
            sign.country
            for sign in self.signs
            if sign.sentence == sentence
            and sign.role == "subject"
            and sign.start < position
            and sign.word >= 0
            and clause_tie(tokens, at, sign.word) == "same"
        }

    def _joined(self, sentence: int, position: int) -> list[frozenset[str]]:
        """Return the pairs of countries that stand joined by "and" in the sentences before a position."""
        found: list[frozenset[str]] = []
        for first, second in pairwise(self.signs):
            if first.sentence != second.sentence or first.country == second.country or second.start > position:
                continue
            between = self.sentences[first.sentence].tokens[first.word + 1 : second.word] if self.sentences else ()
            if sentence - first.sentence > _PAIR_FAR or len(between) > _PAIR_APART:
                continue
            joins = any(token.pos == "CCONJ" for token in between)
            if joins and not any(token.pos in ("VERB", "PUNCT") for token in between):
                found.append(frozenset((first.country, second.country)))
        return found

    def evidence(
        self, sentence: int, position: int, usual: str = "", sectors: str = "", stranger: bool = False
    ) -> dict[str, dict[str, float]]:
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
            found.setdefault(usual, {})["usual"] = 2.0 if self.totals[usual] > 0 else 1.0
        body = [sign for sign in self.signs if sign.role != "dateline"]
        if body:
            found.setdefault(body[0].country, {})["first"] = 1.0
            subject = next((sign for sign in body if sign.role == "subject"), None)
            if subject is not None:
                found.setdefault(subject.country, {})["first subject"] = 1.0
        self._told_before(found, sentence, position, sectors.partition(" ")[0])
        self._signs_around(found, sentence, position)
        if stranger:
            for values in found.values():
                for name in _HOME & values.keys():
                    values[f"stranger {name}"] = 1.0
        return found

    def _told_before(self, found: dict[str, dict[str, float]], sentence: int, position: int, sector: str) -> None:
        """Add what actors whose country is told say for one of the same sector or of the same word."""
        heads = self.heads.get(sentence, ())
        head = next((word for start, end, word in heads if start <= position < end), "")
        last = ""
        head = _alike().get(head, head)
        for told in self.told:
            if told.start == position or told.country not in found:
                continue
            values = found[told.country]
            if told.sector == sector:
                values["told sector before" if told.start < position else "told sector after"] = 1.0
                last = told.country if told.start < position else last
            if head and _alike().get(told.word, told.word) == head:
                values["told word before" if told.start < position else "told word after"] = 1.0
        if last:
            found[last]["told sector last"] = 1.0

    def _signs_around(self, found: dict[str, dict[str, float]], sentence: int, position: int) -> None:
        """Add what the words that point to countries say by where they stand: before, beside, in the clause above."""
        tokens = self.sentences[sentence].tokens if 0 <= sentence < len(self.sentences) else ()
        at = next((index for index, token in enumerate(tokens) if token.end > position), -1) if position >= 0 else -1
        heads = self.heads.get(sentence, ())
        start, end = next(((one[0], one[1]) for one in heads if one[0] <= position < one[1]), (position, position))
        at = _top(tokens, at, end)
        before: Sign | None = None
        after: Sign | None = None
        earlier: Sign | None = None
        latest: dict[str, str] = {}
        here: set[str] = set()
        previous: set[str] = set()
        for sign in self.signs:
            values = found.setdefault(sign.country, {})
            if sign.role == "dateline":
                values["dateline" if sentence < 3 else "dateline far"] = 1.0
                continue
            distance = sentence - sign.sentence
            if sentence < 0 or distance < -1:
                continue
            if distance == -1:
                values["ahead 1"] = 1.0
                continue
            placed = "place" if sign.role == "opening" else sign.role
            if distance:
                values[f"back {distance}" if distance < 4 else "back far"] = 1.0
                if distance < 3:
                    values[f"back {distance} {sign.role}"] = 1.0
                    if sign.kind == "town" and placed == "place":
                        values[f"back {distance} town"] = 1.0
                if distance == 1:
                    previous.add(sign.country)
                earlier = sign
            else:
                if start <= sign.start < end and position >= 0:
                    continue
                here.add(sign.country)
                first = position < 0 or sign.start < position
                before, after = (sign, after) if first else (before, after or sign)
                values[f"{'before' if first else 'after'} {sign.role}"] = 1.0
                values[f"kind {sign.kind}"] = 1.0
                if sign.kind == "town":
                    values[f"town {sign.role}"] = 1.0
                if at >= 0 and sign.word >= 0:
                    tie = clause_tie(tokens, at, sign.word)
                    values[f"clause {tie}"] = 1.0
                    values[f"clause {tie} {sign.role}"] = 1.0
            if position < 0 or sign.start < position:
                latest[placed] = latest["any"] = sign.country
        for name, country in latest.items():
            found[country][f"last {name}"] = 1.0
        for name, nearest in (("nearest before", before), ("nearest after", after)):
            if nearest is not None:
                found[nearest.country][name] = 1.0
        if before is None and earlier is not None:
            found[earlier.country]["last before"] = 1.0
        if len(here) == 1:
            found[next(iter(here))]["only here"] = 1.0
        elif not here and len(previous) == 1:
            found[next(iter(previous))]["only before"] = 1.0


ClauseTie = Literal["same", "above", "below", "beside"]


def clause_tie(tokens: Sequence[Token], first: int, second: int) -> ClauseTie:
    """Tell where the clause of a sentence's second word lies as seen from that of the first.

    Args:
        tokens: the sentence. first, second: indexes of the words.
    """
    own, other = _verb_of(tokens, first), _verb_of(tokens, second)
    if own == other:
        return "same"
    if other in _verbs_up(tokens, own):
        return "above"
    return "below" if own in _verbs_up(tokens, other) else "beside"


def _verb_of(tokens: Sequence[Token], index: int) -> int:
    """Return the verb of a word's clause: itself or the nearest above, else the word that nothing stands above."""
    for _ in range(_DEPTH):
        token = tokens[index]
        if (token.pos in ("VERB", "AUX") and token.dep not in ("aux", "auxpass")) or token.head == index:
            break
        index = token.head
    return index


def _verbs_up(tokens: Sequence[Token], index: int) -> set[int]:
    found: set[int] = set()
    for _ in range(_DEPTH):
        if tokens[index].head == index:
            break
        index = _verb_of(tokens, tokens[index].head)
        found.add(index)
    return found


def _top(tokens: Sequence[Token], index: int, end: int) -> int:
    """Return the word of a phrase, from `index` to the offset `end`, that the others hang on."""
    for _ in range(_DEPTH):
        if index < 0 or tokens[index].head <= index or tokens[tokens[index].head].start >= end:
            break
        index = tokens[index].head
    return index


_DEPTH = 15
# Evidence that says the contrary of one who is abroad.
_HOME = frozenset(("dateline", "town place", "town opening", "outside", "first", "last place", "clause same place"))
_FAINT = 0.3
# How strongly a country speaks for being one of "both sides": by how often it is named, in so many sentences before, as
# a place and as a subject; fitted on the coded pairs.
_PAIR_NAMED, _PAIR_AFTER, _PAIR_PLACE, _PAIR_SUBJECT = 2.0, 0.3, 0.3, 0.9
_THREE = 3
_PAIR_JOINED, _PAIR_FAR, _PAIR_APART = 2.0, 3, 6
_PAIR_BACK: Mapping[int, float] = {0: 0.5, 1: 2.0, 2: 0.7}


@cache
def _alike() -> dict[str, str]:
    """Return, by word, the first of the words that name the same office or people."""
    rows = [row.many("words") for row in read_table("words") if row.cells["use"] == "alike"]
    return {word: words[0] for words in rows for word in words}


def alike_words(word: str) -> frozenset[str]:
    """Return the other words that name the same office or people as a word."""
    first = _alike().get(word, "")
    return frozenset(other for other, one in _alike().items() if first and one == first and other != word)


@cache
def _weights() -> dict[str, float]:
    return {row.cells["evidence"]: float(row.cells["weight"]) for row in read_table("country_evidence")}


def part_of(label: str) -> Literal["subject", "object", "other"]:
    """Return the part that a phrase plays in its sentence by its head's dependency label (ClearNLP)."""
    if label in ("nsubj", "csubj", "agent"):
        return "subject"
    return "object" if label in ("nsubjpass", "dobj", "dative", "obj", "attr") else "other"
