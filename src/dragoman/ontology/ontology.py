"""The ontology as a value: what types, modes, contexts, sectors and codes there are and how they hang together."""

import msgspec


class EventType(msgspec.Struct, frozen=True):
    """One event type.

    Attributes:
        name: "AGREE", "ASSAULT", ...
        quad: its quad class, "verbal cooperation" to "material conflict".
        score: intensity from -10 (conflict) to +10 (cooperation).
        recipient: "needed" when a record is not complete without one, "usual", or "seldom".
        meaning: what counts as one, in a line.
    """

    name: str
    quad: str
    score: float
    recipient: str
    meaning: str


class Mode(msgspec.Struct, frozen=True):
    """A way in which an event of one type is done; `score` is None where the type's own score holds."""

    type: str
    name: str
    score: float | None
    meaning: str


class Context(msgspec.Struct, frozen=True):
    """Something that an event can be about."""

    name: str
    meaning: str


class Sector(msgspec.Struct, frozen=True):
    """The second or third part of an actor's code: what part of a society it belongs to."""

    code: str
    meaning: str


class NonState(msgspec.Struct, frozen=True):
    """A code that stands in the place of a country for an actor of no single state."""

    code: str
    meaning: str


class Ontology(msgspec.Struct, frozen=True, kw_only=True):
    """All of an ontology's tables, each in the order of its file.

    Attributes:
        types: event type by name.
        modes: the modes of each type that has any, by the type's name.
        contexts: context by name. sectors, nonstate: by code.
        older_labels: for each label of an older cut of the types, the present types that it stands for.
    """

    types: dict[str, EventType]
    modes: dict[str, tuple[Mode, ...]]
    contexts: dict[str, Context]
    sectors: dict[str, Sector]
    nonstate: dict[str, NonState]
    older_labels: dict[str, tuple[str, ...]] = {}

    def mode(self, type: str, name: str) -> Mode | None:
        """Return the mode of that name of an event type, or None when the type has no such mode."""
        return next((mode for mode in self.modes.get(type, ()) if mode.name == name), None)

    def score(self, type: str, modes: tuple[str, ...] = ()) -> float:
        """Return the intensity of an event, -10 to +10: that of its first mode with a score, else the type's.

        Args:
            type: name of an event type.
            modes: names of its modes, the main one first; names that the type does not have are passed over.
        Raises: KeyError when there is no such type.
        """
        event_type = self.types[type]
        for name in modes:
            mode = self.mode(type, name)
            if mode is not None and mode.score is not None:
                return mode.score
        return event_type.score

    def older_label(self, type: str) -> str:
        """Return the label of an event type in the older cut; the type's own name where no label stands for it."""
        return next((label for label, types in self.older_labels.items() if type in types), type)
