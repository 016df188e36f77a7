"""Answers "who is this?" for one phrase, alone or inside an article's text; parsing is left to `language`."""

import re

from dragoman.actors.context import Coded
from dragoman.actors.dictionary import ActorDictionary, looking_up
from dragoman.actors.mentions import code_span, read_actors
from dragoman.actors.resolve import code_mention
from dragoman.language import load_parser


def who(text: str, *, date: str = "", article: str = "", near: int = 0, actors: ActorDictionary | None = None) -> Coded:
    """Return the code of a phrase and what it rests on.

    Args:
        text: the phrase as it stands in the article, or any phrase.
        date: the article's day, ISO; decides which office a person holds.
        article: the article's text; empty to read the phrase by itself.
        near: offset in the article from which the phrase is looked for.
        actors: a dictionary of the user's (`load_actors`), whose names win over the built-in ones.
    """
    if not article:
        with looking_up(actors, date):
            return code_mention(text, date=date)
    read = read_actors(load_parser()(article), date=date, own=actors)
    start = find_words(article, text, near)
    if start < 0:
        with looking_up(actors, date):
            return code_mention(text, date=date, context=read.context)
    return code_span(read, article, start, start + len(text))


def find_words(article: str, text: str, near: int = 0) -> int:
    """Return where a phrase stands in an article as whole words, first from `near` on, else anywhere; -1 if nowhere."""
    if not text:
        return -1
    pattern = re.compile(r"(?<!\w)" + re.escape(text) + r"(?!\w)")
    match = pattern.search(article, max(near, 0)) or pattern.search(article)
    return match.start() if match else article.find(text)
