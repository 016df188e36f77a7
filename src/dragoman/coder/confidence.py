"""How sure a record is: a logistic scale from the model's probabilities to the share of right records."""

import math
from collections.abc import Sequence
from pathlib import Path

import msgspec

from dragoman.records import Event

FEATURES = ("event", "type", "actor", "recipient", "implied", "parties", "unknown")


class Scale(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Weights of the logistic scale, one for each of `FEATURES`, and its bias."""

    weights: tuple[float, ...]
    bias: float

    def __call__(self, event: Event) -> float:
        """Return the confidence of a record, 0 to 1: the share of such records that are right."""
        total = self.bias + sum(w * x for w, x in zip(self.weights, features(event), strict=True))
        return 1 / (1 + math.exp(-total))


def features(event: Event) -> Sequence[float]:
    """Return what the scale looks at: log-odds of the model's decisions, and how the parties came by their codes."""
    parties = (*event.actors, *event.recipients)
    return (
        *(_log_odds(event.parts.get(name, 1.0)) for name in ("event", "type", "actor", "recipient")),
        float(sum(not party.text for party in parties)),
        float(len(parties)),
        float(sum(party.code.startswith("UNK") for party in parties)),
    )


def load_scale(path: Path) -> Scale:
    """Read the scale that was written beside a model's weights."""
    return msgspec.json.decode(path.read_bytes(), type=Scale)


def _log_odds(probability: float) -> float:
    inside = min(max(probability, 0.001), 0.999)
    return math.log(inside / (1 - inside))
