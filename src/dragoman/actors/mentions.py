"""Finds every span of an article that may name an actor and codes each: noun phrases, names, nationalities before a
noun, pronouns. Which of them act or are acted upon is for the coder to decide, so recall comes first here."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from dragoman.actors.context import STATELESS, ActorContext, Coded, Sign, SignKind, SignRole, Told, part_of
from dragoman.actors.coreference import Candidate, Pronoun, resolve_references
from dragoman.actors.dictionary import ActorDictionary, looking_up
from dragoman.actors.lexicon import NAMED, Item, Word, fold, lexicon, singular, words_of
from dragoman.actors.resolve import Phrase, code_mention, code_phrase, part_of_name, read_phrase
from dragoman.actors.tables import listed, read_table
from dragoman.places import Level, load_gazetteer
from dragoman.records import Mention, Sentence

Kind = Literal["name", "role", "pronoun", "modifier"]


@dataclass(frozen=True, slots=True)
class ReadActors:
    """An article's mentions with the context that they were coded in, so that further spans can be coded alike.

    `own` is the researcher's own dictionary that they were coded with, if there was one.
    """

    sentences: tuple[Sentence, ...]
    mentions: tuple[Mention, ...]
    context: ActorContext
    own: ActorDictionary | None = None


def find_mentions(
    sentences: Sequence[Sentence],
    *,
    date: str = "",
    dateline: str = "",
    title: str = "",
    own: ActorDictionary | None = None,
) -> list[Mention]:
    """Return the mentions of an article that may be actors, sorted by start, each with its code.

    Args:
        sentences: the article, parsed, in order.
        date: the article's day, ISO; decides which office a person holds.
        dateline: the place that the dateline names; points to the country of unmarked officials.
        title: the headline; likewise.
        own: a dictionary of the user's, whose names win over the built-in ones.
    Returns: mentions; those that resolve to no political actor have code "".
    """
    return list(read_actors(sentences, date=date, dateline=dateline, title=title, own=own).mentions)


def read_actors(
    sentences: Sequence[Sentence],
    *,
    date: str = "",
    dateline: str = "",
    title: str = "",
    own: ActorDictionary | None = None,
) -> ReadActors:
    """Return the mentions of an article together with their context; arguments as for `find_mentions`."""
    with looking_up(own, date):
        return replace(_read(sentences, date, dateline, title), own=own)


def _read(sentences: Sequence[Sentence], date: str, dateline: str, title: str) -> ReadActors:
    context, scans = read_context(sentences, date=date, dateline=dateline, title=title)
    candidates: list[Candidate] = []
    for sentence, (words, items) in zip(sentences, scans, strict=True):
        candidates.extend(_candidates(sentence, words, items))
    phrases = [_code(candidate, context) for candidate in candidates]
    context.told += [
        Told(one.start, one.code.partition(" ")[0], one.sectors.partition(" ")[0], _head_key(one, sentences))
        for one in sorted(candidates, key=lambda one: one.start)
        if one.told and one.code and one.sort in ("role", "weak", "name", "nation")
    ]
    for candidate, phrase in zip(candidates, phrases, strict=True):
        if phrase is not None and not candidate.told and _GUESSED in candidate.why:
            again = code_phrase(phrase, context, candidate.sentence, candidate.start)
            candidate.code, candidate.why, candidate.also = again.code, again.why, again.also
            if phrase.sort in _THINGS and candidate.kind == "role":
                candidate.code = ""
    ahead = _dateline_end(sentences[0]) if sentences else 0
    _introduce([one for one in candidates if one.start >= ahead], sentences, context)
    for candidate in candidates:
        if not candidate.code and candidate.pronoun is None:
            _code(candidate, context)
    for candidate in candidates:
        _unintroduced(candidate, sentences[candidate.sentence], context)
    for candidate in candidates:
        if (not candidate.code and candidate.kind == "name") or _named_again(candidate, context):
            _code(candidate, context)
    _modify(candidates, sentences)
    for candidate in candidates:
        _fleeing(candidate, sentences[candidate.sentence])
    candidates = _without_doubles(candidates)
    resolve_references([one for one in candidates if one.start >= ahead], sentences, context)
    mentions = [
        Mention(
            start=one.start,
            end=one.end,
            text=one.text,
            sentence=one.sentence,
            head=one.head,
            code=code,
            kind=one.kind,
            why=one.why,
        )
        for one in candidates
        for code in (one.code, *one.also)
    ]
    mentions.sort(key=lambda mention: (mention.start, -mention.end))
    return ReadActors(tuple(sentences), tuple(mentions), context)


def code_span(read: ReadActors, text: str, start: int, end: int) -> Coded:
    """Return the code of any span of a read article, whether or not it is one of the mentions.

    Args:
        read: the article as `read_actors` returned it.
        text: the article's text. start, end: the span's offsets in it.
    """
    with looking_up(read.own, read.context.date):
        return _code_span(read, text, start, end)


def _code_span(read: ReadActors, text: str, start: int, end: int) -> Coded:
    inside = [one for one in read.mentions if one.start < end and one.end > start]
    exact = [
        one for one in inside if _bare(one.start, one.text) == _bare(start, text[start:end]) and one.kind != "modifier"
    ]
    if exact and exact[0].code:
        return _at_once(exact[0], exact)
    sentence = max(0, bisect_right(read.sentences, start, key=lambda one: one.start) - 1)
    coded = code_mention(text[start:end], context=read.context, sentence=sentence, position=start)
    modifiers = [one for one in inside if one.start == start and one.end == end and one.code]
    if modifiers:
        return _at_once(modifiers[0], modifiers)
    if coded.code and _GUESSED not in coded.why:
        return _within(coded, text[start:end], [one for one in inside if one.start <= start and end <= one.end])
    parts = [one for one in inside if one.kind != "modifier" and one.code and one.start <= start + 12]
    first = [one for one in parts if _bare(one.start, one.text)[0] == _bare(start, text[start:end])[0]]
    if first:
        best = max(first, key=lambda one: min(one.end, end))
        if coded.code and _GUESSED in best.why and "<" not in best.why:
            return coded
        return _at_once(best, inside)
    heads = [one for one in parts if one.end >= end - 1] or ([] if coded.code else parts)
    if heads and not coded.code:
        best = max(heads, key=lambda one: min(one.end, end) - max(one.start, start))
        return _at_once(best, inside)
    return coded


def _head_key(one: Candidate, sentences: Sequence[Sentence]) -> str:
    return singular(fold(sentences[one.sentence].tokens[one.head].text))


def _within(coded: Coded, text: str, around: Sequence[Mention]) -> Coded:
    """Give a nationality inside a longer mention that code, the country being the same ("Danish" of "Danish jets")."""
    words = words_of(text)
    item = lexicon().at(words, 0, len(words)) if len(words) == 1 else None
    if item is None or item.of("adjective") is None:
        return coded
    country = coded.code.partition(" ")[0]
    return next((Coded(one.code, one.why) for one in around if one.code.partition(" ")[0] == country), coded)


def _at_once(mention: Mention, others: Sequence[Mention]) -> Coded:
    """Return a mention's code with those of the other mentions of the same span."""
    also = [one.code for one in others if (one.start, one.end) == (mention.start, mention.end)]
    return Coded(mention.code, mention.why, tuple(code for code in dict.fromkeys(also) if code != mention.code))


