"""The vectors of quotes, from the encoder that the coder has loaded; how two of them are compared is left to others."""

import re
from collections.abc import Sequence

import numpy as np

from dragoman.coder.model import Model
from dragoman.incidents.telling import Floats

# Words and signs as the encoder's own word pieces part them; a parse would cost more than the reading.
_WORDS = re.compile(r"\w+|[^\w\s]")


def quote_vectors(model: Model, quotes: Sequence[str]) -> list[Floats]:
    """Return a vector for each quote, [width]: the mean of the vectors of its words; empty for a quote without words.

    Args:
        model: whose encoder reads the quotes.
    """
    readings = model.read([_WORDS.findall(quote) for quote in quotes])
    return [reading.words.mean(axis=0) if len(reading.words) else np.zeros(0, dtype=np.float32) for reading in readings]
