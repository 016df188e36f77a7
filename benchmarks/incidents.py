"""Scores how records are joined to incidents, and with --fit fits the weights of it.

    python benchmarks/incidents.py           # gold records of the half that nothing was fitted to
    python benchmarks/incidents.py --coded   # the same reports as the program codes them
    python benchmarks/incidents.py --fit     # fits on the other half and writes the table of weights

The reports are our own inventions (benchmarks/data/incidents.jsonl). Those of odd stories are learnt from, those of
even ones are held out. B-cubed (Bagga and Baldwin 1998): precision of a record is the share of its incident, as found,
that is of its incident, as marked; recall is the share of its incident, as marked, that was found with it; both are
averaged over records.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
from scipy.optimize import minimize

from dragoman.coder.coder import load
from dragoman.coder.model import Model
from dragoman.incidents import likeness as table
from dragoman.incidents.joining import Incidents, keys, may_join, window
from dragoman.incidents.telling import Telling, tell, unpack_vectors
from dragoman.incidents.vectors import quote_vectors
from dragoman.records import Article
from dragoman.records.gold import from_gold
from dragoman.store.compare import compare_events

GOLD = Path(__file__).parent / "data" / "incidents.jsonl"
RIDGE = 1.0
THRESHOLDS = np.arange(0.1, 0.9, 0.02)


class Report(NamedTuple):
    """A report with the incident of each of its records; an empty one for a record that the gold does not have."""

    story: int
    article: Article
    incidents: tuple[str, ...]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--fit", action="store_true", help="fit the weights on the odd stories")
    options.add_argument("--coded", action="store_true", help="take the program's own records instead of the gold")
    options.add_argument("--misses", action="store_true", help="print what was joined wrongly")
    chosen = options.parse_args()
    reports = read_gold()
    model = Model(threads=1)
    if chosen.fit:
        odd = [report for report in reports if report.story % 2]
        fit(told(odd, model), told(coded(odd), model))
    if chosen.coded:
        reports = coded(reports)
    for name, half in (("learnt from", 1), ("held out", 0)):
        tellings = told([report for report in reports if report.story % 2 == half], model)
        found = join(tellings)
        marked = [label for _, label in flat(tellings)]
        precision, recall = b_cubed(found, marked)
        scored = sum(bool(label) for label in marked)
        print(
            f"{name}: {len(tellings)} reports, {scored} records, {len(set(marked) - {''})} incidents, "
            f"{len(set(found))} found: B-cubed precision {precision:.3f}, recall {recall:.3f}"
        )
        if chosen.misses:
            print_misses(flat(tellings), found)


def read_gold() -> list[Report]:
    """Return the reports in the order of their days."""
    reports = []
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        record: dict[str, Any] = json.loads(line)
        reports.append(
            Report(record["story"], from_gold(record), tuple(event["incident"] for event in record["events"]))
        )
    return sorted(reports, key=lambda report: (report.article.date, report.article.id))


def coded(reports: Sequence[Report]) -> list[Report]:
    """Return the reports as the program codes them; a record has the incident of the gold record that tells its act."""
    coder = load(threads=1)
    bare = [msgspec.structs.replace(report.article, events=()) for report in reports]
    found = []
    matched = total = 0
    for report, article in zip(reports, coder.pipe(bare), strict=True):
        labels = [""] * len(article.events)
        of_gold = {id(event): label for event, label in zip(report.article.events, report.incidents, strict=True)}
        for change in compare_events(report.article.events, article.events):
            if change.old is not None and change.new is not None:
                number = next(number for number, event in enumerate(article.events) if event is change.new)
                labels[number] = of_gold[id(change.old)]
        matched += sum(map(bool, labels))
        total += len(labels)
        found.append(Report(report.story, article, tuple(labels)))
    print(f"coded: {total} records, of which {matched} tell one of the {sum(len(r.incidents) for r in reports)} marked")
    return found


def told(reports: Sequence[Report], model: Model) -> list[list[tuple[Telling, str]]]:
    """Return the tellings of each report with their incidents."""
    vectors = iter(quote_vectors(model, [event.quote.quote for report in reports for event in report.article.events]))
    return [
        [
            (tell(report.article, number, vector=next(vectors)), incident)
            for number, incident in enumerate(report.incidents)
        ]
        for report in reports
    ]


def flat(tellings: Sequence[Sequence[tuple[Telling, str]]]) -> list[tuple[Telling, str]]:
    return [record for report in tellings for record in report]


def join(tellings: Sequence[Sequence[tuple[Telling, str]]]) -> list[int]:
    """Return the incident that each record is joined to."""
    incidents = Incidents()
    return [number for report in tellings for number in incidents.add([telling for telling, _ in report])]


def b_cubed(found: Sequence[int], marked: Sequence[str]) -> tuple[float, float]:
    """Return B-cubed precision and recall over the records that are marked."""
    rows = [(number, label) for number, label in zip(found, marked, strict=True) if label]
    precision = recall = 0.0
    for number, label in rows:
        both = sum(row == (number, label) for row in rows)
        precision += both / sum(other == number for other, _ in rows)
        recall += both / sum(other == label for _, other in rows)
    return precision / len(rows), recall / len(rows)


def f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall)


def fit(tellings: Sequence[Sequence[tuple[Telling, str]]], own: Sequence[Sequence[tuple[Telling, str]]]) -> None:
    """Fit weights by logistic regression on pairs that come into question, the threshold by B-cubed; write both.

    Args:
        tellings: of the gold records; from them come the weights.
        own: of the program's records of the same reports, less clean; the threshold has to do for both.
    """
    records = flat(tellings)
    vectors = unpack_vectors(telling.vector for telling, _ in records)
    rows, right, unrelated = [], [], []
    for later, (one, label) in enumerate(records):
        for earlier, (other, other_label) in enumerate(records[:later]):
            if one.article == other.article:
                continue
            first, last = window(one)
            alike = table.cosine(vectors[later], vectors[earlier])
            if set(keys(one)) & set(keys(other)) and first <= other.last <= last:
                if not may_join(one, [other]):
                    continue
                rows.append(table.features(one, other, alike))
                right.append(label == other_label)
            elif story(one) != story(other) and (one.type, one.deed) == (other.type, other.deed):
                unrelated.append(table.features(one, as_if_of_the_same_parties_and_days(other, one), alike))
    # In a small corpus no two unrelated acts of the same parties meet; in a large one they do every day. All that tells
    # them apart is what is said; names are left as they are between acts that have much in common.
    names = table.FEATURES.index("names shared")
    usual = float(np.median([row[names] for row, same in zip(rows, right, strict=True) if not same]))
    for row in unrelated:
        row[names] = usual
    values = np.array(rows + unrelated)
    truth = np.array(right + [False] * len(unrelated), dtype=float)
    share = np.where(np.arange(len(values)) < len(rows), 1.0, (len(rows) - sum(right)) / len(unrelated))
    print(f"{len(rows)} pairs, {sum(right)} of one incident; {len(unrelated)} unrelated ones")

    def loss(weights: Any) -> tuple[float, Any]:
        sums = values @ weights
        error = share * (1 / (1 + np.exp(-sums)) - truth)
        cost = (share * (np.logaddexp(0, sums) - truth * sums)).sum() + RIDGE * (weights[1:] @ weights[1:]) / 2
        return cost, values.T @ error + RIDGE * np.concatenate(([0], weights[1:]))

    # What agrees never speaks against, what differs never for: a few stories must not teach the contrary.
    against = ("differ", "other", "another", "between")
    bounds = [(None, 0) if set(name.split()) & {*against, "differs"} else (0, None) for name in table.FEATURES]
    # Reports often name another weapon.
    bounds[table.FEATURES.index("modes differ")] = (-1.5, 0)
    bounds[0] = bounds[table.FEATURES.index("places near")] = (None, None)
    weights = minimize(loss, np.zeros(len(table.FEATURES)), jac=True, method="L-BFGS-B", bounds=bounds).x
    scores = []
    for threshold in THRESHOLDS:
        write_weights(weights, threshold)
        scores.append(sum(f1(*b_cubed(join(some), [label for _, label in flat(some)])) for some in (tellings, own)) / 2)
    # The middle of the best stretch, so that one pair does not decide.
    best = float(np.median(THRESHOLDS[np.array(scores) >= max(scores) - 0.006]))
    write_weights(weights, best)
    for name, weight in zip(table.FEATURES, weights, strict=True):
        print(f"{weight:8.3f}  {name}")
    print(f"{best:8.3f}  join from; " + " ".join(f"{score:.3f}" for score in scores))


def story(telling: Telling) -> str:
    return telling.article.partition("-")[0]


def as_if_of_the_same_parties_and_days(telling: Telling, model: Telling) -> Telling:
    return msgspec.structs.replace(
        telling,
        reported=model.reported,
        first=model.first,
        last=model.last,
        told=False,
        planned=0,
        actors=model.actors,
        recipients=model.recipients,
        place=None,
    )


def write_weights(weights: Any, threshold: float) -> None:
    lines = [
        "# What makes two records likely to be of one incident: feature, weight; joined from which likeness on.",
        "# Source: fitted by benchmarks/incidents.py --fit on the odd stories of benchmarks/data/incidents.jsonl.",
        "# Licence: MIT, as the program.",
        "# Checked up to: 2026-11-25",
        "feature\tweight",
        *(f"{name}\t{weight:.3f}" for name, weight in zip(table.FEATURES, weights, strict=True)),
        f"join from\t{threshold:.2f}",
    ]
    (table.TABLES / "weights.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    table.load_weights.cache_clear()
    table.load_threshold.cache_clear()


def print_misses(tellings: Sequence[tuple[Telling, str]], found: Sequence[int]) -> None:
    for number in sorted(set(found)):
        labels = sorted({label for (_, label), other in zip(tellings, found, strict=True) if other == number})
        if len(labels) > 1:
            print("  joined:", ", ".join(labels))
    for label in sorted({label for _, label in tellings} - {""}):
        rows = [(telling, n) for (telling, other), n in zip(tellings, found, strict=True) if other == label]
        if len({n for _, n in rows}) > 1:
            print("  parted:", label, *(f"{telling.article}={n}" for telling, n in rows))


if __name__ == "__main__":
    main()
