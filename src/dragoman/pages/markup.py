"""Reads the article out of an HTML page with trafilatura and finds the way of each of its characters back to the page.

Nothing in a page is run or fetched. Which of the extracted lines are boilerplate all the same is left to `layout`."""

import html
import logging
import re
from array import array
from bisect import bisect_right
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any, cast

import msgspec

from dragoman.pages.layout import MAX_CHARACTERS, is_prose, label_line, line_facts
from dragoman.pages.rows import rows
from dragoman.records.article import Cut, CutReason, Segment

MAX_TAGS = 200_000
MAX_DEPTH = 200
_MAX_TAGS_FOR_TRAFILATURA = 40_000
_SEARCH_BUDGET = 300_000_000


class Block(msgspec.Struct, frozen=True):
    """A run of visible text between two block elements: offsets in the visible text, what the elements around it say it
    is, and how many of its characters stand in links."""

    start: int
    end: int
    reason: CutReason | None
    linked: int


class Visible(msgspec.Struct, frozen=True):
    """What a reader sees of a page.

    Attributes:
        text: the visible characters; `\\n` between blocks.
        starts: for each of them its offset in the page. widths: how many characters of the page it takes up where that
            is not one (an entity; zero for a break).
        blocks: the runs between breaks. depth: how deep the elements nest. tags: how many tags there are.
        end: where reading stopped, the length of the page unless it is too large.
    """

    text: str
    starts: "array[int]"
    widths: dict[int, int]
    blocks: tuple[Block, ...]
    depth: int
    tags: int
    end: int


class Extract(msgspec.Struct, frozen=True, kw_only=True):
    """An article as extracted: its lines, the way back to the page, what the page tells about it, what was left out.

    `linked` are the offsets at which a line begins that is a link from end to end.
    """

    text: str
    segments: tuple[Segment, ...]
    linked: frozenset[int] = frozenset()
    title: str = ""
    author: str = ""
    date: str = ""
    site: str = ""
    cuts: tuple[Cut, ...] = ()
    trusted: bool = True
    notes: tuple[str, ...] = ()


def looks_like_html(text: str, source: str = "") -> bool:
    """Tell whether a page is HTML: by how it begins, its file's name, or the tags in its first 50,000 characters."""
    head = text[:50_000]
    if _BEGINS.match(head):
        return True
    tags = len(_COMMON_TAGS.findall(head))
    if source.lower().endswith((".html", ".htm", ".xhtml")):
        return tags > 0
    return tags >= 3


def extract(text: str) -> Extract:
    """Extract the article of an HTML page.

    Args:
        text: the page as decoded.
    Returns: the article's lines, each mapped to the page; empty text when the page shows none.
    """
    visible = scan(text)
    notes = (
        ()
        if visible.end >= len(text)
        else (f"the page is very long: only its first {visible.end:,} characters were read",)
    )
    found = None
    if visible.depth <= MAX_DEPTH and visible.tags <= _MAX_TAGS_FOR_TRAFILATURA:
        found = _trafilatura(text[: visible.end])
    else:
        notes = (*notes, "the page has too many or too deeply nested elements; read without its structure")
    spans: list[tuple[int, int]] = []
    title = author = date = site = ""
    if found is not None:
        title, author, date, site = (
            _one_line(getattr(found, name, "")) for name in ("title", "author", "date", "sitename")
        )
        spans, lost = _align(str(found.text or ""), visible)
        if lost > 0.2:
            spans = []
    # The extractor may come back with a cookie banner from a page whose paragraphs it did not find.
    if sum(stop - start for start, stop in spans) < 0.1 * _prose_size(visible):
        spans = []
    trusted = bool(spans)
    if not spans:
        spans = [
            (b.start, b.end)
            for b in visible.blocks
            if not _is_list_of_links(visible, b) and b.reason in (None, "title", "byline", "date line")
        ]
    flat, segments, linked = _flatten(visible, spans)
    first = visible.starts[spans[0][0]] if spans else 0
    cuts = _cuts(text, visible, spans, title)
    for cut in cuts:
        if cut.start < first and cut.reason in ("byline", "date line", "agency line"):
            told_author, told_date = line_facts(cut.text)
            author, date = author or told_author, date or told_date
    return Extract(
        text=flat,
        segments=segments,
        linked=linked,
        title=_without_site(title, site),
        author=author,
        date=date if re.fullmatch(r"\d{4}-\d\d-\d\d", date) else "",
        site=site,
        cuts=cuts,
        trusted=trusted,
        notes=notes,
    )


