"""Sentences, parse, named entities and the shared encoder. What the words mean politically is left to the rooms above."""

from dragoman.language.parser import Parser, load_parser

__all__ = ["Parser", "load_parser"]
