"""Finds the longest table entries in a stretch of text: names, nationalities, offices, roles. What a phrase that
holds several of them means as a whole is decided in `resolve`."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Literal

import msgspec

from dragoman.actors.tables import Row, listed, read_table

EntryKind = Literal[
    "country",
    "adjective",
    "people",
    "capital",
    "metonym",
    "region",
    "region adjective",
    "holder",
    "surname",
    "given",
    "body",
    "group",
    "party",
    "company",
    "role",
    "title",
]

NATIONAL: frozenset[EntryKind] = frozenset(
    ("country", "adjective", "people", "capital", "metonym", "region", "region adjective")
)
NAMED: frozenset[EntryKind] = frozenset(("body", "group", "party", "company"))


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a phrase: its text, its look-up key, and how it stands there.

    `start` and `end` are offsets in the phrase; `gap` is what stands between the word before and this one.
    """

    text: str
    key: str
    start: int
    end: int
    possessive: bool
    gap: str

    @property
    def capital(self) -> bool:
        """Whether the word has a capital letter at all ("al-Assad" is split, so "al" has none)."""
        return self.text != self.text.lower()


class Entry(msgspec.Struct, frozen=True, gc=False):
    """One name of one table row.

    Attributes:
        kind: what sort of name it is.
        code: the code it stands for; for a role its sectors alone; for a national name the country (and PRE).
        name: as the table spells it.
        why: the table and line.
        start, end: ISO dates between which the code holds; empty for open.
        exact: for an acronym, the letters that the text must show, capitals and all.
        cased: whether the text must show a capital.
        note: the row's kind or office ("person", "weak", "president").
        other: a second remark (a title's gender).
    """

    kind: EntryKind
    code: str
    name: str
    why: str
    start: str = ""
    end: str = ""
    exact: str = ""
    cased: bool = True
    note: str = ""
    other: str = ""

    @property
    def country(self) -> str:
        """The code's first part."""
        return self.code.partition(" ")[0]


@dataclass(frozen=True, slots=True)
class Item:
    """Table entries found at words `first` to `last` (inclusive) of a phrase, all of the same length."""

    first: int
    last: int
    entries: tuple[Entry, ...]

    def of(self, *kinds: EntryKind) -> Entry | None:
        """Return the first entry of one of the kinds, or None."""
        for entry in self.entries:
            if entry.kind in kinds:
                return entry
        return None


JOINTS = frozenset(("", "-", "–", "‑"))
"""What may stand between the words of one name, beside blanks."""


@dataclass(slots=True)
class Lexicon:
    """All names by their key, and how long names that begin with a word can get."""

    names: dict[str, list[Entry]] = field(default_factory=dict)
    longest: dict[str, int] = field(default_factory=dict)
    joints: frozenset[str] = JOINTS

    def add(self, key: str, entry: Entry) -> None:
        """Put an entry under a key of words joined by blanks."""
        if not key:
            return
        first, _, rest = key.partition(" ")
        size = 1 + (rest.count(" ") + 1 if rest else 0)
        if self.longest.get(first, 0) < size:
            self.longest[first] = size
        self.names.setdefault(key, []).append(entry)

    def at(self, words: Sequence[Word], index: int, stop: int) -> Item | None:
        """Return the longest item that begins at word `index` and ends before word `stop`."""
        first = words[index]
        plain, single = first.key, singular(first.key)
        limit = max(self.longest.get(plain, 0), self.longest.get(single, 0))
        if not limit:
            return None
        last = index
        while last + 1 < stop and last - index + 1 < limit:
            follower = words[last + 1]
            if follower.gap.strip() not in self.joints:
                break
            last += 1
        names = self.names
        keys = [word.key for word in words[index : last + 1]]
        while keys:
            name = " ".join(keys)
            role = " ".join([singular(key) for key in keys])
            rows = names.get(name, ())
            roles = names.get(role, ()) if role != name else ()
            if rows or roles:
                run = words[index : index + len(keys)]
                found = [entry for entry in rows if _fits(entry, run)]
                if role != name:
                    found += [entry for entry in roles if entry.kind == "role"]
                else:
                    found = [entry for entry in found if entry.note != "plural" or entry.kind != "role"]
                found = self.chosen(found, run)
                if found:
                    return Item(index, index + len(keys) - 1, tuple(found))
            keys.pop()
        return None

    def chosen(self, found: list[Entry], run: Sequence[Word]) -> list[Entry]:
        """Return those of the entries found for a run of words that count; here all of them."""
        return found

    def scan(self, words: Sequence[Word], start: int = 0, stop: int | None = None) -> list[Item]:
        """Return the items of the words from left to right, longest first, none over another."""
        stop = len(words) if stop is None else stop
        items: list[Item] = []
        index = start
        while index < stop:
            item = self.at(words, index, stop)
            if item is None:
                index += 1
            else:
                items.append(item)
                index = item.last + 1
        return items


