"""Tells the article from what stands around it in lines of text: menus, bylines, share bars, teasers, injected links.

Where the lines come from, and the way back to the page, are left to `reader` and `markup`."""

import re
from collections import Counter
from functools import cache, lru_cache
from typing import cast, get_args

import msgspec

from dragoman.errors import TableError
from dragoman.pages.publication import TIME, WEEKDAY, day_pattern, find_day, month_pattern
from dragoman.pages.rows import rows
from dragoman.records.article import CutReason

MAX_CHARACTERS = 1_000_000
MAX_LINES = 20_000
EDGES = " \t\r\n\f\v\x1c\x1d\x1e\x1f\x85\xa0\u2028\u2029\u200b\u200e\u200f\u202f\u2060\ufeff\xad\u3000"


class Piece(msgspec.Struct, frozen=True):
    """A run of the text that belongs to the article: its offsets, and what joins it to the run before."""

    start: int
    end: int
    before: str


class Strip(msgspec.Struct, frozen=True):
    """A run of the text that does not belong to the article, and what it was taken for."""

    start: int
    end: int
    reason: CutReason


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """What a page of lines holds.

    Attributes:
        pieces: the body, in order. strips: everything else, in order.
        title, author: as the page tells them, else empty.
        date: ISO day of a date line, else empty.
        dateline: the place in front of the first paragraph. dateline_day: the day beside it, as written ("June 20").
        notes: what a user should know.
    """

    pieces: tuple[Piece, ...]
    strips: tuple[Strip, ...]
    title: str = ""
    author: str = ""
    date: str = ""
    dateline: str = ""
    dateline_day: str = ""
    notes: tuple[str, ...] = ()


def lay_out(text: str, *, title: str = "", linked: frozenset[int] = frozenset(), trusted: bool = False) -> Layout:
    """Tell the article's lines from the others.

    Lines are cut when a row of `boilerplate.tsv` says so at the place where they stand, when they are mostly links or
    words of injected links, or when they stand before or after all full paragraphs and look like no sentence. What is
    in doubt stays in.

    Args:
        text: the page's visible text, lines separated by line breaks.
        title: the headline where it is known already; lines that repeat it are cut.
        linked: offsets at which a line begins that is a link from end to end.
        trusted: true when the text was extracted already, so that only what is certain is cut.
    Returns: the layout; `pieces` is empty when nothing looks like an article.
    """
    lines, notes = _lines(text, wrapped=not trusted)
    labels = _Labels(lines)
    labels.everywhere()
    first = labels.first_prose()
    title = title.strip()
    if title:
        labels.name_title(title)
    if not trusted:
        labels.before(first)
        if not title:
            title = labels.find_title(first)
        labels.header(first, title)
    elif first > 0:
        labels.before(first)
    labels.sections(first)
    if linked:
        labels.linked_headlines(first, linked)
    labels.after(trusted)
    labels.keep_something()
    dateline, day = labels.dateline()
    return Layout(
        pieces=_pieces(lines, labels.reasons),
        strips=_strips(lines, labels.reasons),
        title=title,
        author=labels.author,
        date=labels.date,
        dateline=dateline,
        dateline_day=day,
        notes=notes,
    )


def label_line(text: str) -> CutReason | None:
    """Return what a line by itself would be taken for by the first table row that matches it, wherever it stands."""
    if is_link_farm(text):
        return "link farm"
    hits = _hits(text)
    return hits[0].reason if hits else None


def line_facts(text: str) -> tuple[str, str]:
    """Return the author and the ISO day that a byline or date line tells, each empty when it tells none."""
    author = day = ""
    for hit in _hits(text):
        author = author or hit.author
        day = day or (find_day(text) if hit.reason in ("byline", "date line") else "")
    return author, day


