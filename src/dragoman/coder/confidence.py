"""How sure a record is: a logistic scale from the model's probabilities to the share of records that are right.

The scale also looks at what the model, which reads one sentence, cannot see: how the parties came by their codes, and
whether the rest of the article tells of political events at all.
"""

import math
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from dragoman.ontology import Ontology
from dragoman.records import Event, Party

DECISIONS = ("event", "type", "actor", "recipient", "status")
COUNTS = ("implied", "parties", "unknown", "unnamed country", "private", "police", "recipients", "company", "others")
# How much of the article is about political events: the mean over its sentences of the probability that the likeliest
# word of each names one.
POLITICS = "politics"
# Sectors of those whose dealings among themselves are no politics (codebook, "The unit").
PRIVATE = frozenset({"CVL", "BUS", "CRM", "EDU", "MED", "AGR", "JRN", "LAB", "REL", "SOC", "REF"})
POLICE = "COP"
# How `why` begins or goes on where the text does not tell a party's country by itself.
FROM_ARTICLE = "from the article"


class Scale(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Weights of the logistic scale by feature, and its bias."""

    weights: dict[str, float]
    bias: float

    def __call__(self, features: dict[str, float]) -> float:
        """Return the confidence of a record, 0 to 1: the share of such records that are right."""
        total = self.bias + sum(self.weights.get(name, 0.0) * value for name, value in features.items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def rate(events: Sequence[Event], scale: Scale, ontology: Ontology) -> tuple[Event, ...]:
    """Return an article's records with their confidence."""
    return tuple(
        msgspec.structs.replace(event, confidence=round(scale(features), 4))
        for event, features in zip(events, features_of(events, ontology), strict=True)
    )


def features_of(events: Sequence[Event], ontology: Ontology) -> list[dict[str, float]]:
    """Return what the scale looks at, for each of an article's records: `DECISIONS`, `COUNTS` and the type itself."""
    sure: NDArray[np.float64] = np.array([event.parts.get("type", 1.0) for event in events])
    rated = []
    for number, event in enumerate(events):
        parties = (*event.actors, *event.recipients)
        others = np.delete(sure, number)
        counts = (
            sum(not party.text for party in parties),
            min(len(parties), 4),
            sum(party.code.startswith("UNK") for party in parties),
            sum(FROM_ARTICLE in party.why for party in parties),
            sum(_is_private(party, ontology) for party in parties) / len(parties),
            any(POLICE in party.code.split() for party in parties),
            bool(event.recipients),
            others.max(initial=0.0),
            math.log1p(len(others)),
        )
        rated.append(
            {name: _log_odds(event.parts.get(name, 1.0)) for name in DECISIONS}
            | {name: float(count) for name, count in zip(COUNTS, counts, strict=True)}
            | {POLITICS: event.parts.get(POLITICS, 0.0), event.type: 1.0}
        )
    return rated


def load_scale(path: Path) -> Scale:
    """Read the scale that was written beside a model's weights."""
    return msgspec.json.decode(path.read_bytes(), type=Scale)


def _is_private(party: Party, ontology: Ontology) -> bool:
    country, *sectors = party.code.split()
    return country not in ontology.nonstate and bool(sectors) and sectors[0] in PRIVATE


def _log_odds(probability: float) -> float:
    inside = min(max(probability, 0.01), 0.99)
    return math.log(inside / (1 - inside))
