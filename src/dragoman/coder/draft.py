"""One sentence's reading and mentions to draft events: which words name acts, who takes part, on whose word.

Nothing here looks beyond the sentence; `merge` joins what several sentences tell.
"""

from collections.abc import Mapping, Sequence, Set
from typing import NamedTuple

import msgspec
import numpy as np

from dragoman.coder.labels import Labels
from dragoman.coder.model import ROLE, Floats, Reading
from dragoman.records import Mention, Sentence, Status, Token
from dragoman.records.event import VoiceKind

# Parts of speech of the words that can name an act.
TRIGGERS = ("VERB", "NOUN", "ADJ")
SUBJECTS = ("nsubj", "nsubjpass")
# What the odds of a party are multiplied by that stands in the clause beside, which has a subject of its own.
CLAUSE_BESIDE = 0.3
# From which probability on a recipient is implied where the type seldom has one.
SELDOM = 0.5


class Thresholds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From which probability on something is written down; chosen by cross-validation on the coded articles."""

    event: float = 0.4
    party: float = 0.4
    lone_party: float = 0.05
    implied: float = 0.05
    mode: float = 0.5
    context: float = 0.4
    place: float = 0.4
    confidence: float = 0.0


class Draft(NamedTuple):
    """An event as one sentence tells it, before it is joined with what other sentences tell.

    `actors` and `recipients` are mentions; an implied party is given by `implied_actor` or `implied_recipient`: its
    sector ("GOV") or supranational code ("UNO"), else "". `speaker` is the mention that tells it; `places` the words
    that may name where it happened, with their probabilities; `parts` are the probabilities of each decision.
    """

    sentence: Sentence
    trigger: int
    type: str
    status: Status
    modes: tuple[str, ...]
    contexts: tuple[str, ...]
    actors: tuple[Mention, ...]
    recipients: tuple[Mention, ...]
    implied_actor: str
    implied_recipient: str
    voice: VoiceKind
    speaker: Mention | None
    places: dict[int, float]
    parts: dict[str, float]


def draft_events(
    sentence: Sentence,
    reading: Reading,
    mentions: Sequence[Mention],
    labels: Labels,
    thresholds: Thresholds,
    recipients: Mapping[str, str] | None = None,
    quoted: Set[int] = frozenset(),
) -> list[Draft]:
    """Read the events out of one sentence.

    Args:
        sentence: parsed; reading: the model's, of the same words.
        mentions: those of this sentence, coded ones and others.
        labels, thresholds: of the model.
        recipients: for each type whether a record of it has a recipient: "needed", "usual" or "seldom"; a needed one is
            implied where none is named, a usual one is taken even where the model is unsure of it.
        quoted: words inside a quotation; what they name has the speaker's voice (codebook, "Acts").
    Returns: drafts in the order of the words that name them, the weaker of two that tell the same left out.
    """
    by_head = _by_head(mentions)
    drafts = []
    for word in event_words(sentence.tokens, reading, thresholds.event):
        draft = _draft(word, sentence, reading, by_head, labels, thresholds, recipients or {}, quoted)
        if draft is not None:
            drafts.append(draft)
    return _distinct(drafts)


def event_words(tokens: Sequence[Token], reading: Reading, threshold: float) -> list[int]:
    """Return the words that name an event of some type with at least the given probability."""
    return [
        word
        for word, token in enumerate(tokens)
        if token.pos in TRIGGERS and reading.types[word, 1:].max() >= threshold
    ]


def _by_head(mentions: Sequence[Mention]) -> dict[int, list[Mention]]:
    """Return for each head word the mentions of its best span: a coded one before one without code, then the longest.

    A span that names several parties ("both governments") has a mention for each.
    """
    best: dict[int, list[Mention]] = {}
    for mention in mentions:
        held = best.get(mention.head)
        if held is None or (bool(mention.code), len(mention.text)) > (bool(held[0].code), len(held[0].text)):
            best[mention.head] = [mention]
        elif (mention.start, mention.end) == (held[0].start, held[0].end) and mention.code:
            held.append(mention)
    return best


def _draft(
    word: int,
    sentence: Sentence,
    reading: Reading,
    by_head: dict[int, list[Mention]],
    labels: Labels,
    thresholds: Thresholds,
    recipients: Mapping[str, str],
    quoted: Set[int],
) -> Draft | None:
    kind = int(reading.types[word, 1:].argmax())
    type = labels.types[kind]
    roles = _weighed_by_clause(reading.roles[word], word, sentence.tokens, by_head)
    needs = recipients.get(type, "usual")
    parts = {"event": float(1 - reading.types[word, 0]), "type": float(reading.types[word, kind + 1])}

    chosen: dict[str, list[Mention]] = {"actor": [], "recipient": []}
    for head, mentions in by_head.items():
        odds = {side: float(roles[head, ROLE[side]]) for side in chosen}
        side = max(odds, key=lambda name: odds[name])
        if odds[side] >= thresholds.party and mentions[0].code:
            chosen[side] += mentions
    chosen = {side: _outermost(found) for side, found in chosen.items()}
    implied = {}
    for side in chosen:
        scores = getattr(reading, f"implied_{side}")[word]
        implied[side] = ""
        if not chosen[side]:
            taken = {m.head for other in chosen.values() for m in other}
            rest = [(float(roles[h, ROLE[side]]), m) for h, m in by_head.items() if m[0].code and h not in taken]
            odds_named, named = max(rest, key=lambda pair: pair[0], default=(0.0, []))
            odds_implied = float(1 - scores[0])
            # Both sides of something mutual are actors; else a recipient is the rule and none the exception.
            seldom = side == "recipient" and needs == "seldom"
            required = side == "actor" or needs == "needed" or len(chosen["actor"]) < 2
            if odds_implied >= (SELDOM if seldom else thresholds.implied) and odds_implied > odds_named:
                implied[side] = labels.implied[int(scores[1:].argmax())]
                parts[side] = odds_implied
            elif required and not seldom and odds_named >= thresholds.lone_party:
                chosen[side] += named
            elif side == "recipient" and needs == "needed" and len(chosen["actor"]) < 2:
                implied[side] = labels.implied[int(scores[1:].argmax())]
                parts[side] = odds_implied
        if chosen[side]:
            parts[side] = min(float(roles[m.head, ROLE[side]]) for m in chosen[side])
    if not chosen["actor"] and not implied["actor"]:
        return None
    if "recipient" not in parts:
        open_odds = [float(roles[h, ROLE["recipient"]]) for h in range(len(roles))]
        parts["recipient"] = 1 - max(open_odds, default=0.0)

    voice: VoiceKind = labels.voices[int(reading.voice[word].argmax())]  # type: ignore[assignment]
    if word in quoted:
        voice = "actor"
    speakers = [(float(roles[h, ROLE["speaker"]]), m[0]) for h, m in by_head.items() if m[0].code]
    odds_speaker, speaker = max(speakers, key=lambda pair: pair[0], default=(0.0, None))
    status: Status = labels.statuses[int(reading.status[word].argmax())]  # type: ignore[assignment]
    parts["status"] = float(reading.status[word].max())
    parts["voice"] = float(reading.voice[word].max())
    modes = [
        (float(reading.modes[word, i]), name)
        for i, (own, name) in enumerate(labels.modes)
        if own == type and reading.modes[word, i] >= thresholds.mode
    ]
    return Draft(
        sentence=sentence,
        trigger=word,
        type=type,
        status=status,
        modes=tuple(name for _, name in sorted(modes, reverse=True)),
        contexts=tuple(
            name for i, name in enumerate(labels.contexts) if reading.contexts[word, i] >= thresholds.context
        ),
        actors=tuple(_in_order(chosen["actor"])),
        recipients=tuple(_in_order(chosen["recipient"])),
        implied_actor=implied["actor"],
        implied_recipient=implied["recipient"],
        voice=voice,
        speaker=speaker if voice == "actor" and odds_speaker >= thresholds.lone_party else None,
        places={
            int(head): float(roles[head, ROLE["place"]])
            for head in np.flatnonzero(roles[:, ROLE["place"]] >= thresholds.place)
        },
        parts=parts,
    )


def _outermost(mentions: list[Mention]) -> list[Mention]:
    """Leave out what stands inside another mention of the same side: "U.S." in "U.S. and Canadian companies"."""
    return [
        mention
        for mention in mentions
        if not any(
            other.start <= mention.start and mention.end <= other.end and len(other.text) > len(mention.text)
            for other in mentions
        )
    ]


def _weighed_by_clause(roles: Floats, word: int, tokens: Sequence[Token], by_head: dict[int, list[Mention]]) -> Floats:
    """Return one event's [N, roles] probabilities, lowered where the grammar speaks against a party.

    In "EU ministers agreed to freeze assets, and the Polish premier urged Kiev to wait" the ministers urge nobody: a
    verb with a subject of its own has no other verb's subject for an actor, and a party seldom comes from the clause
    beside.
    """
    weighed = roles.copy()
    parties = [ROLE["actor"], ROLE["recipient"]]
    clauses = _clauses(tokens)
    beside = [head for head in by_head if clauses[head] != clauses[word]]
    if beside:
        weighed[np.ix_(beside, parties)] *= CLAUSE_BESIDE
    subjects = {head for head in by_head if tokens[head].head == word and tokens[head].dep == "nsubj"}
    if tokens[word].pos == "VERB" and any(by_head[i][0].code and roles[i, ROLE["actor"]] >= 0.5 for i in subjects):
        others = [
            head
            for head in by_head
            if tokens[head].dep in SUBJECTS and tokens[head].head != word and not _joined_to(head, subjects, tokens)
        ]
        weighed[others, ROLE["actor"]] = 0.0
    return weighed


def _clauses(tokens: Sequence[Token]) -> list[int]:
    """Return for each word the verb that its clause hangs on; one joined by "and" is a clause if it has a subject."""
    with_subject = {token.head for token in tokens if token.dep in SUBJECTS}
    starts = {
        number
        for number in with_subject
        if tokens[number].dep in ("conj", "parataxis") and tokens[number].pos in ("VERB", "AUX")
    }
    clauses = []
    for number in range(len(tokens)):
        top = number
        for _ in tokens:
            if top in starts or tokens[top].head == top:
                break
            top = tokens[top].head
        clauses.append(top)
    return clauses


def _joined_to(word: int, heads: set[int], tokens: Sequence[Token]) -> bool:
    """Tell whether a word is joined to one of the heads by "and" or stands in apposition to it."""
    while tokens[word].dep in ("conj", "appos") and tokens[word].head != word:
        word = tokens[word].head
    return word in heads


def _in_order(mentions: list[Mention]) -> list[Mention]:
    return sorted(mentions, key=lambda mention: mention.start)


def _distinct(drafts: list[Draft]) -> list[Draft]:
    """Leave out the weaker of two drafts of one sentence with the same type, parties and status."""
    best: dict[tuple[object, ...], Draft] = {}
    for draft in drafts:
        key = (
            draft.type,
            draft.status,
            frozenset(m.code for m in draft.actors),
            frozenset(m.code for m in draft.recipients),
            draft.implied_actor,
            draft.implied_recipient,
        )
        held = best.get(key)
        if held is None or draft.parts["type"] > held.parts["type"]:
            best[key] = draft
    return sorted(best.values(), key=lambda draft: draft.trigger)
