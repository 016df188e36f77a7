"""Who acts: mentions of actors in an article, what they stand for, and their codes (codebook, "Actors")."""

from dragoman.actors.answer import find_words, who
from dragoman.actors.context import ActorContext, Coded
from dragoman.actors.dictionary import ActorDictionary, Malformed, load_actors
from dragoman.actors.mentions import ReadActors, code_span, find_mentions, read_actors
from dragoman.actors.resolve import code_mention

__all__ = [
    "ActorContext",
    "ActorDictionary",
    "Coded",
    "Malformed",
    "ReadActors",
    "code_mention",
    "code_span",
    "find_mentions",
    "find_words",
    "load_actors",
    "read_actors",
    "who",
]