_WORD = re.compile(r"[^\W_]+(?:(?:[.&’'‘`´]|(?<=\d),(?=\d))[^\W_]+)*\.?")
_POSSESSIVE = re.compile(r"[’'‘`´][sS]\.?$")
_APOSTROPHES = re.compile(r"[.’'‘`´]")
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"})


@lru_cache(maxsize=8192)
def words_of(text: str) -> tuple[Word, ...]:
    """Cut a text into words: hyphens part them, "'s" is taken off as a possessive, dots within letters stay."""
    words: list[Word] = []
    end = 0
    for match in _WORD.finditer(text):
        raw = match.group()
        start, stop = match.span()
        possessive = False
        if raw[-1] == "." and "." not in raw[:-1] and not text[stop:].strip(" \"”’')"):
            raw, stop = raw[:-1], stop - 1
        if len(raw) > 2 and _POSSESSIVE.search(raw):
            raw = _POSSESSIVE.sub("", raw)
            possessive = True
        elif raw[-1] in "sSxXz" and stop < len(text) and text[stop] in "’'" and text[stop + 1 : stop + 2] in ("", " "):
            possessive = True
        words.append(Word(raw, fold(raw), start, start + len(raw), possessive, text[end:start]))
        end = stop
        if possessive and text[stop : stop + 1] in ("’", "'") and text[start:stop] == raw:
            end = stop + 1
    return tuple(words)


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """Return a word's look-up key: lower case, no accents, no dots, no apostrophes."""
    word = _APOSTROPHES.sub("", word).lower()
    if word.isascii():
        return word
    word = word.translate(_LETTERS)
    return "".join(letter for letter in unicodedata.normalize("NFKD", word) if not unicodedata.combining(letter))


def key_of(name: str) -> str:
    """Return the look-up key of a whole name: the keys of its words joined by blanks."""
    # Most names are letters and blanks alone, and tables hold tens of thousands of them.
    if name.replace(" ", "").replace("-", "").isalpha():
        return " ".join(fold(name).replace("-", " ").split())
    return " ".join(word.key for word in words_of(name))


@lru_cache(maxsize=65536)
def singular(key: str) -> str:
    """Return the singular of a plural noun's key, by form alone; what has no plural form comes back unchanged."""
    if len(key) < 3:
        return key
    if key.endswith("men"):
        return key[:-2] + "an"
    if key == "people" or key.endswith(("ss", "us", "sis")):
        return key
    if key.endswith("ies"):
        return key[:-3] + "y"
    if key.endswith(("ches", "shes", "sses", "xes")):
        return key[:-2]
    if key.endswith("s"):
        return key[:-1]
    return key


current_lexicon: ContextVar[Lexicon | None] = ContextVar("current_lexicon", default=None)
"""The lexicon to look up in while an article is read with a dictionary of the user's own; None for the package's."""


def lexicon() -> Lexicon:
    """Return the lexicon to look up in: the package's, or the one that `dictionary.looking_up` has put in its place."""
    return current_lexicon.get() or package_lexicon()


@cache
def package_lexicon() -> Lexicon:
    """Return the lexicon of all the package's tables, read once."""
    book = Lexicon()
    for row in read_table("countries"):
        _add_country(book, row)
    for row in read_table("regions"):
        code = row.cells["code"]
        for name in [row.cells["name"], *row.many("other_names")]:
            _add_name(book, row, name, "region", code, note=row.cells.get("kind", ""))
        for name in row.many("adjectives"):
            _add_name(book, row, name, "region adjective", code, note=row.cells.get("kind", ""))
    for row in read_table("holders"):
        _add_holder(book, row)
    for table, kind in _KINDS.items():
        for row in read_table(table):
            for name in [row.cells["name"], *row.many("other_names")]:
                _add_name(book, row, name, kind, row.cells["code"], note=row.cells.get("note", ""))
    for row in read_table("roles"):
        sectors, note = row.cells["sectors"], row.cells["kind"]
        entry = Entry("role", sectors, row.cells["word"], row.where, cased=False, note=note, other=row.cells["note"])
        book.add(" ".join(singular(key) for key in key_of(row.cells["word"]).split(" ")), entry)
    for row in read_table("titles"):
        cells = row.cells
        entry = Entry("title", cells["sectors"], cells["word"], row.where, note=cells["note"], other=cells["gender"])
        book.add(key_of(cells["word"]), entry)
    return book


