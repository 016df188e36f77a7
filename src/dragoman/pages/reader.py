"""Reads one page into an article: decodes it, finds body, title and date, and keeps the way back to the page.

Where pages come from is left to `corpora`, what the article tells to the rooms after."""

from bisect import bisect_right
from pathlib import Path

from dragoman.errors import PageError, SourceError
from dragoman.pages.decode import Decoded, decode
from dragoman.pages.language import recognise
from dragoman.pages.layout import Layout, Piece, lay_out
from dragoman.pages.markup import Extract, extract, looks_like_html
from dragoman.pages.publication import iso_day, nearest_day
from dragoman.records.article import Article, Cut, Page, Segment

MAX_PAGE_BYTES = 10 * 1024 * 1024
MAX_TEXT_CHARACTERS = 200_000


def read(source: str | Path | bytes, *, date: str = "") -> Article:
    """Read one page, given as a file or as its bytes.

    Args:
        source: the path of an HTML or text file, or the page itself as bytes.
        date: the day of publication for a page that does not tell it, ISO `YYYY-MM-DD`.
    Returns: the article, without events.
    Raises: SourceError when the file cannot be read or the date is no day; PageError when the page holds no article.
    """
    if isinstance(source, bytes):
        return read_page(Page(content=source, source="-"), default_date=_day(date))
    return read_page(load_page(source), default_date=_day(date))


def load_page(path: str | Path, *, date: str = "") -> Page:
    """Load the bytes of one page from a file.

    Args:
        path: the file.
        date: its day of publication where that is known from elsewhere, ISO `YYYY-MM-DD`.
    Returns: the page, not yet decoded.
    Raises: SourceError when there is no such file, it cannot be read, it is empty or over 10 MB.
    """
    file = Path(path)
    try:
        size = file.stat().st_size
        if file.is_dir():
            raise SourceError(f"{path}: is a folder, not a page: name a file in it")
        if size > MAX_PAGE_BYTES:
            raise SourceError(f"{path}: {_too_large(size)}")
        with file.open("rb") as stream:
            content = stream.read(MAX_PAGE_BYTES + 1)
    except FileNotFoundError:
        raise SourceError(f"{path}: no such file: check the path") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SourceError(f"{path}: cannot be read ({reason}): check the path and its permissions") from None
    if not content:
        raise SourceError(f"{path}: is empty: give a page with text")
    if len(content) > MAX_PAGE_BYTES:
        raise SourceError(f"{path}: {_too_large(len(content))}")
    return Page(content=content, source=str(path), date=date)


def read_page(page: Page, *, default_date: str = "") -> Article:
    """Read a page into an article.

    Args:
        page: the page as received; a `clean` one is an article's text already and is taken letter for letter.
        default_date: the day of publication of pages that do not tell theirs, ISO `YYYY-MM-DD`.
    Returns: the article, without events. Its `segments` lead from each character of `text` to the decoded page.
    Raises: PageError when the page is too large, is no text, or shows no article.
    """
    name = page.source or page.id or "page"
    if len(page.content) > MAX_PAGE_BYTES:
        raise PageError(f"{name}: {_too_large(len(page.content))}")
    if not page.content.strip():
        raise PageError(f"{name}: is empty: give a page with text")
    decoded = decode(page.content, name, clean=page.clean)
    if not decoded.text.strip():
        raise PageError(f"{name}: holds no text: give a page with text")
    if page.clean:
        return _clean(page, decoded, name, default_date)
    if looks_like_html(decoded.text, page.source):
        found = extract(decoded.text)
    else:
        whole = Segment(0, 0, len(decoded.text), len(decoded.text))
        found = Extract(text=decoded.text, segments=(whole,), trusted=False)
    layout = lay_out(found.text, title=page.title or found.title, linked=found.linked, trusted=found.trusted)
    text, segments = _compose(found.text, found.segments, layout.pieces)
    if not text:
        seen = layout.strips or found.cuts
        what = "all of its text is menus, links and the like" if seen else "it shows no text"
        raise PageError(f"{name}: holds no article ({what}): give a page with text")
    date = found.date or layout.date
    if not date and layout.dateline_day:
        date = nearest_day(layout.dateline_day, page.date or default_date)
    text, notes = _bounded(text)
    language = recognise(text)
    return Article(
        id=page.id or page.source,
        text=text,
        title=page.title or layout.title,
        date=date or page.date or default_date,
        author=found.author or layout.author,
        site=found.site,
        language=language,
        source=page.source,
        dateline=layout.dateline,
        page=decoded.text,
        encoding=decoded.encoding,
        segments=_up_to(segments, len(text)),
        cuts=_all_cuts(found, layout),
        notes=(*page.notes, *decoded.notes, *found.notes, *(notes or layout.notes), *_language_note(language)),
    )


