"""Tells which of a sentence's time expressions dates an event; finding and reading them is left to `expressions`."""

from collections.abc import Sequence

from dragoman.dates.expressions import TimeExpression
from dragoman.records import Sentence, Status

# Arcs into clauses of their own: what is dated above such an arc is another deed than what is dated below it.
_CLAUSES = frozenset({"ccomp", "advcl", "relcl", "parataxis", "csubj", "csubjpass"})
_PLANNED = frozenset({"future", "hypothetical"})
_JOINED_VERBS = 2.0


def event_date(
    expressions: Sequence[TimeExpression], sentence: Sentence, trigger: int | None, status: Status = "actual"
) -> str:
    """Return the day or range on which the event of a sentence happened or is to happen.

    "Police said on Sunday that gunmen had killed a mayor" dates what the police said and not the killing: an expression
    counts only where no clause begins between it and the trigger.

    Args:
        expressions: the sentence's time expressions, as `find_dates` returns them.
        sentence: the sentence that tells the event.
        trigger: index in the sentence of the word that names the act; None for the sentence's main word.
        status: how the event is told; `future` and `hypothetical` take what lies ahead of the article.
    Returns: ISO day, or `first/last`, or empty where the sentence does not say.
    """
    if not sentence.tokens:
        return ""
    if trigger is None:
        trigger = next((number for number, token in enumerate(sentence.tokens) if token.head == number), 0)
    above = _ancestors(sentence, trigger)
    answers: list[tuple[float, int, str]] = []
    for expression in expressions:
        value = expression.future if status in _PLANNED else expression.past
        head = _head(sentence, expression)
        if not value or head is None:
            continue
        steps = _steps(sentence, _ancestors(sentence, head), above)
        if steps is not None:
            answers.append((steps, abs(head - trigger), value))
    return min(answers)[2] if answers else ""


def _steps(sentence: Sentence, below: list[int], above: list[int]) -> float | None:
    """Return how far two words stand apart in the tree, None where a clause of its own begins between them."""
    common = next((word for word in below if word in above), None)
    if common is None:
        return None
    path = [*below[: below.index(common)], *above[: above.index(common)]]
    steps = 0.0
    for word in path:
        token = sentence.tokens[word]
        if token.dep in _CLAUSES:
            return None
        joined = token.dep == "conj" and token.pos in ("VERB", "AUX")
        steps += _JOINED_VERBS if joined else 1.0
    return steps


def _head(sentence: Sentence, expression: TimeExpression) -> int | None:
    """Return the word of an expression that hangs on a word outside it."""
    inside = [
        number
        for number, token in enumerate(sentence.tokens)
        if token.start < expression.end and token.end > expression.start
    ]
    return next((word for word in inside if sentence.tokens[word].head not in inside), inside[0] if inside else None)


def _ancestors(sentence: Sentence, word: int) -> list[int]:
    found: list[int] = []
    while word not in found:
        found.append(word)
        word = sentence.tokens[word].head
    return found
