"""Gives a phrase that names an actor its code: nationality and role, tables of bodies, groups and office-holders by
date, and, for what the phrase leaves open, the article around it. Who a pronoun stands for is left to `coreference`."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date as Day
from typing import Literal

from dragoman.actors.context import STATELESS, ActorContext, Coded
from dragoman.actors.lexicon import (
    NAMED,
    NATIONAL,
    Entry,
    Item,
    Word,
    countries_styled,
    key_of,
    lexicon,
    singular,
    words_of,
)
from dragoman.actors.tables import listed


def code_mention(
    text: str,
    *,
    date: str = "",
    context: ActorContext | None = None,
    sentence: int = -1,
    position: int = -1,
) -> Coded:
    """Return the code of a phrase.

    Args:
        text: the phrase as it stands in the article ("Pakistani foreign minister Shah Mahmood Qureshi").
        date: the article's day, ISO; decides which office a person holds. Empty: the context's day.
        context: what the article tells; without it only what the phrase itself says counts.
        sentence, position: where in the article the phrase stands (sentence index, character offset); below 0: unknown.
    Returns: the code and its reason; code "" when the phrase names nobody that can act politically.
    """
    return read_phrase(text, date=date, context=context, sentence=sentence, position=position).coded


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase as read: its code, and what agreement needs to know of it.

    Attributes:
        coded: the code. country, sectors, sort: the parts that the phrase itself tells (country "" when it does not).
        human: whether it names a person. gender: "m", "f" or "".
        reading: the parts as read, for `code_phrase`.
    """

    coded: Coded
    country: str
    sectors: str
    sort: str
    human: bool
    gender: str
    reading: "_Found | None" = None


def code_phrase(phrase: Phrase, context: ActorContext, sentence: int, position: int) -> Coded:
    """Return the code of a phrase that was read before, by what the context has come to tell since."""
    if phrase.reading is None:
        return phrase.coded
    return phrase.reading.coded(_Place(context.date, context, sentence, position))


def read_phrase(
    text: str,
    *,
    date: str = "",
    context: ActorContext | None = None,
    sentence: int = -1,
    position: int = -1,
) -> Phrase:
    """Read a phrase; arguments as for `code_mention`."""
    here = _Place(date or (context.date if context else ""), context, sentence, position)
    words = words_of(text)
    found = _phrase(words, 0, len(words), here) if words else None
    if found is None:
        return Phrase(Coded("", "no table entry and no introduction in the article"), "", "", "", False, "")
    if not found.country and found.sectors.partition(" ")[0] in _PAIRING and _names_pair(words):
        found = replace(found, pair=True)
    elif not found.country and _stands_for_pair(words) and context is not None and context.pair_at(sentence, position):
        found = replace(found, pair=True, sectors="")
    elif not found.country and tuple(word.key for word in words) in (("the", "three"), ("all", "three")):
        found = replace(found, triple=True)
    elif found.country not in STATELESS and found.sort in ("role", "weak", "measure", "name", "nation"):
        found = replace(found, others=_alongside(words, found.country))
    human, gender = _nature(words)
    if found.sectors == "LAB" and human and _one_person(words):
        found = replace(found, sectors="CVL", why=f"{found.why}, one person alone")
    return Phrase(found.coded(here), found.country, found.sectors, found.sort, human, gender, found)


_PAIRING = frozenset(("GOV", "MIL", "COP", "LEG", ""))
_BOTH = listed("both")
_LEADING_WORKERS = listed("union")
_AND = listed("and")
_BANDS = listed("band")


def _names_pair(words: Sequence[Word]) -> bool:
    """Tell whether a phrase means two parties named before: "both sides", "envoys of the two countries"."""
    for index, word in enumerate(words):
        before = words[index - 1].key if index else ""
        if word.key in _BOTH or (word.key == "two" and before in _ARTICLES and before not in ("a", "an")):
            return True
    return False


def _stands_for_pair(words: Sequence[Word]) -> bool:
    """Tell whether a phrase is "the two" or "both men" alone."""
    keys = tuple(word.key for word in words)
    return keys in (("the", "two"), ("both", "men"), ("both", "women"))


def _one_person(words: Sequence[Word]) -> bool:
    """Tell "a bus driver" from the bus drivers, who act as workers, and from those who lead them."""
    if any(word.key in _LEADING_WORKERS for word in words):
        return False
    return words[0].key in ("a", "an") or any(word.key == "old" and word.gap == "-" for word in words)


def _alongside(words: Sequence[Word], country: str) -> tuple[str, ...]:
    """Return the countries named in one list with a phrase's country: "French and U.S. presidents" gives one."""
    runs: list[list[str]] = []
    last = -2
    for item in lexicon().scan(words):
        nation = item.of(*NATIONAL)
        if nation is None or _aside(words, item):
            continue
        between = words[last + 1 : item.first] if last >= 0 else ()
        joined = last >= 0 and all(word.key in _AND for word in between)
        comma = item.first == last + 1 and words[item.first].gap.strip() == ","
        if runs and joined and (between or comma):
            runs[-1].append(nation.country)
        else:
            runs.append([nation.country])
        last = item.last
    for run in runs:
        if country in run and len(set(run)) > 1:
            return tuple(one for one in dict.fromkeys(run) if one != country)
    return ()


