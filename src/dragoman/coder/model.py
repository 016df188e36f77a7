"""The trained model at run time: words in, probabilities out. What is written down of them is decided in `draft`."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from dragoman.coder.labels import ROLES, Labels, load_labels
from dragoman.errors import DragomanError
from dragoman.language.wordpieces import PieceBatch, WordPieces

WEIGHTS = Path(__file__).parent / "weights"
# Sentences read together; more of them cost memory and save little.
BATCH = 16

Floats = NDArray[np.float32]


class Reading(NamedTuple):
    """What the model makes of a sentence of N words: probabilities, by the word that names the event (first axis).

    `types` [N, 1 + types], column 0 for no event; `status`, `voice`, `contexts`, `modes`, `implied_actor`,
    `implied_recipient` [N, classes]; `roles` [N, N, roles]: that the second word heads the actor, recipient, speaker or
    place of the first one's event; `words` [N, width]: the words' vectors.
    """

    types: Floats
    status: Floats
    voice: Floats
    modes: Floats
    contexts: Floats
    implied_actor: Floats
    implied_recipient: Floats
    roles: Floats
    words: Floats


class Model:
    """The encoder and its heads, loaded once."""

    def __init__(self, folder: Path = WEIGHTS, *, threads: int = 0) -> None:
        """Load the model.

        Args:
            folder: holds `encoder.onnx`, `pairs.onnx`, `tokenizer.json` and `labels.json`.
            threads: for one call; 0 for as many as there are cores.
        Raises: DragomanError when a file is missing or broken.
        """
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        try:
            self.labels: Labels = load_labels(folder / "labels.json")
            self._pieces = WordPieces(folder / "tokenizer.json")
            self._encoder = _session(folder / "encoder.onnx", options)
            self._pairs = _session(folder / "pairs.onnx", options)
        except Exception as error:
            raise DragomanError(f"{folder}: the model cannot be loaded ({error}); install dragoman anew") from error

    def read(self, sentences: Sequence[Sequence[str]]) -> list[Reading]:
        """Read sentences, given as lists of words, each once.

        Returns: one `Reading` a sentence, in order; words past the model's limits have probability 0 of everything.
        """
        readings: list[Reading | None] = [None] * len(sentences)
        order = sorted((i for i in range(len(sentences)) if sentences[i]), key=lambda i: len(sentences[i]))
        for first in range(0, len(order), BATCH):
            rows = order[first : first + BATCH]
            batch = self._pieces([sentences[i] for i in rows])
            outputs = self._run(batch)
            for number, i in enumerate(rows):
                readings[i] = _reading([output[number] for output in outputs], len(sentences[i]))
        empty = _reading([np.zeros((0,) * 3, np.float32)] * len(Reading._fields), 0)
        return [empty if reading is None else reading for reading in readings]

    def relate(
        self, sentences: Sequence[Sequence[str]], pairs: Sequence[tuple[Sequence[int], Sequence[int]]], scheme: str
    ) -> Floats:
        """Score what the first of two parties does to the second.

        Args:
            sentences: lists of words, one a pair; pairs: the words of source and target (none for an implied party).
            scheme: name of a scheme of the labels.
        Returns: [pairs, labels of the scheme] probabilities.
        """
        column = list(self.labels.schemes).index(scheme)
        rows: list[Floats] = []
        for first in range(0, len(sentences), BATCH):
            batch = self._pieces(sentences[first : first + BATCH])
            words = self._run(batch)[-1]
            marks = np.zeros((2, *batch.words.shape), np.float32)
            for row, sides in enumerate(pairs[first : first + BATCH]):
                for side, indexes in enumerate(sides):
                    marks[side, row, [i for i in indexes if i < marks.shape[2]]] = 1
            outputs = self._pairs.run(
                None, {"words": words, "present": batch.words, "source": marks[0], "target": marks[1]}
            )
            rows.append(_softmax(outputs[column]))
        return np.concatenate(rows) if rows else np.zeros((0, len(self.labels.schemes[scheme])), np.float32)

    def _run(self, batch: PieceBatch) -> list[Floats]:
        feed = {"ids": batch.ids, "mask": batch.mask, "pool": batch.pool, "present": batch.words}
        outputs: list[Floats] = self._encoder.run(list(Reading._fields), feed)
        return outputs


def _session(path: Path, options: onnxruntime.SessionOptions) -> onnxruntime.InferenceSession:
    return onnxruntime.InferenceSession(path.read_bytes(), options, providers=["CPUExecutionProvider"])


def _reading(raw: Sequence[Floats], count: int) -> Reading:
    """Turn one sentence's raw scores into probabilities for its `count` words, zeros for words that were not read."""
    named = dict(zip(Reading._fields, raw, strict=True))
    softmaxed = ("types", "status", "voice", "implied_actor", "implied_recipient")
    values = {}
    for name, scores in named.items():
        scores = scores[:count, :count] if name == "roles" else scores[:count]
        if name in softmaxed:
            scores = _softmax(scores)
        elif name != "words":
            scores = (1 / (1 + np.exp(-scores))).astype(np.float32)
        missing = count - len(scores)
        if missing:
            padding = [(0, missing)] + [
                (0, missing if name == "roles" and axis == 1 else 0) for axis in range(1, scores.ndim)
            ]
            scores = np.pad(scores, padding)
        values[name] = scores.astype(np.float32)
    return Reading(**values)


def _softmax(scores: Floats) -> Floats:
    if not scores.size:
        return scores
    shifted = np.exp(scores - scores.max(axis=-1, keepdims=True))
    result: Floats = shifted / shifted.sum(axis=-1, keepdims=True)
    return result


ROLE = {name: number for number, name in enumerate(ROLES)}
