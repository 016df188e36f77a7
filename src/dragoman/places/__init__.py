"""Finds the places that an article names, resolves them to points, and tells which of them an event happened at."""

from dragoman.places.find import PlaceMention, find_places
from dragoman.places.gazetteer import Gazetteer, GazetteerPlace, Level, load_gazetteer
from dragoman.places.resolve import Resolved, resolve_span, resolve_spans
from dragoman.places.scene import event_place

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
