"""Bytes to text: declared, guessed, broken, and what is no text at all."""

import gzip

import pytest

from dragoman.errors import PageError
from dragoman.pages import MAX_PAGE_BYTES, read, read_page
from dragoman.pages.decode import decode
from dragoman.records import Page

TEXT = "The minister said “no” to the café owners’ demand – and to São Tomé’s offer."


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_byte_order_mark_tells_the_encoding(encoding: str) -> None:
    assert decode(TEXT.encode(encoding), "a").text == TEXT


def test_utf8_needs_no_declaration_and_no_note() -> None:
    found = decode(TEXT.encode(), "a")
    assert (found.text, found.encoding, found.notes) == (TEXT, "utf-8", ())


def test_declared_charset_is_used() -> None:
    page = f'<html><head><meta charset="windows-1251"></head><p>Москва {"слово " * 20}</p>'
    found = decode(page.encode("cp1251"), "a")
    assert (found.text, found.encoding, found.notes) == (page, "cp1251", ())


def test_xml_declaration_is_used() -> None:
    page = '<?xml version="1.0" encoding="ISO-8859-2"?><html><p>Wałęsa</p>'
    assert decode(page.encode("iso8859-2"), "a").text == page


def test_declaration_that_contradicts_valid_utf8_is_wrong() -> None:
    page = f'<html><meta charset="iso-8859-1"><p>{TEXT}</p>'
    assert decode(page.encode(), "a").text == page


def test_windows_quotes_without_declaration_are_read_and_noted() -> None:
    found = decode(TEXT.replace("ã", "a").encode("cp1252"), "a")
    assert found.text == TEXT.replace("ã", "a")
    assert found.notes == ("the encoding is not declared; taken for cp1252",)


def test_broken_utf8_stays_utf8_with_a_note() -> None:
    found = decode(TEXT.encode() * 5 + b"\xe2\x80", "a")
    assert found.encoding == "utf-8"
    assert found.text.startswith(TEXT)
    assert "could not be read" in found.notes[0]


def test_utf16_without_mark_is_recognised() -> None:
    assert decode(TEXT.encode("utf-16-le"), "a").text == TEXT


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"%PDF-1.7 some text", "PDF"),
        (b"\x89PNG\r\n\x1a\n1234", "PNG"),
        (gzip.compress(b"news"), "gzip"),
        (b"text \0 and more text", "NUL"),
        (bytes(range(1, 32)) * 50, "not a page of text"),
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (" \u00a0\u3000".encode(), "no text"),
    ],
)
def test_what_is_no_text_is_one_sentence_with_the_name(content: bytes, word: str) -> None:
    with pytest.raises(PageError) as caught:
        read_page(Page(content=content, source="inbox/x.bin"))
    message = str(caught.value)
    assert message.startswith("inbox/x.bin: ")
    assert word in message
    assert "\n" not in message


def test_page_over_the_limit_is_refused_with_both_sizes() -> None:
    with pytest.raises(PageError, match=r"is 10\.0 MB and a page may have 10 MB"):
        read_page(Page(content=b"a" * (MAX_PAGE_BYTES + 1), source="big.txt"))


def test_encoding_is_kept_with_the_article() -> None:
    assert read(("\ufeff" + TEXT).encode("utf-16-le")).encoding == "utf-16-le"
