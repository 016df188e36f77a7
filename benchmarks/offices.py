"""Prints how often the built-in tables know who led a country on a day, and that the same person did not on another.

Usage: python benchmarks/offices.py LEADERS.csv [--seed N] [--size N] [--misses N]

LEADERS.csv is the leaders list of the REIGN data set: a row a term, with the first day and the last month. Each leader
drawn is asked for after the country's name ("Canada's Mulroney") on two days: one within the term, where the code must
be the country's government, and one up to two years after its last month (before its first day, where another term of
the same person follows or the list ends), where it must be the country's but no longer for the office held within.
Each is asked by the name as the list writes it; where that fails, by the name's single words, since the list has second
last names that news does not use ("Gonzalez Marquez"); where that fails, by the last name in the tables that is spelt
most like it ("Maldanado"), so that the days alone are put to the test. Terms that ended before 1990 are not drawn:
the tables begin there. Where a state has several heads at a time, whose chair the list tells, the day
outside is left out.
"""

import argparse
import csv
import random
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from dragoman.actors import Coded, who
from dragoman.actors.lexicon import key_of
from dragoman.actors.tables import parse_table, read_table

FIRST_DAY = date(1990, 1, 1)
# The list's last change is of that month.
LAST_DAY = date(2021, 2, 28)
FAR = 730
KINDS = ("as written", "by any word", "by the nearest spelling")


@dataclass(frozen=True)
class Term:
    """One leader's time in office.

    `several` where the state has several heads at a time; `end` is the last day of the last month, None where the list
    does not tell one.
    """

    country: str
    leader: str
    start: date
    several: bool
    first_of_last_month: date
    end: date | None

    @property
    def person(self) -> str:
        plain = unicodedata.normalize("NFKD", self.leader)
        return re.sub(r"\W+", " ", "".join(letter for letter in plain if letter.isalnum() or letter == " ")).lower()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("leaders", type=Path)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--size", type=int, default=300)
    parser.add_argument("--misses", type=int, default=0, help="print so many terms that came out wrong")
    options = parser.parse_args()
    terms = read_terms(options.leaders)
    chance = random.Random(options.seed)
    sample = chance.sample(sorted(terms, key=lambda term: (term.country, term.start, term.leader)), options.size)
    names = {row.cells["code"]: row.cells["name"] for row in read_table("countries")}
    counts: Counter[str] = Counter()
    misses = []
    for term in sample:
        within, without = day_within(term, chance), day_without(term, terms, chance)
        asked: list[Answer] = []
        counts["outside asked"] += without is not None
        for kind, forms in zip(KINDS, (names_of(term)[:1], names_of(term)[1:], names_like(term)), strict=True):
            asked += [ask(names[term.country], name, term, within, without) for name in forms]
            one = answer = next((one for one in asked if one.right_within), asked[0])
            counts[f"{kind} within"] += one.right_within
            counts[f"{kind} outside"] += one.right_without and without is not None
            counts[f"{kind} both"] += one.right_within and one.right_without
        if not (answer.right_within and answer.right_without):
            misses.append(f"{term.start} to {term.end}, {within} and {without}: {answer}")
    print(f"seed {options.seed}: {len(sample)} of {len(terms)} terms, {counts['outside asked']} asked outside, too")
    for kind in KINDS:
        print(
            f"{kind:22} within {counts[f'{kind} within'] / len(sample):.3f}"
            f"  outside {counts[f'{kind} outside'] / counts['outside asked']:.3f}"
            f"  both {counts[f'{kind} both'] / len(sample):.3f}"
        )
    for line in misses[: options.misses]:
        print(line)


@dataclass(frozen=True)
class Answer:
    """What the tables say to a phrase on the day within and, where one is asked, on the day without."""

    phrase: str
    within: Coded
    without: Coded | None
    country: str

    @property
    def right_within(self) -> bool:
        return self.within.code == f"{self.country} GOV" and "holders.tsv" in self.within.why

    @property
    def right_without(self) -> bool:
        if self.without is None:
            return True
        return self.without.code.startswith(self.country) and (
            self.without.code != self.within.code or self.without.why != self.within.why
        )

    def __str__(self) -> str:
        without = f"; {self.without.code} ({self.without.why})" if self.without is not None else ""
        return f"{self.phrase}: {self.within.code} ({self.within.why}){without}"


def ask(country: str, name: str, term: Term, within: date, without: date | None) -> Answer:
    phrase = f"{country}'s {name}"
    outside = who(phrase, date=without.isoformat()) if without is not None else None
    return Answer(phrase, who(phrase, date=within.isoformat()), outside, term.country)


def names_of(term: Term) -> list[str]:
    """Return the name as the list writes it, then each of its words, the last first."""
    words = [word for word in term.leader.split() if len(word) > 2 and word[0].isupper()]
    return [term.leader, *(reversed(words) if len(words) > 1 or words != [term.leader] else ())]


def names_like(term: Term) -> list[str]:
    """Return the last names of the country's office-holders in the tables that are spelt like a word of the name."""
    found: list[str] = []
    for word in term.leader.split():
        near = get_close_matches(key_of(word), last_names(term.country), n=2, cutoff=0.75)
        found += [last_names(term.country)[key] for key in near]
    return found


@cache
def last_names(country: str) -> dict[str, str]:
    """Return the last two words of the names of a country's office-holders by look-up key."""
    rows = [row for row in read_table("holders") if row.cells["country"] == country]
    names = [name for row in rows for name in [row.cells["name"], *row.many("other_names")]]
    return {key_of(word): word for name in names for word in name.split()[-2:] if len(word) > 2}


def read_terms(path: Path) -> list[Term]:
    """Return the terms that reach into 1990 or later. A few letters of the list are not UTF-8; they become `?`."""
    rows = {row.cells["cow"]: row for row in parse_table("cow", Path(__file__).with_name("cow.tsv").read_text("utf-8"))}
    terms = []
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        for row in csv.DictReader(file):
            if not row["leader"] or not row["syear"]:
                continue
            start = date(int(row["syear"]), int(row["smonth"]), min(28, int(row["sdate"] or 1)))
            last = date(int(row["eyear"]), int(row["emonth"]), 1) if row["eyear"] and row["emonth"] else None
            end = (last + timedelta(31)).replace(day=1) - timedelta(1) if last else None
            if (end or LAST_DAY) < FIRST_DAY:
                continue
            leader = " ".join(re.sub(r"\([^)]*\)", " ", row["leader"]).split())
            state = rows.get(row["stateabb"])
            country = state.cells["iso"] if state is not None else row["stateabb"]
            several = state is not None and state.cells["note"] == "several"
            terms.append(Term(country, leader, start, several, last or LAST_DAY, end))
    return terms


def day_within(term: Term, chance: random.Random) -> date:
    first = max(term.start, FIRST_DAY)
    return first + timedelta(chance.randint(0, max(0, (term.first_of_last_month - first).days)))


def day_without(term: Term, terms: list[Term], chance: random.Random) -> date | None:
    if term.several:
        return None
    others = [one for one in terms if one.country == term.country and one.person == term.person and one != term]
    ahead, behind = chance.randint(1, FAR), chance.randint(1, FAR)
    days = [term.end + timedelta(ahead)] if term.end is not None else []
    for day in [*days, term.start - timedelta(behind)]:
        held = any(one.start - timedelta(1) <= day <= (one.end or LAST_DAY) for one in others)
        if FIRST_DAY <= day <= LAST_DAY and not held:
            return day
    return None


if __name__ == "__main__":
    main()