def is_link_farm(text: str) -> bool:
    """Tell whether a line is mostly links, or mostly words of injected links without being a sentence."""
    tokens = text.split()
    if not tokens:
        return False
    links = [token for token in tokens if _is_link(token)]
    if links and sum(map(len, links)) > 0.5 * sum(map(len, tokens)):
        return True
    if len(tokens) > 400 or (_ENDS.search(text[-12:]) and len(tokens) > 6):
        return False
    spam = sum(len(found[0].split()) for found in _spam().finditer(text[:4000]))
    return spam >= 2 and spam >= 0.3 * len(tokens)


class _Line(msgspec.Struct):
    """A line: offsets, its text with wrapped lines joined, its physical lines, and what joins it to the line before."""

    start: int
    end: int
    text: str
    parts: list[tuple[int, int]]
    before: str
    words: int = 0


class _Row(msgspec.Struct, frozen=True):
    pattern: re.Pattern[str]
    reason: CutReason
    where: str
    takes: str


class _Hit(msgspec.Struct, frozen=True):
    reason: CutReason
    where: str
    takes: str
    author: str


class _Labels:
    """The lines of one page and what each was taken for so far (None: the article)."""

    def __init__(self, lines: list[_Line]) -> None:
        self.lines = lines
        self.reasons: list[CutReason | None] = [None] * len(lines)
        self.takes: dict[int, _Hit] = {}
        self.author = ""
        self.date = ""

    def everywhere(self) -> None:
        """Label what is certain wherever it stands: links, and the table's rows for any place."""
        for index, line in enumerate(self.lines):
            if is_link_farm(line.text):
                self.reasons[index] = "link farm"
            else:
                self._apply(index, ("anywhere",))

    def first_prose(self) -> int:
        """Return the index of the first full paragraph, or of the longest line where there is none."""
        prose = next((i for i, line in enumerate(self.lines) if self.reasons[i] is None and is_prose(line.text)), -1)
        if prose >= 0:
            return prose
        free = [i for i in range(len(self.lines)) if self.reasons[i] is None]
        return max(free, key=lambda i: (len(self.lines[i].text), -i), default=0)

    def before(self, first: int) -> None:
        """Label the lines before the first full paragraph by the table."""
        for index in range(first):
            if self.reasons[index] is None:
                self._apply(index, ("start", "edge"))
        # A headline may be as long as a paragraph: then byline and date stand right below it.
        index = first + 1
        while index < len(self.lines) and (self.reasons[index] or self._apply(index, ("start",))):
            index += 1

    def find_title(self, first: int) -> str:
        """Return the headline among the lines up to the first full paragraph, or "", by the best score."""
        repeated = Counter(_plain(line.text) for line in self.lines[:200])
        repeated.update(_plain(parts[0]) for line in self.lines[:200] if len(parts := _SITE.split(line.text[:400])) > 1)
        crumbs = " ".join(
            _plain(line.text) for i, line in enumerate(self.lines[:first]) if self.reasons[i] == "breadcrumb"
        )
        best, best_score = "", 0.0
        transcript = sum(bool(_SPEAKER.match(line.text)) for line in self.lines[:40]) > 1
        for index in range(min(first + 1, len(self.lines))):
            line = self.lines[index]
            if self.reasons[index] is not None or not 2 <= line.words <= 40 or len(line.text) > 300:
                continue
            if transcript and _SPEAKER.match(line.text):
                continue
            score = _title_score(line.text, line.words)
            plain = _plain(line.text)
            if index == first and not (score > 0.5 and self._longer_follows(index)):
                continue
            score += 3.0 * (repeated[plain] > 1) + 3.0 * (line.words > 2 and plain in crumbs)
            following = self.reasons[index + 1] if index + 1 < len(self.lines) else None
            score += 1.0 * (following in ("byline", "date line", "agency line", "share bar"))
            score -= 0.1 * sum(reason is None for reason in self.reasons[:index])
            if score > best_score:
                best, best_score = line.text, score
        parts = best.split(" | ")
        if len(parts) > 1 and len(parts[0].split()) >= 3 and len(parts[-1].split()) <= 4:
            best = parts[0].strip()
        if best:
            self.name_title(best)
        return best

    def name_title(self, title: str) -> None:
        """Label the lines that are the title, or repeat it with the site's name behind it."""
        plain, seen = _plain(title), False
        if not plain:
            return
        for index, line in enumerate(self.lines):
            if self.reasons[index] in (None, "boilerplate", "teaser") and _repeats(line.text, plain):
                self.reasons[index] = "repeated title" if seen else "title"
                seen = True

    def header(self, first: int, title: str) -> None:
        """Label the short lines before the first full paragraph that no row knows; longer ones may be a standfirst."""
        unknown = [i for i in range(first) if self.reasons[i] is None]
        start = next((i for i, reason in enumerate(self.reasons) if reason == "title"), -1)
        heads = [i for i in unknown if i > start and self.lines[i].words >= 6 and not _STOPS.search(self.lines[i].text)]
        for index in unknown:
            line = self.lines[index]
            if _STOPS.search(line.text):
                continue
            if line.words < 6 and (title or line.words < 4):
                self.reasons[index] = "breadcrumb" if index < start else "boilerplate"
            elif title and (index < start or len(heads) >= 3):
                self.reasons[index] = "teaser"

    def sections(self, first: int) -> None:
        """Label headings over what is not the article, and what stands under them."""
        index = first + 1
        for marked in [i for i in self.takes if i < first]:
            self._take_next(marked)
        while index < len(self.lines):
            if self.reasons[index] is None:
                self._apply(index, ("end",))
            hit = self.takes.get(index)
            if hit is None:
                index += 1
            elif hit.takes in ("next", "one"):
                index = self._take_next(index)
            else:
                index = self._take_rest(index, hit)

    def linked_headlines(self, first: int, linked: frozenset[int]) -> None:
        """Label linked headlines below the first paragraph, and at the end of the page what stands under each."""
        free = [i for i in range(first + 1, len(self.lines)) if self.reasons[i] is None]
        heads = [n for n, i in enumerate(free) if self.lines[i].start in linked and self._is_head(i)]
        for head in heads:
            self.reasons[free[head]] = "teaser"
        # One linked headline between paragraphs is a pointer, and the paragraph after it belongs to the article. Only
        # where headlines and single paragraphs alternate up to the end of the page are they a list of other articles.
        run: list[int] = []
        end = len(free)
        for head in reversed(heads):
            if end - head > 2:
                break
            run.append(head)
            end = head
        if len(run) >= 3:
            for index in free[end:]:
                self.reasons[index] = "teaser"

    def _is_head(self, index: int) -> bool:
        line = self.lines[index]
        return line.words >= 3 and not is_prose(line.text)

    def after(self, trusted: bool) -> None:
        """Label what follows the last full paragraph: by the table, then lines that are no sentences."""
        last = max(
            (i for i, line in enumerate(self.lines) if self.reasons[i] is None and is_prose(line.text)), default=-1
        )
        if last < 0:
            last = max((i for i, reason in enumerate(self.reasons) if reason is None), default=-1)
        tail = range(last + 1, len(self.lines))
        for index in tail:
            if self.reasons[index] is None:
                self._apply(index, ("edge",))
        left = [i for i, reason in enumerate(self.reasons) if reason is None][-3:]
        for index in left[::-1]:
            if index > 0 and self._prose_before(index) >= 2:
                self._apply(index, ("last",))
        if trusted:
            return
        ended = False
        loose = [i for i in tail if self.reasons[i] is None and not _ENDS.search(self.lines[i].text)]
        heads = [i for i in loose if self.lines[i].words >= 5]
        for index in tail:
            if self.reasons[index] is not None:
                ended = True
            elif index in loose and (ended or (index in heads and len(heads) >= 3)):
                self.reasons[index] = "teaser" if self.lines[index].words >= 5 else "boilerplate"

    def keep_something(self) -> None:
        """Give back the lines in doubt where nothing is left: a page of one line is an article of one line."""
        if any(reason is None for reason in self.reasons):
            return
        doubtful = [
            i for i, reason in enumerate(self.reasons) if reason in ("title", "boilerplate", "teaser", "breadcrumb")
        ]
        if doubtful and len(self.lines) <= 3:
            self.reasons[max(doubtful, key=lambda i: self.lines[i].words)] = None

    def dateline(self) -> tuple[str, str]:
        """Return the place and the day in front of the first paragraphs, each empty when there is none."""
        kept = [line.text for line, reason in zip(self.lines, self.reasons, strict=True) if reason is None]
        # In a transcript every paragraph begins with a name in capitals and a colon.
        labelled = [text for text in kept[:40] if (found := find_dateline(text)) and ":" in found[2]]
        for text in kept[:3]:
            found = find_dateline(text)
            if found and not (":" in found[2] and len(labelled) > 1):
                return found[0], found[1]
        return "", ""

    def _apply(self, index: int, places: tuple[str, ...]) -> bool:
        for hit in _hits(self.lines[index].text):
            if hit.where in places:
                self.reasons[index] = hit.reason
                if hit.takes != "line":
                    self.takes[index] = hit
                self.author = self.author or hit.author
                if hit.reason in ("byline", "date line"):
                    self.date = self.date or find_day(self.lines[index].text)
                return True
        return False

    def _take_next(self, index: int) -> int:
        """Label the headlines under "Also read" and the like, and a snippet that breaks off; return what follows."""
        reason = self.reasons[index]
        following = index + 1
        most = 1 if self.takes[index].takes == "one" else 3
        while following < len(self.lines) and following <= index + most:
            line = self.lines[following]
            if self.reasons[following] is not None:
                break
            broken = bool(_BREAKS_OFF.search(line.text))
            question = line.text.endswith("?") and line.words <= 12
            if not broken and not question and (is_prose(line.text) or _ENDS.search(line.text)):
                break
            self.reasons[following] = reason
            following += 1
            if broken:
                break
        return following

    def _take_rest(self, index: int, hit: _Hit) -> int:
        """Label what stands under "Check also" and the like, up to where full paragraphs resume; return that index."""
        # A heading that stands before most of the article is a box beside it, not the end of it.
        resume = len(self.lines)
        if hit.takes == "rest":
            for start in range(index + 1, len(self.lines) - 1):
                if self._begins_another(start):
                    break
                if self._is_body(start) and self._is_body(start + 1):
                    resume = start
                    break
        section = hit.reason
        for following in range(index + 1, resume):
            text = self.lines[following].text
            if self.reasons[following] is None:
                heading = next((other for other in _hits(text) if other.where == "end" and other.takes != "line"), None)
                section = heading.reason if heading else section
                self.reasons[following] = label_certain(text) or section
        return max(resume, index + 1)

    def _begins_another(self, index: int) -> bool:
        """Tell whether readers' comments or another article, with its own byline or date, begin at a line."""
        return any(
            (hit.where == "end" and hit.takes == "end")
            or (hit.where != "end" and hit.reason in ("byline", "date line"))
            for hit in _hits(self.lines[index].text)
        )

    def _is_body(self, index: int) -> bool:
        line = self.lines[index]
        return (
            self.reasons[index] is None and is_prose(line.text) and line.words >= 15 and not _hits_anywhere(line.text)
        )

    def _longer_follows(self, index: int) -> bool:
        after = range(index + 1, min(index + 4, len(self.lines)))
        return any(self.reasons[i] is None and is_prose(self.lines[i].text) for i in after)

    def _prose_before(self, index: int) -> int:
        return sum(self.reasons[i] is None and is_prose(self.lines[i].text) for i in range(index))


