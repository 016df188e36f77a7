"""Reads the training data into one form: a parsed sentence with the events, or the pair of parties, marked in it."""

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dragoman.language import Parser
from dragoman.records import Sentence, Token

# The four classes of the role data and the types that each may stand for (quad classes; SANCTION is told both ways).
QUADS = {
    1: ("AGREE", "CONSULT", "SUPPORT", "CONCEDE"),
    2: ("COOPERATE", "AID", "RETREAT", "AGREE"),
    3: ("REQUEST", "ACCUSE", "REJECT", "THREATEN", "SANCTION"),
    4: ("PROTEST", "MOBILIZE", "COERCE", "ASSAULT", "SANCTION"),
}
MUTUAL = ("CONSULT", "AGREE", "COOPERATE")


@dataclass(frozen=True)
class EventLabel:
    """One event marked in a sentence.

    Attributes:
        types: the types that it may be; more than one where the data are coarser than the codebook.
        actors, recipients, speakers, places: for each mention the words that may be its head; None where the data do
            not tell, an empty list where there is none.
        implied_actor, implied_recipient: sector of a party that the text only implies ("GOV"), "" for none.
        status, voice: None where the data do not tell; modes, contexts: likewise.
        weight: of the event in the loss.
    """

    types: tuple[str, ...]
    actors: list[list[int]] | None
    recipients: list[list[int]] | None
    speakers: list[list[int]] | None = None
    places: list[list[int]] | None = None
    implied_actor: str | None = None
    implied_recipient: str | None = None
    status: str | None = None
    voice: str | None = None
    modes: tuple[str, ...] | None = None
    contexts: tuple[str, ...] | None = None
    weight: float = 1.0


@dataclass(frozen=True)
class PairLabel:
    """The words of two marked parties (none where a party is only implied) and what the one does to the other."""

    scheme: str
    label: str
    source: tuple[int, ...]
    target: tuple[int, ...]


@dataclass(frozen=True)
class Example:
    """A sentence (or a passage read as one) and all that is known of it.

    `complete` tells that every event of it is marked, so that the other words name none.
    `group` names the article or passage, for folds that never split one.
    """

    group: str
    tokens: tuple[Token, ...]
    events: list[EventLabel] = field(default_factory=list)
    pairs: list[PairLabel] = field(default_factory=list)
    complete: bool = True


def read_records(path: Path, parser: Parser) -> list[Example]:
    """Read coded articles or passages (codebook, "Gold file"): one example a sentence, silent sentences among them."""
    articles = _read_jsonl(path)
    examples: list[Example] = []
    for article, sentences in zip(articles, parser.pipe([article["text"] for article in articles]), strict=True):
        by_sentence: dict[int, list[dict[str, Any]]] = {}
        for event in article["events"]:
            position = article["text"].find(event["quote"])
            if position >= 0:
                number = _home(event, position, position + len(event["quote"]), sentences, article["text"])
                by_sentence.setdefault(number, []).append(event)
        for sentence in sentences:
            marked = [_event_label(event, sentence, article["text"]) for event in by_sentence.get(sentence.index, ())]
            pairs = [pair for event in marked for pair in _pairs(event)]
            examples.append(Example(article["id"], sentence.tokens, marked, pairs))
    return examples


def read_relations(path: Path, parser: Parser, *, scheme: str, label_column: str) -> list[Example]:
    """Read rows of `sentence, marked, ...` with `<s>` and `<t>` around two parties and a label in `label_column`."""
    rows = _read_tsv(path)
    plain = [_unmark(row["marked"]) for row in rows]
    examples = []
    for row, (_, source, target), sentences in zip(
        rows, plain, parser.pipe([text for text, _, _ in plain]), strict=True
    ):
        tokens = join_sentences(sentences)
        source_words, target_words = words_in(tokens, *source), words_in(tokens, *target)
        pair = PairLabel(scheme, row[label_column], source_words, target_words)
        events = []
        if scheme == "plv":
            types = ("CONCEDE", "RETREAT") if pair.label == "YIELD" else (pair.label,)
            mutual = pair.label in MUTUAL
            events = [
                EventLabel(
                    types,
                    None if mutual else _heads(tokens, source_words),
                    None if mutual else _heads(tokens, target_words),
                    weight=0.7,
                )
            ]
        examples.append(Example(row["id"], tokens, events, [pair], complete=False))
    return examples


def read_roles(path: Path, parser: Parser) -> list[Example]:
    """Read token-tagged sentences with source (S) and target (T) spans and a penta class as partly known events."""
    rows = [row for row in _read_jsonl(path) if row["penta"] in QUADS]
    examples = []
    for row, sentences in zip(rows, parser.pipe([" ".join(row["tokens"]) for row in rows]), strict=True):
        tokens = join_sentences(sentences)
        spans = _tag_spans(row["tokens"], row["tags"])
        heads = {
            side: [
                [head_of(tokens, words)]
                for tag, start, end in spans
                if tag == side and (words := words_in(tokens, start, end))
            ]
            for side in "ST"
        }
        if not heads["S"] or not heads["T"]:
            continue
        event = EventLabel(QUADS[row["penta"]], heads["S"], heads["T"], weight=0.5)
        examples.append(Example(row["id"], tokens, [event], complete=False))
    return examples


