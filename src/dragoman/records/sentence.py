"""A parsed sentence and the mentions found in it, as plain values that do not hang on any parser."""

from typing import Literal

import msgspec


class Token(msgspec.Struct, frozen=True):
    """One word of a sentence.

    Attributes:
        text, lemma, pos, tag, dep: as the parser gives them (Universal POS, Penn tags, ClearNLP dependency labels).
        start, end: offsets in the article's text.
        head: index in the sentence of the word that it hangs on; its own index for the root.
        entity: type of the named entity that it is part of (OntoNotes labels), else empty.
        entity_start: true on the first word of a named entity.
    """

    text: str
    lemma: str
    pos: str
    tag: str
    dep: str
    start: int
    end: int
    head: int
    entity: str = ""
    entity_start: bool = False


class Sentence(msgspec.Struct, frozen=True):
    """One sentence: its place in the article's text and its words.

    `chunks` are base noun phrases as (first word, word after the last, head word), indexes into `tokens`.
    """

    index: int
    text: str
    start: int
    end: int
    tokens: tuple[Token, ...]
    chunks: tuple[tuple[int, int, int], ...] = ()


class Mention(msgspec.Struct, frozen=True, kw_only=True):
    """A span that names an actor, with the code of what it stands for.

    Attributes:
        start, end: offsets in the article's text; text: the characters between them.
        sentence: index of its sentence in the article.
        head: index in the sentence of its head word.
        code: COUNTRY plus up to two SECTORs ("PAK GOV"); empty when the span names nobody that can act politically.
        kind: how it names: a name, a role or description, a pronoun, or a nationality before a noun ("Russian jets").
        why: which table row or which chain of mentions gave the code.
    """

    start: int
    end: int
    text: str
    sentence: int
    head: int
    code: str
    kind: Literal["name", "role", "pronoun", "modifier"]
    why: str = ""
