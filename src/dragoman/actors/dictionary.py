"""Reads the actor and agent dictionaries that researchers keep, in the format of TABARI and PETRARCH ("Phoenix" files),
and lets their entries win over the built-in tables. What the codes in them mean is `cameo`'s matter."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date as Day
from functools import cache, lru_cache
from pathlib import Path

import msgspec

from dragoman.actors.cameo import translate, translate_agent
from dragoman.actors.lexicon import (
    JOINTS,
    NATIONAL,
    Entry,
    EntryKind,
    Lexicon,
    Word,
    current_lexicon,
    fold,
    key_of,
    package_lexicon,
    singular,
)
from dragoman.actors.tables import listed, read_table
from dragoman.errors import SourceError, TableError


class Malformed(msgspec.Struct, frozen=True):
    """A line of a dictionary that cannot be used, or not in full.

    Attributes:
        file: the file as it was named. line: counted from 1. what: what is wrong, and what was made of it.
    """

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}"


class ActorDictionary(msgspec.Struct, frozen=True):
    """The names of one or several dictionary files, joined with the built-in tables.

    Attributes:
        files: the files as they were named, in their order; of the same name in two of them the later one counts.
        names: how many names the files hold. codes: how many codes, each of a name and a time.
        malformed: the lines that cannot be used, in their order.
        lexicon: the files' names together with the built-in ones.
    """

    files: tuple[str, ...]
    names: int
    codes: int
    malformed: tuple[Malformed, ...]
    lexicon: Lexicon

    def __str__(self) -> str:
        names = "1 name" if self.names == 1 else f"{self.names:,} names"
        codes = "1 code" if self.codes == 1 else f"{self.codes:,} codes"
        return f"{', '.join(self.files)}: {names} with {codes}"


def load_actors(files: Iterable[str | Path]) -> ActorDictionary:
    """Load dictionaries in the format of TABARI and PETRARCH, such as `Phoenix.Countries.actors.txt`.

    An entry is a name in capitals with underscores for blanks, further names of the same actor on lines with a "+", and
    codes in brackets, on the same line or on lines of their own. A code may hold for a time: `[AFGGOV >011222]`,
    `[AFGGOV <1/1/90]`, `[AFGGOV 871130-920416]`, days as `yymmdd`, `yyyymmdd` or `m/d/yy`, both ends included. Of the
    codes of a name the first that holds on the article's day counts, those without a time last. Codes of agents begin
    with "~" (`[~MIL]`); their plurals stand in braces, `{}` for none; `!PERSON!` is replaced by each word of the set of
    that name. `;` and `#` begin a comment. `[---]` says that the name is nobody's.

    Args:
        files: the files; names of a later one replace the same names of those before it.
    Returns: the dictionary with what is malformed in it. Malformed lines are left out, the others count.
    Raises: SourceError when a file cannot be read, TableError when it holds no entry at all.
    """
    return _load(tuple((str(file), _version(str(file))) for file in files))


@contextmanager
def looking_up(own: ActorDictionary | None, day: str) -> Iterator[None]:
    """Within the block `lexicon()` also has the names of a dictionary, with the codes that they have on a day.

    Args:
        own: the dictionary; None leaves everything as it is.
        day: ISO; empty for what holds today.
    """
    if own is None:
        yield
        return
    token = current_lexicon.set(_OwnLexicon(own.lexicon.names, own.lexicon.longest, day=day))
    try:
        yield
    finally:
        current_lexicon.reset(token)


class _OwnEntry(Entry, frozen=True, gc=False):
    """An entry of a researcher's dictionary."""


class _OwnLexicon(Lexicon):
    """Built-in names and a dictionary's; what the dictionary says on the day stands in the place of the built-in."""

    __slots__ = ("_day",)

    def __init__(self, names: dict[str, list[Entry]], longest: dict[str, int], *, day: str) -> None:
        super().__init__(names, longest, JOINTS | {","})
        self._day = day

    def chosen(self, found: list[Entry], run: Sequence[Word]) -> list[Entry]:
        own = [entry for entry in found if isinstance(entry, _OwnEntry)]
        parted = any("," in word.gap for word in run[1:])
        if not own:
            return [] if parted else found
        entry = _on(own, self._day)
        rest = [] if parted else [entry for entry in found if not isinstance(entry, _OwnEntry)]
        if entry is None:
            return rest
        # A word for a role may yet be somebody's last name or title.
        return [entry, *(one for one in rest if entry.kind == "role" and one.kind in ("title", "surname", "given"))]