def _clean(page: Page, decoded: Decoded, name: str, default_date: str) -> Article:
    text, notes = _bounded(decoded.text)
    language = recognise(text)
    layout = lay_out(text[:2000], trusted=True)
    return Article(
        id=page.id or page.source,
        text=text,
        title=page.title,
        date=page.date or default_date,
        language=language,
        source=page.source or name,
        dateline=layout.dateline,
        page=decoded.text,
        encoding=decoded.encoding,
        segments=(Segment(0, 0, len(text), len(text)),),
        notes=(*page.notes, *decoded.notes, *notes, *_language_note(language)),
    )


def _too_large(size: int) -> str:
    limit = MAX_PAGE_BYTES // (1024 * 1024)
    return f"is {size / (1024 * 1024):.1f} MB and a page may have {limit} MB: split it, or give articles as JSONL"


def _day(value: str) -> str:
    try:
        return iso_day(value)
    except ValueError as error:
        raise SourceError(f"date: {error}") from None


def _language_note(language: str) -> tuple[str, ...]:
    return () if language == "en" else (f"not English ({language}): not coded",)


def _bounded(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the text up to the most that is coded of one article, ended at a paragraph or a word."""
    if len(text) <= MAX_TEXT_CHARACTERS:
        return text, ()
    end = text.rfind("\n", MAX_TEXT_CHARACTERS // 2, MAX_TEXT_CHARACTERS)
    if end < 0:
        end = text.rfind(" ", MAX_TEXT_CHARACTERS // 2, MAX_TEXT_CHARACTERS)
    text = text[: end if end >= 0 else MAX_TEXT_CHARACTERS].rstrip()
    return text, (f"the article is very long: only its first {len(text):,} characters are coded",)


def _compose(text: str, segments: tuple[Segment, ...], pieces: tuple[Piece, ...]) -> tuple[str, tuple[Segment, ...]]:
    """Join the pieces of a text and carry its segments over to the result."""
    parts: list[str] = []
    found: list[Segment] = []
    size = 0
    for piece in pieces:
        parts.append(piece.before)
        size += len(piece.before)
        for segment in _between(segments, piece.start, piece.end):
            found.append(Segment(segment.start - piece.start + size, segment.page, segment.length, segment.page_length))
        parts.append(text[piece.start : piece.end])
        size += piece.end - piece.start
    return "".join(parts), tuple(found)


def _between(segments: tuple[Segment, ...], start: int, end: int) -> list[Segment]:
    """Return the parts of the segments that lie between two offsets of the text."""
    found = []
    index = max(0, bisect_right(segments, start, key=lambda segment: segment.start) - 1)
    while index < len(segments) and segments[index].start < end:
        segment = segments[index]
        first, last = max(start, segment.start), min(end, segment.start + segment.length)
        if first < last:
            if segment.length == segment.page_length:
                found.append(Segment(first, segment.page + first - segment.start, last - first, last - first))
            else:
                found.append(segment)
        index += 1
    return found


def _up_to(segments: tuple[Segment, ...], end: int) -> tuple[Segment, ...]:
    if not segments or segments[-1].start + segments[-1].length <= end:
        return segments
    return tuple(_between(segments, 0, end))


def _all_cuts(found: Extract, layout: Layout) -> tuple[Cut, ...]:
    cuts = list(found.cuts)
    for strip in layout.strips:
        parts = _between(found.segments, strip.start, strip.end)
        if parts:
            shown = found.text[strip.start : strip.end]
            cuts.append(
                Cut(parts[0].page, max(parts[-1].page + parts[-1].page_length, parts[0].page), strip.reason, shown)
            )
    return tuple(sorted(cuts, key=lambda cut: (cut.start, cut.end)))
