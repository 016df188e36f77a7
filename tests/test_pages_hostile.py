"""Hostile pages: none crashes, none hangs, and every offset of the text leads into the page."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.errors import DragomanError
from dragoman.pages import read, read_page
from dragoman.records import Article, Page

SENTENCE = "The minister of trade said on Monday that the two governments had agreed to open the border. "
HOSTILE = {
    "random bytes": random.Random(7).randbytes(300_000),
    "random high bytes": bytes(random.Random(8).choices(b"abcde \xe9\xe8\xfc\xdf", k=1_000_000)),
    "nested 100,000 deep": b"<html>" + b"<div>" * 100_000 + SENTENCE.encode() * 3,
    "inline elements nested 100,000 deep": b"<html><p>" + b"<b>" * 100_000 + SENTENCE.encode() * 3,
    "unclosed paragraphs": b"<html>" + (b"<p>" + SENTENCE.encode()) * 3000,
    "unclosed tables": b"<html>" + (b"<table><tr><td>" + SENTENCE.encode()) * 3000,
    "unclosed comments": b"<html>" + b"<!--" * 1_000_000,
    "unclosed scripts": b"<html>" + b"<script>" * 500_000,
    "unclosed quotes": b"<html>" + b'<a b="c>' * 500_000,
    "one tag of a million attributes": b"<html><a " + b"b='c' " * 1_000_000 + b">" + SENTENCE.encode(),
    "less signs": b"<html>" + b"<" * 5_000_000,
    "ampersands": b"<html>" + b"&amp;" * 1_000_000,
    "broken references": b"<html>" + b"&#" * 2_000_000,
    "one huge word": b"a" * 9_000_000,
    "one huge line": b"word " * 1_500_000,
    "huge line of dashes": b"a-" * 4_000_000,
    "huge line of dots": b"a." * 4_000_000,
    "millions of lines": b"a\n" * 4_000_000,
    "blanks": b" " * 9_000_000 + b"x",
    "half a million links": b"http://a.example/ " * 500_000,
    "breadcrumbs": (b"a > " * 140 + b"\n") * 2000 + SENTENCE.encode(),
    "many elements": b"<html>" + b"<p>" + b"<i>x</i> " * 100_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_page_is_read_or_refused_in_time(name: str) -> None:
    start = time.monotonic()
    try:
        article = read(HOSTILE[name])
    except DragomanError as error:
        assert "\n" not in str(error)
    else:
        check_offsets(article)
    assert time.monotonic() - start < 20


def test_direction_marks_do_not_disturb_the_offsets() -> None:
    article = read(("\u202e\u2066" + SENTENCE * 2 + "\u202c\n\n\u200b" + SENTENCE).encode())
    check_offsets(article)
    assert article.text.endswith("border.")


words = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), max_size=40)
marks = st.sampled_from(
    ["<p>", "</p>", "<div class='share'>", "</div>", "<b>", "</b>", "<a href=x>", "</a>", "<br>", "<!--", "-->",
     "<script>", "</script>", "&amp;", "&#8217;", "&nbsp", "&bogus;", "<", ">", "\n", "\r\n", "\n\n", SENTENCE, "<td>",
     "<h1>Title</h1>", "Share on Facebook", "Check Also", "By Jane Doe", "http://a.example/ ", "<ul><li>", "'", '"']
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(words, marks), max_size=40), st.booleans())
def test_every_offset_leads_to_its_character_in_the_page(parts: list[str], as_html: bool) -> None:
    text = ("<html><body>" if as_html else "") + "".join(parts) + f"\n\n{SENTENCE}"
    try:
        article = read_page(Page(content=text.encode(), source="x"))
    except DragomanError:
        return
    check_offsets(article)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_random_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        article = read(content)
    except DragomanError as error:
        assert "\n" not in str(error)
    else:
        check_offsets(article)


@settings(max_examples=60, deadline=None)
@given(words)
def test_clean_text_is_the_page(text: str) -> None:
    try:
        article = read_page(Page(content=text.encode(), source="x:1", clean=True))
    except DragomanError:
        return
    assert article.text == text == article.page


def check_offsets(article: Article) -> None:
    """Every character that the page has is found there, segments do not overlap, cuts lie in the page."""
    mapped = 0
    previous = 0
    for segment in article.segments:
        assert segment.start >= previous
        previous = segment.start + segment.length
        assert previous <= len(article.text)
        assert 0 <= segment.page <= segment.page + segment.page_length <= len(article.page)
        mapped += segment.length
        if segment.length == segment.page_length:
            shown = article.text[segment.start : previous]
            there = article.page[segment.page : segment.page + segment.page_length]
            assert same_but_blanks(shown, there)
    blanks = sum(letter.isspace() for letter in article.text)
    assert mapped >= len(article.text) - blanks - extra_letters(article)
    for segment in article.segments[:200]:
        for offset in range(segment.start, segment.start + min(segment.length, 200)):
            shown, there = article.text[offset], article.page[article.to_page(offset)]
            assert shown == there or shown.isspace() or segment.length != segment.page_length
    assert 0 <= article.to_page(len(article.text)) <= len(article.page)
    for cut in article.cuts:
        assert 0 <= cut.start <= cut.end <= len(article.page)


def same_but_blanks(shown: str, there: str) -> bool:
    return len(shown) == len(there) and all(
        a == b or (a.isspace() and b.isspace()) for a, b in zip(shown, there, strict=True)
    )


def extra_letters(article: Article) -> int:
    """Entities that stand for two characters map the first of them only."""
    return article.page.count("&")
