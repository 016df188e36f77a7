"""How tests see a command line: what it was given, how it ended, what it printed."""

from collections.abc import Callable
from typing import NamedTuple


class Ended(NamedTuple):
    """How a command ended: its exit code and what it printed."""

    status: int
    out: str
    err: str


Dragoman = Callable[..., Ended]
