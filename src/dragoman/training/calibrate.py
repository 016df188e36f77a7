"""Chooses the coder's thresholds and fits its confidence scale on articles that the model was not trained on."""

from collections import Counter
from collections.abc import Sequence
from itertools import product

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from dragoman.coder.coder import Coder
from dragoman.coder.confidence import FEATURES, Scale, features
from dragoman.coder.draft import Thresholds
from dragoman.records import Article, Event
from dragoman.scoring import score, scored

GRID = {"event": (0.3, 0.4, 0.5, 0.6), "party": (0.3, 0.4, 0.5), "implied": (0.3, 0.5, 0.7)}
# Strength of the pull of the scale's weights towards 0: the held-back records are few.
RIDGE = 1.0


def choose_thresholds(coder: Coder, gold: Sequence[Article]) -> Thresholds:
    """Return the thresholds of a small grid that give the best F1 of who did what to whom.

    Args:
        coder: its thresholds are set in turn and left at the best.
        gold: held-back articles with their records.
    """
    plain = [msgspec.structs.replace(article, events=()) for article in gold]
    best, best_f1 = coder.thresholds, -1.0
    for values in product(*GRID.values()):
        coder.thresholds = msgspec.structs.replace(best, **dict(zip(GRID, values, strict=True)))
        f1 = score(gold, coder.pipe(plain)).criteria["who-did-what-to-whom"].f1
        if f1 > best_f1:
            best, best_f1 = coder.thresholds, f1
    coder.thresholds = best
    return best


def judge(coded: Sequence[Article], gold: Sequence[Article]) -> list[tuple[Event, bool]]:
    """Say of each coded record whether the gold has it, as required or optional (type and countries agree)."""
    judged = []
    for article, truth in zip(coded, gold, strict=True):
        required = msgspec.structs.replace(
            truth, events=tuple(msgspec.structs.replace(event, optional=False) for event in truth.events)
        )
        wrong = Counter(miss.event for miss in score([required], [article]).misses if miss.kind == "wrong")
        for event, bare in zip(article.events, scored(article).events, strict=True):
            judged.append((event, wrong[bare] == 0))
            wrong[bare] -= wrong[bare] > 0
    return judged


def fit_scale(judged: Sequence[tuple[Event, bool]]) -> Scale:
    """Fit the logistic scale to judged records, with a ridge on its weights."""
    inputs = np.array([features(event) for event, _ in judged]).reshape(-1, len(FEATURES))
    right = np.array([float(ok) for _, ok in judged])

    def loss(parameters: NDArray[np.float64]) -> float:
        total = inputs @ parameters[:-1] + parameters[-1]
        likelihood = np.logaddexp(0, total) - right * total
        return float(likelihood.sum() + RIDGE * (parameters[:-1] ** 2).sum())

    found = minimize(loss, np.zeros(len(FEATURES) + 1), method="L-BFGS-B").x
    return Scale(weights=tuple(round(float(w), 4) for w in found[:-1]), bias=round(float(found[-1]), 4))


def calibration_error(judged: Sequence[tuple[Event, bool]], bins: int = 10) -> float:
    """Return the expected calibration error: over bins of equal count, how far confidence and share right lie apart.

    Args:
        judged: records, with whether they are right; their own `confidence` counts. bins: number of them.
    Returns: the mean distance, weighted by the records in a bin, 0 to 1 (Naeini, Cooper & Hauskrecht 2015).
    """
    ordered = sorted(judged, key=lambda pair: pair[0].confidence)
    parts = [part for part in np.array_split(np.arange(len(ordered)), bins) if len(part)]
    gaps = [
        len(part) * abs(np.mean([ordered[i][0].confidence for i in part]) - np.mean([ordered[i][1] for i in part]))
        for part in parts
    ]
    return float(sum(gaps) / max(1, len(ordered)))
