"""Scores coded articles against gold records as the codebook's "Scoring" says. Compares records; codes nothing."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from dragoman.errors import SourceError
from dragoman.records import Article

FIELDS = ("status", "voice", "place")
SIDES = ("actors", "recipients")
# Why a record is missed or wrong. What tells the same act otherwise than the gold is missed there and wrong here: both
# have one cause.
CAUSES = {
    "wrong type": "the parties' countries are right, the type is not",
    "wrong direction": "who did it and to whom it was done are the wrong way round",
    "actors: none": "no actor is told where the gold has one",
    "actors: too many": "an actor is told where the gold has none",
    "actors: wrong country": "the actors' countries differ",
    "recipients: none": "no recipient is told where the gold has one",
    "recipients: too many": "a recipient is told where the gold has none",
    "recipients: wrong country": "the recipients' countries differ",
    "both parties": "the type is right, neither side is",
    "type and parties": "the sentence is right, the type is not and a side is not",
    "not seen": "the gold's act is told by no record",
    "told twice": "the act is told by another record already",
    "not an event": "the gold has no such act",
}


class ScoredParty(msgspec.Struct, frozen=True):
    """An actor or a recipient as the gold form has it."""

    code: str
    text: str | None = ""

    @property
    def country(self) -> str:
        """The first part of the code."""
        return self.code.split()[0] if self.code.split() else ""

    @property
    def sorted_code(self) -> str:
        """The code with its sectors in alphabetical order, since "SYR REB PRM" and "SYR PRM REB" say the same."""
        return " ".join([self.country, *sorted(self.code.split()[1:])])


class ScoredPlace(msgspec.Struct, frozen=True):
    """Where it happened; the country is what is scored."""

    country: str | None = ""


class ScoredVoice(msgspec.Struct, frozen=True):
    """On whose word; the kind and the speaker's country are scored."""

    kind: str = "narrator"
    code: str | None = ""

    @property
    def country(self) -> str:
        """The first part of the speaker's code, empty when it has none."""
        return next(iter((self.code or "").split()), "")


class ScoredEvent(msgspec.Struct, frozen=True, kw_only=True):
    """What is scored of one record; `optional` records are neither misses nor errors."""

    type: str
    actors: tuple[ScoredParty, ...]
    recipients: tuple[ScoredParty, ...]
    status: str = "actual"
    voice: ScoredVoice = ScoredVoice()
    place: ScoredPlace | None = None
    quote: str | None = ""
    optional: bool = False

    def countries(self, side: str) -> frozenset[str]:
        """Return the countries of the "actors" or the "recipients"."""
        return frozenset(party.country for party in self._side(side))

    def codes(self, side: str) -> frozenset[str]:
        """Return the full codes of the "actors" or the "recipients", sectors in alphabetical order."""
        return frozenset(party.sorted_code for party in self._side(side))

    def _side(self, side: str) -> tuple[ScoredParty, ...]:
        return self.actors if side == "actors" else self.recipients


class ScoredArticle(msgspec.Struct, frozen=True):
    """The records of one article."""

    id: str
    events: tuple[ScoredEvent, ...]


class Tally(msgspec.Struct, frozen=True):
    """How many records are right by one criterion, of how many coded (excused ones left out) and how many gold ones.

    The shares are 0 to 1, or not a number where nothing was coded, demanded or found.
    """

    right: int
    coded: int
    gold: int

    @property
    def precision(self) -> float:
        """The share of the coded records that are right."""
        return share(self.right, self.coded)

    @property
    def recall(self) -> float:
        """The share of the gold records that were found."""
        return share(self.right, self.gold)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return share(2 * self.precision * self.recall, self.precision + self.recall)


class Accuracy(msgspec.Struct, frozen=True):
    """On how many of the matched records whose gold tells a field the field is right."""

    right: int
    all: int

    @property
    def share(self) -> float:
        """Right of all, 0 to 1; not a number where there are none."""
        return share(self.right, self.all)