def label_certain(text: str) -> CutReason | None:
    """Return what a line is by the rows that count wherever a line stands."""
    if is_link_farm(text):
        return "link farm"
    return next((hit.reason for hit in _hits(text) if hit.where in ("anywhere", "edge", "end")), None)


def is_prose(text: str) -> bool:
    """Tell whether a line is a full paragraph: enough words, and the end of a sentence or the length of one."""
    if _BREAKS_OFF.search(text):
        return False
    words = text.count(" ") + 1
    if words >= 25 or (words >= 12 and _ENDS.search(text[-12:])):
        return True
    # Scripts without spaces between words.
    if len(text) >= 40 and words < len(text) / 20 and _ENDS.search(text[-12:]):
        return True
    return words >= 8 and find_dateline(text) is not None


@lru_cache(maxsize=4096)
def find_dateline(text: str) -> tuple[str, str, str] | None:
    """Read the dateline in front of a paragraph.

    Args:
        text: the paragraph, such as "SOUTH WAZIRISTAN, April 5 (APP): Security forces ...".
    Returns: the place, the day as written or "", and the sign after it; None when there is no dateline.
    """
    found = _dateline().match(text[:200])
    if not found:
        return None
    place, sign = (found["caps"] or found["mixed"]).strip(" ,"), found["sign"].strip()
    first = place.split()[0].strip(",.:").upper()
    if first in _not_datelines() or place.upper() in _not_datelines() or len(place) < 3:
        return None
    if found["mixed"] and not (found["day"] or found["agency"]):
        if sign == "-" or place.count(" ") > 2:
            return None
        following = text[found.end() : found.end() + 1]
        if not (following.isupper() or following in "“\"'‘"):
            return None
    if text[found.end() : found.end() + 200].count(" ") < 4:
        return None
    return place + (found["region"] or ""), (found["day"] or "").strip(" ,"), sign


