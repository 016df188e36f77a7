"""The heart: mentions and sentences to event records, by a trained model. Its weights are fitted in `training`."""

from dragoman.coder.coder import SCHEMES, Coder, load

__all__ = ["SCHEMES", "Coder", "load"]
