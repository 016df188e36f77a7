"""Finds the places that an article names, resolves them to points, and tells which of them an event happened at."""

from dragoman.places.event_place import event_place
from dragoman.places.find import PlaceMention, find_places
from dragoman.places.gazetteer import Gazetteer, GazetteerPlace, Level, load_gazetteer
from dragoman.places.resolve import Resolved, resolve_span, resolve_spans

__all__ = [
    "Gazetteer",
    "GazetteerPlace",
    "Level",
    "PlaceMention",
    "Resolved",
    "event_place",
    "find_places",
    "load_gazetteer",
    "resolve_span",
    "resolve_spans",
]