_GUESSED = "country from the article"


def _bare(start: int, text: str) -> tuple[int, str]:
    """Return a span without the article before it, so that "the army" and "army" are one."""
    match = _ARTICLE.match(text)
    cut = match.end() if match else 0
    return start + cut, text[cut:].rstrip(" .,'’")


_NO_PERSONS = ("groups.tsv", "bodies.tsv", "parties.tsv", "companies.tsv")
_ARTICLE = re.compile(r"(?:the|a|an)\s+", re.IGNORECASE)


def read_context(
    sentences: Sequence[Sentence], *, date: str = "", dateline: str = "", title: str = ""
) -> tuple[ActorContext, list[tuple[Sequence[Word], list[Item]]]]:
    """Return what the article tells about countries, and each sentence's words and table entries."""
    context = ActorContext(date=date, sentences=sentences)
    scans: list[tuple[Sequence[Word], list[Item]]] = []
    unknown: list[set[int]] = []
    book = lexicon()
    for sentence in sentences:
        words = words_of(sentence.text)
        items = book.scan(words)
        scans.append((words, items))
        tokens = sentence.tokens
        places = {token.start: index for index, token in enumerate(tokens)}
        context.heads[sentence.index] = [
            (tokens[first].start, tokens[last - 1].end, singular(fold(tokens[head].text)))
            for first, last, head in sentence.chunks
        ]
        context.uniforms["COP"] += sum(singular(word.key) in _UNREST for word in words)
        headed = _dateline_end(sentence) if sentence.index == 0 else 0
        within = _dateline_end(sentence) if sentence.index else 0
        named: set[int] = set()
        for item in items:
            country, weight = _points_to(item, words)
            role = item.of("role")
            if role is not None and role.other not in _NO_SIGN:
                if role.code in ("COP", "MIL"):
                    context.uniforms[role.code] += 2
                elif role.code == "REB":
                    context.uniforms["MIL"] += 1
            group = item.of("group")
            if group is not None and (not group.end or date <= group.end):
                context.groups[group.code] += 1
                context.uniforms["MIL"] += 1
            body = item.of("body")
            if body is not None and body.country in STATELESS and (not body.end or date <= body.end):
                context.bodies.append((sentence.start + words[item.first].start, body.country))
                if body.country == "IGO" and _COURT.search(body.name):
                    context.courts.append(sentence.start + words[item.first].start)
            start = sentence.start + words[item.first].start
            named.update(range(start, sentence.start + words[item.last].end))
            at = places.get(start, -1)
            if country and not (at >= 0 and tokens[at].entity == "PERSON" and part_of_name(words, item)):
                part = "opening" if start < within else _part_at(sentence, at, start, headed)
                context.signs.append(Sign(sentence.index, start, country, weight, part, _sign_kind(item), at))
                context.totals[country] += weight > 0.3
        unknown.append(named)
    for text, value in ((dateline, 2.0), (title, 1.4)):
        words = words_of(text)
        for item in book.scan(words):
            country, weight = _points_to(item, words)
            if country:
                context.outside[country] = context.outside.get(country, 0.0) + value * weight
    for sentence, known in zip(sentences, unknown, strict=True):
        _towns(sentence, known, context)
    context.signs.sort(key=lambda sign: sign.start)
    for sentence in sentences:
        if "(" in sentence.text:
            _spell_out(sentence.text, context, sentence.index)
    return context, scans


