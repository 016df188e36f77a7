"""Finds the names of places in an article and resolves them; which one an event happened at is told elsewhere.

Names come from the parser's named entities and from look-ups of capitalised words where a place is likely to stand:
behind a preposition of place, before ", Texas", and wherever a name stands again that was found elsewhere.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache
from typing import Literal

import msgspec

from dragoman.places.gazetteer import GazetteerPlace, Level, load_gazetteer, name_key, read_rows
from dragoman.places.resolve import candidates, place_words, resolve_spans
from dragoman.records import Sentence, Token

PlaceKind = Literal["country", "city", "region", "water", "nationality"]


class PlaceMention(msgspec.Struct, frozen=True, kw_only=True):
    """A name of a place in an article, and the place that it stands for.

    Attributes:
        start, end: offsets in the article's text; text: the characters between them.
        sentence: index of its sentence in the article.
        head: index in the sentence of the last word of the name.
        kind: country, city, region (province, county, area of many countries) or water (also mountains and islands);
            nationality for the name of a people, which is the name of no place.
        country: ISO alpha-3 code, empty where it lies in no one country; for a place that the gazetteer does not know
            the country that it is said to lie in, or else that of the places around it.
        admin1: name of the first-level region, empty where unknown.
        geonameid: its number in GeoNames, 0 where unknown.
        latitude, longitude: its point in degrees, None where unknown.
        population: people living there, 0 where unknown.
        locative: true where the words before it say that something was there ("in", "on the outskirts of").
        dateline: true where it tells where the article was written.
        capital: true for the capital of a country, which often stands for its government.
        confidence: 0 to 1, the weight of this place among all places of that name.
    """

    start: int
    end: int
    text: str
    sentence: int
    head: int
    kind: PlaceKind
    country: str = ""
    admin1: str = ""
    geonameid: int = 0
    latitude: float | None = None
    longitude: float | None = None
    population: int = 0
    locative: bool = False
    dateline: bool = False
    capital: bool = False
    confidence: float = 0.0


def find_places(
    sentences: Sequence[Sentence],
    *,
    dateline: str = "",
    countries: Sequence[str] = (),
    nationalities: bool = False,
) -> list[PlaceMention]:
    """Find and resolve the places that an article names.

    Args:
        sentences: the article's sentences, all of them, in order.
        dateline: the place that its dateline names, empty when it has none or it is not known.
        countries: ISO alpha-3 codes of the countries that act in the article; they speak for their places.
        nationalities: whether "Russian" and "Sudanese" come back too, as mentions of kind `nationality`.
    Returns: the mentions in the order of the text; none overlap.
    """
    spans = _spans(sentences)
    text = _rebuilt(sentences)
    answers = resolve_spans(text, [(span.start, span.end) for span in spans], countries=countries, dateline=dateline)
    mentions = []
    around = _countries_around(spans, [answer.place for answer in answers], text, countries)
    for number, (span, answer) in enumerate(zip(spans, answers, strict=True)):
        place = answer.place
        sentence = sentences[span.sentence]
        nationality = place is not None and place.nationality
        if nationality and not nationalities:
            continue
        at_dateline = _is_dateline(sentence, span, dateline)
        locative = not at_dateline and not nationality and is_locative(sentence, span.first, span.last)
        told = at_dateline or (locative and span.named) or _called_a_place(sentence.tokens, span.first)
        if place is None and not told:
            continue
        mentions.append(
            PlaceMention(
                start=span.start,
                end=span.end,
                text=text[span.start : span.end],
                sentence=sentence.index,
                head=span.last - 1,
                kind=_kind(place, span.entity),
                country=place.country if place else around[number],
                admin1=place.admin1 if place else "",
                geonameid=place.geonameid if place else 0,
                latitude=place.latitude if place else None,
                longitude=place.longitude if place else None,
                population=place.population if place else 0,
                locative=locative,
                dateline=at_dateline,
                capital=place.capital if place else False,
                confidence=round(answer.probability, 3) if place else 0.0,
            )
        )
    return mentions


def is_locative(sentence: Sentence, first: int, last: int) -> bool:
    """Tell whether the words before a name say that something was there.

    Args:
        sentence: the sentence.
        first, last: index of the name's first word and of the word after its last.
    Returns: true for "in X", "near the town of X", "on the outskirts of X", "in X's old city", "in Y and X".
    """
    tokens = sentence.tokens
    if first and tokens[first - 1].text.casefold() in _near_words():
        # However the parse goes wrong ("Near Sinjar, two strikes ..." read as a name), these words say where.
        return True
    word = _top(sentence, first, last)
    for _ in range(6):
        token = tokens[word]
        above = token.head
        if above == word:
            return False
        head = tokens[above]
        if token.dep in ("pobj", "pcomp") or head.pos == "ADP":
            if head.lemma.casefold() in _prepositions() or head.text.casefold() in _prepositions():
                return not _is_figure(tokens, above, word)
            if head.text.casefold() != "of":
                return False
            # "on the outskirts of X", "in the town of X": what counts is where the common noun stands.
            noun = head.head
            if not {tokens[noun].lemma.casefold(), tokens[noun].text.casefold()} & place_words().keys():
                return False
            word = noun
        elif token.dep in ("conj", "appos", "poss") or (
            token.dep in ("compound", "nmod", "amod", "npadvmod")
            and (head.lemma.casefold() in place_words() or head.entity in ("GPE", "LOC", "FAC"))
        ):
            word = above
        else:
            return False
    return False


class _Span(msgspec.Struct, frozen=True):
    """A name: its sentence and words, offsets, entity label, and whether it counts even if the gazetteer lacks it."""

    sentence: int
    first: int
    last: int
    start: int
    end: int
    entity: str
    named: bool


def _countries_around(
    spans: Sequence[_Span], places: Sequence[GazetteerPlace | None], text: str, told: Sequence[str]
) -> dict[int, str]:
    """Return the country of each span that stands for no known place.

    It is that of the name right behind it ("Sarmada, Syria"), or else of most names in its sentence or in the article.
    """
    found: dict[int, str] = {}
    everywhere: Counter[str] = Counter(place.country for place in places if place and place.country)
    by_sentence: dict[int, Counter[str]] = defaultdict(Counter)
    for span, place in zip(spans, places, strict=True):
        if place and place.country:
            by_sentence[span.sentence][place.country] += 1
    for number, (span, place) in enumerate(zip(spans, places, strict=True)):
        if place is not None:
            continue
        behind = places[number + 1] if number + 1 < len(spans) else None
        if behind and re.fullmatch(r",\s|\s(?:in|,)\s", text[span.end : spans[number + 1].start]):
            found[number] = behind.country
            continue
        near = by_sentence.get(span.sentence)
        # A country that acts is told of more often than one that is only visited.
        ranked = sorted((near or everywhere).items(), key=lambda item: (-item[1], -everywhere[item[0]], item[0]))
        found[number] = ranked[0][0] if ranked else (told[0] if len(told) == 1 else "")
    return found


_PLACE_ENTITIES = ("GPE", "LOC")
_OTHER_ENTITIES = ("FAC", "NORP", "ORG", "PERSON", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW")
_LONGEST_NAME = 4
# Directions are no part of a name that is looked up, but "North Korea" is: the whole is tried first.
_LEFT_OUT = re.compile(r"^(?:the|a|an)$", re.IGNORECASE)


def _spans(sentences: Sequence[Sentence]) -> list[_Span]:
    """Return the names of places in all sentences: first those that stand out, then the same names again."""
    gazetteer = load_gazetteer()
    spans: list[_Span] = []
    taken = [[False] * len(sentence.tokens) for sentence in sentences]
    entities = [_entities(sentence.tokens) for sentence in sentences]
    for number, sentence in enumerate(sentences):
        found = [_entity_span(sentence, number, *entity) for entity in entities[number]]
        spans += [span for span in found if span is not None]
    spans = _without_persons(sentences, spans, entities)
    for span in spans:
        taken[span.sentence][span.first : span.last] = [True] * (span.last - span.first)
    for number, sentence in enumerate(sentences):
        for first, last in _looked_up(sentence.tokens, taken[number]):
            spans.append(_span(sentence, number, first, last, "", named=False))
            taken[number][first:last] = [True] * (last - first)
    keys = {name_key(_text(sentences[span.sentence], span)) for span in spans}
    known = {key for key in keys if gazetteer(key)}
    for number, sentence in enumerate(sentences):
        for first, last in _within_bodies(sentence, entities[number], taken[number], known):
            spans.append(_span(sentence, number, first, last, "ORG", named=True))
            taken[number][first:last] = [True] * (last - first)
        for first, last in _again(sentence.tokens, taken[number], known):
            spans.append(_span(sentence, number, first, last, "", named=False))
    return sorted(spans, key=lambda span: span.start)


def _without_persons(
    sentences: Sequence[Sentence], spans: list[_Span], entities: Sequence[Sequence[tuple[int, int, str]]]
) -> list[_Span]:
    """Leave out single names that the article gives to a person ("Andy Trapani ... Trapani said") and never a place."""
    persons: set[str] = set()
    for sentence, found in zip(sentences, entities, strict=True):
        for first, last, label in found:
            while last - 1 > first and sentence.tokens[last - 1].tag == "POS":
                last -= 1
            if label == "PERSON" and last - first > 1 and not _comma_place(sentence.tokens, last):
                persons |= {name_key(token.text) for token in sentence.tokens[first:last]}
    at_place: set[str] = set()
    for span in spans:
        tokens = sentences[span.sentence].tokens
        if _comma_place(tokens, span.last) or (
            _preposition_before(tokens, span.first) and tokens[span.first - 1].text.casefold() in _prepositions()
        ):
            at_place.add(name_key(_text(sentences[span.sentence], span)))
    kept = []
    for span in spans:
        key = name_key(_text(sentences[span.sentence], span))
        tokens = sentences[span.sentence].tokens
        places = load_gazetteer()(key)
        large = any(place.level in (Level.COUNTRY, Level.ADMIN1) for place in places[:2])
        speaks = not large and _speaks(tokens, span)
        # "Park" is a county of Wyoming only where the article says so.
        short = bool(places) and all(place.other_name and place.level == Level.ADMIN2 for place in places)
        if span.last - span.first > 1 or key in at_place or not (key in persons or speaks or short):
            kept.append(span)
    return kept


def _speaks(tokens: Sequence[Token], span: _Span) -> bool:
    """Tell whether a name is the one who says something."""
    word = tokens[span.last - 1]
    return word.dep == "nsubj" and tokens[word.head].lemma.casefold() in _speech_verbs()


def _within_bodies(
    sentence: Sentence, entities: Sequence[tuple[int, int, str]], taken: Sequence[bool], known: set[str]
) -> list[tuple[int, int]]:
    """Return places that begin the name of a body or building ("Ohio Senate", "the Gainesville City Council").

    Countries, states and peoples count by themselves, a town only where the article names it elsewhere.
    """
    gazetteer = load_gazetteer()
    found = []
    for first, last, label in entities:
        if label not in ("ORG", "FAC", "EVENT", "PRODUCT", "WORK_OF_ART", "LAW") or taken[first]:
            continue
        while first < last and _LEFT_OUT.match(sentence.tokens[first].text):
            first += 1
        for end in range(min(last, first + 3), first, -1):
            if not sentence.tokens[end - 1].text[:1].isupper() or any(taken[first:end]):
                continue
            name = _between(sentence, first, end)
            places = gazetteer(name)[:3]
            large = any(
                not place.other_name
                and (
                    place.level in (Level.COUNTRY, Level.ADMIN1, Level.ADMIN2)
                    and (place.population > _LARGE or (place.level == Level.ADMIN2 and " " in name))
                )
                for place in places
            )
            if places and (large or name_key(name) in known):
                found.append((first, end))
                break
    return found


_LARGE = 500_000


def _entities(tokens: Sequence[Token]) -> list[tuple[int, int, str]]:
    """Return the named entities as (first word, word after the last, label)."""
    found = []
    first = 0
    while first < len(tokens):
        label = tokens[first].entity
        last = first + 1
        if label:
            while last < len(tokens) and tokens[last].entity == label and not tokens[last].entity_start:
                last += 1
            found += _parted(tokens, first, last, label)
        first = last
    return found


def _parted(tokens: Sequence[Token], first: int, last: int, label: str) -> list[tuple[int, int, str]]:
    """Part what the parser took for one name but names two places ("Homs and Aleppo")."""
    gazetteer = load_gazetteer()
    for middle in range(first + 1, last - 1):
        if tokens[middle].text in ("and", ",", "&"):
            parts = ((first, middle), (middle + 1, last))
            names = [" ".join(token.text for token in tokens[slice(*part)]) for part in (*parts, (first, last))]
            if names[2] not in gazetteer and names[0] in gazetteer and names[1] in gazetteer:
                return [(*part, "GPE") for part in parts]
    return [(first, last, label)]


def _entity_span(sentence: Sentence, number: int, first: int, last: int, label: str) -> _Span | None:
    """Return the name of a place in an entity, None when the entity holds none."""
    tokens = sentence.tokens
    while first < last and (
        _LEFT_OUT.match(tokens[first].text)
        or not tokens[first].text[:1].isalnum()
        or tokens[first].text.casefold() in _prepositions()
    ):
        first += 1
    while first < last and (tokens[last - 1].tag == "POS" or not tokens[last - 1].text[-1:].strip(",;:)—–-'’\"”")):
        last -= 1
    if first >= last or last - first > 6 or not any(token.text[:1].isupper() for token in tokens[first:last]):
        return None
    gazetteer = load_gazetteer()
    text = _between(sentence, first, last)
    places = gazetteer(text)
    if text.isupper() and text.isalpha() and len(text) <= 4 and all(place.level == Level.CITY for place in places):
        # Mostly a body ("OAS", "UN"); a dateline in capitals is told by what stands behind it.
        named = bool(places) and bool(_DATELINE_REST.match(sentence.text[tokens[last - 1].end - sentence.start :]))
        return _span(sentence, number, first, last, label, named=True) if named else None
    if label in _PLACE_ENTITIES:
        return _span(sentence, number, first, last, label, named=True)
    if label == "NORP":
        # The parser takes some towns for peoples; only a people's name stands before a noun.
        town = tokens[last - 1].pos == "PROPN" and tokens[last - 1].dep in ("pobj", "conj", "dobj", "nsubj", "appos")
        populous = any(place.population >= _LEAST_PEOPLE_OF_A_BODY for place in places)
        if any(place.nationality for place in places) or (town and populous):
            return _span(sentence, number, first, last, label, named=True)
        return None
    if label == "FAC":
        if candidates(text, gazetteer):
            return _span(sentence, number, first, last, label, named=True)
        return None
    # The parser takes many towns for persons or bodies; the words before them tell better.
    if label in ("ORG", "PERSON", "PRODUCT") and _stands_at_place(tokens, first, last):
        # Towns of the own tables, which have no number in GeoNames, are there because news name them.
        known = any(
            place.level != Level.CITY or place.population >= _LEAST_PEOPLE_OF_A_BODY or not place.geonameid
            for place in places
        )
        if known or _comma_place(tokens, last) or _called_a_place(tokens, first):
            return _span(sentence, number, first, last, label, named=True)
    return None


def _called_a_place(tokens: Sequence[Token], first: int) -> bool:
    """Tell whether the words before a name leave no doubt that it is a place: "near X", "the town of X"."""
    if first and tokens[first - 1].text.casefold() in _near_words():
        return True
    return (
        first > 1
        and tokens[first - 1].text.casefold() == "of"
        and place_words().get(tokens[first - 2].text.casefold()) == "place"
    )


def _stands_at_place(tokens: Sequence[Token], first: int, last: int) -> bool:
    return _preposition_before(tokens, first) or _comma_place(tokens, last)


def _preposition_before(tokens: Sequence[Token], first: int) -> bool:
    before = first - 1
    while before >= 0 and (tokens[before].pos == "DET" or tokens[before].text.casefold() in place_words()):
        before -= 1
    return before >= 0 and tokens[before].text.casefold() in (_prepositions() | {"from", "to", "of", "between"})


def _comma_place(tokens: Sequence[Token], last: int) -> bool:
    """Tell whether ", Texas" or ", Ind." stands behind the word before `last`."""
    if last + 1 >= len(tokens) or tokens[last].text != "," or not tokens[last + 1].text[:1].isupper():
        return False
    for end in (last + 3, last + 2):
        if end <= len(tokens):
            name = " ".join(token.text for token in tokens[last + 1 : end])
            if any(
                place.level in (Level.COUNTRY, Level.ADMIN1) and not place.other_name and not place.nationality
                for place in load_gazetteer()(name)
            ):
                return True
    return False


def _looked_up(tokens: Sequence[Token], taken: Sequence[bool]) -> list[tuple[int, int]]:
    """Return capitalised words that no entity holds and that the gazetteer knows, where a place is likely to stand."""
    gazetteer = load_gazetteer()
    found = []
    first = 0
    while first < len(tokens):
        if taken[first] or not _is_name_word(tokens[first]) or (first and _is_name_word(tokens[first - 1])):
            first += 1
            continue
        last = first
        while last < len(tokens) and last - first < _LONGEST_NAME and not taken[last] and _is_name_word(tokens[last]):
            last += 1
        if tokens[first].entity in ("DATE", "PERSON", "ORG") or not (
            _preposition_before(tokens, first) or _comma_place(tokens, last)
        ):
            first = last
            continue
        if last < len(tokens) and _is_name_word(tokens[last]) and not taken[last]:
            first = last
            continue
        name = " ".join(token.text for token in tokens[first:last])
        known = any(place.population >= _LEAST_PEOPLE or place.level != Level.CITY for place in gazetteer(name))
        if known or _called_a_place(tokens, first):
            found.append((first, last))
        first = last
    return found


_LEAST_PEOPLE = 2_000
# A body named like a hamlet ("Congress", Arizona) is that body.
_LEAST_PEOPLE_OF_A_BODY = 5_000


def _again(tokens: Sequence[Token], taken: list[bool], known: set[str]) -> list[tuple[int, int]]:
    """Return further places where a name stands that was found in the article, outside other names."""
    found = []
    for first in range(len(tokens)):
        if taken[first] or not _is_name_word(tokens[first]) or (first and _is_name_word(tokens[first - 1])):
            continue
        for last in range(min(len(tokens), first + _LONGEST_NAME), first, -1):
            if any(taken[first:last]) or (last < len(tokens) and _is_name_word(tokens[last]) and not taken[last]):
                continue
            if name_key(" ".join(token.text for token in tokens[first:last])) in known:
                found.append((first, last))
                taken[first:last] = [True] * (last - first)
                break
    return found


def _is_name_word(token: Token) -> bool:
    return (
        token.text[:1].isupper()
        and token.pos in ("PROPN", "NOUN", "ADJ")
        and token.text[:1].isalpha()
        and token.text.casefold() not in _near_words()
    )


def _span(sentence: Sentence, number: int, first: int, last: int, label: str, *, named: bool) -> _Span:
    tokens = sentence.tokens
    return _Span(number, first, last, tokens[first].start, tokens[last - 1].end, label, named)


def _text(sentence: Sentence, span: _Span) -> str:
    return _between(sentence, span.first, span.last)


def _between(sentence: Sentence, first: int, last: int) -> str:
    return sentence.text[sentence.tokens[first].start - sentence.start : sentence.tokens[last - 1].end - sentence.start]


def _rebuilt(sentences: Sequence[Sentence]) -> str:
    """Return the article's text as far as sentences cover it, every character at its offset."""
    parts = []
    position = 0
    for sentence in sentences:
        parts.append(" " * (sentence.start - position))
        parts.append(sentence.text)
        position = max(position, sentence.start) + len(sentence.text)
    return "".join(parts)


