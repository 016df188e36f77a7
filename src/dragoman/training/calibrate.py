"""Chooses the coder's thresholds and fits its confidence scale on articles that the model was not trained on."""

from collections import Counter
from collections.abc import Sequence
from itertools import product

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from dragoman.coder.coder import Coder
from dragoman.coder.confidence import Scale
from dragoman.coder.draft import Thresholds
from dragoman.records import Article
from dragoman.scoring import score, scored

# The figure that all is chosen by.
MAIN = "who-did-what-to-whom"
EVENT_GRID = (0.3, 0.4, 0.5, 0.6)
PARTY_GRID = (0.3, 0.4, 0.5)
CONFIDENCE_GRID = tuple(round(0.05 * step, 2) for step in range(0, 15))
CLOSE = 0.01
# Strength of the pull of the scale's weights towards 0: the held-back records are few.
RIDGE = 2.0


def choose_thresholds(coder: Coder, gold: Sequence[Article]) -> Thresholds:
    """Return the thresholds of events and parties that give the best F1 of who did what to whom.

    Args:
        coder: its thresholds are set in turn and left at the best.
        gold: held-back articles with their records.
    """
    bare = without_records(gold)
    tried = {}
    for event, party in product(EVENT_GRID, PARTY_GRID):
        coder.thresholds = msgspec.structs.replace(coder.thresholds, event=event, party=party)
        tried[coder.thresholds] = score(gold, coder.pipe(bare)).criteria[MAIN].f1
    coder.thresholds = max(tried, key=lambda thresholds: tried[thresholds])
    return coder.thresholds


def choose_confidence(coder: Coder, gold: Sequence[Article]) -> Thresholds:
    """Return the thresholds with the least confidence of a record that is written down.

    Over a wide range the F1 hardly changes, records lost on one side against errors on the other. Of all that come
    within `CLOSE` of the best the highest is taken: what is written down should be right, and silence where it is due.
    """
    coder.thresholds = msgspec.structs.replace(coder.thresholds, confidence=0.0)
    coded = list(coder.pipe(without_records(gold)))
    tried = {
        least: score(gold, [above(article, least) for article in coded]).criteria[MAIN].f1 for least in CONFIDENCE_GRID
    }
    best = max(least for least, f1 in tried.items() if f1 >= max(tried.values()) - CLOSE)
    coder.thresholds = msgspec.structs.replace(coder.thresholds, confidence=best)
    return coder.thresholds


def above(article: Article, least: float) -> Article:
    """Return an article with those of its records that have at least that confidence."""
    return msgspec.structs.replace(article, events=tuple(e for e in article.events if e.confidence >= least))


def without_records(articles: Sequence[Article]) -> list[Article]:
    """Return articles as the coder would get them."""
    return [msgspec.structs.replace(article, events=()) for article in articles]


def judge(coded: Sequence[Article], gold: Sequence[Article]) -> list[list[bool]]:
    """Say of each coded record, article by article, whether the gold has it, required or optional (by `MAIN`)."""
    judged = []
    for article, truth in zip(coded, gold, strict=True):
        required = msgspec.structs.replace(
            truth, events=tuple(msgspec.structs.replace(event, optional=False) for event in truth.events)
        )
        wrong = Counter(miss.event for miss in score([required], [article]).misses if miss.kind == "wrong")
        verdicts = []
        for record in scored(article).events:
            verdicts.append(wrong[record] == 0)
            wrong[record] -= wrong[record] > 0
        judged.append(verdicts)
    return judged


def fit_scale(rows: Sequence[dict[str, float]], right: Sequence[bool]) -> Scale:
    """Fit the logistic scale to records' features and whether each is right, with a ridge on its weights."""
    names = sorted({name for row in rows for name in row})
    truth = np.array(right, dtype=np.float64)
    inputs = np.array([[row.get(name, 0.0) for name in names] for row in rows]).reshape(-1, len(names))

    def loss(parameters: NDArray[np.float64]) -> float:
        total = inputs @ parameters[:-1] + parameters[-1]
        likelihood = np.logaddexp(0, total) - truth * total
        return float(likelihood.sum() + RIDGE * (parameters[:-1] ** 2).sum())

    def slope(parameters: NDArray[np.float64]) -> NDArray[np.float64]:
        total = inputs @ parameters[:-1] + parameters[-1]
        error = 1 / (1 + np.exp(-total)) - truth
        return np.append(inputs.T @ error + 2 * RIDGE * parameters[:-1], error.sum())

    found = minimize(loss, np.zeros(len(names) + 1), jac=slope, method="L-BFGS-B").x
    weights = {name: round(float(weight), 4) for name, weight in zip(names, found[:-1], strict=True)}
    return Scale(weights=weights, bias=round(float(found[-1]), 4))


def calibration_error(coded: Sequence[Article], gold: Sequence[Article], bins: int = 10) -> float:
    """Return the expected calibration error: over bins of equal count, how far confidence and share right lie apart.

    Args:
        coded: articles whose records have a confidence; gold: the same with the records that should be there.
        bins: number of them.
    Returns: the mean distance, weighted by the records in a bin, 0 to 1 (Naeini, Cooper & Hauskrecht 2015).
    """
    confidences = [event.confidence for article in coded for event in article.events]
    verdicts = [ok for of_article in judge(coded, gold) for ok in of_article]
    ordered = sorted(zip(confidences, verdicts, strict=True))
    parts = [part for part in np.array_split(np.arange(len(ordered)), bins) if len(part)]
    gaps = [
        len(part) * abs(np.mean([ordered[i][0] for i in part]) - np.mean([ordered[i][1] for i in part]))
        for part in parts
    ]
    return float(sum(gaps) / max(1, len(ordered)))