def _on(entries: Sequence[_OwnEntry], day: str) -> _OwnEntry | None:
    """Return the first entry that holds on a day; without a day the one that holds still, or held last."""
    at = day or _LATEST
    for entry in entries:
        if (not entry.start or entry.start <= at) and (not entry.end or at <= entry.end):
            return entry
    return None if day else max(entries, key=lambda entry: entry.end)


_LATEST = "9999-12-31"


@lru_cache(maxsize=4)
def _load(files: Sequence[tuple[str, tuple[int, int]]]) -> ActorDictionary:
    """Load files; the same ones, unchanged since, are not read again."""
    names: dict[str, list[Entry]] = {}
    malformed: list[Malformed] = []
    count = codes = 0
    for path, _ in files:
        reader = _Reader(path)
        reader.read(_text(path, malformed))
        if not reader.names:
            raise TableError(
                f"{path}: no line holds a name with a code, like USA_ARMY_ [USAMIL]; is it another format?"
            )
        malformed += reader.malformed
        count += reader.count
        codes += sum(map(len, reader.names.values()))
        names.update(reader.names)
    return ActorDictionary(tuple(path for path, _ in files), count, codes, tuple(malformed), _joined(names))


def _version(path: str) -> tuple[int, int]:
    """Return what changes when a file does: when it was written and how large it is."""
    try:
        state = Path(path).stat()
    except OSError as error:
        raise _unreadable(path, error) from None
    return state.st_mtime_ns, state.st_size


def _unreadable(path: str, error: OSError) -> SourceError:
    return SourceError(f"{path}: the file cannot be read ({error.strerror}); check its name and rights")


def _joined(names: dict[str, list[Entry]]) -> Lexicon:
    built_in = package_lexicon()
    book = Lexicon(dict(built_in.names), dict(built_in.longest))
    for key, entries in names.items():
        first, _, rest = key.partition(" ")
        size = 1 + (rest.count(" ") + 1 if rest else 0)
        if book.longest.get(first, 0) < size:
            book.longest[first] = size
        # Codes without a time hold where none with a time does.
        timed = [entry for entry in entries if entry.start or entry.end]
        always = [entry for entry in entries if not entry.start and not entry.end]
        book.names[key] = [*timed, *always, *built_in.names.get(key, ())]
    return book


def _text(path: str, malformed: list[Malformed]) -> str:
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        malformed.append(Malformed(path, line, "the file is not UTF-8 and was read as Windows-1252; save it as UTF-8"))
        return content.decode("cp1252", "replace")


_BREAK = re.compile(r"\r\n|\r|\n")
_COMMENT = re.compile(r"[;#]")
_CODE = re.compile(r"\[([^\[\]{}]*)\]")
_PLURAL = re.compile(r"\{([^{}]*)\}")
_SET = re.compile(r"!(\w+)!")
_SET_LINE = re.compile(r"!(\w+)!\s*=\s*(.*)")
_ASIDE = re.compile(r"\([^()]*\)")
_LOST = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffd]")
_NULL = "---"
_MOST_SPELLINGS = 1000


class _Code(msgspec.Struct, frozen=True, gc=False):
    """What stands between two brackets: the CAMEO code, the days between which it holds, and where it stands."""

    cameo: str
    start: str
    end: str
    line: int
    written: str


