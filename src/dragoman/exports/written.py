"""What became of an export: how many rows were written, and which records were left out of it and why."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Written:
    """The count of one export.

    Attributes:
        rows: rows, articles, places or edges written, whatever the format is made of.
        left_out: how many records are not in it, by the reason.
    """

    rows: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