def _nature(words: Sequence[Word]) -> tuple[bool, str]:
    """Tell from the core of a phrase whether it names a person, and the person's gender where a word tells it."""
    human, gender, index, stop = False, "", 0, 0
    while index < len(words):
        if index and (words[index].key in _STOPS or "," in words[index].gap):
            break
        item = lexicon().at(words, index, len(words))
        if item is None:
            if index >= stop and not words[index].capital:
                human = human and words[index].key.endswith(("ing", "ed"))
            index += 1
            continue
        stop = item.last + 1
        for entry in item.entries:
            if entry.kind == "role":
                human = entry.note in ("person", "royal", "post", "plural")
                gender = entry.other if entry.other in ("f", "m") else gender
            elif entry.kind == "title":
                human, gender = True, entry.other or gender
            elif entry.kind in ("holder", "surname") or entry.note == "person":
                human = True
        index = item.last + 1
    return human, gender


def office_code(entries: Sequence[Entry], date: str) -> Coded:
    """Return a person's code on a day from the rows of the offices that the person held.

    Before the first office a person is a politician (PTY), after the last a former official (ELI).
    """
    if not date:
        entry = max(entries, key=lambda row: (not row.end, row.start))
        return Coded(entry.code, f"{entry.name}, {entry.note}: {entry.why}")
    current = [row for row in entries if (not row.start or row.start <= date) and (not row.end or date <= row.end)]
    if not current:
        current = [row for row in entries if row.start <= date and 0 < _years_away(row, date) <= _TOPPLED]
    if current:
        entry = max(current, key=lambda row: row.start)
        return Coded(entry.code, f"{entry.name}, {entry.note}: {entry.why}")
    ended = [row for row in entries if row.end and row.end < date]
    if ended:
        entry = max(ended, key=lambda row: row.end)
        if entry.country in STATELESS or entry.code.partition(" ")[2].startswith(("REB", "PTY", "CRM", "PRM")):
            return Coded(entry.code, f"{entry.name}, {entry.note}: {entry.why}")
        return Coded(f"{entry.country} ELI", f"{entry.name}, {entry.note} until {entry.end}: {entry.why}")
    entry = min(entries, key=lambda row: row.start)
    if entry.country in STATELESS:
        return Coded("", f"{entry.name}, {entry.note} only from {entry.start}: {entry.why}")
    return Coded(f"{entry.country} PTY", f"{entry.name}, {entry.note} only from {entry.start}: {entry.why}")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a phrase stands."""

    date: str
    context: ActorContext | None
    sentence: int
    position: int

    def country(self, usual: str, sectors: str, barred: str = "", stranger: bool = False) -> str:
        if not self.context:
            return usual
        ranked = self.context.countries_at(self.sentence, self.position, usual, sectors, stranger)
        return next((country for country in ranked if country != barred), "")

    def weight(self, country: str) -> float:
        if not self.context:
            return 0.0
        return self.context.totals.get(country, 0) + self.context.outside.get(country, 0.0)


@dataclass(frozen=True, slots=True)
class _Found:
    """What a phrase turned out to name.

    Attributes:
        country: alpha-3, a stateless code, or "" when the phrase does not tell.
        sectors: what follows the country in the code.
        sort: "nation" (a country or nationality by itself), "name" (a body, group, person), "role", "weak", "measure",
            "none" (nobody political), "thing of a nation" and "thing" (a nationality or a role before a noun that no
            table knows).
        why: the table rows.
    """

    country: str
    sectors: str
    sort: str
    why: str
    usual: str = ""
    armed: Literal["", "any", "own"] = ""
    pair: bool = False
    triple: bool = False
    abroad: bool = False
    another: bool = False
    barred: str = ""
    others: tuple[str, ...] = ()

    @property
    def stranger(self) -> bool:
        """Whether it names somebody who is mostly abroad."""
        return self.abroad or self.sectors.startswith("REF")

    def coded(self, here: _Place) -> Coded:
        if self.sort == "none" or (self.sort == "measure" and not self.pair and not self.country and not self.sectors):
            return Coded("", self.why)
        if self.country in STATELESS:
            return Coded(self.country, self.why)
        country, why = self.country, self.why
        if self.triple and not country and here.context is not None and here.sentence >= 0:
            three = here.context.three_at(here.sentence, here.position)
            if three:
                codes = [f"{one} GOV" for one in three]
                return Coded(codes[0], f"{why}; countries from the article: {', '.join(three)}", tuple(codes[1:]))
        if self.pair and not country and here.context is not None and here.sentence >= 0:
            two = here.context.pair_at(here.sentence, here.position)
            codes = [f"{one} {self.sectors or 'GOV'}" for one in two]
            if self.sectors in ("", "GOV") and here.context.groups:
                codes = _government_and_group(here.context, two)
            if len(codes) == 2:
                return Coded(codes[0], f"{why}; country from the article: the pair {' and '.join(codes)}", (codes[1],))
            if not self.sectors:
                return Coded("", why)
        code = here.context.main_group(own=self.armed == "own") if self.armed and here.context is not None else ""
        if code and not country:
            return Coded(code, f"{why}; the article's main armed group: {code}")
        if not country:
            country = here.country(self.usual, self.sectors, self.barred, self.stranger)
            told = (
                here.context.told_by(country, here.position) if here.context is not None else f"{country} by the word"
            )
            why = f"{why}; country from the article: {told}" if country else f"{why}; no country told"
        also = tuple(f"{one} {self.sectors}".strip() for one in self.others)
        return Coded(f"{country or 'UNK'} {self.sectors}".strip(), why, also)


def _government_and_group(context: ActorContext, two: Sequence[str]) -> list[str]:
    """Return the codes of two sides one of which is the article's armed group, where that is told of as often."""
    group, count = context.groups.most_common(1)[0]
    country = group.partition(" ")[0]
    if not two:
        government = country if country not in STATELESS else ""
        return [f"{government} GOV", group] if government else []
    codes = [f"{one} GOV" for one in two]
    if country in two and 2 * count >= context.totals[country]:
        codes[two.index(country)] = group
    return codes