def join_sentences(sentences: Sequence[Sentence]) -> tuple[Token, ...]:
    """Return the words of several sentences as one list, with heads counted anew."""
    joined: list[Token] = []
    for sentence in sentences:
        base = len(joined)
        joined += [
            Token(t.text, t.lemma, t.pos, t.tag, t.dep, t.start, t.end, base + t.head, t.entity, t.entity_start)
            for t in sentence.tokens
        ]
    return tuple(joined)


def words_in(tokens: Sequence[Token], start: int, end: int) -> tuple[int, ...]:
    """Return the indexes of the words that overlap the characters `start` to `end`."""
    return tuple(i for i, token in enumerate(tokens) if token.start < end and token.end > start)


def head_of(tokens: Sequence[Token], words: Sequence[int]) -> int:
    """Return the word of a span that the others hang on: the first whose own head lies outside the span."""
    inside = set(words)
    for word in words:
        if (tokens[word].head not in inside or tokens[word].head == word) and tokens[word].pos not in ("DET", "PUNCT"):
            return word
    return words[-1]


def _heads(tokens: Sequence[Token], words: Sequence[int]) -> list[list[int]]:
    return [[head_of(tokens, words)]] if words else []


def _event_label(event: dict[str, Any], sentence: Sentence, text: str) -> EventLabel:
    sides = {side: _mentions(event[side], sentence, text) for side in ("actors", "recipients")}
    voice, place = event["voice"], event.get("place")
    speakers: list[list[int]] | None = []
    if voice["kind"] == "actor":
        found = _occurrences(voice.get("text") or "", sentence, text)
        speakers = [found] if found else None
    places: list[list[int]] | None = []
    if place and place["text"]:
        found = _occurrences(place["text"], sentence, text)
        places = [found] if found else None
    return EventLabel(
        types=(event["type"],),
        actors=sides["actors"],
        recipients=sides["recipients"],
        speakers=speakers,
        places=places,
        implied_actor=_implied(event["actors"]),
        implied_recipient=_implied(event["recipients"]),
        status=event["status"],
        voice=voice["kind"],
        modes=tuple(event.get("modes", ())),
        contexts=tuple(event["contexts"]) if "contexts" in event else None,
        weight=0.5 if event.get("optional") else 1.0,
    )


def _mentions(parties: Sequence[dict[str, Any]], sentence: Sentence, text: str) -> list[list[int]] | None:
    """Return the candidate heads of each party named in the sentence; None when one of them is named elsewhere only."""
    heads = []
    for party in parties:
        if party["text"]:
            found = _occurrences(party["text"], sentence, text)
            if not found:
                return None
            heads.append(found)
    return heads


def _occurrences(mention: str, sentence: Sentence, text: str) -> list[int]:
    heads = []
    position = text.find(mention, sentence.start, sentence.end) if mention else -1
    while position >= 0:
        end = position + len(mention)
        whole = (position == 0 or not text[position - 1].isalnum()) and (end == len(text) or not text[end].isalnum())
        if whole and (words := words_in(sentence.tokens, position, end)):
            heads.append(head_of(sentence.tokens, words))
        position = text.find(mention, position + 1, sentence.end)
    return heads


def _implied(parties: Sequence[dict[str, Any]]) -> str:
    for party in parties:
        if not party["text"]:
            country, *sectors = str(party["code"]).split()
            return sectors[0] if sectors else country
    return ""


def _pairs(event: EventLabel) -> Iterator[PairLabel]:
    if not event.actors or event.recipients is None:
        return
    pairs = [(a[0], r[0]) for a in event.actors for r in event.recipients]
    if not event.recipients and len(event.actors) > 1:
        pairs = [(event.actors[0][0], other[0]) for other in event.actors[1:]]
    for source, target in pairs[:4]:
        yield PairLabel("plover", event.types[0], (source,), (target,))


def _home(event: dict[str, Any], start: int, end: int, sentences: Sequence[Sentence], text: str) -> int:
    """Return the index of the sentence in the quote that names most of the event's parties, the first of equals."""
    inside = [s for s in sentences if s.start < end and s.end > start]
    if not inside:
        return 0
    names = [party["text"] for side in ("actors", "recipients") for party in event[side] if party["text"]]
    return max(inside, key=lambda s: (sum(name in text[s.start : s.end] for name in names), -s.index)).index


def _unmark(marked: str) -> tuple[str, tuple[int, int], tuple[int, int]]:
    """Take the marks out of a sentence; returns it with the (start, end) of source and target."""
    spans: dict[str, tuple[int, int]] = {}
    plain = ""
    rest = marked
    opened: dict[str, int] = {}
    while rest:
        for mark in ("<s>", "</s>", "<t>", "</t>"):
            if rest.startswith(mark):
                if mark[1] == "/":
                    spans[mark[2]] = (opened[mark[2]], len(plain))
                else:
                    opened[mark[1]] = len(plain)
                rest = rest[len(mark) :]
                break
        else:
            plain, rest = plain + rest[0], rest[1:]
    return plain, spans.get("s", (0, 0)), spans.get("t", (0, 0))


def _tag_spans(tokens: Sequence[str], tags: Sequence[str]) -> list[tuple[str, int, int]]:
    spans: list[tuple[str, int, int]] = []
    position = 0
    for token, tag in zip(tokens, tags, strict=True):
        end = position + len(token)
        if tag.startswith("B-"):
            spans.append((tag[2:], position, end))
        elif tag.startswith("I-") and spans:
            spans[-1] = (spans[-1][0], spans[-1][1], end)
        position = end + 1
    return spans


def _read_jsonl(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def _read_tsv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