def _kind(place: GazetteerPlace | None, entity: str) -> PlaceKind:
    if place is None:
        return "water" if entity == "LOC" else "city"
    if place.nationality:
        return "nationality"
    return _KINDS[place.level]


_KINDS: dict[Level, PlaceKind] = {
    Level.COUNTRY: "country",
    Level.ADMIN1: "region",
    Level.ADMIN2: "region",
    Level.AREA: "region",
    Level.CITY: "city",
    Level.WATER: "water",
}
# "KABUL (Agency) —", "BAMAKO, Mali -", "Geneva:": a name and at most its country and an agency before a dash or colon.
_DATELINE_REST = re.compile(
    r"(?:,\s?[A-Z][\w.' ]{1,25})?(?:,?\s?(?:[A-Z][a-z]{2,8}\.? \d{1,2}))?\s?(?:[(/][^)]{1,40}[)/])?\s?(?:--+|[—–:]|- )"
)


def _is_dateline(sentence: Sentence, span: _Span, dateline: str) -> bool:
    """Tell whether a name at the beginning of a sentence is where the article was written."""
    before = sentence.text[: span.start - sentence.start]
    name = sentence.text[span.start - sentence.start : span.end - sentence.start]
    rest = sentence.text[span.end - sentence.start :]
    if before.strip(" \"'(") == "":
        if dateline and name_key(name) in name_key(dateline):
            return bool(re.match(r"\s?[,(/:—–-]", rest)) or name.isupper()
        return bool(_DATELINE_REST.match(rest)) and (name.isupper() or sentence.index <= 3)
    # The country in "BAMAKO, Mali —".
    match = re.fullmatch(r"[\"'(]?([A-Z][A-Z' .-]+), ", before)
    return match is not None and bool(re.match(r"\s?(?:[(/][^)]{1,40}[)/])?\s?(?:--+|[—–:-])", rest))


def _top(sentence: Sentence, first: int, last: int) -> int:
    """Return the word of a span that hangs on a word outside it."""
    for word in range(last - 1, first - 1, -1):
        head = sentence.tokens[word].head
        if not first <= head < last or head == word:
            return word
    return last - 1


def _is_figure(tokens: Sequence[Token], preposition: int, noun: int) -> bool:
    """Tell whether a preposition makes a place the aim and not the scene: "sanctions on Iran", "talks over Kosovo"."""
    word = tokens[preposition].text.casefold()
    if word == "on":
        return not {tokens[noun].lemma.casefold(), tokens[noun].text.casefold()} & place_words().keys()
    return word == "over" and tokens[tokens[preposition].head].pos not in ("VERB", "AUX")


@cache
def _near_words() -> frozenset[str]:
    """Return the prepositions that stand before nothing but places."""
    return frozenset(row[0] for row in read_rows("prepositions.tsv", ("preposition", "only")) if row[1])


@cache
def _speech_verbs() -> frozenset[str]:
    return frozenset(row[0] for row in read_rows("speech_verbs.tsv", ("lemma",)))


@cache
def _prepositions() -> frozenset[str]:
    return frozenset(row[0] for row in read_rows("prepositions.tsv", ("preposition", "only")))