_STOPS = listed("stop")
_TIES = listed("tie")
_FOREIGN = listed("colouring")
_AGAINST = listed("against")
_LED = listed("leading")
_FORMER = listed("former")
_COMING = listed("coming")
_ARTICLES = listed("article")
_ELSEWHERE = listed("elsewhere")
_FOREIGNERS = frozenset(("GOV", "CVL", "JRN", "LEG", "LAB", "BUS"))
_EXCLUSIVE = frozenset(("GOV", "LEG", "JUD", "SPY"))
_ARMED = frozenset(("REB", "PRM", "CRM", "IMG"))


def _phrase(words: Sequence[Word], start: int, stop: int, here: _Place, depth: int = 0) -> _Found | None:
    """Read words `start` to `stop`: the core up to the first preposition or comma, then what hangs on it."""
    while start < stop - 1 and words[start].key in _ARTICLES and words[start + 1].key not in _STOPS:
        start += 1
    items = lexicon().scan(words, start, stop)
    covered = {index: item for item in items for index in range(item.first, item.last + 1)}
    end = stop
    for index in range(start + 1, stop):
        inside = index in covered and covered[index].first < index
        gap = words[index].gap
        if ("," in gap or "(" in gap or ";" in gap or ":" in gap or "—" in gap) and not inside:
            end = index
            break
        if words[index].key in _STOPS and index not in covered:
            end = index
            break
        if (
            words[index].key.endswith(("ing", "ed"))
            and index not in covered
            and index - 1 in covered
            and not gap.strip()
        ):
            before = covered[index - 1].of("role", "people")
            if (
                before is not None
                and not words[index].capital
                and before.note not in ("none", "body", "part", "measure")
            ):
                end = index
                break
    core = [item for item in items if item.last < end]
    found = _core(words, start, end, core, here)
    if depth > 3 or end >= stop:
        return found
    tie = words[end].key
    if found is not None and found.sort == "none":
        return found
    comma = tie not in _STOPS
    if found is not None and found.country and found.sort not in ("weak", "measure"):
        return found
    if comma:
        other = _phrase(words, end, stop, here, depth + 1)
        if found is None:
            return other
        if other is not None and other.country and other.sort != "none" and not found.country:
            named = found.sort == "weak" and other.sort == "name" and other.sectors not in ("", "CVL")
            return _Found(
                other.country, other.sectors if named else found.sectors, found.sort, f"{found.why}, {other.why}"
            )
        return found
    if found is not None and found.abroad and tie in _ABROAD and found.sort != "none":
        host = _phrase(words, end + 1, stop, here, depth + 1)
        if host is not None and host.country and host.country not in STATELESS:
            return replace(found, barred=host.country, why=f"{found.why}, {tie} {host.why}")
    if tie not in _TIES:
        return found
    other = _phrase(words, end + 1, stop, here, depth + 1)
    if found is None and other is not None and tie == "of" and words[end - 1].key.replace(",", "").isdigit():
        return other
    if found is None or other is None or other.sort == "none":
        return found
    if found.sort == "measure" and other.sort == "nation" and tie == "of" and _people_named(words, end + 1, stop):
        other = replace(other, sectors="CVL")
    return _belongs(found, other, tie)


_ABROAD = listed("abroad")


def _people_named(words: Sequence[Word], start: int, stop: int) -> bool:
    """Tell whether a nationality stands alone for people: the end of "thousands of Sudanese"."""
    item = lexicon().at(words, start, stop) if start < stop else None
    return item is not None and item.of("adjective", "people") is not None and item.of("country") is None


