"""Tells which of the places in a sentence an event happened at; finding and resolving them is left to `find`."""

from collections.abc import Sequence

from dragoman.places.find import PlaceMention
from dragoman.places.resolve import place_words
from dragoman.records import Sentence

# "bombed Aleppo", "the Mosul offensive", "an attack on Bagram": a town or region this near to the trigger is the scene.
_AT_THE_DEED = 2


def event_place(
    mentions: Sequence[PlaceMention], sentence: Sentence, trigger: int | None = None
) -> PlaceMention | None:
    """Return the place where the event that a sentence tells happened.

    A place that the sentence says something was at comes first, the nearest to the trigger in the dependency tree; of a
    town and the country it lies in the town. Where there is none, a town or region that the deed is done to counts
    ("captured Raqqa"), never a country, which may be a party. A dateline or a nationality never counts.

    Args:
        mentions: places of the article, as `find_places` returns them.
        sentence: the sentence that tells the event.
        trigger: index in the sentence of the word that names the act; None for the sentence's main word.
    Returns: the mention, None when the sentence does not say where.
    """
    places = [
        mention
        for mention in mentions
        if mention.sentence == sentence.index and not mention.dateline and mention.kind != "nationality"
    ]
    if not places or not sentence.tokens:
        return None
    if trigger is None:
        trigger = next((number for number, token in enumerate(sentence.tokens) if token.head == number), 0)
    steps = {mention: _steps(sentence, mention, trigger) for mention in places}
    locative = [mention for mention in places if mention.locative]
    if locative:
        nearest = min(locative, key=lambda mention: (steps[mention], abs(mention.head - trigger)))
        return _most_exact(nearest, locative)
    scene = [mention for mention in places if mention.kind in ("city", "region") and steps[mention] <= _AT_THE_DEED]
    return min(scene, key=lambda mention: (steps[mention], abs(mention.head - trigger)), default=None)


def _most_exact(nearest: PlaceMention, places: Sequence[PlaceMention]) -> PlaceMention:
    """Return the town next to a country or region that it lies in ("in Kano, northern Nigeria")."""
    if nearest.kind not in ("country", "region"):
        return nearest
    within = [
        place
        for place in places
        if (place.kind == "city" or (nearest.kind == "country" and place.kind == "region"))
        and place.country == nearest.country != ""
        and (nearest.kind == "country" or place.admin1 == nearest.admin1)
    ]
    return min(within, key=lambda place: abs(place.start - nearest.start), default=nearest)


def _steps(sentence: Sentence, mention: PlaceMention, trigger: int) -> float:
    """Return the number of arcs from a name to a word, those within the name not counted; infinite without a path."""
    inside = [
        number
        for number, token in enumerate(sentence.tokens)
        if token.start < mention.end and token.end > mention.start
    ]
    word = next((word for word in inside if sentence.tokens[word].head not in inside), mention.head)
    above_word = sentence.tokens[word].head
    noun = sentence.tokens[above_word].head
    if sentence.tokens[above_word].text.casefold() == "of" and sentence.tokens[noun].lemma.casefold() in place_words():
        # "attacked the city of X" is as near as "attacked X".
        word = noun
    below = _ancestors(sentence, word)
    above = _ancestors(sentence, trigger)
    return min((below[common] + above[common] for common in below if common in above), default=float("inf"))


def _ancestors(sentence: Sentence, word: int) -> dict[int, int]:
    """Return the words from one up to the root, with the number of arcs to each."""
    found: dict[int, int] = {}
    while word not in found:
        found[word] = len(found)
        word = sentence.tokens[word].head
    return found