_ENDS = re.compile(r"[.!?…。！？](?:[\"'”’»)\]]|\[\d{1,3}\]){0,4}$")
_STOPS = re.compile(_ENDS.pattern + "|:$")
_BREAKS_OFF = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\])[ >»\]]{0,4}$")
_LINK = re.compile(r"[(\[<\"']{0,3}(?:https?://|www\.)\S{2,}|<?https?:/*$", re.IGNORECASE)
_DOMAIN = re.compile(r"(?:[\w-]{1,63}\.){1,5}[a-z]{2,12}(?:/\S*)?[,;]?$")
_SITE = re.compile(r" [|–—»·•-] ")
_SPEAKER = re.compile(r"(?:[A-Z]|[A-Z][A-Z.'’ -]{1,40}):\s")
_BREAKS = re.compile(r"[^\r\n\f\v\x85\u2028\u2029]+")
_SENTENCE_END = re.compile(r"[.!?][\"'”’)]{0,2}\s")
_WORDS = re.compile(r"\w+")


def _is_link(token: str) -> bool:
    return bool(_LINK.match(token[:200])) or ("." in token[1:-1] and len(token) <= 300 and bool(_DOMAIN.match(token)))


def _lines(text: str, *, wrapped: bool) -> tuple[list[_Line], tuple[str, ...]]:
    """Cut the text into lines, join those wrapped at a fixed width, part runs of links from what precedes them."""
    notes: tuple[str, ...] = ()
    if len(text) > MAX_CHARACTERS:
        text = text[:MAX_CHARACTERS]
        notes = (f"the page is very long: only its first {MAX_CHARACTERS:,} characters were read",)
    groups: list[list[tuple[int, int]]] = []
    end = 0
    count = 0
    for found in _BREAKS.finditer(text):
        start, stop = _strip(text, found.start(), found.end())
        if start == stop:
            continue
        count += 1
        if count > MAX_LINES:
            notes = (f"the page has very many lines: only its first {MAX_LINES:,} were read",)
            break
        between = text[end:start].replace("\r\n", "\n")
        if groups and sum(between.count(sign) for sign in "\n\r\f\v\x85\u2028\u2029") < 2:
            groups[-1].append((start, stop))
        else:
            groups.append([(start, stop)])
        end = stop
    lines: list[_Line] = []
    for group in groups:
        before = "\n\n"
        for parts in _unwrap(text, group) if wrapped else [[part] for part in group]:
            for piece in _part_links(text, parts):
                joined = " ".join(text[start:stop] for start, stop in piece)
                line = _Line(piece[0][0], piece[-1][1], joined, piece, before, len(_WORDS.findall(joined[:4000])))
                lines.append(line)
                before = "\n"
    return lines, notes


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in EDGES:
        start += 1
    while end > start and text[end - 1] in EDGES:
        end -= 1
    return start, end