def _belongs(found: _Found, other: _Found, tie: str) -> _Found:
    """Join a head and what it belongs to: "spokesman for the army", "thousands of farmers", "police in Cairo"."""
    why = f"{found.why}, {tie} {other.why}"
    if (found.sectors, other.sectors) == ("LEG", "PTY OPP") and tie == "of" and other.country:
        return _Found(other.country, "LEG OPP", "role", why)
    if found.sort == "measure":
        if found.country and not other.country:
            return _Found(found.country, other.sectors, other.sort, why)
        return _Found(other.country, other.sectors, other.sort, why)
    if found.country and found.sort == "weak":
        if other.sort in ("role", "weak", "name") and tie in ("of", "for", "at") and other.sectors:
            keep = other.country if other.country in STATELESS else found.country
            return _Found(keep, other.sectors, "role", why)
        return found
    if found.sort == "weak" and other.sort != "nation" and tie in ("of", "for", "at", "from", "with"):
        return _Found(other.country, other.sectors, "role", why)
    if found.country:
        return found
    if found.another and tie in ("of", "to") and other.country and other.country not in STATELESS:
        return replace(found, barred=other.country)
    if other.country == "UNK":
        return found
    if (found.sectors, other.sectors) == ("MIL", "COP") and tie in ("of", "in"):
        return _Found(other.country, "COP", found.sort, why)
    if other.country in STATELESS and (
        tie in ("of", "for") or (tie == "from" and found.sectors in ("REB", "MIL", "GOV"))
    ):
        return _Found(other.country, "", "name", why)
    if other.country in STATELESS:
        return found
    return _Found(other.country, found.sectors, found.sort, why)


