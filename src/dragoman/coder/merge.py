"""Drafts of all sentences to records: implied parties coded, voices and places settled, one record an act."""

from collections import Counter
from collections.abc import Callable, Sequence

import msgspec

from dragoman.coder.confidence import PRIVATE
from dragoman.coder.draft import Draft
from dragoman.ontology import Ontology
from dragoman.places import PlaceMention, event_place
from dragoman.records import Article, Event, Evidence, Mention, Party, Place, Sentence, Voice

UNKNOWN_COUNTRY = "UNK"
GOVERNMENT = "GOV"
# Sectors of those who are parties to ordinary crime.
ORDINARY = PRIVATE | {"COP", "JUD", "CRM", "UAF"}
# Sectors that act for a state towards other states.
STATE = frozenset({GOVERNMENT, "MIL", "LEG", "SPY"})
# How many sentences before a deed may tell where it happened.
LOOK_BACK = 2


class Setting(msgspec.Struct, frozen=True):
    """What is known of the whole article when its drafts become records.

    Attributes:
        article: being coded. places: its toponyms, in text order.
        countries: what the article is about, the country named most first.
    """

    article: Article
    places: tuple[PlaceMention, ...]
    countries: tuple[str, ...]


def ranked_countries(
    mentions: Sequence[Mention], places: Sequence[PlaceMention], ontology: Ontology
) -> tuple[str, ...]:
    """Return the countries that an article's mentions and places name, most often named first, earlier of equals."""
    countries: Counter[str] = Counter()
    for mention in mentions:
        country = mention.code[:3]
        if country and country not in ontology.nonstate and country != UNKNOWN_COUNTRY:
            countries[country] += 1
    for place in places:
        if place.country:
            countries[place.country] += 1
    return tuple(country for country, _ in countries.most_common())


def make_records(
    drafts: Sequence[Draft],
    setting: Setting,
    ontology: Ontology,
    day_of: Callable[[Draft], str],
) -> tuple[Event, ...]:
    """Turn an article's drafts into its event records.

    Args:
        drafts: in text order. setting: the article's.
        ontology: tells which codes are supranational and stand without a sector.
        day_of: tells the day of a draft's event.
    Returns: records in text order, one an act; what tells an act again stands in its `evidence`.
    """
    events: list[Event] = []
    speaker: Voice | None = None
    for draft in drafts:
        place = _place(draft, setting, ontology)
        voice = _voice(draft, speaker)
        if voice.kind == "actor":
            speaker = voice
        actors = _parties(draft.actors, draft.implied_actor, (), place, setting, ontology)
        recipients = _parties(draft.recipients, draft.implied_recipient, actors, place, setting, ontology)
        if not actors:
            continue
        events.append(
            Event(
                type=draft.type,
                status=draft.status,
                actors=actors,
                recipients=recipients,
                modes=draft.modes,
                contexts=draft.contexts,
                place=place,
                voice=voice,
                date=day_of(draft),
                quote=_evidence(draft, setting.article),
                trigger=draft.sentence.tokens[draft.trigger].text,
                parts=draft.parts,
            )
        )
    return _joined(events)


def tells_only_crime(events: Sequence[Event], ontology: Ontology) -> bool:
    """Tell whether an article's records are those of ordinary crime, which holds no events (codebook, "The unit").

    They are when police, courts, criminals and private people of one country are all the parties that they have.
    """
    codes = {party.code for event in events for party in (*event.actors, *event.recipients)}
    if len({code[:3] for code in codes}) != 1:
        return False
    sectors = [set(code.split()[1:]) for code in codes if code.split()[0] not in ontology.nonstate]
    return len(sectors) == len(codes) and all(own and own <= ORDINARY for own in sectors)


def _joined(events: Sequence[Event]) -> tuple[Event, ...]:
    """Join records of one act: same type, same parties, same status, and neither modes nor places that differ."""
    joined: list[Event] = []
    for event in events:
        twin = next((i for i, other in enumerate(joined) if _same_act(event, other)), None)
        if twin is None:
            joined.append(event)
        else:
            joined[twin] = _join(joined[twin], event)
    return tuple(joined)


def _same_act(a: Event, b: Event) -> bool:
    return (
        a.type == b.type
        and a.status == b.status
        and _codes(a.actors) == _codes(b.actors)
        and _codes(a.recipients) == _codes(b.recipients)
        and (not a.modes or not b.modes or bool(set(a.modes) & set(b.modes)))
        and (a.place is None or b.place is None or a.place.country == b.place.country)
    )