def _unwrap(text: str, group: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Join the lines of a block that were broken at a fixed width."""
    widths = [stop - start for start, stop in group]
    inner = widths[:-1]
    ends = sum(bool(_ENDS.search(text[max(start, stop - 12) : stop])) for start, stop in group[:-1])
    if (
        len(group) >= 3
        and min(inner) >= 45
        and max(widths) <= 110
        and max(inner) - min(inner) <= 25
        and ends * 2 <= len(inner)
    ):
        return [group]
    joined: list[list[tuple[int, int]]] = []
    for start, stop in group:
        if joined:
            last_start, last_stop = joined[-1][-1]
            open_end = text[last_stop - 1].isalnum() or text[last_stop - 1] in ",-–—"
            if 40 <= last_stop - last_start <= 130 and open_end and text[start].islower():
                joined[-1].append((start, stop))
                continue
        joined.append([(start, stop)])
    return joined


def _part_links(text: str, parts: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Part a run of three or more links from the line in which it stands."""
    if len(parts) != 1:
        return [parts]
    start, stop = parts[0]
    if not _ENDS.search(text[max(start, stop - 12) : stop]):
        # Injected words may be glued to the end of a paragraph.
        spam = _spam().search(text, start, stop)
        ends = [found.end() for found in _SENTENCE_END.finditer(text, start, spam.start())] if spam else []
        if ends and is_link_farm(text[ends[-1] : stop]):
            return [[_strip(text, start, ends[-1])], [_strip(text, ends[-1], stop)]]
    if text.count(".", start, stop) < 3 and text.count("://", start, stop) < 3:
        return [parts]
    tokens = [(found.start(), found.end()) for found in re.compile(r"\S+").finditer(text, start, stop)]
    runs: list[tuple[int, int]] = []
    index = 0
    while index < len(tokens):
        after = index
        while after < len(tokens) and _is_link(text[slice(*tokens[after])]):
            after += 1
        explicit = any("://" in text[slice(*token)] or "www." in text[slice(*token)] for token in tokens[index:after])
        # A sentence may list three domains by their bare names; a farm of them stands at the end or alone.
        if after - index >= 3 and (explicit or after == len(tokens)):
            runs.append((tokens[index][0], tokens[after - 1][1]))
        index = max(after, index + 1)
    pieces: list[list[tuple[int, int]]] = []
    position = start
    for run_start, run_stop in [*runs, (stop, stop)]:
        piece = _strip(text, position, run_start)
        if piece[0] < piece[1]:
            pieces.append([piece])
        if run_start < run_stop:
            pieces.append([(run_start, run_stop)])
        position = run_stop
    return pieces


def _pieces(lines: list[_Line], reasons: list[CutReason | None]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    cut_between = False
    for line, reason in zip(lines, reasons, strict=True):
        if reason is not None:
            cut_between = True
            continue
        for number, (start, stop) in enumerate(line.parts):
            before = " " if number else ("\n\n" if cut_between else line.before)
            pieces.append(Piece(start, stop, before if pieces else ""))
        cut_between = False
    return tuple(pieces)


def _strips(lines: list[_Line], reasons: list[CutReason | None]) -> tuple[Strip, ...]:
    strips: list[Strip] = []
    last: CutReason | None = None
    for line, reason in zip(lines, reasons, strict=True):
        if reason is not None:
            if reason == last == "link farm":
                strips[-1] = Strip(strips[-1].start, line.end, reason)
            else:
                strips.append(Strip(line.start, line.end, reason))
        last = reason
    return tuple(strips)


def _plain(text: str) -> str:
    return " ".join(_WORDS.findall(text[:600].lower()))


def _repeats(text: str, plain_title: str) -> bool:
    if len(text) > 2 * len(plain_title) + 120:
        return False
    plain = _plain(text)
    if plain == plain_title:
        return True
    # "Iran and Pakistan agree | AT News"
    parts = _SITE.split(text)
    return len(parts) > 1 and _plain(parts[0]) == plain_title and len(parts[-1].split()) <= 6


def _title_score(text: str, words: int) -> float:
    if text.endswith(":") or _BREAKS_OFF.search(text):
        return -1.0
    # "Gulf envoy flies on to Washington, D.C." ends with an abbreviation, not as a sentence.
    ends = bool(_ENDS.search(text)) and not re.search(r"(?:\b[A-Z]\.){1,4}$", text)
    long_words = [word for word in _WORDS.findall(text) if len(word) >= 4 and not word.isdigit()]
    capitals = sum(word[0].isupper() for word in long_words) / max(1, len(long_words))
    score = 1.0 if words >= 4 else 0.2
    if ends:
        # A sentence with its full stop is a headline only when it is written like one.
        score = (
            0.6
            if capitals >= 0.8 and words <= 15 and len(long_words) >= 3
            else (0.6 if text.endswith("?") and words <= 15 else -1.0)
        )
        return score
    # A site's name and motto are written in capitals throughout, most headlines are not.
    return score + (0.3 if words >= 4 and any(word.islower() for word in long_words) else 0.0)


@lru_cache(maxsize=8192)
def _hits(text: str) -> tuple[_Hit, ...]:
    if len(text) > 600:
        return ()
    hits = []
    for row in _table():
        found = row.pattern.fullmatch(text)
        if found:
            groups = found.groupdict()
            hits.append(_Hit(row.reason, row.where, row.takes, groups.get("author") or ""))
    return tuple(hits)


def _hits_anywhere(text: str) -> bool:
    return any(hit.where == "anywhere" for hit in _hits(text))


@cache
def _table() -> tuple[_Row, ...]:
    capital = r"(?-i:[A-ZÀ-ÖØ-Þ][\w.'’-]{0,30})"
    name = rf"{capital}(?: (?:{capital}|(?-i:de|van|von|der|den|bin|ibn|al|ul|ur|del|la|da|dos|di))){{0,5}}"
    found = []
    for number, row in enumerate(rows("boilerplate"), 1):
        pattern = row["pattern"].replace("{name}", name).replace("{date}", day_pattern())
        pattern = pattern.replace("{weekday}", WEEKDAY).replace("{time}", TIME)
        if row["reason"] not in get_args(CutReason):
            raise TableError(f'boilerplate.tsv: row {number} gives the reason "{row["reason"]}": use one of CutReason')
        try:
            compiled = re.compile(pattern, re.IGNORECASE)
        except re.error as error:
            raise TableError(f"boilerplate.tsv: row {number} is no regular expression ({error}): correct it") from error
        found.append(_Row(compiled, cast(CutReason, row["reason"]), row["where"], row["takes"]))
    return tuple(found)


@cache
def _spam() -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(row["pattern"] for row in rows("spam")) + r")\b", re.IGNORECASE)


@cache
def _not_datelines() -> frozenset[str]:
    return frozenset(row["word"] for row in rows("not_datelines"))


@cache
def _dateline() -> re.Pattern[str]:
    month = f"(?i:{month_pattern()})"
    capitals = r"[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ.'’-]{1,25}"
    mixed = r"[A-ZÀ-ÖØ-Þ][a-zß-ÿ.'’-]{1,25}(?:-[A-Z][a-z]{1,20})?"
    day = rf"(?:{month} \d{{1,2}}(?:,? \d{{4}})?|\d{{1,2}} {month}(?:,? \d{{4}})?)"
    return re.compile(
        rf"(?:(?P<caps>{capitals}(?:[ /]{capitals}){{0,4}})|(?P<mixed>{mixed}(?: {mixed}){{0,3}}))"
        rf"(?P<region>, (?!{month}\b)[A-Z][\w.'’-]{{1,25}}(?: [A-Z][\w.'’-]{{1,25}}){{0,2}})?"
        rf"(?:,? ?(?P<day>{day}),?)?"
        r"(?: ?(?P<agency>[(\[][^()\[\]]{2,40}[)\]]))?"
        r" ?(?P<sign>:|—|–|―|--|- | - ) ?"
    )
