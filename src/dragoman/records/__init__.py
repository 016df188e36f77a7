"""The values that pass from stage to stage: page, article, sentence, mention, event.

Nothing here reads pages, codes or stores.
"""

from dragoman.records.article import Article, Cut, CutReason, Page, Segment
from dragoman.records.event import Event, Evidence, Party, Place, Status, Voice
from dragoman.records.sentence import Mention, Sentence, Token

__all__ = [
    "Article",
    "Cut",
    "CutReason",
    "Event",
    "Evidence",
    "Mention",
    "Page",
    "Party",
    "Place",
    "Segment",
    "Sentence",
    "Status",
    "Token",
    "Voice",
]
