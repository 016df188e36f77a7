"""The label space of the trained model: which output stands for which type, status, voice, mode, context or sector."""

from pathlib import Path

import msgspec

ROLES = ("actor", "recipient", "speaker", "place")


class Labels(msgspec.Struct, frozen=True):
    """The names of the model's outputs, in order.

    Attributes:
        types: of events; the model's output 0 is "no event", type i is output i + 1.
        modes: (type, mode) pairs.
        implied: what an implied party can be, a sector or a supranational code; output 0 is "none implied".
        schemes: for each scheme of relation labels its names.
    """

    types: tuple[str, ...]
    statuses: tuple[str, ...]
    voices: tuple[str, ...]
    modes: tuple[tuple[str, str], ...]
    contexts: tuple[str, ...]
    implied: tuple[str, ...]
    schemes: dict[str, tuple[str, ...]]


def load_labels(path: Path) -> Labels:
    """Read the label space that was written beside a model's weights."""
    return msgspec.json.decode(path.read_bytes(), type=Labels)