@cache
def countries_styled(word: str) -> frozenset[str]:
    """Return the countries that go by a word: by styles.tsv, else by their names ("kingdom": "Kingdom of Spain")."""
    for row in read_table("styles"):
        if row.cells["word"] == word:
            return frozenset(row.many("codes"))
    rows = read_table("countries")
    names = ((row.cells["code"], f"{row.cells['name']}|{row.cells['other_names']}") for row in rows)
    return frozenset(code for code, name in names if word in re.split(r"[ |]", name.lower()))


_KINDS: dict[str, EntryKind] = {"bodies": "body", "groups": "group", "parties": "party", "companies": "company"}


def _add_country(book: Lexicon, row: Row) -> None:
    code = row.cells["code"]
    columns: tuple[tuple[EntryKind, Iterable[str]], ...] = (
        ("country", [row.cells["name"], *row.many("other_names")]),
        ("adjective", row.many("adjectives")),
        ("people", row.many("peoples")),
        ("capital", row.many("capital")),
        ("metonym", row.many("metonyms")),
    )
    for kind, names in columns:
        for name in names:
            _add_name(book, row, name, kind, code)


def _add_name(book: Lexicon, row: Row, name: str, kind: EntryKind, code: str, *, note: str = "") -> None:
    entry = Entry(
        kind,
        code,
        name,
        row.where,
        start=row.cells.get("start", ""),
        end=row.cells.get("end", ""),
        exact=name if name.isupper() and " " not in name and len(name) <= 6 else "",
        cased=name != name.lower(),
        note=note,
    )
    key = key_of(name)
    book.add(key, entry)
    if key.count(" ") > 1 and key.startswith("the "):
        book.add(key[4:], entry)


def _add_holder(book: Lexicon, row: Row) -> None:
    code, office = row.cells["code"], row.cells["office"]
    start, end = row.cells["start"], row.cells["end"]
    seen: set[str] = set()
    for name in [row.cells["name"], *row.many("other_names")]:
        key = key_of(name)
        if key in seen or not key:
            continue
        seen.add(key)
        parts = key.split(" ")
        kind: EntryKind = "holder" if len(parts) > 1 else "surname"
        book.add(key, Entry(kind, code, row.cells["name"], row.where, start, end, note=office))
        if len(parts) == 1:
            continue
        surname = parts[-1]
        if surname not in seen and len(surname) > 1:
            seen.add(surname)
            book.add(surname, Entry("surname", code, row.cells["name"], row.where, start, end, note=office))
        for double in _long_surnames(parts):
            if double not in seen:
                seen.add(double)
                book.add(double, Entry("surname", code, row.cells["name"], row.where, start, end, note=office))
        if parts[0] not in seen and len(parts[0]) > 1:
            seen.add(parts[0])
            book.add(parts[0], Entry("given", code, row.cells["name"], row.where, start, end, note=office))


def _long_surnames(parts: Sequence[str]) -> list[str]:
    """Return the last names of several words that a name may be shortened to: "Calderón Sol", "bin Salman"."""
    longer = []
    if len(parts) > 2 or parts[-2] in _PARTICLES:
        longer.append(" ".join(parts[-2:]))
    if len(parts) > 3 and parts[-3] in _PARTICLES:
        longer.append(" ".join(parts[-3:]))
    return longer


_PARTICLES = listed("particle")


def _fits(entry: Entry, run: Sequence[Word]) -> bool:
    """Tell whether the letters as written allow the entry: acronyms letter for letter, names with a capital."""
    if entry.name.endswith(("'s", "’s")) and not run[-1].possessive:
        return False
    if entry.exact:
        return run[0].text.replace(".", "") == entry.exact
    return not entry.cased or any(word.capital for word in run)
