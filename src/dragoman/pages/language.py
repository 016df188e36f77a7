"""Tells which language an article is written in; parsing it is left to the room `language`."""

import re
from functools import cache

from dragoman.pages.rows import rows

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SAMPLE = 6_000
_FEW_LETTERS = 60
_ENGLISH_SHARE = 0.2


def recognise(text: str) -> str:
    """Return the ISO 639-1 code of a text's language.

    English is told by its function words; only texts that lack them are put to the language model (py3langid), as
    loading it takes a second. Texts of fewer than 60 letters count as English unless they are in another script.

    Args:
        text: the article's text.
    Returns: such as `en` or `fr`.
    """
    sample = text[:_SAMPLE]
    letters = [letter for letter in sample if letter.isalpha()]
    latin = sum(1 for letter in letters if letter < "\u0250")
    if len(letters) < _FEW_LETTERS and latin * 2 >= len(letters):
        return "en"
    words = _WORD.findall(sample.lower())
    known = _function_words()
    if sum(word in known for word in words) >= _ENGLISH_SHARE * max(1, len(words)):
        return "en"
    import py3langid  # type: ignore[import-untyped]  # it takes a second to load

    code, _ = py3langid.classify(sample)
    return str(code)


@cache
def _function_words() -> frozenset[str]:
    return frozenset(row["word"] for row in rows("english"))