def _part_at(sentence: Sentence, at: int, start: int, headed: int) -> SignRole:
    """Return the part of a country's sign; a place within the sentence's first words opens it."""
    part: SignRole = "dateline" if start < headed else _part_of_sign(sentence, at)
    if part == "place" and at - sum(token.end <= headed for token in sentence.tokens) < 4:
        return "opening"
    return part


def _sign_kind(item: Item) -> SignKind:
    national = item.of("country", "adjective", "people", "capital", "metonym", "region", "region adjective")
    if national is None:
        return "person" if item.of("holder") is not None else "body"
    if national.kind in ("capital", "region"):
        return "town"
    return "land" if national.kind in ("country", "metonym") else "people"


def _towns(sentence: Sentence, known: set[int], context: ActorContext) -> None:
    """Note places that the tables of actors do not have, by the gazetteer: one in a country that the article names,
    else the largest of that name if it is large."""
    tokens = sentence.tokens
    headed = _dateline_end(sentence) if sentence.index == 0 else 0
    first = 0
    while first < len(tokens):
        last = first + 1
        while last < len(tokens) and tokens[last].entity == tokens[first].entity and not tokens[last].entity_start:
            last += 1
        entity = tokens[first].entity
        if entity not in _PLACES:
            first = last if entity else first + 1
            continue
        begin = first + (tokens[first].tag == "DT")
        first = last
        if begin >= last or known.intersection(range(tokens[begin].start, tokens[last - 1].end)):
            continue
        if entity == "ORG" and (begin == 0 or tokens[begin - 1].tag != "IN"):
            continue
        name = sentence.text[tokens[begin].start - sentence.start : tokens[last - 1].end - sentence.start]
        options = [place for place in load_gazetteer()(name) if place.country]
        if not options:
            continue
        near = [place for place in options if context.totals[place.country] > 0 or place.country in context.outside]
        best = (near or options)[0]
        if not near and best.population < _LARGE and best.level > Level.ADMIN1:
            continue
        start = tokens[begin].start
        part = _part_at(sentence, last - 1, start, headed)
        context.signs.append(Sign(sentence.index, start, best.country, _TOWN, part, "town", last - 1))
        context.totals[best.country] += 1