def scan(text: str) -> Visible:
    """Read the visible characters of an HTML page in one pass, each with its offset in the page.

    Args:
        text: the page as decoded, well-formed or not.
    Returns: the visible text without scripts, styles and hidden templates. Pages of more than 200,000 tags or 1,000,000
        visible characters are read up to there.
    """
    return _Scanner(text).run()


class _Open(msgspec.Struct, frozen=True):
    name: str
    reason: CutReason | None


class _Scanner:
    """One pass over a page; the state is what is open at the current place."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.out: list[str] = []
        self.size = 0
        self.starts = array("Q")
        self.widths: dict[int, int] = {}
        self.blocks: list[Block] = []
        self.open: list[_Open] = []
        self.depth = 0
        self.links = 0
        self.linked = 0
        self.block_start = 0
        self.block_filled = False
        self.no_more: set[str] = set()
        self.next_close = -1

    def run(self) -> Visible:
        text, length = self.text, len(self.text)
        position = tags = 0
        while position < length and tags <= MAX_TAGS and self.size <= MAX_CHARACTERS:
            less = text.find("<", position)
            if less < 0:
                self._show(position, length)
                position = length
                break
            if less > position:
                self._show(position, less)
            tags += 1
            position = self._markup(less)
        self._break(position)
        return Visible("".join(self.out), self.starts, self.widths, tuple(self.blocks), self.depth, tags, position)

    def _markup(self, less: int) -> int:
        """Read one piece of markup; return where it ends."""
        text, length = self.text, len(self.text)
        name_found = _TAG_NAME.match(text, less)
        if not name_found:
            if text.startswith("<!--", less):
                end = text.find("-->", less + 2)
                return length if end < 0 else end + 3
            if text[less + 1 : less + 2] in ("!", "?"):
                end = text.find(">", less)
                return length if end < 0 else end + 1
            self._show(less, less + 1)
            return less + 1
        closing, name = bool(name_found[1]), name_found[2].lower()
        end = self._tag_end(name_found.end())
        if name in _BLOCKS:
            self._break(less)
        if closing:
            self._close(name)
        elif name in _HIDDEN:
            return self._skip(name, end)
        elif name not in _VOID and text[end - 2 : end] != "/>":
            self._open(name, text[name_found.end() : min(end, name_found.end() + 2000)])
        return end

    def _tag_end(self, position: int) -> int:
        """Return the offset after a tag's `>`, which may stand inside a quoted value as well."""
        text, length = self.text, len(self.text)
        while True:
            if self.next_close < position:
                self.next_close = text.find(">", position)
                if self.next_close < 0:
                    self.next_close = length
            quote = _QUOTE.search(text, position, self.next_close)
            if not quote or quote[1] in self.no_more:
                return min(length, self.next_close + 1)
            end = text.find(quote[1], quote.end())
            if end < 0:
                self.no_more.add(quote[1])
                return min(length, self.next_close + 1)
            position = end + 1

    def _skip(self, name: str, position: int) -> int:
        """Return where an element ends whose content nobody sees."""
        mark = "</" + name
        if mark in self.no_more:
            return position
        found = _closing(name).search(self.text, position)
        if not found:
            self.no_more.add(mark)
            return len(self.text) if name in ("script", "style") else position
        return self._tag_end(found.end())

    def _open(self, name: str, attributes: str) -> None:
        if self.open and name in _CLOSED_BY_NEXT and self.open[-1].name == name:
            self._close(name)
        if len(self.open) > 4 * MAX_DEPTH:
            return
        reason = self.open[-1].reason if self.open else None
        if name not in _WHOLE_PAGE:
            values = " ".join(found[1] or found[2] or found[3] or "" for found in _NAMES.finditer(attributes))
            reason = _element_reason(f"<{name} {values[:300]}") or reason
        if name == "a":
            self.links += 1
        self.open.append(_Open(name, reason))
        self.depth = max(self.depth, len(self.open))

    def _close(self, name: str) -> None:
        for index in range(len(self.open) - 1, max(-1, len(self.open) - 60), -1):
            if self.open[index].name == name:
                self.links -= sum(element.name == "a" for element in self.open[index:])
                del self.open[index:]
                return

    def _show(self, start: int, end: int) -> None:
        end = min(end, start + MAX_CHARACTERS)
        position = start
        size_before = self.size
        if self.text.find("&", start, end) >= 0:
            for found in _ENTITY.finditer(self.text, start, end):
                shown = html.unescape(found[0])
                if shown == found[0] or (len(shown) > 1 and not found[0].endswith(";")):
                    continue
                self._put(position, found.start())
                for number, letter in enumerate(shown):
                    self.widths[self.size] = 0 if number else found.end() - found.start()
                    self.out.append(letter)
                    self.starts.append(found.start())
                    self.size += 1
                position = found.end()
        self._put(position, end)
        if not self.block_filled:
            self.block_filled = any(piece.strip() for piece in self.out[-8:]) or not self.text[start:end].isspace()
        if self.links > 0:
            self.linked += self.size - size_before

    def _put(self, start: int, end: int) -> None:
        if start < end:
            self.out.append(self.text[start:end])
            self.starts.extend(range(start, end))
            self.size += end - start

    def _break(self, position: int) -> None:
        if self.size > self.block_start:
            if self.block_filled:
                reason = self.open[-1].reason if self.open else None
                self.blocks.append(Block(self.block_start, self.size, reason, self.linked))
            self.out.append("\n")
            self.starts.append(position)
            self.widths[self.size] = 0
            self.size += 1
        self.block_start, self.block_filled, self.linked = self.size, False, 0


