"""Tells which words stand inside a quotation; whose words they are is left to others."""

from collections.abc import Sequence

from dragoman.records import Sentence

OPENING = ("“", "``")
CLOSING = ("”", "''")
EITHER = '"'


def quoted_words(sentences: Sequence[Sentence]) -> set[tuple[int, int]]:
    """Return the words inside double quotation marks, as (index of the sentence, word).

    A quotation goes on over the sentences of a paragraph. At a blank line it ends: a quotation of several paragraphs
    opens each of them anew, and closes only the last.

    Args:
        sentences: of one article, in order.
    """
    inside: set[tuple[int, int]] = set()
    opened = False
    end = 0
    for sentence in sentences:
        if sentence.start - end > 1:
            opened = False
        end = sentence.end
        for index, token in enumerate(sentence.tokens):
            if token.text in OPENING:
                opened = True
            elif token.text in CLOSING:
                opened = False
            elif token.text == EITHER:
                opened = not opened
            elif opened:
                inside.add((sentence.index, index))
    return inside