def _core(words: Sequence[Word], start: int, end: int, items: Sequence[Item], here: _Place) -> _Found | None:
    """Read a base noun phrase: nationality, bodies, roles, a person's name, in any usual order."""
    counted = led = False
    former = any(word.key in _FORMER for word in words[start:end])
    coming = any(word.key in _COMING for word in words[start:end])
    nation: Entry | None = None
    nation_item: Item | None = None
    org: Entry | None = None
    org_item: Item | None = None
    role: Entry | None = None
    role_item: Item | None = None
    inherited: _Found | None = None
    head: Item | None = None
    person: list[Entry] = []
    titled: Entry | None = None
    usual = ""
    why: list[str] = []
    for item in items:
        if _aside(words, item):
            led = led or (item.of(*NATIONAL) is not None and words[min(item.last + 1, end - 1)].key in _LED)
            continue
        entry = _spelled_out(words, item, here) or _pick(item, words, here, nation)
        if entry is None:
            continue
        title = item.of("title")
        name_follows = item.last + 1 < end and words[item.first].capital and words[item.last + 1].capital
        if entry.kind == "role" and title is not None and name_follows and (not title.code or entry.code == "CVL"):
            entry = title
        if entry.kind in NATIONAL:
            if (
                nation is not None
                and nation_item is not None
                and (words[nation_item.last].possessive or entry.kind == "capital")
                and role is None
                and item.last + 1 < end
                and entry.country != nation.country
            ):
                continue
            if role is not None and role.note != "measure":
                if entry.kind in ("people", "adjective") and nation is not None:
                    continue
                if role.note in ("person", "royal") and entry.kind in ("region", "capital", "country", "metonym"):
                    continue
            if _part_of_name(words, item, entry, start):
                continue
            if nation_item is not None and nation_item.last == item.first - 1 and words[item.first].gap in ("-", "–"):
                continue
            if role is not None and (
                role.note in ("measure", "body", "part", "post", "nation", "igo") or not role.code
            ):
                counted = counted or role.note == "measure"
                if role.note == "igo" and role_item is not None and words[role_item.last].possessive:
                    org = Entry("body", role.code, role.name, role.why)
                role, role_item, inherited = None, None, None
            nation, nation_item, head = entry, item, item
            why.append(entry.why)
        elif entry.kind in NAMED:
            if _part_of_name(words, item, entry, start):
                continue
            org, org_item, head = entry, item, item
            role = None
            inherited = None
        elif entry.kind == "role":
            if role is not None and role.note in ("person", "body", "thing", "royal", "plural") and role.code:
                inherited = _Found("", role.code, "role", role.why)
            elif role is not None and role.note in ("igo", "company"):
                org = Entry("body", role.code, role.name, role.why)
            elif role is not None and role_item is not None and words[role_item.last].possessive and _of_body(role):
                whose = _role(role, role_item, None, None, nation.country if nation is not None else "", words, here)
                if whose.country in STATELESS:
                    org = Entry("body", whose.country, role.name, whose.why)
            elif role_item is not None and _stands_for_group(words, role_item, here):
                inherited = _Found("", "", "role", role.why if role is not None else "", armed="any")
            role, role_item, head = entry, item, item
            soft = item.of("body", "party", "group")
            parliament = soft is not None and soft.code.endswith(" LEG") and here.context is not None
            usual = soft.country if soft is not None and not parliament and soft.country not in STATELESS else ""
            if entry.other.startswith(_MOSTLY):
                usual = entry.other.removeprefix(_MOSTLY)
        elif entry.kind == "title":
            if entry.code and role is None:
                titled = entry
            head = head or item
            person_follows = item.last + 1 < end
            if not person_follows:
                titled = entry
        else:
            person = [candidate for candidate in item.entries if candidate.kind == entry.kind]
            if entry.kind == "surname" and _introduces(words, item):
                person = [candidate for candidate in item.entries if candidate.kind in ("surname", "given")]
            if words[item.last].possessive and item.last + 1 < end:
                owner = _person(person, here, None, "", role is not None)
                if owner is not None:
                    nation = Entry("country", owner.country, "", owner.why, note="owner")
                    nation_item = item
                    inherited = owner
                    why.append(owner.why)
                person = []
            elif head is None:
                head = item
    last = head.last if head is not None else start - 1
    trailing = words[last + 1 : end]
    country = nation.country if nation is not None else ""
    if role is None and titled is not None and titled.code:
        role = titled
    if role is not None:
        before = words[role_item.first - 1].key if role_item is not None and role_item.first > start else ""
        if not country and before in _ELSEWHERE and role.code.partition(" ")[0] in _FOREIGNERS:
            country = "UNK"
        found = _role(role, role_item, org, inherited, country, words, here)
        if led and not found.country and found.sectors == "MIL":
            found = _Found("IGO", "", "role", f"{found.why}, led by one of several nations")
        if nation is not None and found.country == country and found.sort != "none" and nation.why not in found.why:
            found = replace(found, why=f"{nation.why}, {found.why}")
        why.append(found.why)
        named = found
        if usual and not found.country:
            named = found = replace(found, usual=usual)
        if person or (trailing and trailing[-1].capital and not found.country):
            bearer = _person(person, here, role, country, True) if person else _introduced(trailing, here)
            if bearer is not None and not named.country:
                if role.note in ("person", "royal", "post", "plural") or titled is role:
                    sectors = named.sectors
                    if role is titled or role.note in ("post", "part") or (sectors, bearer.sectors) in _UNIFORMED:
                        given = role.code.startswith("GOV") and not former and bearer.sectors == "PTY"
                        sectors = bearer.sectors if bearer.sectors not in ("", "CVL") and not given else sectors
                    named = _Found(bearer.country, sectors, "role", f"{named.why}, {bearer.why}")
                else:
                    named = _Found(bearer.country, named.sectors, named.sort, named.why)
            elif bearer is not None and person and bearer.country == named.country:
                named = replace(named, why=f"{named.why}, {bearer.why}")
        if (
            trailing
            and not trailing[-1].capital
            and not trailing[-1].key.endswith(("ing", "ed"))
            and named.sort != "none"
        ):
            named = replace(named, sort="thing")
        if nation is not None and nation.code.endswith(" PRE") and named.sectors == "GOV":
            named = replace(named, sectors="PRE")
        if former and set(named.sectors.split()) & _EXCLUSIVE and named.country not in STATELESS:
            named = _Found(named.country, "ELI", named.sort, f"former, {named.why}")
        if coming and named.country not in STATELESS:
            named = _Found(named.country, "PTY", named.sort, f"-elect, {named.why}")
        return named
    after_org = org_item is not None and head is not None and head is nation_item and head.first > org_item.last
    if nation is not None and nation.kind == "country" and after_org and not trailing:
        return _Found(country, nation.code.partition(" ")[2] or "GOV", "nation", nation.why)
    if org is not None:
        code, _, sectors = org.code.partition(" ")
        if former and org.note == "person" and set(sectors.split()) & _EXCLUSIVE:
            return _Found(code, "ELI", "name", f"former, {org.why}")
        if nation is not None and org.note.startswith(_NATIONAL_BODY):
            return _Found(nation.country, org.note.removeprefix(_NATIONAL_BODY), "name", f"{nation.why}, {org.why}")
        if trailing and not trailing[-1].capital and not sectors and code not in STATELESS:
            sectors = "GOV"
        return _Found(code, sectors, "name", org.why)
    if person:
        return _person(person, here, None, country, False)
    if nation is not None and nation.note != "owner":
        why_text = ", ".join(why)
        own = nation.code.partition(" ")[2]
        if trailing and not trailing[-1].capital:
            return _Found(country, own or "GOV", "thing of a nation", f"{why_text}, before {trailing[-1].text!r}")
        if trailing:
            known = _introduced(trailing, here)
            if known is not None:
                return known
            return _Found(country, "CVL", "thing of a nation", f"{why_text}, before {trailing[-1].text!r}")
        if nation.kind == "people" and (counted or not _whole_people(words, nation_item)):
            return _Found(country, "CVL", "nation", why_text)
        before = words[nation_item.first - 1].key if nation_item is not None and nation_item.first > 0 else ""
        counted = counted or before in _NUMBERS or before.replace(",", "").isdigit()
        single = before in ("a", "an")
        if nation.kind == "region adjective" or ((single or counted) and nation.kind in ("people", "adjective")):
            return _Found(country, "CVL", "nation", why_text)
        return _Found(country, own or "GOV", "nation", why_text)
    if nation is not None:
        return _Found(country, "GOV", "thing of a nation", ", ".join(why)) if trailing else inherited
    return _introduced(words[start:end], here)


def _of_body(role: Entry) -> bool:
    return role.other.removeprefix(_TROOPS).startswith(_OF_BODY)


def _stands_for_group(words: Sequence[Word], item: Item, here: _Place) -> bool:
    """Tell whether "the movement's" before a role means the article's armed group."""
    last = words[item.last]
    return last.possessive and last.key in _BANDS and here.context is not None and bool(here.context.groups)


def part_of_name(words: Sequence[Word], item: Item) -> bool:
    """Tell whether a region found in running text is the end of a longer name, as in "Guillermo Laredo"."""
    entry = item.of("region")
    return entry is not None and _part_of_name(words, item, entry, 0)


