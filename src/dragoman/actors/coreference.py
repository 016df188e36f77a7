"""Links pronouns and short descriptions to the mention that they stand for and hands its code on, with the chain.
It works on coded candidates; how a phrase by itself gets a code is `resolve`'s matter."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from dragoman.actors.context import STATELESS, ActorContext, alike_words
from dragoman.actors.tables import listed, read_table
from dragoman.language import quoted_words
from dragoman.records import Sentence


@dataclass(frozen=True, slots=True)
class Pronoun:
    """A pronoun: person "1" (the speaker), "3" or "r" (relative), number "s" or "p", gender "m", "f", "n" or ""."""

    word: str
    person: str
    number: str
    gender: str


@dataclass(slots=True)
class Candidate:
    """A span that may name an actor while it is being worked out; the fields are `Mention`'s and what agreement needs.

    Attributes:
        phrase: the span with the phrases that hang on it, from which it is coded.
        subject: whether it is the subject of a verb. plural, human, gender: for agreement.
        entity: the named entity's type. sort, sectors: what sort of phrase `resolve` took it for.
        told: whether the phrase tells its country itself. also: codes of others that the span names at once.
        joined: codes of those named beside it with "and", for "they".
        another: whether the word names somebody of another country than its owner's ("its neighbour").
        root: where the first mention in a pronoun's chain stands; -1 for the mention itself.
    """

    start: int
    end: int
    text: str
    sentence: int
    head: int
    kind: Literal["name", "role", "pronoun", "modifier"]
    pronoun: Pronoun | None
    phrase: str
    subject: bool
    plural: bool
    entity: str
    code: str = ""
    why: str = ""
    sort: str = ""
    sectors: str = ""
    told: bool = False
    human: bool = False
    gender: str = ""
    also: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()
    another: bool = False
    root: int = -1

    @property
    def named_at(self) -> int:
        """Where the mention stands that this one stands for; its own place when it stands for itself."""
        return self.start if self.root < 0 else self.root


def resolve_references(candidates: Sequence[Candidate], sentences: Sequence[Sentence], context: ActorContext) -> None:
    """Give pronouns and short descriptions among the candidates the code of what they stand for, in place.

    Args:
        candidates: the article's candidates in any order; phrases are coded already.
        sentences: the article. context: what it tells about countries, for speakers who are not named.
    """
    ordered = sorted(candidates, key=lambda one: (one.start, one.end))
    _join(ordered, sentences)
    speakers = _speakers(sentences)
    places = {(one.sentence, one.head): one for one in ordered}
    spoken = quoted_words(sentences)
    voice = _own_voice(ordered, sentences, spoken)
    owners = {one.start: one for one in ordered if one.pronoun is not None}
    # Who speaks is often a pronoun after the quotation ('"We want peace," he said'), so "we" comes last.
    for speaking in (False, True):
        for index, one in enumerate(ordered):
            owner = owners.get(one.start)
            if speaking != (owner is not None and _first(owner)):
                continue
            if one.pronoun is not None:
                _resolve(one, ordered[:index], sentences, context, _Quotations(speakers, places, spoken, voice))
            elif not one.code and not speaking and _rest(one, sentences):
                _like_the_last(one, ordered[:index])
                if not one.code and one.plural:
                    country = context.country_at(one.sentence, one.start, "", "CVL")
                    one.code = f"{country} CVL" if country else ""
                    told = context.told_by(country, one.start)
                    one.why = f"{one.text}: people not named; country from the article: {told}"
            elif one.told and one.sort == "weak" and owner is not None and " " in owner.code and one.code:
                _peer(one, owner)
            elif one.kind in ("role", "name") and (not one.told or _the_two(one)):
                if owner is not None and owner.code and one.another:
                    _facing(one, owner, context)
                elif owner is not None and owner.code and one.sort != "none":
                    _owned(one, owner)
                else:
                    _describe(one, ordered[:index], context)
    for one in ordered:
        if one.sort in ("", "measure") or one.sectors == "CVL":
            _count_of_them(one, sentences[one.sentence], owners)


def _count_of_them(one: Candidate, sentence: Sentence, pronouns: Mapping[int, Candidate]) -> None:
    """Give "34 of them", "some of whom" the code of the pronoun."""
    after = sentence.tokens[one.head + 1 : one.head + 3]
    if len(after) < 2 or after[0].lemma != "of" or after[1].dep == "poss" or one.pronoun is not None:
        return
    whole = pronouns.get(after[1].start)
    if whole is not None and whole.code and whole.sort != "nation" and (not one.told or not one.code):
        one.code, one.also, one.why = whole.code, whole.also, f"{one.text} of {whole.why}"
        one.sort, one.sectors = whole.sort, whole.sectors


def _join(ordered: Sequence[Candidate], sentences: Sequence[Sentence]) -> None:
    """Note on the first of several actors joined by "and" the codes of the others."""
    places = {(one.sentence, one.head): one for one in ordered if one.kind != "modifier"}
    for one in ordered:
        if one.kind == "modifier" or one.pronoun is not None or not one.code:
            continue
        tokens = sentences[one.sentence].tokens
        if tokens[one.head].dep == "conj":
            index = one.head
            while tokens[index].dep == "conj" and tokens[index].head != index:
                index = tokens[index].head
            first = places.get((one.sentence, index))
            if first is not None and first is not one and first.code and first.code != one.code:
                first.joined = (*first.joined, one.code)


@dataclass(frozen=True, slots=True)
class _Quotations:
    """Subjects of reporting verbs by sentence, candidates by place, words in quotation marks, the article's voice."""

    speakers: dict[int, list[int]]
    places: dict[tuple[int, int], Candidate]
    spoken: set[tuple[int, int]]
    voice: tuple[str, str] | None