_PLACES = frozenset(("GPE", "LOC", "FAC", "ORG"))
_LARGE = 20_000
_TOWN = 0.7


def _dateline_end(sentence: Sentence) -> int:
    """Return where the dateline in front of an article's first sentence ends; its start when there is none."""
    match = _DATELINE.match(sentence.text)
    return sentence.start + match.end() if match else 0


_DATELINE = re.compile(r"\W{0,3}(?:[A-Z][A-Z'’./-]{2,}|[A-Z]{2}\s[A-Z]{3,})[^.;!?\n]{0,60}?(?:\s[-–—]{1,2}\s|—|:\s)")


def _part_of_sign(sentence: Sentence, index: int) -> SignRole:
    """Tell which part a country's name plays in its sentence, climbing from "Israeli" in "Israeli troops"."""
    if index < 0:
        return "other"
    tokens = sentence.tokens
    owner = False
    for _ in range(5):
        token = tokens[index]
        if token.dep in ("amod", "compound", "poss", "nmod", "nummod"):
            owner, index = True, token.head
        elif token.dep == "pobj" and tokens[token.head].text.lower() == "of":
            owner, index = True, tokens[token.head].head
        else:
            break
    token = tokens[index]
    if token.dep == "pobj":
        word = tokens[token.head].text.lower()
        if word == "by" and tokens[token.head].dep == "agent":
            return "subject"
        return "place" if word in _WHERE else "towards" if word in _TOWARDS else "owner" if owner else "other"
    part = part_of(token.dep)
    if part == "subject":
        return "subject"
    return "object" if part == "object" else "owner" if owner else "other"


def _spell_out(text: str, context: ActorContext, sentence: int) -> None:
    """Note the acronyms that stand in brackets after the name that they abbreviate."""
    for match in _ACRONYM.finditer(text):
        letters = match.group(1)
        names = list(_CAPITALISED.finditer(text, max(0, match.start() - 120), match.start()))[-len(letters) :]
        matching = [name for name in names if name.group()[0] == letters[0]]
        if not matching:
            continue
        coded = code_mention(text[matching[0].start() : match.start()], context=context, sentence=sentence)
        if coded.code:
            context.acronyms.setdefault(letters, Coded(coded.code, f"{letters}: {coded.why}"))


def _points_to(item: Item, words: Sequence[Word]) -> tuple[str, float]:
    """Return the country that a table entry in running text points to, and how strongly."""
    if item.of("capital") is not None and any(one.country in STATELESS for one in item.entries if one.kind == "body"):
        capital = item.of("capital")
        return (capital.country, 0.2) if capital is not None else ("", 0.0)
    before = words[item.first - 1].key if item.first else ""
    bearing = 0.5 if before in _TOWARDS else 1.1 if before in _WHERE else 1.0
    if words[item.last].possessive:
        bearing *= 1.8
    national = item.of("country", "adjective", "people", "capital", "metonym")
    if national is not None:
        return national.country, bearing * (0.6 if national.kind == "adjective" else 1.0)
    role = item.of("role")
    if role is not None and role.other.startswith("always "):
        return role.other.removeprefix("always "), 0.7
    region = item.of("region", "region adjective")
    if region is not None:
        return region.country, bearing * 0.8
    named = item.of("body", "party", "group")
    if named is not None and named.note == "in play":
        return "", 0.0
    if named is not None and named.country not in STATELESS and named.country != "UNK":
        if item.of("role") is not None:
            return named.country, 0.3
        return named.country, bearing * (0.5 if named.kind == "group" else 0.7)
    holder = item.of("holder")
    if holder is not None and holder.country not in STATELESS:
        return holder.country, bearing * 0.8
    return "", 0.0


