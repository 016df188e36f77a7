"""A page as received and the article read out of it, with the way back from each character to the page."""

from bisect import bisect_right
from typing import TYPE_CHECKING, Literal

import msgspec

from dragoman.records.display import article_block, events_html
from dragoman.records.event import Event

if TYPE_CHECKING:
    import pandas  # type: ignore[import-untyped]
    import polars
    import pyarrow  # type: ignore[import-untyped]

CutReason = Literal[
    "markup",
    "breadcrumb",
    "title",
    "repeated title",
    "agency line",
    "byline",
    "date line",
    "dateline",
    "share bar",
    "about",
    "teaser",
    "newsletter",
    "cookies",
    "caption",
    "comments",
    "footer",
    "link farm",
    "boilerplate",
]


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A page as received, before anything is known about it.

    Attributes:
        content: the bytes as received.
        source: where they came from: a path, `path:line` for a row of a table, a URL, or `-`.
        id: the page's name within a corpus; empty when the source is the only name.
        date: the day of publication told from outside the page, ISO `YYYY-MM-DD`; empty when not told.
        title: the title told from outside the page; empty when not told.
        clean: true when the content is an article's own text already (a row of JSONL or CSV), so that nothing is cut.
        notes: what a user should know about how the page was found; passed on to the article.
    """

    content: bytes
    source: str
    id: str = ""
    date: str = ""
    title: str = ""
    clean: bool = False
    notes: tuple[str, ...] = ()


class Segment(msgspec.Struct, frozen=True):
    """A run of characters that article and page share letter for letter (HTML entities and white space may differ).

    Attributes:
        start: offset of the run in the article's text.
        page: offset of its first character in the page as decoded.
        length: number of characters of the article's text.
        page_length: number of characters that they take up in the page (more than `length` for an HTML entity).
    """

    start: int
    page: int
    length: int
    page_length: int


class Cut(msgspec.Struct, frozen=True):
    """A part of the page that is not the article, and why it was cut.

    Attributes:
        start: offset of its first character in the page as decoded.
        end: offset after its last character.
        reason: what it was taken for.
        text: what stood there, as a reader would see it.
    """

    start: int
    end: int
    reason: CutReason
    text: str


class Article(msgspec.Struct, frozen=True, kw_only=True):
    """One news article: clean text, what the page told about it, what was cut, and the events once they are coded.

    Attributes:
        id: the article's name; the page's id or source.
        text: the clean body. Offsets of quotes and mentions count its characters.
        title: the headline, empty when the page has none.
        date: day of publication, ISO `YYYY-MM-DD`, empty when unknown.
        author, site: as the page tells them, else empty.
        language: ISO 639-1 code, `en` when the article can be coded.
        source: where the page came from.
        dateline: the place that a dateline names ("KABUL"), else empty: where it was written, not where it happened.
        page: the page as received, decoded.
        encoding: the encoding it was decoded with.
        segments: the way from `text` to `page`, in order of `start`.
        cuts: what was cut from the page, in page order.
        notes: what a user should know ("not English (fr): not coded"), one sentence each.
        events: the event records; empty before coding and where silence is right.
    """

    id: str
    text: str
    title: str = ""
    date: str = ""
    author: str = ""
    site: str = ""
    language: str = "en"
    source: str = ""
    dateline: str = ""
    page: str = ""
    encoding: str = "utf-8"
    segments: tuple[Segment, ...] = ()
    cuts: tuple[Cut, ...] = ()
    notes: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()

    @property
    def spam(self) -> tuple[Cut, ...]:
        """The injected links: every cut that was taken for a link farm."""
        return tuple(cut for cut in self.cuts if cut.reason == "link farm")

    def to_page(self, offset: int) -> int:
        """Return the offset in the page of a character of the text.

        Args:
            offset: 0 to len(text); len(text) gives the end of the last character.
        Returns: the offset in `page`, in characters. A character that the page does not have (a line break put in
            between two blocks) is where the last one before it ended.
        Raises: IndexError when the offset lies outside the text.
        """
        if not 0 <= offset <= len(self.text):
            raise IndexError(f"offset {offset} is outside the article's text of {len(self.text)} characters")
        if not self.segments:
            return offset
        index = bisect_right(self.segments, offset, key=lambda segment: segment.start) - 1
        if index < 0:
            return self.segments[0].page
        segment = self.segments[index]
        inside = offset - segment.start
        if inside < segment.length:
            return segment.page + min(inside, segment.page_length)
        return segment.page + segment.page_length

    def to_page_span(self, start: int, end: int) -> tuple[int, int]:
        """Return where the text's characters `start` to `end` stand in the page, as (start, end) in characters."""
        if start >= end:
            position = self.to_page(start)
            return position, position
        first, last = self.to_page(start), self.to_page(end - 1)
        index = bisect_right(self.segments, end - 1, key=lambda segment: segment.start) - 1
        if index >= 0:
            segment = self.segments[index]
            if segment.start + segment.length == end:
                return first, max(first, segment.page + segment.page_length)
        return first, max(first, last + 1)

    def to_gold(self, *, page: bool = False) -> dict[str, object]:
        """Return the article and its events in the codebook's gold form, see `dragoman.records.gold.to_gold`."""
        from dragoman.records.gold import to_gold

        return to_gold(self, page=page)

    def to_rows(self) -> list[dict[str, object]]:
        """Return one flat dictionary per event, see `dragoman.records.tables.to_rows`."""
        from dragoman.records.tables import to_rows

        return to_rows([self])

    def to_arrow(self) -> "pyarrow.Table":
        """Return one row per event as an Arrow table."""
        from dragoman.records.tables import to_arrow

        return to_arrow([self])

    def to_pandas(self) -> "pandas.DataFrame":
        """Return one row per event as a pandas frame. Raises: DragomanError when pandas is not installed."""
        from dragoman.records.tables import to_pandas

        return to_pandas([self])

    def to_polars(self) -> "polars.DataFrame":
        """Return one row per event as a Polars frame. Raises: DragomanError when Polars is not installed."""
        from dragoman.records.tables import to_polars

        return to_polars([self])

    def __str__(self) -> str:
        return article_block(self)

    def _repr_html_(self) -> str:
        return events_html(self.events, caption=" · ".join(part for part in (self.title, self.date) if part))