def _resolve(
    one: Candidate,
    earlier: Sequence[Candidate],
    sentences: Sequence[Sentence],
    context: ActorContext,
    quotations: _Quotations,
) -> None:
    """Give a pronoun the code of what it stands for."""
    pronoun = one.pronoun
    if pronoun is None:
        return
    if pronoun.person == "r":
        antecedent = _relative(one, sentences[one.sentence], quotations.places)
    elif pronoun.person == "1":
        antecedent = _speaker(one, quotations)
    else:
        antecedent = _third(one, earlier, sentences)
        if antecedent is None or not antecedent.code:
            antecedent = _farther(one, earlier) or antecedent
    if antecedent is not None:
        _stand_for(one, antecedent)
    voice = quotations.voice
    if not one.code and pronoun.person == "1" and voice is not None:
        one.code, one.why = voice[0], f"{one.text} < the article's own voice < {voice[1]}"
    if not one.code and pronoun.person != "r":
        country = context.country_at(one.sentence, one.start)
        if country:
            source = "the article's own voice" if pronoun.person == "1" else "nobody named before"
            told = context.told_by(country, one.start)
            one.code, one.why = f"{country} GOV", f"{one.text} < {source}; country from the article: {told}"


def _own_voice(
    candidates: Sequence[Candidate],
    sentences: Sequence[Sentence],
    spoken: set[tuple[int, int]],
) -> tuple[str, str] | None:
    """Return the code of whom an article that says "we" outside quotations speaks for, and the mention that tells it.

    Counted are subjects, owners and officials, most of all the subject of the opening sentence; what "we" are told to
    do something to counts against.
    """
    own = [one for one in candidates if _first(one) and (one.sentence, one.head) not in spoken]
    if not own:
        return None
    speaking = {one.sentence for one in own if one.subject}
    scores: dict[str, float] = {}
    told: dict[str, list[Candidate]] = {}
    for one in candidates:
        if one.pronoun is not None or not one.code or not one.told or one.also:
            continue
        country, _, sectors = one.code.partition(" ")
        if country == "IMG" or sectors.startswith(("REB", "CRM", "UAF")):
            continue
        label = sentences[one.sentence].tokens[one.head].dep
        official = one.human and not one.plural and one.subject and sectors in ("GOV", "MIL", "")
        if one.sentence in speaking and not one.subject:
            value = -1.0
        elif official:
            value = 2.0
        else:
            many = one.plural and one.sort != "nation"
            value = 1.0 if (one.subject or label == "poss") and not many else 0.2
        if one.subject and one.sentence == 0 and one.sentence not in speaking:
            value += 1.0
        scores[country] = scores.get(country, 0.0) + value
        if value > 0:
            told.setdefault(country, []).append(one)
    best = max(told, key=lambda country: scores[country], default="")
    if not best or scores[best] <= 0:
        return None
    officials = [one for one in told[best] if one.sectors in ("GOV", "MIL", "")]
    if best in STATELESS or not officials:
        return (best if best in STATELESS else f"{best} GOV"), told[best][0].text
    codes = Counter(one.code for one in officials)
    code = codes.most_common(1)[0][0]
    return code, next(one.text for one in officials if one.code == code)