class Miss(msgspec.Struct, frozen=True):
    """A gold record that was not found ("missed") or a coded one that matches none ("wrong"); `cause` of `CAUSES`."""

    kind: str
    article: str
    event: ScoredEvent
    cause: str = ""


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """All figures of a comparison.

    Attributes:
        criteria: tally by criterion: "who-did-what-to-whom", "with sectors", "type and overlap".
        fields: accuracy of status, voice and place on the records that match by who-did-what-to-whom.
        silent: articles without required events that were left without any; quiet: how many such articles there are.
        misses: missed and wrong records by who-did-what-to-whom, article by article.
        strangers: how many coded articles the gold does not have; they count for nothing.
    """

    criteria: dict[str, Tally]
    fields: dict[str, Accuracy]
    silent: int
    quiet: int
    misses: tuple[Miss, ...]
    strangers: int = 0

    def __str__(self) -> str:
        lines = [
            f"{name:22} precision {tally.precision:.3f}  recall {tally.recall:.3f}  F1 {tally.f1:.3f}   "
            f"({tally.right} of {tally.gold} gold, {tally.coded} coded)"
            for name, tally in self.criteria.items()
        ]
        lines += [
            f"{field:22} accuracy {accuracy.share:.3f}   (of {accuracy.all} matched)"
            for field, accuracy in self.fields.items()
        ]
        return "\n".join([*lines, f"{'silence':22} {self.silent} of {self.quiet} articles without events"])


def score(gold: Iterable[ScoredArticle | Article], coded: Iterable[ScoredArticle | Article]) -> Score:
    """Compare coded articles with gold ones of the same id.

    Within an article, records are matched one to one: as many as fit, beginning with the pairs that agree most in
    status, voice, place and quote. Optional gold records excuse coded ones that match nothing else.

    Args:
        gold: the articles with the records that should be there.
        coded: the articles to judge; one that is missing counts as coded with no events. Of two with the same id the
            later counts.
    Returns: the figures of the codebook's section "Scoring".
    """
    judged = {article.id: article.events for article in map(scored, coded)}
    right, coded_count, gold_count = Counter[str](), Counter[str](), Counter[str]()
    field_right, field_all = Counter[str](), Counter[str]()
    silent = quiet = 0
    misses: list[Miss] = []
    known = set()
    for article in map(scored, gold):
        known.add(article.id)
        events = judged.get(article.id, ())
        required = [event for event in article.events if not event.optional]
        optional = [event for event in article.events if event.optional]
        if not required:
            quiet += 1
            silent += all(any(_overlap(spare, event) for spare in optional) for event in events)
        for name, fits in CRITERIA.items():
            pairs = _match(required, events, fits)
            unmatched = [event for index, event in enumerate(events) if index not in pairs]
            right[name] += len(pairs)
            gold_count[name] += len(required)
            coded_count[name] += len(events) - len(_match(optional, unmatched, fits))
            if fits is not _same_countries:
                continue
            for index, wanted in pairs.items():
                for field, agrees in _fields(required[wanted], events[index]).items():
                    field_all[field] += 1
                    field_right[field] += agrees
            found = set(pairs.values())
            missed = [event for index, event in enumerate(required) if index not in found]
            missed_causes, wrong_causes = _causes(missed, unmatched, [required[index] for index in found])
            for kind, records, causes in (("missed", missed, missed_causes), ("wrong", unmatched, wrong_causes)):
                misses += [Miss(kind, article.id, *pair) for pair in zip(records, causes, strict=True)]
    return Score(
        criteria={name: Tally(right[name], coded_count[name], gold_count[name]) for name in CRITERIA},
        fields={field: Accuracy(field_right[field], field_all[field]) for field in FIELDS},
        silent=silent,
        quiet=quiet,
        misses=tuple(misses),
        strangers=len(judged.keys() - known),
    )


def score_files(gold: Path | str, coded: Path | str) -> Score:
    """Compare two files of articles in the codebook's gold form, one a line.

    Args:
        gold: JSONL with the records that should be there.
        coded: JSONL with the records to judge.
    Returns: the figures, as `score` gives them.
    Raises: SourceError, with file and line, when a file cannot be read or a line is not in the gold form.
    """
    return score(read_scored(Path(gold)), read_scored(Path(coded)))


