"""What the commands that work on a store tell: runs that were cut short, faults as they come, counts, what changed."""

from collections import Counter
from collections.abc import Iterable, Iterator

from dragoman.cli.messages import Messages, count
from dragoman.records.display import event_line, visible
from dragoman.store import Change, Compared, Outcome, Store, Tally


def tell_of_runs(store: Store, messages: Messages) -> None:
    """Tell in a line each of the runs that did not end well since a call last told of one."""
    for run in store.cut_short():
        messages.note(
            f"{store.name}: `dragoman {run.command}` of {run.started} was cut short ({run.outcome}); "
            f"{count(run.articles, 'article')} that it had stored {'is' if run.articles == 1 else 'are'} kept"
        )


def watching(outcomes: Iterator[Outcome], messages: Messages, total: int | None) -> Iterator[Outcome]:
    """Pass outcomes on below a bar, and tell of each fault."""
    for outcome in messages.track(outcomes, "pages", total):
        if outcome.kind == "fault":
            messages.fault(outcome.line)
        yield outcome


def summary(tally: Tally) -> str:
    """Return what became of the pages of a call, in one line."""
    parts = [f"{count(tally.records, 'record')} from {count(tally.articles, 'article')}"]
    if tally.known:
        parts.append(f"{count(tally.known, 'page')} known already")
    if tally.foreign:
        parts.append(f"{count(tally.foreign, 'article')} not in English and left uncoded")
    if tally.faults:
        parts.append(f"{count(tally.faults, 'page')} could not be coded")
    if tally.failed_before:
        parts.append(f"{count(tally.failed_before, 'page')} passed over that failed before")
    return "; ".join(parts)


def changes_of(articles: Iterable[Compared], totals: Counter[str]) -> Iterator[str]:
    """Yield lines on the acts that came, went or changed, article by article, and count them by their kinds.

    `totals` also counts the "articles" that both versions coded and those that "one" alone did.
    """
    for article in articles:
        totals["articles" if article.old and article.new else "one"] += 1
        totals.update(change.kind for change in article.changes)
        told = [change for change in article.changes if change.kind != "same"]
        if told and article.new is not None:
            facts = (article.new.title, article.new.date, article.new.source)
            yield visible(" ".join(" · ".join(fact for fact in facts if fact).split()))
            for change in told:
                yield from _lines(change)


def _lines(change: Change) -> Iterator[str]:
    if change.old is None and change.new is not None:
        yield f"  came     {event_line(change.new)}"
    elif change.new is None and change.old is not None:
        yield f"  went     {event_line(change.old)}"
    elif change.old is not None and change.new is not None:
        yield f"  changed  {', '.join(change.fields)}"
        yield f"    from   {event_line(change.old)}"
        yield f"    to     {event_line(change.new)}"