_COURT = re.compile(r"\b(?:Court|Tribunal|Chambers?|IC[CJ]|ICT[YR])\b")
_TOWARDS = listed("towards")
_UNREST = listed("unrest")
_WHERE = listed("where")


@cache
def _pronouns() -> dict[str, Pronoun]:
    """Return the pronouns of pronouns.tsv by their lower-case form."""
    found = {}
    for row in read_table("pronouns"):
        cells = row.cells
        found[cells["word"]] = Pronoun(cells["word"], cells["person"], cells["number"], cells["gender"])
    return found


def _candidates(sentence: Sentence, words: Sequence[Word], items: list[Item]) -> list[Candidate]:
    """Return a sentence's spans that may name an actor, uncoded."""
    found: list[Candidate] = []
    tokens = sentence.tokens
    taken: set[int] = set()
    spans: set[tuple[int, int]] = set()
    pronouns = _pronouns()
    headed = _dateline_end(sentence) if sentence.index == 0 else 0
    for index, token in enumerate(tokens):
        pronoun = pronouns.get(token.text.lower())
        if pronoun is None or (token.pos not in ("PRON", "DET") and token.tag not in ("PRP", "PRP$", "WP", "WP$")):
            continue
        if token.text in ("US", "IT", "WHO", "Us") or token.dep == "expl":
            continue
        found.append(_candidate(sentence, index, index + 1, index, "pronoun", pronoun))
        taken.add(index)
        spans.add((token.start, token.end))
    for first, last, head in sentence.chunks:
        if head in taken:
            continue
        start, stop = _trim(sentence, first, last)
        while start < min(stop - 1, head) and tokens[start].start < headed:
            start += 1
        if (
            start >= stop
            or tokens[head].entity in _NO_ACTORS
            or not any(letter.isalpha() for letter in tokens[head].text)
        ):
            continue
        one = _candidate(sentence, start, stop, head, _kind_of(sentence, head), None)
        one.phrase = _whole(sentence, start, stop, head)
        found.append(one)
        taken.add(head)
        spans.add((one.start, one.end))
        found.extend(_inside(sentence, start, stop, head, spans))
    for one in _unchunked(sentence, headed):
        if (one.start, one.end) not in spans:
            found.append(one)
            taken.add(one.head)
            spans.add((one.start, one.end))
    offset = sentence.start
    starts = [token.start for token in tokens]
    for item in items:
        entry = item.of(
            "country",
            "adjective",
            "people",
            "capital",
            "metonym",
            "region",
            "body",
            "group",
            "party",
            "holder",
            "company",
        )
        if entry is None:
            continue
        begin, finish = offset + words[item.first].start, offset + words[item.last].end
        if (begin, finish) in spans:
            continue
        left = max(0, bisect_right(starts, begin) - 1)
        right = max(left, bisect_right(starts, finish - 1) - 1)
        head = _head_of(sentence, left, right + 1)
        if head in taken:
            continue
        adjectival = entry.kind == "adjective" or tokens[head].dep in ("amod", "compound", "nmod")
        kind: Kind = "modifier" if adjectival else "name"
        one = _candidate(sentence, left, right + 1, head, kind, None)
        one = replace(one, start=begin, end=finish, text=sentence.text[begin - offset : finish - offset])
        one.phrase = one.text
        found.append(one)
        taken.add(head)
        spans.add((begin, finish))
    return found