def read_scored(path: Path) -> Iterator[ScoredArticle]:
    """Yield the articles of a JSONL file in the gold form, of each record what is scored.

    Raises: SourceError, with file and line, when the file cannot be read or a line is not in the gold form.
    """
    decoder = msgspec.json.Decoder(ScoredArticle)
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    try:
                        yield decoder.decode(line)
                    except (msgspec.DecodeError, UnicodeDecodeError) as error:
                        raise SourceError(
                            f"{path}:{number}: the line is no article in the gold form ({error}); "
                            'write one JSON object a line with "id" and "events"'
                        ) from None
    except OSError as error:
        raise SourceError(f"{path}: the file cannot be read ({error.strerror}); check its name and rights") from None


def share(part: float, whole: float) -> float:
    """Return part / whole, or not a number where the whole is 0."""
    return part / whole if whole else float("nan")


def describe_miss(miss: Miss) -> str:
    """Return a missed or wrong record as one line: kind, article, type, actors -> recipients, the quote's beginning."""
    actors, recipients = (", ".join(sorted(miss.event.codes(side))) or "-" for side in ("actors", "recipients"))
    parties = f"{actors} -> {recipients}"
    return f"{miss.kind:7}{miss.article:16}{miss.event.type:10}{parties:50}{(miss.event.quote or '')[:90]}"


def describe_causes(result: Score, count: int) -> Iterator[str]:
    """Yield, cause by cause and the most frequent first, how many records it explains and the first `count` of each."""
    by_cause: dict[str, list[Miss]] = {}
    for miss in result.misses:
        by_cause.setdefault(miss.cause, []).append(miss)
    for cause, misses in sorted(by_cause.items(), key=lambda item: -len(item[1])):
        missed = sum(miss.kind == "missed" for miss in misses)
        yield f"{cause}: {CAUSES[cause]} ({missed} missed, {len(misses) - missed} wrong)"
        yield from (f"  {describe_miss(miss)}" for miss in misses[:count])
    for field, accuracy in result.fields.items():
        if accuracy.right < accuracy.all:
            yield f"{field}: differs in {accuracy.all - accuracy.right} of {accuracy.all} matched records"


def scored(article: ScoredArticle | Article) -> ScoredArticle:
    """Return what is scored of an article; records keep their order."""
    if isinstance(article, ScoredArticle):
        return article
    events = tuple(
        ScoredEvent(
            type=event.type,
            actors=tuple(ScoredParty(party.code) for party in event.actors),
            recipients=tuple(ScoredParty(party.code) for party in event.recipients),
            status=event.status,
            voice=ScoredVoice(event.voice.kind, event.voice.code),
            place=None if event.place is None else ScoredPlace(event.place.country),
            quote=event.quote.quote,
            optional=event.optional,
        )
        for event in article.events
    )
    return ScoredArticle(article.id, events)


def _same_countries(gold: ScoredEvent, coded: ScoredEvent) -> bool:
    return gold.type == coded.type and all(
        gold.countries(side) == coded.countries(side) for side in ("actors", "recipients")
    )


def _same_codes(gold: ScoredEvent, coded: ScoredEvent) -> bool:
    return gold.type == coded.type and all(gold.codes(side) == coded.codes(side) for side in ("actors", "recipients"))


def _overlap(gold: ScoredEvent, coded: ScoredEvent) -> bool:
    """The type agrees, and on either side a country is shared or both sides are empty."""
    if gold.type != coded.type:
        return False
    for side in ("actors", "recipients"):
        wanted, given = gold.countries(side), coded.countries(side)
        if (wanted or given) and not wanted & given:
            return False
    return True


Fits = Callable[[ScoredEvent, ScoredEvent], bool]

CRITERIA: dict[str, Fits] = {
    "who-did-what-to-whom": _same_countries,
    "with sectors": _same_codes,
    "type and overlap": _overlap,
}