def _stand_for(one: Candidate, antecedent: Candidate) -> None:
    """Copy what an antecedent is to the pronoun that stands for it, with the chain of mentions as the reason."""
    one.code, one.also = antecedent.code, antecedent.also
    one.root = antecedent.named_at
    if one.pronoun is not None and one.pronoun.number == "p" and antecedent.joined:
        one.also = tuple(dict.fromkeys((*antecedent.also, *antecedent.joined)))
    one.why = f"{one.text} < {antecedent.why}"
    if antecedent.pronoun is None:
        one.why = f"{one.text} < {antecedent.text}: {antecedent.why}"
    one.human, one.plural = antecedent.human, antecedent.plural
    one.gender = antecedent.gender or (one.pronoun.gender if one.pronoun is not None else "")
    if one.also:
        one.plural = True
    one.sort, one.sectors = antecedent.sort, antecedent.sectors


def _owned(one: Candidate, owner: Candidate) -> None:
    """Give "its ambassador", "his supporters" the country of the pronoun's antecedent, a weak role its whole code."""
    country, _, sectors = owner.code.partition(" ")
    if country in STATELESS:
        if one.sort == "weak" or one.sectors in ("MIL", "REB"):
            one.code = country
        else:
            return
    elif _takes_whole(one, sectors):
        one.code = owner.code
    elif one.sectors:
        one.code = f"{country} {one.sectors}"
    else:
        return
    own = one.code.partition(" ")[2]
    one.also = tuple(f"{code.partition(' ')[0]} {own}".strip() for code in owner.also)
    one.why = f"{one.text}: {owner.why}; {one.why.partition(';')[0]}"
    one.told = True


def _takes_whole(one: Candidate, sectors: str) -> bool:
    """Tell whether what belongs to an owner takes the owner's whole code: "its spokesman", a rebel's "troops"."""
    if one.sort == "weak":
        return bool(sectors) and not sectors.startswith("CVL")
    if one.sectors.startswith("MIL"):
        return sectors.startswith(("REB", "PRM"))
    return one.sectors == "PTY" and sectors in ("GOV", "PTY OPP")


def _facing(one: Candidate, owner: Candidate, context: ActorContext) -> None:
    """Give "its neighbour", "his hosts" the article's likeliest country that is not the owner's."""
    own = {code.partition(" ")[0] for code in (owner.code, *owner.also)}
    ranked = context.countries_at(one.sentence, one.start, "", one.sectors)
    country = next((name for name in ranked if name not in own and name not in STATELESS), "")
    if country:
        one.code, one.also, one.told = f"{country} {one.sectors}".strip(), (), True
        one.why = f"{one.text}: not {owner.text} ({owner.code}); country from the article: {country}"


def _peer(one: Candidate, owner: Candidate) -> None:
    """Give "her Danish colleague" the sectors of whose colleague it is."""
    country, own = one.code.partition(" ")[0], owner.code.partition(" ")[2]
    if country not in STATELESS and not own.startswith(("CVL", "REB", "UAF", "CRM")):
        one.code, one.why = f"{country} {own}", f"{one.why}, as {owner.why}"


@cache
def _reporting() -> frozenset[str]:
    return frozenset(row.cells["verb"] for row in read_table("reporting"))


def _speakers(sentences: Sequence[Sentence]) -> dict[int, list[int]]:
    """Return, by sentence, the words that are subjects of a reporting verb."""
    found: dict[int, list[int]] = {}
    verbs = _reporting()
    for sentence in sentences:
        for index, token in enumerate(sentence.tokens):
            if token.dep == "nsubj" and sentence.tokens[token.head].lemma in verbs:
                found.setdefault(sentence.index, []).append(index)
    return found


def _speaker(one: Candidate, quotations: _Quotations) -> Candidate | None:
    """Return who says "I" or "we": the subject of the reporting verb beside the quotation, else the nearest speaker.

    Outside quotation marks only a speaker of the same sentence counts, and no armed group: the words are the article's.
    """
    places, spoken = quotations.places, quotations.spoken
    nearest = sorted((at - one.sentence for at in quotations.speakers), key=lambda step: (abs(step), step > 0))
    quoted = (one.sentence, one.head) in spoken
    for step in nearest:
        at = one.sentence + step
        options = [places[(at, head)] for head in quotations.speakers[at] if (at, head) in places]
        options = [other for other in options if (at, other.head) not in spoken and not _first(other)]
        if options:
            best = min(options, key=lambda other: abs(other.start - one.start))
            here = step == 0 or not spoken
            return best if quoted or (here and best.code not in ("IMG", "")) else None
    return None


def _first(one: Candidate) -> bool:
    return one.pronoun is not None and one.pronoun.person == "1"