def _part_of_name(words: Sequence[Word], item: Item, entry: Entry, start: int) -> bool:
    """Tell whether a one-word name is the last word of a longer unknown one: "Robert Ford", "Michael Jordan"."""
    if item.first != item.last or item.first <= start or entry.exact:
        return False
    before, word = words[item.first - 1], words[item.first]
    if word.gap.strip() not in ("", "-") or not before.capital or before.possessive or before.key in _DIRECTIONS:
        return before.key in ("al", "el", "bin") and entry.kind in ("adjective", "people") and word.gap == "-"
    if entry.kind not in ("region", "country", "capital", "company", "party", "group", "metonym"):
        return False
    found = lexicon().at(words, item.first - 1, item.first)
    return found is None or all(one.kind in ("given", "surname") for one in found.entries)


_DIRECTIONS = listed("direction")


def _whole_people(words: Sequence[Word], item: Item | None) -> bool:
    """Tell "the Saudis" (their government) from "two Saudis" (people)."""
    return item is not None and item.first > 0 and words[item.first - 1].key == "the"


def _aside(words: Sequence[Word], item: Item) -> bool:
    """Tell whether a name only colours what follows: "US-backed", "anti-Taliban"."""
    after = item.last + 1
    if after < len(words) and words[after].key in _FOREIGN and words[after].gap.strip() in ("-", "–", "‑"):
        return True
    before = item.first - 1
    return before >= 0 and words[before].key in _AGAINST and words[item.first].gap.strip() in ("-", "–", "‑")


_ORDER: dict[str, int] = {
    "country": 0,
    "adjective": 1,
    "people": 2,
    "body": 3,
    "group": 3,
    "party": 3,
    "capital": 4,
    "metonym": 4,
    "holder": 5,
    "role": 6,
    "region": 7,
    "region adjective": 7,
    "company": 8,
    "title": 9,
    "surname": 10,
    "given": 11,
}


def _pick(item: Item, words: Sequence[Word], here: _Place, nation: Entry | None) -> Entry | None:
    """Choose among the entries of one item by kind, day, the phrase's own nationality and the article's countries."""
    best: Entry | None = None
    best_rank: tuple[float, ...] = ()
    single = item.first == item.last
    common = item.of("role") is not None
    for entry in item.entries:
        order = float(_ORDER[entry.kind])
        if entry.note == "sole" and nation is None:
            order = 3
        elif entry.kind in ("body", "party", "group") and common and entry.country not in STATELESS:
            certain = here.weight(entry.country) > 0.5 or (not single and words[item.last].capital)
            known = entry.kind == "party" and words[item.first].capital and certain
            order = 5.5 if known and (nation is None or nation.country == entry.country) else 6.5
        if entry.kind == "capital" and here.weight(entry.country) > 0:
            order = 2.5
        if entry.note == "in play" and not _in_play(entry, words, item, here):
            continue
        if entry.kind in ("given", "surname") and _other_name(words, item):
            continue
        if entry.kind == "given" and not _introduces(words, item):
            continue
        dated = not here.date or (
            (not entry.start or entry.start <= here.date) and (not entry.end or here.date <= entry.end)
        )
        own = 1.0 if nation is not None and entry.country == nation.country else 0.0
        if entry.kind == "surname" and own and item.first and words[item.first - 1].possessive:
            # "Guatemala's Maldonado" is no region of Uruguay's.
            order = 5.5
        if entry.kind in NAMED and (not dated or (single and entry.exact and nation is not None and not own)):
            order += 6
        rank = (-order, own, here.weight(entry.country), 1.0 if dated else 0.0)
        if entry.kind in NATIONAL and entry.kind.startswith("region") and here.weight(entry.country) > 1:
            rank = (-1.5, *rank[1:])
        if best is None or rank > best_rank:
            best, best_rank = entry, rank
    return best


def _in_play(entry: Entry, words: Sequence[Word], item: Item, here: _Place) -> bool:
    """Tell "the North" of an article on Korea from a direction and from a part of a name."""
    follows = item.last + 1 < len(words) and words[item.last + 1].capital and not words[item.last].possessive
    led = item.first == 0 or words[item.first - 1].key == "the"
    return led and not follows and words[item.last].capital and here.weight(entry.country) > 0


def _spelled_out(words: Sequence[Word], item: Item, here: _Place) -> Entry | None:
    """Return the article's own meaning of an acronym that the tables know with another."""
    if here.context is None or item.first != item.last or words[item.first].text not in here.context.acronyms:
        return None
    known = here.context.acronyms[words[item.first].text]
    return Entry("body", known.code, words[item.first].text, known.why) if known.code else None


def _other_name(words: Sequence[Word], item: Item) -> bool:
    """Tell whether a last or first name stands inside a longer name, which is then another person's."""
    after = item.last + 1
    if (
        after < len(words)
        and words[after].capital
        and words[after].gap in (" ", "-")
        and not words[item.last].possessive
    ):
        following = lexicon().at(words, after, after + 1)
        if following is None or following.of("role", "title") is None:
            return True
    before = item.first - 1
    if before < 0 or words[item.first].gap not in (" ", "-") or not words[before].capital:
        return False
    if words[before].possessive:
        return False
    found = lexicon().at(words, before, before + 1)
    if found is None:
        return True
    return found.of("given", "surname") is not None and found.of("title", "role", "adjective") is None


