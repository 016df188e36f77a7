"""Quad class and intensity of a record by the ontology; a type that it does not know has neither."""

from functools import lru_cache

from dragoman.ontology import load_ontology
from dragoman.records import Event


def quad(event: Event) -> str | None:
    """Return the quad class, such as "verbal conflict"."""
    return _quad(event.type)


def intensity(event: Event) -> float | None:
    """Return the intensity, -10 (conflict) to +10 (cooperation): that of the first mode with one, else the type's."""
    return _intensity(event.type, event.modes)


@lru_cache(maxsize=1_000)
def _quad(type: str) -> str | None:
    found = load_ontology().types.get(type)
    return found.quad if found else None


@lru_cache(maxsize=5_000)
def _intensity(type: str, modes: tuple[str, ...]) -> float | None:
    ontology = load_ontology()
    return ontology.score(type, modes) if type in ontology.types else None
