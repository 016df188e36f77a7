"""Turns a page's bytes into text and says which encoding it took; what the text holds is left to the readers."""

import codecs
import re

import msgspec

from dragoman.errors import PageError
from dragoman.pages.rows import rows

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([\w.:-]{1,40})|<meta[^>]{0,400}?charset\s{0,9}=\s{0,9}[\"']?([\w.:-]{1,40})",
    re.IGNORECASE,
)
# Browsers read these names as Windows-1252, and so do the people who write them into pages.
_LATIN = frozenset({"ascii", "iso8859-1", "cp1252"})
_WINDOWS_SIGNS = frozenset(
    b"\x80\x82\x84\x85\x8b\x91\x92\x93\x94\x95\x96\x97\x99\x9b\xa0\xa3\xa7\xa9\xad\xae\xb0\xbb\xab\xe9"
)
_GUESS_BYTES = 65_536


class Decoded(msgspec.Struct, frozen=True):
    """A page as text: the text without a byte order mark, its encoding, and what a user should know about it."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def decode(content: bytes, source: str, *, clean: bool = False) -> Decoded:
    """Decode a page by its byte order mark, its declared charset, UTF-8, or a guess, in this order.

    Args:
        content: the bytes as received.
        source: the page's name for messages.
        clean: true for a text that is UTF-8 unless broken: no declaration in it counts.
    Returns: the text and how it was read; characters that could not be read stand as U+FFFD and are noted.
    Raises: PageError when the content is no text: a picture, an archive, a program, random bytes.
    """
    if clean:
        try:
            decoded = Decoded(content.decode("utf-8"), "utf-8")
        except UnicodeDecodeError:
            decoded = _guess(content)
        _refuse_junk(decoded.text, source)
        return decoded
    for row in rows("signatures"):
        if content.startswith(bytes.fromhex(row["bytes"])):
            raise PageError(f"{source}: is {row['kind']}, not a page of text: {row['advice']}")
    decoded = _decode(content, source)
    _refuse_junk(decoded.text, source)
    return decoded


def _decode(content: bytes, source: str) -> Decoded:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _replacing(content[len(mark) :], encoding)
    if b"\0" in content:
        wide = _without_mark(content)
        if not wide:
            raise PageError(f"{source}: holds NUL bytes, so it is not a page of text: give HTML or text")
        decoded = _replacing(content, wide)
        return Decoded(decoded.text, wide, (f"the encoding is not declared; taken for {wide}", *decoded.notes))
    declared = _declared(content)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        # Other encodings hardly ever make valid UTF-8 by chance, so a declaration that says otherwise is wrong -
        # except for those that write everything in ASCII bytes.
        if declared in ("", "utf-8") or not text.isascii() or declared in _LATIN:
            return Decoded(text, "utf-8")
    if declared and declared != "utf-8":
        name = "cp1252" if declared in _LATIN else declared
        try:
            return Decoded(content.decode(name), name)
        except (UnicodeDecodeError, LookupError, ValueError):
            pass
    return _guess(content)


def _without_mark(content: bytes) -> str:
    """Name UTF-16 written without a byte order mark: every other byte of English text is NUL."""
    even, odd = content[0:2000:2], content[1:2000:2]
    if not odd:
        return ""
    share_even, share_odd = even.count(0) / len(even), odd.count(0) / len(odd)
    if share_odd > 0.6 and share_even < 0.05:
        return "utf-16-le"
    if share_even > 0.6 and share_odd < 0.05:
        return "utf-16-be"
    return ""


def _declared(content: bytes) -> str:
    found = _DECLARED.search(content[:4096])
    if not found:
        return ""
    try:
        name = codecs.lookup((found[1] or found[2]).decode("ascii")).name
        # Codecs such as `hex` or `punycode` are no charsets of pages; UTF-16 cannot be declared in ASCII bytes.
        return name if b"a".decode(name) == "a" and name not in ("punycode", "idna", "unicode_escape") else ""
    except (LookupError, UnicodeError, ValueError, AttributeError):
        return ""


def _guess(content: bytes) -> Decoded:
    text = content.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    wide = sum(1 for byte in content[:1_000_000] if byte >= 0xC2)
    if wide and broken <= max(2, wide // 10) and wide > 2 * broken:
        return Decoded(text, "utf-8", (_broken(broken),))
    high = {byte for byte in content[:1_000_000] if byte >= 0x80}
    name = "cp1252" if high <= _WINDOWS_SIGNS else _ask(content)
    decoded = _replacing(content, name)
    return Decoded(decoded.text, name, (f"the encoding is not declared; taken for {name}", *decoded.notes))


def _ask(content: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(content[:_GUESS_BYTES], steps=5, chunk_size=512).best()
    if best is None:
        return "cp1252"
    try:
        return codecs.lookup(best.encoding).name
    except LookupError:
        return "cp1252"


def _replacing(content: bytes, encoding: str) -> Decoded:
    text = content.decode(encoding, "replace")
    broken = text.count("\ufffd")
    return Decoded(text, encoding, (_broken(broken),) if broken else ())


def _broken(count: int) -> str:
    return (
        f"{count} character{'s' if count > 1 else ''} could not be read and stand{'' if count > 1 else 's'} as \ufffd"
    )


def _refuse_junk(text: str, source: str) -> None:
    sample = text[:20_000]
    if "\0" in text:
        raise PageError(f"{source}: holds NUL characters, so it is not a page of text: give HTML or text")
    junk = sum(
        1
        for letter in sample
        if letter == "\ufffd" or (letter < " " and letter not in "\t\n\r\f\v") or "\x7f" <= letter <= "\x9f"
    )
    if junk > 10 and junk > len(sample) * 0.05:
        raise PageError(
            f"{source}: is not a page of text ({junk} of its first {len(sample)} characters cannot be read)"
        )