_NO_ACTORS = frozenset(("DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "ORDINAL"))


def _unchunked(sentence: Sentence, headed: int) -> list[Candidate]:
    """Return subjects and objects that stand in no base noun phrase: numbers alone, and nouns that a dateline hides.

    "The two", "killed 28"; "LA PAZ (Agency) - Teachers", where the parser takes the city for a part of the phrase.
    """
    tokens = sentence.tokens
    covered = {index for first, last, _ in sentence.chunks for index in range(first, last)}
    found: list[Candidate] = []
    for index, token in enumerate(tokens):
        number = token.tag == "CD" and token.entity in ("", "CARDINAL")
        noun = token.pos in ("NOUN", "PROPN") and token.entity not in _NO_ACTORS
        if index in covered or token.dep not in ("nsubj", "nsubjpass", "dobj") or not (number or noun):
            continue
        first = index
        while first > 0 and tokens[first - 1].head == index and tokens[first - 1].start >= headed:
            if tokens[first - 1].dep not in _BEFORE_NOUN:
                break
            first -= 1
        if token.start >= headed and token.text[0].isalnum():
            one = _candidate(sentence, first, index + 1, index, "role" if number else _kind_of(sentence, index), None)
            one.phrase = _whole(sentence, first, index + 1, index)
            found.append(one)
    return found


_BEFORE_NOUN = frozenset(("det", "predet", "quantmod", "nummod", "amod", "compound"))


def _inside(sentence: Sentence, first: int, last: int, head: int, spans: set[tuple[int, int]]) -> list[Candidate]:
    """Return owners and nationalities inside a base noun phrase ("Pakistan's", "Russian" in "Russian strikes")."""
    found: list[Candidate] = []
    tokens = sentence.tokens
    index = first
    while index < last:
        token = tokens[index]
        if index != head and token.dep == "poss" and token.pos in ("NOUN", "PROPN"):
            begin = index
            while begin > first and tokens[begin - 1].head == index and tokens[begin - 1].tag not in ("POS", "PRP$"):
                begin -= 1
            one = _candidate(sentence, begin, index + 1, index, _kind_of(sentence, index), None)
            if (one.start, one.end) not in spans:
                spans.add((one.start, one.end))
                found.append(one)
        index += 1
    return found


def _candidate(sentence: Sentence, first: int, last: int, head: int, kind: Kind, pronoun: Pronoun | None) -> Candidate:
    """Return the candidate of tokens `first` to `last` (exclusive)."""
    tokens = sentence.tokens
    start, end = tokens[first].start, tokens[last - 1].end
    text = sentence.text[start - sentence.start : end - sentence.start]
    token = tokens[head]
    return Candidate(
        start=start,
        end=end,
        text=text,
        sentence=sentence.index,
        head=head,
        kind=kind,
        pronoun=pronoun,
        phrase=text,
        subject=token.dep in ("nsubj", "nsubjpass"),
        plural=token.tag in ("NNS", "NNPS") or (token.tag == "CD"),
        entity=token.entity,
    )


def _kind_of(sentence: Sentence, head: int) -> Kind:
    return "name" if sentence.tokens[head].pos == "PROPN" else "role"


def _trim(sentence: Sentence, first: int, last: int) -> tuple[int, int]:
    """Drop quotation marks and other punctuation at both ends of a phrase, and a trailing possessive mark."""
    tokens = sentence.tokens
    while first < last and (tokens[first].pos == "PUNCT" or tokens[first].tag in ("''", "``", "HYPH", "CC")):
        first += 1
    while last > first and (tokens[last - 1].pos in ("PUNCT", "SPACE") or tokens[last - 1].tag in ("POS", "''", "``")):
        last -= 1
    return first, last


def _whole(sentence: Sentence, first: int, last: int, head: int) -> str:
    """Return a base noun phrase with the phrases that tell whose or where it is ("spokesman for the army")."""
    tokens = sentence.tokens
    end = last
    steps = 0
    while end < len(tokens) and steps < 3:
        token = tokens[end]
        if steps and (token.dep == "cc" or token.text == ","):
            following = next((one for one in sentence.chunks if one[0] == end + 1), None)
            if following is None or tokens[following[2]].dep != "conj" or tokens[following[2]].pos != "PROPN":
                break
            end = following[1]
            continue
        if token.dep != "prep" or token.text.lower() not in _TIES or token.head < first:
            break
        chunk = next((one for one in sentence.chunks if one[0] in (end + 1, end + 2)), None)
        if chunk is None:
            break
        end = chunk[1]
        steps += 1
    start_at, end_at = tokens[first].start, tokens[end - 1].end
    return sentence.text[start_at - sentence.start : end_at - sentence.start]


_TIES = listed("hanging")


def _head_of(sentence: Sentence, first: int, last: int) -> int:
    """Return the word of a span that the others hang on."""
    for index in range(last - 1, first - 1, -1):
        if not first <= sentence.tokens[index].head < last or sentence.tokens[index].head == index:
            return index
    return last - 1


def _code(candidate: Candidate, context: ActorContext) -> Phrase | None:
    """Put the code of the phrase itself on a candidate that is no pronoun; return the phrase as read."""
    if candidate.pronoun is not None:
        return None
    found = read_phrase(candidate.phrase, context=context, sentence=candidate.sentence, position=candidate.start)
    candidate.sort = found.sort
    candidate.sectors = found.sectors
    candidate.told = bool(found.country or found.coded.also)
    candidate.gender = found.gender
    candidate.another = found.reading is not None and found.reading.another
    listed_name = found.coded.why.startswith(_NO_PERSONS)
    candidate.human = found.human or (candidate.entity == "PERSON" and found.sort != "nation" and not listed_name)
    coded = found.coded
    candidate.code, candidate.why, candidate.also = coded.code, coded.why, coded.also
    if found.sort in _THINGS and candidate.kind == "role":
        candidate.code = ""
    return found


def _modify(candidates: Sequence[Candidate], sentences: Sequence[Sentence]) -> None:
    """Give a nationality before a noun the sectors of what the noun names: "Russian" of "Russian and Syrian jets"."""
    places = {(one.sentence, one.head): one for one in candidates if one.kind != "modifier"}
    for one in candidates:
        if one.kind != "modifier" or one.sort != "nation" or not one.code.endswith(" GOV"):
            continue
        tokens = sentences[one.sentence].tokens
        index = one.head
        for _ in range(4):
            if tokens[index].dep not in ("amod", "compound", "nmod", "conj", "poss") or tokens[index].head == index:
                break
            index = tokens[index].head
            noun = places.get((one.sentence, index))
            if noun is not None and noun.sort != "nation":
                if noun.sectors and noun.code and noun.sort in ("role", "weak") and noun.pronoun is None:
                    one.code = f"{one.code.partition(' ')[0]} {noun.sectors}"
                    one.why = f"{one.why}, before {noun.text}"
                break


def _fleeing(one: Candidate, sentence: Sentence) -> None:
    """Make people who flee, or whom others shelter, refugees: "12,000 Malians crossed", "Somalis fleeing a war"."""
    if not one.code.endswith(" CVL") or not one.plural or one.pronoun is not None:
        return
    tokens = sentence.tokens
    token = tokens[one.head]
    index = one.head
    for _ in range(3):
        if tokens[index].dep != "pobj" or tokens[index].head == index or tokens[tokens[index].head].lemma != "of":
            break
        index = tokens[tokens[index].head].head
    token = tokens[index]
    verbs = [word for word in tokens if word.head in (index, one.head) and word.dep in ("acl", "relcl")]
    fled = any(word.lemma in _FLIGHT for word in verbs)
    above = tokens[token.head]
    if token.dep in ("nsubj", "nsubjpass"):
        joined = [word for word in tokens if word.dep in ("xcomp", "conj") and word.head == token.head]
        fled = fled or any(word.lemma in _FLIGHT for word in (above, *joined))
    elif token.dep == "dobj":
        fled = fled or above.lemma in _SHELTER
    if fled:
        one.code, one.sectors = f"{one.code.partition(' ')[0]} REF", "REF"
        one.also = tuple(f"{code.partition(' ')[0]} REF" for code in one.also)
        one.why = f"{one.why}, in flight"


_FLIGHT = listed("flight")
_SHELTER = listed("shelter")
_NO_SIGN = frozenset(("uniform", "in war"))
_THINGS = frozenset(("thing", "thing of a nation"))


def _without_doubles(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Leave out nationalities and owners inside a phrase that already stands for an actor of that country."""
    kept: list[Candidate] = []
    actors = [one for one in candidates if one.sort in ("role", "weak", "name") and one.code and one.pronoun is None]
    by_sentence: dict[int, list[Candidate]] = {}
    for one in actors:
        by_sentence.setdefault(one.sentence, []).append(one)
    for one in candidates:
        inside = one.pronoun is None and any(
            other is not one
            and other.start <= one.start
            and one.end <= other.end
            and (other.start, other.end) != (one.start, one.end)
            and other.code.partition(" ")[0] == one.code.partition(" ")[0]
            and (one.kind == "modifier" or one.sort == "nation")
            for other in by_sentence.get(one.sentence, ())
        )
        if not inside:
            kept.append(one)
    return kept


def _introduce(candidates: Sequence[Candidate], sentences: Sequence[Sentence], context: ActorContext) -> None:
    """Note the people whom the article introduces with role and name, and the acronyms that it spells out."""
    by_place = {(one.sentence, one.head): one for one in candidates}
    for one in candidates:
        if one.pronoun is not None:
            continue
        sentence = sentences[one.sentence]
        tokens = sentence.tokens
        token = tokens[one.head]
        if token.dep == "appos":
            other = by_place.get((one.sentence, token.head))
            if other is not None:
                named, role = (one, other) if token.pos == "PROPN" else (other, one)
                if role.told and not named.told and role.sort in ("role", "weak", "name"):
                    named.code, named.why, named.told = role.code, f"{role.text}: {role.why}", True
                    named.sort, named.sectors = role.sort, role.sectors
                elif role.told and named.told and _office_given(role, named):
                    named.code, named.why, named.sectors = role.code, f"{role.text}: {role.why}", role.sectors
                elif named.told and not role.told and named.code:
                    role.code, role.why, role.told = named.code, f"{named.text}: {named.why}", True
                elif role.code and not named.code:
                    named.code, named.why, named.sort = role.code, f"{role.text}: {role.why}", role.sort
                    named.sectors = role.sectors
    for one in candidates:
        if one.pronoun is not None or not one.code:
            continue
        tokens = sentences[one.sentence].tokens
        token = tokens[one.head]
        if token.pos == "PROPN" and one.sort in ("role", "weak", "name") and one.kind != "modifier" and " " in one.text:
            for key in _names(one, sentences[one.sentence]):
                known = context.people.get(key)
                if known is None or (one.told and _GUESSED in known.why):
                    context.people[key] = Coded(one.code, f"{one.text}: {one.why}")


def _office_given(role: Candidate, named: Candidate) -> bool:
    """Tell whether the article gives a person an office that the tables do not know of for the day."""
    same = role.code.partition(" ")[0] == named.code.partition(" ")[0]
    return (
        same
        and role.sort in ("role", "weak")
        and role.sectors.startswith("GOV")
        and named.code.endswith((" PTY", " ELI"))
    )


def _names(one: Candidate, sentence: Sentence) -> list[str]:
    """Return the keys by which a person may be named again: the last and the first word of the name."""
    tokens = sentence.tokens
    inside = [token for token in tokens if token.start >= one.start and token.end <= one.end]
    parts = [token for token in inside if token.entity == "PERSON"] or inside[-1:]
    words = words_of(" ".join(token.text for token in parts))
    names = [word for word in words if word.capital]
    return [word.key for word in (*names[-1:], *names[:1]) if not _in_tables(word)]


def _named_again(one: Candidate, context: ActorContext) -> bool:
    """Tell whether a bare last name is that of a person whom the article names in full."""
    return one.pronoun is None and " " not in one.text and fold(one.text) in context.people


def _unintroduced(one: Candidate, sentence: Sentence, context: ActorContext) -> None:
    """Give a person of whom the article tells no role the article's country, as one of its people."""
    if one.code or one.sort == "none" or one.entity != "PERSON" or one.pronoun is not None or one.kind != "name":
        return
    country = context.country_at(one.sentence, one.start)
    if country and country not in STATELESS:
        one.code, one.sectors, one.human = f"{country} CVL", "CVL", True
        told = context.told_by(country, one.start)
        one.why = f"a person without a told role; country from the article: {told}"
        for key in _names(one, sentence):
            context.people.setdefault(key, Coded(one.code, f"{one.text}: {one.why}"))


_ACRONYM = re.compile(r"\s\(\s*[\"“']?([A-Z][A-Za-z]{0,6}[A-Z])[\"”']?\s*\)")
_CAPITALISED = re.compile(r"\b[A-Z][\w’'-]*")


def _in_tables(word: Word) -> bool:
    """Tell whether a word by itself is a nation, body or role, so that it cannot be a person's last name."""
    item = lexicon().at([word], 0, 1)
    if item is None:
        return False
    return any(entry.kind in _NO_PERSON or entry.kind in NAMED for entry in item.entries)


_NO_PERSON = frozenset(("country", "adjective", "people", "capital", "role"))