def _relative(one: Candidate, sentence: Sentence, places: dict[tuple[int, int], Candidate]) -> Candidate | None:
    """Return what "who" refers to: the noun that its clause hangs on, else the phrase just before it."""
    tokens = sentence.tokens
    index = one.head
    for _ in range(6):
        token = tokens[index]
        if token.dep in ("relcl", "acl"):
            return places.get((sentence.index, token.head))
        if token.head == index:
            break
        index = token.head
    before = [
        other
        for (at, _), other in places.items()
        if at == sentence.index and other.end <= one.start and other.pronoun is None
    ]
    near = max(before, key=lambda other: other.end, default=None)
    return near if near is not None and one.start - near.end <= 3 else None


def _third(one: Candidate, earlier: Sequence[Candidate], sentences: Sequence[Sentence]) -> Candidate | None:
    """Return the best earlier mention for "he", "she", "it", "they": agreement, nearness, subjects first."""
    pronoun = one.pronoun
    assert pronoun is not None
    best: Candidate | None = None
    best_score = 0.0
    above = _verbs_above(sentences[one.sentence], one.head)
    doing = _doers(sentences[one.sentence], one.head)
    barred = {other.named_at for other in earlier if other.sentence == one.sentence and other.head in doing}
    for other in reversed(earlier):
        distance = one.sentence - other.sentence
        if distance > 4:
            break
        if other.named_at in barred:
            continue
        if other.end > one.start or _first(other) or other.kind == "modifier":
            continue
        score = _agreement(pronoun, other)
        if score <= 0:
            continue
        score += (1.6, 1.8, 0.9, 0.5, 0.2)[distance]
        if other.subject:
            score += 1.0
        if other.pronoun is not None and other.pronoun.gender == pronoun.gender and other.pronoun.person == "3":
            score += 0.9
        if other.code:
            score += 0.8
        if other.sort == "nation" and sentences[other.sentence].tokens[other.head].dep == "pobj":
            score -= _PLACED
        if distance == 0 and other.subject and sentences[one.sentence].tokens[other.head].head in above:
            score += _SPEAKING
        if distance == 0 and _joined_owner(sentences[one.sentence], one.head, other.head):
            score += _JOINED
        if score > best_score:
            best, best_score = other, score
    return best


def _farther(one: Candidate, earlier: Sequence[Candidate]) -> Candidate | None:
    """Return the last mention with a code that agrees, however far back, for a pronoun with none nearby."""
    pronoun = one.pronoun
    if pronoun is None or pronoun.person != "3":
        return None
    for other in reversed(earlier):
        fits = other.end <= one.start and other.code and other.kind != "modifier" and not _first(other)
        if fits and _agreement(pronoun, other) > 0:
            return other
    return None


# A subject of a verb above the pronoun ("the ministry said it"), a country that only tells where, and what "its" is
# joined to ("Mali's army and its allies") count so much more or less; set by hand on coded articles.
_SPEAKING, _PLACED, _JOINED = 1.4, 0.8, 3.0


def _joined_owner(sentence: Sentence, pronoun: int, other: int) -> bool:
    """Tell whether an owner's noun is joined by "and" to the other phrase or to what that phrase owns."""
    tokens = sentence.tokens
    noun = tokens[tokens[pronoun].head]
    if tokens[pronoun].dep != "poss" or noun.dep != "conj":
        return False
    return noun.head == other or (tokens[other].dep == "poss" and tokens[other].head == noun.head)


def _verbs_above(sentence: Sentence, index: int) -> list[int]:
    """Return the verbs whose subject a pronoun can stand for: above it, without its own unless it is an owner."""
    tokens = sentence.tokens
    above: list[int] = []
    owner = tokens[index].dep == "poss"
    for _ in range(12):
        head = tokens[index].head
        if head == index:
            break
        index = head
        if tokens[index].pos in ("VERB", "AUX"):
            above.append(index)
    return above if owner else above[1:]


def _doers(sentence: Sentence, index: int) -> set[int]:
    """Return the subjects of the verb that a pronoun is an object of, itself or through a preposition.

    What acts on "him" is somebody else. A verb without a subject of its own has that of the verb it is joined to.
    """
    tokens = sentence.tokens
    if tokens[index].dep not in ("dobj", "pobj", "dative") or tokens[index].text.lower().endswith(_SELF):
        return set()
    verb = tokens[index].head
    for _ in range(4):
        if tokens[verb].pos in ("VERB", "AUX") or tokens[verb].head == verb:
            break
        if tokens[verb].pos == "NOUN" and any(word.dep == "poss" and word.head == verb for word in tokens):
            return set()
        verb = tokens[verb].head
    for _ in range(4):
        found = {at for at, word in enumerate(tokens) if word.dep in ("nsubj", "agent") and word.head == verb}
        if found or tokens[verb].dep not in ("conj", "xcomp", "advcl", "prep", "pcomp") or tokens[verb].head == verb:
            break
        verb = tokens[verb].head
    return found | {at for at, word in enumerate(tokens) if word.dep == "conj" and word.head in found}


