"""Turns parsed sentences into what the encoder takes: word pieces, and the weights that average pieces into words."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

MAX_PIECES = 192
MAX_WORDS = 128


class PieceBatch(NamedTuple):
    """A padded batch of B sentences, T word pieces and N words at most.

    `ids` and `mask` are [B, T] int64; `pool` is [B, N, T] float32, each row the weights of one word's pieces (they
    add up to 1, or to 0 for padding and for words past the limits); `words` is [B, N] float32, 1 where a word is.
    """

    ids: NDArray[np.int64]
    mask: NDArray[np.int64]
    pool: NDArray[np.float32]
    words: NDArray[np.float32]


class WordPieces:
    """A WordPiece tokenizer that keeps to the parser's words."""

    def __init__(self, path: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(path))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_PIECES)

    def __call__(self, sentences: Sequence[Sequence[str]]) -> PieceBatch:
        """Encode sentences given as lists of words; pieces past `MAX_PIECES` and words past `MAX_WORDS` are dropped."""
        encodings = self._tokenizer.encode_batch([list(words) for words in sentences], is_pretokenized=True)
        pieces = max(len(encoding.ids) for encoding in encodings)
        width = min(MAX_WORDS, max(1, max(len(words) for words in sentences)))
        ids = np.zeros((len(sentences), pieces), np.int64)
        mask = np.zeros((len(sentences), pieces), np.int64)
        pool = np.zeros((len(sentences), width, pieces), np.float32)
        for row, encoding in enumerate(encodings):
            count = len(encoding.ids)
            ids[row, :count] = encoding.ids
            mask[row, :count] = 1
            for piece, word in enumerate(encoding.word_ids):
                if word is not None and word < width:
                    pool[row, word, piece] = 1
        total = pool.sum(axis=2, keepdims=True)
        pool /= np.maximum(total, 1)
        return PieceBatch(ids, mask, pool, (total[:, :, 0] > 0).astype(np.float32))