def _fields(gold: ScoredEvent, coded: ScoredEvent) -> dict[str, bool]:
    """Which fields agree; a place that the gold does not tell is not asked for."""
    fields = {
        "status": gold.status == coded.status,
        "voice": gold.voice.kind == coded.voice.kind
        and (gold.voice.kind != "actor" or gold.voice.country == coded.voice.country),
    }
    if gold.place is not None:
        fields["place"] = coded.place is not None and coded.place.country == gold.place.country
    return fields


def _match(gold: Sequence[ScoredEvent], coded: Sequence[ScoredEvent], fits: Fits) -> dict[int, int]:
    """Match as many records as fit, one to one, beginning with the pairs that agree most.

    The pairs are taken greedily from the best down; a coded record that is left over then takes a gold record whose
    holder can move to another one (an augmenting path), until none can.

    Returns: the index of the gold record by that of the coded one.
    """
    fitting = [(c, g) for c in range(len(coded)) for g in range(len(gold)) if fits(gold[g], coded[c])]
    fitting.sort(key=lambda pair: _agreement(gold[pair[1]], coded[pair[0]]), reverse=True)
    choices: dict[int, list[int]] = {}
    holder: dict[int, int] = {}
    for c, g in fitting:
        choices.setdefault(c, []).append(g)
        if g not in holder and c not in holder.values():
            holder[g] = c

    def place(c: int, tried: set[int]) -> bool:
        for g in choices[c]:
            if g in tried:
                continue
            tried.add(g)
            if g not in holder or place(holder[g], tried):
                holder[g] = c
                return True
        return False

    for c in choices:
        if c not in holder.values():
            place(c, set())
    return {c: g for g, c in holder.items()}


def _causes(
    missed: Sequence[ScoredEvent], wrong: Sequence[ScoredEvent], found: Sequence[ScoredEvent]
) -> tuple[list[str], list[str]]:
    """Return why each gold record of an article was missed and each coded one is wrong; `found` are the gold's others.

    A missed and a wrong record that tell one act are paired, those that agree most first, and have one cause.
    """
    missed_causes, wrong_causes = ["not seen"] * len(missed), ["not an event"] * len(wrong)
    for number, event in enumerate(wrong):
        if any(_same_countries(other, event) for other in found):
            wrong_causes[number] = "told twice"
    pairs = [
        (rank, m, w, cause)
        for m, gold in enumerate(missed)
        for w, coded in enumerate(wrong)
        for rank, cause in [_difference(gold, coded)]
        if cause
    ]
    paired_missed, paired_wrong = set[int](), set[int]()
    for _, m, w, cause in sorted(pairs):
        if m not in paired_missed and w not in paired_wrong:
            paired_missed.add(m)
            paired_wrong.add(w)
            missed_causes[m] = wrong_causes[w] = cause
    return missed_causes, wrong_causes


def _difference(gold: ScoredEvent, coded: ScoredEvent) -> tuple[int, str]:
    """Return how far a coded record is from a gold one, 0 for nearest, and in what; "" where they tell two acts."""
    wanted = {side: gold.countries(side) for side in SIDES}
    given = {side: coded.countries(side) for side in SIDES}
    off = [side for side in SIDES if wanted[side] != given[side]]
    told, read = gold.quote or "", coded.quote or ""
    near = bool(told and read) and (told in read or read in told)
    if gold.type != coded.type:
        if not off:
            return (0 if near else 1), "wrong type"
        return (3, "type and parties") if near else (9, "")
    if wanted["actors"] == given["recipients"] and wanted["recipients"] == given["actors"]:
        return 0, "wrong direction"
    if len(off) == 2:
        return (2, "both parties") if near else (9, "")
    side = off[0]
    what = "none" if not given[side] else "too many" if not wanted[side] else "wrong country"
    return (0 if near else 1), f"{side}: {what}"


def _agreement(gold: ScoredEvent, coded: ScoredEvent) -> int:
    return sum(_fields(gold, coded).values()) + (gold.quote == coded.quote)
