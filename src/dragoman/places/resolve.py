"""Resolves names of places: of all places of a name, the one that the rest of the article speaks for; finds no names.

Each place that a name may stand for gets features (how many people live there, is it told to lie in a region named next
to it, do the article's other places lie near) and a weighted sum of them; the weights, in `tables/weights.tsv`, were
fitted as a conditional logit by `benchmarks/places.py --fit`. Names of one spelling stand for one place in an article.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from math import log10
from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from dragoman.errors import TableError
from dragoman.places.gazetteer import TABLES, Gazetteer, GazetteerPlace, Level, load_gazetteer, name_key, read_rows

Floats = npt.NDArray[np.float64]

FEATURES = (
    "people",
    "share of people",
    "country",
    "admin1",
    "admin2",
    "area",
    "water",
    "other name",
    "capital",
    "nationality",
    "said to lie there",
    "said to lie elsewhere",
    "country told",
    "country named",
    "admin1 named",
    "near the others",
    "country of the others",
    "admin1 of the others",
)
_PASSES = 2


class Resolved(msgspec.Struct, frozen=True):
    """What a span stands for.

    Attributes:
        place: the place of the gazetteer, None when it knows none by that name.
        probability: how much of the weight of all its places the chosen one has, 0 to 1.
    """

    place: GazetteerPlace | None
    probability: float


class Group(NamedTuple):
    """The spans of one spelling in an article, with the places that they may stand for."""

    spans: list[int]
    candidates: tuple[GazetteerPlace, ...]
    container: GazetteerPlace | None


def resolve_spans(
    text: str,
    spans: Sequence[tuple[int, int]],
    *,
    countries: Sequence[str] = (),
    dateline: str = "",
) -> list[Resolved]:
    """Resolve the places that are named in a text.

    Args:
        text: the article's text.
        spans: offsets of the names, (start, end) in characters, in any order.
        countries: ISO alpha-3 codes of countries that the article is known to be about.
        dateline: the place that the article was written at, as its dateline names it; empty when it has none.
    Returns: one answer a span, in the order of `spans`.
    """
    groups = group_spans(text, spans, load_gazetteer())
    if dateline:
        groups.append(Group([], load_gazetteer()(dateline.title()), None))
    answers = [Resolved(None, 0.0)] * len(spans)
    named, _ = _named(groups)
    for group, probabilities in zip(groups, score_groups(groups, countries, _weights()), strict=True):
        if not group.candidates:
            continue
        best = int(np.argmax(probabilities))
        place: GazetteerPlace | None = group.candidates[best]
        if countries and place is not None and _is_stranger(place, group, named, countries):
            place = None
        for span in group.spans:
            answers[span] = Resolved(place, float(probabilities[best]))
    return answers


def resolve_span(
    text: str, start: int, end: int, *, countries: Sequence[str] = (), dateline: str = ""
) -> GazetteerPlace | None:
    """Resolve one name by itself: only the words behind it ("Paris, Texas") and the arguments speak for a place.

    Args:
        text: the article's text.
        start, end: offsets of the name.
        countries, dateline: as for `resolve_spans`.
    Returns: the place, None when the gazetteer knows none by that name.
    """
    return resolve_spans(text, [(start, end)], countries=countries, dateline=dateline)[0].place


def candidates(name: str, gazetteer: Gazetteer) -> tuple[GazetteerPlace, ...]:
    """Return the places that a name may stand for; "southern Helmand", "Mosul airport" stand for Helmand, Mosul."""
    kinds = place_words()
    if name.casefold() in kinds:
        return ()
    found = gazetteer(name)
    if found:
        return found
    words = _POSSESSIVE.sub("", name).split()
    while len(words) > 1:
        if words[0].casefold() in kinds or words[0].casefold() in ("the", "of"):
            words = words[1:]
        elif words[-1].casefold() in kinds or words[-1].casefold() == "river":
            words = words[:-1]
        else:
            break
        found = gazetteer(" ".join(words))
        if found:
            return found
    return gazetteer(words[0]) if len(words) == 1 and words[0].casefold() not in kinds else ()


def group_spans(text: str, spans: Sequence[tuple[int, int]], gazetteer: Gazetteer) -> list[Group]:
    """Gather the spans of one spelling, with the places that they may stand for and the region told behind one."""
    by_key: dict[str, list[int]] = defaultdict(list)
    for number, (start, end) in enumerate(spans):
        by_key[name_key(_POSSESSIVE.sub("", text[start:end]))].append(number)
    groups = []
    most = min(_MOST_CANDIDATES, max(3, _MOST_COMPARED // (len(by_key) or 1)))
    for numbers in by_key.values():
        start, end = spans[numbers[0]]
        found = candidates(text[start:end], gazetteer)[:most]
        container = None
        for number in numbers:
            container = container or _container(text, spans[number][1], gazetteer)
        groups.append(Group(numbers, found, container))
    return groups


def score_groups(groups: Sequence[Group], countries: Sequence[str], weights: Sequence[Floats]) -> list[Floats]:
    """Return the probability of each place of each group, in passes: each pass leans on the one before."""
    probabilities: list[Floats] = [np.full(len(group.candidates), 1.0) for group in groups]
    if not any(group.candidates for group in groups):
        return probabilities
    features = static_features(groups, countries)
    for weight in weights:
        sums = features @ weight
        probabilities = split_softmax(sums, groups)
        features = add_support(features, groups, probabilities)
    return probabilities


def static_features(groups: Sequence[Group], countries: Sequence[str]) -> Floats:
    """Return the features that hang on no other choice, one row a place, one column a name of `FEATURES`."""
    named_countries, named_regions = _named(groups)
    all_countries = sum(named_countries.values()) or 1.0
    all_regions = sum(named_regions.values()) or 1.0
    rows: list[list[float]] = []
    for group in groups:
        people = sum(place.population for place in group.candidates) or 1
        own_countries, own_regions = _names_of(group)
        own = len(group.spans) or 1
        for place in group.candidates:
            container = group.container
            inside = container is not None and lies_in(place, container)
            region = (place.country, place.admin1)
            country_votes = named_countries.get(place.country, 0.0) - own * (place.country in own_countries)
            region_votes = named_regions.get(region, 0.0) - own * (region in own_regions)
            rows.append(
                [
                    log10(place.population + 10) / 10,
                    place.population / people,
                    place.level == Level.COUNTRY,
                    place.level == Level.ADMIN1,
                    place.level == Level.ADMIN2,
                    place.level == Level.AREA,
                    place.level == Level.WATER,
                    place.other_name,
                    place.capital,
                    place.nationality,
                    inside,
                    container is not None and not inside,
                    place.country in countries and place.country != "",
                    max(0.0, country_votes) / all_countries,
                    max(0.0, region_votes) / all_regions,
                    0.0,
                    0.0,
                    0.0,
                ]
            )
    return np.array(rows, dtype=np.float64)


def add_support(features: Floats, groups: Sequence[Group], probabilities: Sequence[Floats]) -> Floats:
    """Return the features with the columns filled that tell how well each place fits those of the others."""
    places = [place for group in groups for place in group.candidates]
    if len(places) > _MOST_COMPARED:
        return features
    owner = np.repeat(np.arange(len(groups)), [len(group.candidates) for group in groups])
    weight = np.concatenate([probability for probability in probabilities if len(probability)])
    # A name told five times speaks louder than one told once, but not five times as loud.
    loud = np.array([np.sqrt(max(1, len(group.spans))) for group in groups])[owner]
    angles = np.radians(np.array([(place.latitude, place.longitude) for place in places]))
    vectors = np.stack(
        (
            np.cos(angles[:, 0]) * np.cos(angles[:, 1]),
            np.cos(angles[:, 0]) * np.sin(angles[:, 1]),
            np.sin(angles[:, 0]),
        ),
        axis=1,
    )
    kilometres = 6371 * np.arccos(np.clip(vectors @ vectors.T, -1, 1))
    countries = {code: number for number, code in enumerate({place.country for place in places})}
    regions = {key: number for number, key in enumerate({(place.country, place.admin1) for place in places})}
    country = np.array([countries[place.country] for place in places])
    region = np.array([regions[place.country, place.admin1] for place in places])
    point = np.array([place.level in (Level.CITY, Level.ADMIN2) for place in places])
    others = (owner[:, None] != owner[None, :]) * (weight * loud)[None, :]
    told = np.array([bool(place.country) for place in places])
    with_region = np.array([bool(place.admin1) for place in places])
    total = float(sum(np.sqrt(max(1, len(group.spans))) for group in groups if group.candidates)) or 1.0
    filled = features.copy()
    filled[:, FEATURES.index("near the others")] = (others * point[None, :] * np.exp(-kilometres / 60)).sum(1)
    same_country = (country[:, None] == country[None, :]) & told[:, None]
    same_region = (region[:, None] == region[None, :]) & with_region[:, None]
    filled[:, FEATURES.index("country of the others")] = (others * same_country).sum(1) / total
    filled[:, FEATURES.index("admin1 of the others")] = (others * same_region).sum(1) / total
    near = FEATURES.index("near the others")
    filled[:, near] = np.log1p(filled[:, near])
    return filled


def split_softmax(sums: Floats, groups: Sequence[Group]) -> list[Floats]:
    """Turn weighted sums, one a place, into probabilities that add up to one within each group."""
    answers = []
    start = 0
    for group in groups:
        part = sums[start : start + len(group.candidates)]
        start += len(group.candidates)
        if len(part):
            exponents = np.exp(part - part.max())
            answers.append(exponents / exponents.sum())
        else:
            answers.append(part)
    return answers


def lies_in(place: GazetteerPlace, container: GazetteerPlace) -> bool:
    """Tell whether a place is a part of a country or region (never of itself)."""
    if container.country != place.country or container.number == place.number or not place.country:
        return False
    if container.level == Level.COUNTRY:
        return place.level != Level.COUNTRY
    if container.level == Level.ADMIN1:
        return place.admin1 == container.admin1 and place.level > Level.ADMIN1
    return container.level == Level.ADMIN2 and place.admin2 == container.admin2 and place.level == Level.CITY


def _is_stranger(place: GazetteerPlace, group: Group, named: dict[str, float], countries: Sequence[str]) -> bool:
    """Tell whether a lesser town lies in a country of which nothing in the article speaks.

    The gazetteer has no Madaya in Syria and one in Myanmar; an article on Syria does not mean that one.
    """
    if place.level != Level.CITY or place.capital or place.population >= _KNOWN_EVERYWHERE or group.container:
        return False
    if not place.geonameid:
        # A row of the own tables: news name it everywhere.
        return False
    own_countries, _ = _names_of(group)
    own = (len(group.spans) or 1) * (place.country in own_countries)
    return place.country not in countries and named.get(place.country, 0.0) <= own


@cache
def place_words() -> dict[str, str]:
    """Return the common nouns that stand with names of places, with their kind: place, part or site."""
    return {row[0]: row[1] for row in read_rows("place_words.tsv", ("word", "kind"))}


_MOST_CANDIDATES = 20
_KNOWN_EVERYWHERE = 100_000
# Every place is compared with every other: a page that is a list of all the world's towns must not take all memory.
_MOST_COMPARED = 3_000
_POSSESSIVE = re.compile(r"['’]s?$")
# What may stand behind a name and its comma: "Paris, Texas", "Marion, Ind.", "Bicester, in Oxfordshire".
_BEHIND = re.compile(
    r"['’s]{0,2}(?:,? \(?|, (?:in |a town in |near )?)"
    r"((?:[A-Z][\w'’-]*\.?(?:[A-Z]\.)*)(?: (?:and |of )?[A-Z][\w'’-]*\.?){0,2})"
)


def _container(text: str, end: int, gazetteer: Gazetteer) -> GazetteerPlace | None:
    """Return the country or region that a name is said to lie in by the words right behind it."""
    match = _BEHIND.match(text, end, min(len(text), end + 60))
    if match is None or "," not in text[end : match.start(1)]:
        return None
    words = match[1].split(" ")
    while words:
        name = " ".join(words)
        for ending in ("", "."):
            for place in gazetteer(name.removesuffix(".") if ending else name):
                large = place.level in (Level.COUNTRY, Level.ADMIN1, Level.ADMIN2)
                if large and not place.other_name and not place.nationality:
                    return place
        words = words[:-1]
    return None


def _names_of(group: Group) -> tuple[set[str], set[tuple[str, str]]]:
    """Return the countries and first-level regions that a group's name is the name of, or that it is said to lie in."""
    countries: set[str] = set()
    regions: set[tuple[str, str]] = set()
    levels = [*group.candidates[:3], *([group.container] if group.container else [])]
    for place in levels:
        if place.level == Level.COUNTRY:
            countries.add(place.country)
        elif place.level == Level.ADMIN1 and place.country:
            countries.add(place.country)
            regions.add((place.country, place.admin1))
    return countries, regions


def _named(groups: Sequence[Group]) -> tuple[dict[str, float], dict[tuple[str, str], float]]:
    countries: dict[str, float] = defaultdict(float)
    regions: dict[tuple[str, str], float] = defaultdict(float)
    for group in groups:
        own_countries, own_regions = _names_of(group)
        for code in own_countries:
            countries[code] += len(group.spans) or 1
        for region in own_regions:
            regions[region] += len(group.spans) or 1
    return countries, regions


@cache
def _weights() -> tuple[Floats, ...]:
    """Return the weights of `FEATURES` for each pass."""
    rows = read_rows("weights.tsv", ("feature", *(f"pass {number}" for number in range(1, _PASSES + 1))))
    table = {row[0]: row[1:] for row in rows}
    missing = [name for name in FEATURES if name not in table]
    if missing:
        raise TableError(f"{TABLES / 'weights.tsv'}: the feature {missing[0]!r} is missing: install dragoman again")
    return tuple(np.array([float(table[name][number]) for name in FEATURES]) for number in range(_PASSES))
