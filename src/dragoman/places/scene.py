"""Tells which of the places in a sentence an event happened at; finding and resolving them is left to `find`."""

from collections.abc import Sequence

from dragoman.places.find import PlaceMention
from dragoman.places.resolve import place_words
from dragoman.records import Sentence

# "bombed Aleppo", "the Mosul offensive", "an attack on Bagram": a town or region this near to the trigger is the scene.
_AT_THE_DEED = 2
# Arcs into clauses of their own: what is told below one happened elsewhere than what is told above it.
_CLAUSES = frozenset({"ccomp", "advcl", "relcl", "parataxis", "csubj", "csubjpass"})
# "Police in Baku said": where those who act sit, and not where they acted.
_DOERS = frozenset({"nsubj", "agent"})


def event_place(
    mentions: Sequence[PlaceMention], sentence: Sentence, trigger: int | None = None, *, back: int | None = None
) -> PlaceMention | None:
    """Return the place where the event that a sentence tells happened.

    A place that the sentence says something was at comes first, the nearest to the trigger in the dependency tree; of a
    town and the country it lies in the town. It must stand in the trigger's own clause and not with the one who acts
    ("police in Baku said"). Where there is none, a town or region that the deed is done to counts ("captured Raqqa"),
    never a country, capital or seat ("the Kremlin"), which may be a party. A dateline or a nationality never counts.

    Args:
        mentions: places of the article, as `find_places` returns them.
        sentence: the sentence that tells the event.
        trigger: index in the sentence of the word that names the act; None for the sentence's main word.
        back: for a deed that must have happened somewhere (an assault or a visit, not an accusation): where its
            clause tells no place, the last one told that something was at is taken, from this sentence (0) or up to so
            many sentences before; None for the clause alone.
    Returns: the mention, None when the article does not say where.
    """
    if not sentence.tokens:
        return None
    if trigger is None:
        trigger = next((number for number, token in enumerate(sentence.tokens) if token.head == number), 0)
    locative: list[tuple[int, int, PlaceMention]] = []
    scenes: list[tuple[int, int, PlaceMention]] = []
    for mention in mentions:
        if mention.sentence != sentence.index or mention.dateline or mention.kind == "nationality":
            continue
        steps = _steps(sentence, mention, trigger)
        if steps is None:
            continue
        rank = (steps, abs(mention.head - trigger), mention)
        if mention.locative:
            locative.append(rank)
        elif (
            mention.kind in ("city", "region") and steps <= _AT_THE_DEED and mention.population and not mention.capital
        ):
            scenes.append(rank)
    if locative:
        return _most_exact(_first(locative), [mention for *_, mention in locative])
    if scenes:
        return _first(scenes)
    return _last_told(mentions, sentence.index, back) if back is not None else None


def _first(ranked: Sequence[tuple[int, int, PlaceMention]]) -> PlaceMention:
    return min(ranked, key=lambda rank: rank[:2])[2]


def _last_told(mentions: Sequence[PlaceMention], sentence: int, back: int) -> PlaceMention | None:
    """Return the last place in a sentence, or in those before it, that something is told to have been at."""
    told = [mention for mention in mentions if mention.locative and sentence - back <= mention.sentence <= sentence]
    return max(told, key=lambda mention: mention.start, default=None)


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


def _steps(sentence: Sentence, mention: PlaceMention, trigger: int) -> int | None:
    """Return the number of arcs from a name to the trigger, those within the name not counted.

    None where another clause begins between them or the place belongs to the one who acts.
    """
    tokens = sentence.tokens
    inside = [number for number, token in enumerate(tokens) if token.start < mention.end and token.end > mention.start]
    word = next((word for word in inside if tokens[word].head not in inside), mention.head)
    preposition = tokens[word].head
    noun = tokens[preposition].head
    if tokens[preposition].text.casefold() == "of" and tokens[noun].lemma.casefold() in place_words():
        # "attacked the city of X" is as near as "attacked X".
        word = noun
    below, above = _ancestors(sentence, word), _ancestors(sentence, trigger)
    common = next((word for word in below if word in above), None)
    if common is None:
        return None
    from_place, from_trigger = below[: below.index(common)], above[: above.index(common)]
    if any(tokens[number].dep in _CLAUSES for number in (*from_place, *from_trigger)):
        return None
    if any(tokens[number].dep in _DOERS for number in from_place):
        return None
    return len(from_place) + len(from_trigger)


def _ancestors(sentence: Sentence, word: int) -> list[int]:
    """Return the words from one up to the root."""
    found: list[int] = []
    while word not in found:
        found.append(word)
        word = sentence.tokens[word].head
    return found
