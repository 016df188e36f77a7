"""What a command tells of a batch of pages: its faults as they come and the counts at its end. Coding is `batch`'s."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from dragoman.batch import Fault
from dragoman.cli.messages import count
from dragoman.records import Article


@dataclass
class Tally:
    """How much of a batch came through, for the line at its end."""

    articles: int = 0
    records: int = 0
    foreign: int = 0
    faults: int = 0

    def __str__(self) -> str:
        parts = [f"{count(self.records, 'record')} from {count(self.articles, 'article')}"]
        if self.foreign:
            parts.append(f"{count(self.foreign, 'article')} not in English and left uncoded")
        if self.faults:
            parts.append(f"{count(self.faults, 'page')} could not be coded")
        return "; ".join(parts)


def only_articles(outcomes: Iterable[Article | Fault], fault: Callable[[str], None], tally: Tally) -> Iterator[Article]:
    """Yield the articles; hand each fault's line to `fault`; keep count of both in `tally`."""
    for outcome in outcomes:
        if isinstance(outcome, Fault):
            tally.faults += 1
            fault(outcome.line)
        else:
            tally.articles += 1
            tally.records += len(outcome.events)
            tally.foreign += outcome.language != "en"
            yield outcome
