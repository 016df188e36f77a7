"""PLOVER as data: event types, their modes, contexts, sectors and codes, from tables. Texts are others' business."""

from dragoman.ontology.load import load_ontology
from dragoman.ontology.ontology import Context, EventType, Mode, NonState, Ontology, Sector
from dragoman.ontology.table import Row, read_table

__all__ = [
    "Context",
    "EventType",
    "Mode",
    "NonState",
    "Ontology",
    "Row",
    "Sector",
    "load_ontology",
    "read_table",
]