def _introduces(words: Sequence[Word], item: Item) -> bool:
    """Tell whether a word stands after a title or role, so that a first name may be the name that is used ("Park")."""
    return item.first > 0 and lexicon().at(words, item.first - 1, item.first) is not None


def _role(
    role: Entry,
    item: Item | None,
    org: Entry | None,
    inherited: _Found | None,
    country: str,
    words: Sequence[Word],
    here: _Place,
) -> _Found:
    """Join a role with the body or the other role before it: "Taliban commander", "police spokesman", "UN troops"."""
    note, sectors, why = role.note, role.code, role.why
    abroad = role.other == "abroad"
    if note == "none" and org is not None and org.country in STATELESS and role.name in _GATHERINGS:
        return _Found(org.country, "", "name", f"{org.why}, {why}")
    if note == "none":
        return _Found("", "", "none", f"{role.name!r} names nobody political: {why}")
    if note in ("igo", "company") and org is not None and org.country not in STATELESS:
        code, _, own = org.code.partition(" ")
        return _Found(code, own, "role", f"{org.why}, {why}")
    wanted = role.other.removeprefix(_TROOPS)
    alone = org is None and inherited is None and not country
    if wanted.startswith(_OF_BODY) and item is not None and alone and here.context is not None:
        named = words[item.first].capital and item.first > 0 and words[item.first - 1].key == "the"
        if words[item.first].capital or sectors not in _COMMON:
            bodies = wanted.removeprefix(_OF_BODY).removesuffix(_FIRST_ONE).split("|")
            body = here.context.body_at(here.position, bodies)
            if not body and ((named and sectors in _COMMON) or wanted.endswith(_FIRST_ONE)):
                body = bodies[0]
            if body:
                return _Found(body, "", "role", f"{why}, of the article's {body}")
    if role.other.startswith(_TROOPS) and country and org is None:
        return _Found(country, "MIL", "role", why)
    if note in ("igo", "company"):
        if note == "igo" and item is not None and _some_states(role, words, item):
            return _Found("UNK", "GOV", "role", f"{why}, countries not named")
        return _Found(role.code, "", "name", why)
    if org is not None:
        code, _, own = org.code.partition(" ")
        if country and org.note.startswith(_NATIONAL_BODY):
            return _Found(country, org.note.removeprefix(_NATIONAL_BODY), "role", f"{org.why}, {why}")
        if code in STATELESS:
            if sectors.split(" ")[0] in ("CVL", "REF", "JRN", "LAB") and code == "IMG":
                return _Found(country, sectors, "role", f"{org.why}, {why}")
            return _Found(code, "", "name", f"{org.why}, {why}")
        first = own.partition(" ")[0]
        if first in ("OPP", "PTY") and sectors == "MIL":
            return _Found(code, "REB", "role", f"{org.why}, {why}")
        if note in ("post", "part", "measure", "nation") or (
            first in _ARMED and sectors in ("MIL", "REB", "UAF", "PRM", "GOV")
        ):
            return _Found(code, own, "role", f"{org.why}, {why}")
        return _Found(country or code, sectors or own, "role", f"{org.why}, {why}")
    if note in ("post", "part", "measure") and inherited is not None:
        place = inherited.country or country
        if inherited.sectors.startswith("CVL") and sectors and sectors != "GOV":
            return _Found(place, sectors, "weak", f"{inherited.why}, {why}")
        if inherited.armed:
            return replace(inherited, country=place, sectors=sectors, sort="weak", why=f"{inherited.why}, {why}")
        return _Found(place, inherited.sectors or sectors, "role", f"{inherited.why}, {why}")
    courts = here.context.courts if here.context is not None else ()
    if role.name in _BENCH and org is None and not country and any(start < here.position for start in courts):
        return _Found("IGO", "", "role", f"{why}, of the article's international court")
    if sectors == "PTY" and inherited is not None and inherited.sectors in ("GOV", "PTY OPP"):
        return _Found(inherited.country or country, inherited.sectors, "role", f"{inherited.why}, {why}")
    if role.other == "uniform" and here.context is not None and here.context.uniforms:
        sectors = here.context.uniforms.most_common(1)[0][0]
    if role.other == "another" and country and item is not None and note == "nation":
        if words[item.last].key != singular(words[item.last].key):
            return _Found("UNK", sectors, "role", f"{why}, countries not named")
        return _Found("", sectors, "role", why, barred=country)
    if role.other.startswith(_ALWAYS) and not country:
        return _Found(role.other.removeprefix(_ALWAYS), sectors, "role", why)
    if role.other == "in war" and (country or here.context is None or not here.context.uniforms["MIL"]):
        return _Found("", "", "none", f"{role.name!r} names nobody political outside war: {why}")
    if role.other.startswith(_ELSE) and not country and item is not None:
        return _Found(role.other.removeprefix(_ELSE), "", "role", why)
    if role.other == "anywhere" and not country:
        return _Found("UNK", sectors, "role", f"{why}, from a country not named")
    if note == "measure":
        return _Found(country, sectors or ("GOV" if country else ""), "measure", why)
    if note == "nation" and item is not None and not country and here.context is not None:
        styled = [code for code in countries_styled(role.name) if here.context.totals[code] > 0]
        if styled and len(countries_styled(role.name)) < 40:
            totals = here.context.totals
            return _Found(max(styled, key=lambda code: totals[code]), sectors, "role", f"{why}, a {role.name}")
    if note == "nation" and item is not None and not country and _unnamed(words, item):
        return _Found("UNK", sectors, "role", f"{why}, countries not named")
    sort = "weak" if note in ("post", "part") else "role"
    return _Found(
        country,
        sectors,
        sort,
        why,
        armed=_ARMED_ROLES.get(role.other, ""),
        abroad=abroad,
        another=role.other == "another",
    )