class _Reader:
    """Reads one file, line by line: names are gathered until their codes come, and put away when the next name does."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.names: dict[str, list[Entry]] = {}
        self.malformed: list[Malformed] = []
        self.count = 0
        self._sets: dict[str, list[str]] = {}
        # Names as written, with the line of each and its plural ("" for none in braces, None for the regular one).
        self._pending: list[tuple[int, str, str | None]] = []
        self._codes: list[_Code] = []
        self._coded = False

    def read(self, text: str) -> None:
        apart = False
        for number, raw in enumerate(_BREAK.split(text), 1):
            line = _COMMENT.split(raw, maxsplit=1)[0].strip()
            if not line:
                apart = apart or not raw.strip()
                continue
            first = line[0]
            if first == "[":
                self._take_codes(number, line)
            elif raw[0] == "\t" and "]" in line and "[" not in line:
                self._tell(number, 'the code\'s "[" is missing; the code is left out')
                self._coded = True
            elif first == "!" and (found := _SET_LINE.fullmatch(line)):
                self._take_set(number, found[1].upper(), found[2])
            else:
                # A name with its code on the same line is no further name of those above.
                if first != "+" and (self._coded or apart or "[" in line):
                    self._put_away()
                self._take_name(number, line)
            apart = False
        self._put_away()
        self.malformed.sort(key=lambda one: one.line)

    def _tell(self, line: int, what: str) -> None:
        self.malformed.append(Malformed(self.path, line, what))

    def _take_set(self, number: int, name: str, words: str) -> None:
        self._sets[name] = [word.strip(" _\t") for word in words.split(",") if word.strip(" _\t") and "!" not in word]
        if "!" in words or not self._sets[name]:
            self._tell(number, f"a word of the set !{name}! is none (words of letters, with commas); it is left out")

    def _take_name(self, number: int, line: str) -> None:
        name, bracket, codes = line.partition("[")
        plural: str | None = None
        if "{" in name:
            braces = _PLURAL.search(name)
            if braces is None:
                self._tell(number, 'the plural\'s "}" is missing; the name is read without its plural')
            else:
                plural = braces[1].strip(" _")
            name = name.partition("{")[0]
        if name[:1] == "+":
            if not self._pending:
                self._tell(number, 'a further name ("+") without a name above it; it stands as a name by itself')
            name = name[1:]
        self._pending.append((number, name, plural))
        if bracket:
            self._take_codes(number, f"[{codes}")

    def _take_codes(self, number: int, line: str) -> None:
        self._coded = True
        found = _CODE.findall(line)
        if not self._pending:
            self._tell(number, "a code without a name above it; it is left out")
            return
        if line.count("[") != len(found):
            self._tell(number, 'a code without its "]"; it is left out')
        for written in found:
            cameo, start, end, fault = _parsed(written)
            if fault:
                self._tell(number, f"{fault}; the code is left out")
            else:
                self._codes.append(_Code(cameo, start, end, number, written))

    def _put_away(self) -> None:
        """Give the names gathered so far their codes."""
        pending, codes, coded = self._pending, self._codes, self._coded
        self._pending, self._codes, self._coded = [], [], False
        if not pending:
            return
        if not codes:
            # Where a code was there but malformed, that has been told.
            if not coded:
                self._tell(pending[0][0], f'no code follows the name "{_shown(pending[0][1])}"; it is left out')
            return
        agents = [code for code in codes if "~" in code.cameo]
        actors = [code for code in codes if "~" not in code.cameo]
        usable = [(code, ours) for code in actors if (ours := self._translated(code)) is not None]
        roles = [(code, ours) for code in agents if (ours := self._translated(code)) is not None]
        dated = sum(1 for code, _ in usable if code.start or code.end)
        person = dated > 1 or any(sectors == _FORMER for _, (_, sectors) in usable)
        for number, name, plural in pending:
            for spelled in self._spelled(number, name):
                if usable:
                    self._add_actor(number, spelled, usable, person)
                if roles:
                    self._add_agent(number, spelled, plural, roles)

    def _translated(self, code: _Code) -> tuple[str, str] | None:
        """Return a code's country and sectors in dragoman's terms, or None when there is nothing like it."""
        if code.cameo == _NULL:
            return _NULL, ""
        agent = "~" in code.cameo
        result = translate_agent(code.cameo.strip("~")) if agent else translate(code.cameo)
        if result.why_not:
            self._tell(code.line, f"{result.why_not}; the code is left out")
            return None
        if result.unknown:
            parts = ", ".join(f'"{part}"' for part in result.unknown)
            self._tell(
                code.line, f'{parts} in the code "{code.cameo}" is not known; it is read as {result.code or "none"}'
            )
        return result.first, result.sectors

    def _spelled(self, number: int, name: str) -> list[str]:
        """Return a name with its sets replaced by each of their words, without what stands in brackets."""
        if _LOST.search(name):
            self._tell(number, f'a letter of "{_shown(name)}" was lost in a conversion; the name is left out')
            return []
        if "(" in name or ")" in name:
            name = _ASIDE.sub(" ", name)
            if "(" in name or ")" in name:
                self._tell(number, f'a bracket of "{_shown(name)}" has no partner; what follows it is left out')
                name = re.split(r"[()]", name)[0] or name.replace("(", " ").replace(")", " ")
        names = [name]
        while found := _SET.search(names[0]):
            words = self._sets.get(found[1].upper())
            if words is None:
                self._tell(number, f"no line above says which words the set !{found[1]}! has; the name is left out")
                return []
            before, after = names[0][: found.start()], names[0][found.end() :]
            if before[-1:].isalpha() and after[:1].isalpha():
                self._tell(number, f"the set !{found[1]}! stands inside a word; the name is left out")
                return []
            if len(names) * len(words) > _MOST_SPELLINGS:
                self._tell(number, f"sets give the name more than {_MOST_SPELLINGS} spellings; it is left out")
                return []
            names = [
                one[: match.start()] + word + one[match.end() :]
                for one in names
                for word in words
                if (match := _SET.search(one))
            ]
            if not names:
                return []
        return names

    def _add_actor(self, number: int, name: str, codes: Sequence[tuple[_Code, tuple[str, str]]], person: bool) -> None:
        shown = _shown(name)
        key = _key(shown)
        if not key:
            self._tell(number, "the name has no letters; it is left out")
            return
        self.count += 1
        exact = shown.replace(".", "") if key in _function_words() else ""
        known = package_lexicon().names.get(key, ())
        entries = self.names.setdefault(key, [])
        for code, (first, sectors) in codes:
            where = self._where(number, code)
            if first == _NULL:
                entries.append(_OwnEntry("role", "", shown, where, code.start, code.end, exact=exact, note="none"))
                continue
            kind: EntryKind = "body"
            whole = f"{first} {sectors}".strip()
            if not sectors and first in _countries():
                kind = next((entry.kind for entry in known if entry.kind in NATIONAL), "country")
            elif sectors.startswith(_ARMED) or first == _ARMED_ACROSS:
                kind = "group"
            elif not sectors and first == _UNKNOWN:
                whole = f"{first} {_GOVERNMENT}"
            note = "person" if person and kind == "body" else ""
            entries.append(_OwnEntry(kind, whole, shown, where, code.start, code.end, exact=exact, note=note))

    def _add_agent(
        self, number: int, name: str, plural: str | None, codes: Sequence[tuple[_Code, tuple[str, str]]]
    ) -> None:
        shown = _shown(name)
        words = _key(shown).split(" ")
        while len(words) > 1 and words[-1] in _TIES:
            words.pop()
        if not words[0]:
            self._tell(number, "the name has no letters; it is left out")
            return
        self.count += 1
        like = _like(words)
        # A noun whose plural is told, or that has none, is not to be met in a plural made by rule.
        keys = [" ".join(singular(word) for word in words)] if plural is None else [" ".join(words)]
        if plural:
            keys.append(_key(_shown(plural)))
        note = like.note if like is not None else "person"
        gender = like.other if like is not None and like.other in ("f", "m") else ""
        for key in keys:
            for code, (first, sectors) in codes:
                where = self._where(number, code)
                whole, kind = (first, "igo") if first else (sectors, note)
                self.names.setdefault(key, []).append(
                    _OwnEntry("role", whole, shown, where, code.start, code.end, cased=False, note=kind, other=gender)
                )

    def _where(self, number: int, code: _Code) -> str:
        if code.line == number:
            return f"{self.path} line {number} [{code.written}]"
        return f"{self.path} line {number}, code of line {code.line} [{code.written}]"


_FORMER = "ELI"
_GOVERNMENT = "GOV"
_UNKNOWN = "UNK"
_ARMED = ("REB", "PRM", "CRM", "UAF")
_ARMED_ACROSS = "IMG"
_TIES = listed("tie")
_NO_KIN = frozenset(("none", "igo", "company", "measure", "nation"))


def _like(words: Sequence[str]) -> Entry | None:
    """Return the built-in role that a new one is most like: the same, else that of its head ("minister" for a minister
    for fisheries, "brigade" for a river brigade)."""
    end = next((index for index, word in enumerate(words) if index and word in _TIES), len(words))
    core = [singular(word) for word in words[:end]]
    for begin in range(end):
        for entry in package_lexicon().names.get(" ".join(core[begin:]), ()):
            if entry.kind == "role" and entry.note not in _NO_KIN:
                return entry
    return None


def _shown(name: str) -> str:
    """Return a name as a reader would write it, capitals apart."""
    return " ".join(name.replace("_", " ").split())


def _key(shown: str) -> str:
    return key_of(shown.replace(",", " ") if "," in shown else shown)


def _parsed(written: str) -> tuple[str, str, str, str]:
    """Return code, first day, last day and fault of what stands between two brackets."""
    tokens = written.split()
    if not tokens:
        return "", "", "", "the brackets hold no code"
    if len(tokens) == 1:
        return tokens[0], "", "", "" if not _TIME.fullmatch(tokens[0]) else f'"{written}" holds no code'
    if _TIME.fullmatch(tokens[0]) and tokens[0] != _NULL:
        code, time = tokens[-1], "".join(tokens[:-1])
    else:
        code, time = tokens[0], "".join(tokens[1:])
    if time[0] in "<>":
        day = _day(time[1:])
        if day is None:
            return code, "", "", f'"{time}" is no day (yymmdd, yyyymmdd or m/d/yy)'
        return (code, "", day, "") if time[0] == "<" else (code, day, "", "")
    first, dash, last = time.partition("-")
    start, end = _day(first), _day(last)
    if not dash or start is None or end is None:
        return code, "", "", f'"{time}" is no time (>day, <day or day-day, days as yymmdd, yyyymmdd or m/d/yy)'
    if start > end and len(first) == 6 and first.isdigit():
        start = f"{int(start[:4]) - 100:04}{start[4:]}"
    if start > end:
        return code, "", "", f'"{time}" ends before it begins'
    return code, start, end, ""


_TIME = re.compile(r"[<>]?[\d/][\d/<>-]*|[<>]")
# TABARI writes years with two digits; those up to 30 are of this century, as PETRARCH reads them.
_PIVOT = 30


@cache
def _day(written: str) -> str | None:
    """Return a day as ISO, or None when it is none; day and month 0 stand for the first."""
    if "/" in written:
        parts = written.split("/")
        if len(parts) != 3 or not all(part.isdigit() for part in parts):
            return None
        month, day, year = parts
    elif written.isdigit() and len(written) in (6, 8):
        year, month, day = written[:-4], written[-4:-2], written[-2:]
    else:
        return None
    number = int(year)
    if len(year) == 2:
        number += 2000 if number <= _PIVOT else 1900
    try:
        return Day(number, int(month) or 1, int(day) or 1).isoformat()
    except ValueError:
        return None


@cache
def _countries() -> frozenset[str]:
    return frozenset(row.cells["code"] for row in read_table("countries"))


@cache
def _function_words() -> frozenset[str]:
    """Return words that stand in any sentence, so that a name of the same letters has to stand in capitals."""
    words = {fold(row.cells["word"]) for row in read_table("pronouns")}
    for use in ("stop", "tie", "article", "and", "both", "others", "where", "towards", "function"):
        words |= listed(use)
    return frozenset(words)
