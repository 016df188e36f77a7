"""Sentences, parse, named entities and word pieces. What the words mean politically is left to the rooms above."""

from dragoman.language.parser import Parser, load_parser
from dragoman.language.quotation import quoted_words

__all__ = ["Parser", "load_parser", "quoted_words"]