def _trafilatura(text: str) -> Any:
    """Ask trafilatura for body and metadata; None when it finds nothing or fails on a broken page."""
    import trafilatura  # takes half a second to load, so pages of text do without it

    for name in ("trafilatura", "htmldate", "justext", "readability"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        return trafilatura.bare_extraction(
            text,
            with_metadata=True,
            include_comments=False,
            include_tables=True,
            date_extraction_params={"original_date": True, "extensive_search": False, "outputformat": "%Y-%m-%d"},
        )
    except Exception:  # what a hostile page makes of lxml and its callers is not foreseeable; we read it ourselves then
        return None


def _one_line(value: object) -> str:
    return " ".join(str(value).split())[:500] if value else ""


def _without_site(title: str, site: str) -> str:
    parts = re.split(r"\s[|–—»·-]\s", title)
    if site and len(parts) > 1 and parts[-1].casefold() == site.casefold():
        return title[: title.rindex(parts[-1])].rstrip(" |–—»·-")
    return title


def _squeeze(text: str) -> tuple[str, "array[int]"]:
    """Return the printable characters without white space, and for each its offset."""
    offsets = array("Q", (i for i, letter in enumerate(text) if letter.isprintable() and not letter.isspace()))
    return "".join(letter for letter in text if letter.isprintable() and not letter.isspace()), offsets


def _align(extracted: str, visible: Visible) -> tuple[list[tuple[int, int]], float]:
    """Find the extracted lines in the visible text, in order.

    Long lines first, as they stand for themselves; then the others between their neighbours. White space is no
    obstacle, nor is a part that the extractor left out of the middle of a line.

    Args:
        extracted: the extractor's text, one block a line.
        visible: the page's visible text.
    Returns: spans of the visible text in the order of the lines, and the share of characters that were not found.
    """
    squeezed, offsets = _squeeze(visible.text)
    lines = [line for line in (_squeeze(line)[0] for line in extracted[:MAX_CHARACTERS].split("\n")) if line]
    places: list[tuple[int, int] | None] = [None] * len(lines)
    budget = _SEARCH_BUDGET
    cursor = 0
    for index, line in enumerate(lines):
        if len(line) >= 40 and budget > 0:
            at = squeezed.find(line, cursor)
            budget -= (len(squeezed) if at < 0 else at) - cursor
            if at >= 0:
                places[index] = (at, at + len(line))
                cursor = at + len(line)
    known = [place for place in places if place is not None]
    following = 0
    cursor = 0
    for index, line in enumerate(lines):
        place = places[index]
        if place is not None:
            cursor = place[1]
            following += 1
            continue
        limit = known[following][0] if following < len(known) else len(squeezed)
        if budget > 0 and cursor < limit:
            budget -= 4 * (limit - cursor)
            place = _find_parts(squeezed, line, cursor, limit)
            if place is not None:
                places[index] = place
                cursor = place[1]
    # A menu or a teaser above the article often repeats its first lines: take the place nearest to what follows.
    limit = len(squeezed)
    for index in range(len(lines) - 1, -1, -1):
        place = places[index]
        if place is not None:
            if limit < len(squeezed):
                at = squeezed.rfind(squeezed[place[0] : place[1]], place[0], limit)
                places[index] = place = (at, at + place[1] - place[0])
            limit = place[0]
    total = sum(map(len, lines))
    lost = sum(len(line) for line, place in zip(lines, places, strict=True) if place is None)
    spans = [
        (offsets[start], offsets[stop - 1] + 1) for place in places if place is not None for start, stop in (place,)
    ]
    return spans, lost / total if total else 1.0


def _find_parts(text: str, line: str, start: int, stop: int) -> tuple[int, int] | None:
    """Find a line between two offsets: whole, without the signs an extractor puts in, or by its beginning and end."""
    for shape in dict.fromkeys((line, line.lstrip("-•*"), line.replace("|", ""), line.replace("`", ""))):
        at = text.find(shape, start, stop) if shape else -1
        if at >= 0:
            return at, at + len(shape)
    for size in (48, 24, 12):
        if len(line) < 2 * size:
            continue
        at = text.find(line[:size], start, stop)
        if at < 0:
            continue
        end = text.find(line[-size:], at + size, min(stop, at + len(line) * 3 // 2 + 200))
        if end >= 0:
            return at, end + size
    return None


def _flatten(visible: Visible, spans: list[tuple[int, int]]) -> tuple[str, tuple[Segment, ...], frozenset[int]]:
    """Join the spans of the visible text as lines, runs of white space as one blank, and map them to the page.

    Returns: the text, its segments, and the offsets of the lines that are links from end to end.
    """
    blocks = {block.start + _blanks(visible.text, block.start, block.end): block for block in visible.blocks}
    linked: set[int] = set()
    pieces: list[str] = []
    segments: list[Segment] = []
    size = 0
    for start, stop in (part for span in spans for part in _at_breaks(visible, *span)):
        line = visible.text[start:stop]
        offset = start + len(line) - len(line.lstrip())
        stop = start + len(line.rstrip())
        if offset >= stop:
            continue
        if pieces:
            pieces.append("\n\n")
            size += 2
        block = blocks.get(offset)
        if block and block.linked >= 0.9 * (block.end - block.start) and stop >= block.start + block.linked * 0.9:
            linked.add(size)
        for found in _RUNS.finditer(visible.text, offset, stop):
            shown = " " if found[0].isspace() else found[0]
            for part_start, part_stop in _same_width(visible, found.start(), found.start() + len(shown)):
                length = part_stop - part_start
                width = visible.widths.get(part_start, 1) if length == 1 else length
                page = visible.starts[part_start]
                last = segments[-1] if segments else None
                if (
                    last
                    and last.length == last.page_length
                    and length == width
                    and last.start + last.length == size
                    and last.page + last.page_length == page
                ):
                    segments[-1] = Segment(last.start, last.page, last.length + length, last.length + length)
                elif width:
                    segments.append(Segment(size, page, length, width))
                size += length
            pieces.append(shown)
    return "".join(pieces), tuple(segments), frozenset(linked)


def _at_breaks(visible: Visible, start: int, stop: int) -> list[tuple[int, int]]:
    """Cut a span where a block ends in it (a cell of a table comes as one line), unless a sentence goes on."""
    text = visible.text
    parts: list[tuple[int, int]] = []
    first, position = start, text.find("\n", start, stop)
    while position >= 0:
        # Zero-width breaks stand between blocks; other line breaks are white space of the source.
        if visible.widths.get(position) == 0:
            end = position + 1
            before = text[max(first, position - 80) : position].rstrip()[-1:]
            after = text[end : end + 80].lstrip()[:1]
            if not (after.islower() and (before.isalnum() or before in (",", "-", "–", "—"))):
                parts.append((first, position))
                first = end
        position = text.find("\n", position + 1, stop)
    parts.append((first, stop))
    return parts


def _blanks(text: str, start: int, stop: int) -> int:
    """Count the white space at the beginning of a run."""
    position = start
    while position < stop and text[position].isspace():
        position += 1
    return position - start


def _same_width(visible: Visible, start: int, stop: int) -> list[tuple[int, int]]:
    """Cut a run where a character is an entity or where the page has markup in between."""
    starts, widths = visible.starts, visible.widths
    if stop - start == 1:
        return [(start, stop)]
    if starts[stop - 1] - starts[start] == stop - 1 - start and not any(i in widths for i in range(start, stop)):
        return [(start, stop)]
    edges = [start]
    for index in range(start + 1, stop):
        if index in widths or index - 1 in widths or starts[index] != starts[index - 1] + 1:
            edges.append(index)
    return list(pairwise([*edges, stop]))


def _cuts(page: str, visible: Visible, spans: list[tuple[int, int]], title: str) -> tuple[Cut, ...]:
    """Return the visible parts of the page that are in no span, each with what it is taken for."""
    covered: list[tuple[int, int]] = []
    for start, stop in sorted(spans):
        if covered and start <= covered[-1][1]:
            covered[-1] = (covered[-1][0], max(stop, covered[-1][1]))
        else:
            covered.append((start, stop))
    starts = [start for start, _ in covered]
    plain_title = _squeeze(title)[0].casefold()
    cuts: list[Cut] = []
    is_title = [
        bool(plain_title) and _squeeze(visible.text[b.start : min(b.end, b.start + 1000)])[0].casefold() == plain_title
        for b in visible.blocks
    ]
    headed = any(same and b.reason == "title" for same, b in zip(is_title, visible.blocks, strict=True))
    seen_title = False
    adjacent = False
    for block in visible.blocks:
        index = max(0, bisect_right(starts, block.start) - 1)
        position = block.start
        gaps: list[tuple[int, int]] = []
        while index < len(covered) and covered[index][0] < block.end:
            start, stop = covered[index]
            if stop > position:
                if start > position:
                    gaps.append((position, start))
                position = stop
            index += 1
        if position < block.end:
            gaps.append((position, block.end))
        if gaps != [(block.start, block.end)]:
            adjacent = False
        for start, stop in gaps:
            shown = " ".join(visible.text[start:stop].split())
            if not any(letter.isalnum() for letter in shown):
                continue
            reason = _block_reason(shown, block)
            if plain_title and _squeeze(shown[:1000])[0].casefold() == plain_title:
                first = not seen_title and (not headed or block.reason == "title")
                reason = "title" if first else "repeated title"
                seen_title = seen_title or first
            while visible.text[start].isspace():
                start += 1
            while visible.text[stop - 1].isspace():
                stop -= 1
            begin = visible.starts[start]
            end = visible.starts[stop - 1] + visible.widths.get(stop - 1, 1)
            if adjacent and cuts and cuts[-1].reason == reason and reason not in ("title", "byline", "date line"):
                cuts[-1] = Cut(cuts[-1].start, end, reason, f"{cuts[-1].text}\n{shown}")
            else:
                cuts.append(Cut(begin, end, reason, shown))
            adjacent = gaps == [(block.start, block.end)]
    return tuple(cuts)


def _block_reason(shown: str, block: Block) -> CutReason:
    told = label_line(shown)
    if told in ("link farm", "boilerplate", None) or block.reason in ("comments", "teaser", "cookies", "newsletter"):
        told = told if told == "link farm" else block.reason or told
    if told is not None:
        return told
    if block.linked * 2 > block.end - block.start:
        return "teaser" if shown.count(" ") >= 3 else "breadcrumb"
    return "boilerplate"


def _is_list_of_links(visible: Visible, block: Block) -> bool:
    return block.linked * 10 > 6 * (block.end - block.start) and not is_prose(
        visible.text[block.start : block.end].strip()
    )


def _prose_size(visible: Visible) -> int:
    """Count the characters of the paragraphs that no element marks as something else."""
    return sum(
        b.end - b.start
        for b in visible.blocks
        if b.reason is None and is_prose(" ".join(visible.text[b.start : b.end].split()))
    )


@lru_cache(maxsize=4096)
def _element_reason(mark: str) -> CutReason | None:
    return next((reason for pattern, reason in _elements() if pattern.search(mark)), None)


@cache
def _elements() -> tuple[tuple[re.Pattern[str], CutReason], ...]:
    return tuple(
        (re.compile(row["pattern"], re.IGNORECASE), cast(CutReason, row["reason"])) for row in rows("elements")
    )


@cache
def _closing(name: str) -> re.Pattern[str]:
    return re.compile(rf"</{name}\b", re.IGNORECASE)


def _kind(name: str) -> frozenset[str]:
    return frozenset(next(row["elements"] for row in rows("html") if row["kind"] == name).split())


_BEGINS = re.compile(
    r"\s{0,1000}(?:<\?xml[^>]{0,200}>\s{0,100})?(?:<!--[^>]{0,500}-->\s{0,100})?"
    r"<(?:!doctype html|html|head|body)\b",
    re.IGNORECASE,
)
_COMMON_TAGS = re.compile(
    r"</(?:p|div|a|span|td|li|h[1-6]|head|body|html|script|style|ul|table|article|section)\s*>|<(?:p|br|div|meta|link|img|td|li)\b[^<>]{0,300}>",
    re.IGNORECASE,
)
_TAG_NAME = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,40})")
_QUOTE = re.compile(r"=\s{0,20}([\"'])")
_NAMES = re.compile(
    r"\b(?:class|id|role|rel|itemprop)\s{0,5}=\s{0,5}(?:\"([^\"]{0,300})\"|'([^']{0,300})'|([\w-]{1,100}))",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});?")
_RUNS = re.compile(r"\s+|\S+")
_VOID = _kind("void")
_HIDDEN = _kind("hidden")
_WHOLE_PAGE = _kind("page")
_CLOSED_BY_NEXT = _kind("implied end")
_BLOCKS = _kind("block")