# A rank is not the code of one who governs, or who commands the police or rebels.
_UNIFORMED = (("MIL", "GOV"), ("MIL", "COP"), ("MIL", "REB"))
_ARMED_ROLES: dict[str, Literal["any", "own"]] = {"group": "any", "rebel group": "own"}
_OF_BODY = "of "
_FIRST_ONE = " or first"
_MOSTLY = "mostly "
_ELSE = "else "
_TROOPS = "troops "
_ALWAYS = "always "
_NATIONAL_BODY = "national "
_COMMON = frozenset(("LAB", "CVL", "PTY"))


def _some_states(role: Entry, words: Sequence[Word], item: Item) -> bool:
    """Tell "seven Caribbean states", which nobody names, from all those of the region."""
    before = words[item.first - 1].key if item.first else ""
    return role.name.rpartition(" ")[2] in _STATES and (before in _NUMBERS or before.isdigit())


_STATES = listed("state")
_NUMBERS = listed("number")
_BENCH = listed("bench")
_GATHERINGS = listed("gathering")


def _unnamed(words: Sequence[Word], item: Item) -> bool:
    """Tell countries that nobody named ("several countries") from a pair that the article has ("the two countries")."""
    before = words[item.first - 1].key if item.first else ""
    return words[item.last].key != singular(words[item.last].key) and before not in ("two", "both")


def _person(entries: Sequence[Entry], here: _Place, role: Entry | None, country: str, titled: bool) -> _Found | None:
    """Choose among persons of one name and give the code of the day."""
    context = here.context
    kind = entries[0].kind
    if kind != "holder" and context is not None:
        known = context.people.get(key_of(entries[0].name).split(" ")[-1])
        if known is not None and known.code:
            place, _, sectors = known.code.partition(" ")
            return _Found(place, sectors, "name", known.why)
    persons: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        persons.setdefault((entry.country, entry.name), []).append(entry)
    best: _Found | None = None
    best_score = 0.0
    for (place, _), rows in persons.items():
        coded = office_code(rows, here.date)
        gap = min(_years_away(row, here.date) for row in rows)
        if (
            titled
            and role is not None
            and role.code.startswith("GOV")
            and 0 < gap <= _GRACE
            and coded.code.endswith(" ELI")
        ):
            last = max(rows, key=lambda row: row.end)
            coded = Coded(last.code, f"{last.name}, {last.note} until {last.end}, by the title still: {last.why}")
        score = 3.0 if gap == 0 else max(0.0, 2.0 - gap / 3)
        if country:
            if place != country:
                continue
            score += 3.0
        weight = here.weight(place)
        score += min(2.0, weight * 0.6)
        if role is not None and any(role.name in row.note or row.note in role.name for row in rows):
            score += 2.0
        elif any(row.note in _FIRST for row in rows):
            score += 0.5
        elif context is not None and not weight:
            score -= 1.5
        if kind != "holder":
            needed = 4.0 if kind == "given" else 2.6 if titled else 3.2
            if score < needed:
                continue
        if coded.code and score > best_score - 1e-9 and (best is None or score > best_score):
            land, _, sectors = coded.code.partition(" ")
            best, best_score = _Found(land, sectors, "name", coded.why), score
    if best is None and country and kind == "holder":
        return _Found(country, "CVL", "name", "nationality before a name")
    return best


# Years after its end for which news of an end of office still means the office (three days).
_TOPPLED = 3.5 / 365.25
# Years after its end for which a title that the article gives still tells the office ("President X", toppled that day).
_GRACE = 0.5
_FIRST = frozenset(("president", "prime minister", "supreme leader", "monarch", "secretary-general"))


def _years_away(row: Entry, date: str) -> float:
    """Return how many years lie between a day and a term of office; 0 within it or without a day."""
    if not date:
        return 0.0 if not row.end else 2.0
    if row.start and date < row.start:
        return _years(date, row.start)
    if row.end and row.end < date:
        return _years(row.end, date)
    return 0.0


def _years(first: str, last: str) -> float:
    try:
        return (Day.fromisoformat(last) - Day.fromisoformat(first)).days / 365.25
    except ValueError:
        return 0.0


def _introduced(words: Sequence[Word], here: _Place) -> _Found | None:
    """Look a name up among those that the article introduces: its last word, or an acronym it spells out."""
    if here.context is None or not words:
        return None
    names = [word for word in words if word.capital]
    if not names:
        return None
    if len(names) == 1 and names[0].text in here.context.acronyms:
        known = here.context.acronyms[names[0].text]
    else:
        known = here.context.people.get(names[-1].key, Coded(""))
    if not known.code:
        return None
    country, _, sectors = known.code.partition(" ")
    return _Found(country, sectors, "name", known.why)