_SELF = ("self", "selves")


def _agreement(pronoun: Pronoun, other: Candidate) -> float:
    """Return how well a mention agrees with a pronoun in person, number and gender; 0 when it cannot be meant."""
    if pronoun.gender in ("m", "f"):
        if other.plural or not other.human:
            return 0.0
        if other.gender and other.gender != pronoun.gender:
            return 0.0
        return 1.5 if other.gender == pronoun.gender else 1.0
    if pronoun.gender == "n":
        if other.human or other.plural or not other.code:
            return 0.0
        return 1.0
    if other.joined:
        return 1.5
    if other.plural:
        return 1.5 if other.code else 0.4
    if other.human or not other.code:
        return 0.0
    return 0.7


_OTHERS = listed("others")


def _rest(one: Candidate, sentences: Sequence[Sentence]) -> bool:
    """Tell whether a phrase counts more of those just named: "two others", "another 40"."""
    token = sentences[one.sentence].tokens[one.head]
    tokens = sentences[one.sentence].tokens
    alone = one.head + 1 == len(tokens) or tokens[one.head + 1].lemma != "of"
    counted = token.tag == "CD" and token.entity == "CARDINAL" and (one.subject or token.dep == "dobj") and alone
    return token.text.lower() in _OTHERS or counted


def _like_the_last(one: Candidate, earlier: Sequence[Candidate]) -> None:
    """Give "two others" the code of the people counted last before them."""
    for other in reversed(earlier):
        if one.sentence - other.sentence > 1:
            return
        if other.end <= one.start and other.plural and other.code and other.pronoun is None and other.sort == "role":
            one.code = other.code
            one.why = f"{one.text} < {other.text}: {other.why}"
            one.sort, one.sectors, one.plural = other.sort, other.sectors, True
            return


def _describe(one: Candidate, earlier: Sequence[Candidate], context: ActorContext) -> None:
    """Give an unmarked description ("the minister", "the group") the code of the earlier mention that it repeats."""
    if one.sort not in ("role", "weak", "measure") or one.text.split(" ")[0].lower() not in _DEFINITE:
        return
    head = one.text.split(" ")[-1].lower()
    if _the_two(one):
        counted = [other for other in earlier if one.sentence - other.sentence < 3 and _counts_two(other)]
        if counted:
            one.code, one.also = counted[-1].code, counted[-1].also
            one.why = f"{one.text} < {counted[-1].text}: {counted[-1].why}"
        return
    known: list[Candidate] = []
    for other in reversed(earlier):
        if one.sentence - other.sentence > 12:
            break
        introduced = other.code and other.told and other.pronoun is None and other.kind != "modifier"
        if introduced and other.plural == one.plural:
            known.append(other)
    antecedent = next((other for other in known if head in other.text.lower().split(" ")), None)
    if antecedent is None and one.sort in ("role", "weak") and one.human and not one.plural:
        alike = alike_words(head)
        antecedent = next((other for other in known if alike & set(other.text.lower().split(" "))), None)
    if antecedent is None and one.sort in ("weak", "measure") and not one.human and one.sectors != "CVL":
        antecedent = next((other for other in known if other.sort == "name" and not other.human), None)
    if antecedent is None and one.sort == "role" and one.human:
        antecedent = next(
            (other for other in known if other.human and other.sort == "name" and other.sectors == one.sectors), None
        )
    if antecedent is not None:
        one.code, one.also = antecedent.code, antecedent.also
        one.why = f"{one.text} < {antecedent.text}: {antecedent.why}"
    elif head in _BANDS and not one.sectors and context.groups:
        one.code = context.main_group()
        one.why = f"{one.text}: {one.why}; the article's main armed group: {one.code}"


def _the_two(one: Candidate) -> bool:
    return one.text.lower() == "the two"


def _counts_two(one: Candidate) -> bool:
    words = one.text.lower().split(" ")
    return one.plural and bool(one.code) and len(words) > 1 and "two" in words[:2] and one.pronoun is None


_BANDS = listed("band")
_DEFINITE = listed("definite")