def _join(a: Event, b: Event) -> Event:
    """Keep the record that is surer of itself; the sentence of the other becomes further evidence."""
    best, other = (b, a) if b.parts["type"] > a.parts["type"] else (a, b)
    seen = {best.quote.start}
    evidence = []
    for quote in sorted((other.quote, *other.evidence, *best.evidence), key=lambda quote: quote.start):
        if quote.start not in seen:
            seen.add(quote.start)
            evidence.append(quote)
    return msgspec.structs.replace(
        best,
        evidence=tuple(evidence),
        place=best.place or other.place,
        date=best.date or other.date,
        modes=best.modes or other.modes,
        contexts=tuple(dict.fromkeys((*best.contexts, *other.contexts))),
    )


def _codes(parties: Sequence[Party]) -> frozenset[str]:
    return frozenset(party.code for party in parties)


def _parties(
    mentions: Sequence[Mention],
    implied: str,
    others: Sequence[Party],
    place: Place | None,
    setting: Setting,
    ontology: Ontology,
) -> tuple[Party, ...]:
    """Return one side of a record; `others` is the other side, where it is known already.

    Who stands on the other side already is left out where somebody else is told: nobody acts towards itself.
    """
    if mentions:
        parties = tuple(Party(m.text, m.code, m.start, m.end, m.why) for m in mentions)
        taken = {party.code for party in others}
        return tuple(party for party in parties if party.code not in taken) or parties
    if not implied:
        return ()
    if implied in ontology.nonstate:
        return (Party("", implied, why="implied"),)
    own = [party.code[:3] for party in others if party.code.split()[0] not in (*ontology.nonstate, UNKNOWN_COUNTRY)]
    if implied == GOVERNMENT and others and all(_is_state(party, ontology) for party in others):
        # A government that deals with a government nobody names deals with another country's.
        foreign = next((country for country in setting.countries if country not in own), "")
        if foreign:
            return (Party("", f"{foreign} {implied}", why="implied; the other country that the article is about"),)
    elif own:
        # Marchers abroad still march against their own government, and police clear their own streets.
        return (Party("", f"{own[0]} {implied}", why="implied; the country is that of the other side"),)
    country = place.country if place else next(iter(setting.countries), "")
    if not country:
        return ()
    return (Party("", f"{country} {implied}", why="implied; the country is that of the place or the article"),)


def _is_state(party: Party, ontology: Ontology) -> bool:
    country, *sectors = party.code.split()
    return country in ontology.nonstate or bool(set(sectors) & STATE)


def _voice(draft: Draft, last: Voice | None) -> Voice:
    if draft.voice != "actor":
        return Voice(draft.voice)
    if draft.speaker is not None:
        return Voice("actor", draft.speaker.text, draft.speaker.code)
    return last if last is not None else Voice()


def _place(draft: Draft, setting: Setting, ontology: Ontology) -> Place | None:
    """Return the place that the model points at, else the one that the grammar of the sentence does.

    A deed, unlike a word, must have happened somewhere: where its own clause tells no place, it is where the sentences
    before are. A pointed place that is no name ("the border") takes the country of the scene.
    """
    deed = ontology.types[draft.type].quad.startswith("material")
    scene = event_place(setting.places, draft.sentence, draft.trigger, back=LOOK_BACK if deed else None)
    for head in sorted(draft.places, key=lambda word: draft.places[word], reverse=True):
        here = [place for place in setting.places if place.sentence == draft.sentence.index and place.country]
        named = [place for place in here if _names(place, head, draft.sentence)]
        if named:
            return _resolved(named[0])
        country = scene.country if scene is not None and scene.country else next(iter(setting.countries), "")
        chunk = next((chunk for chunk in draft.sentence.chunks if chunk[0] <= head < chunk[1]), None)
        if chunk is not None and country:
            start, end = draft.sentence.tokens[chunk[0]].start, draft.sentence.tokens[chunk[1] - 1].end
            return Place(setting.article.text[start:end], country, start, end)
    return _resolved(scene) if scene is not None and scene.country else None


def _names(place: PlaceMention, head: int, sentence: Sentence) -> bool:
    """Tell whether a word is part of a place's name or is what the name tells of ("the town of Sake")."""
    if place.start <= sentence.tokens[head].start < place.end:
        return True
    above = sentence.tokens[place.head]
    return (
        above.dep == "pobj" and sentence.tokens[above.head].lemma == "of" and sentence.tokens[above.head].head == head
    )


def _resolved(place: PlaceMention) -> Place:
    return Place(
        place.text,
        place.country,
        place.start,
        place.end,
        place.geonameid,
        place.latitude,
        place.longitude,
        place.admin1,
    )


def _evidence(draft: Draft, article: Article) -> Evidence:
    sentence = draft.sentence
    page_start, page_end = article.to_page_span(sentence.start, sentence.end)
    return Evidence(article.text[sentence.start : sentence.end], sentence.start, sentence.end, page_start, page_end)
