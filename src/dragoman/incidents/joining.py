"""Joins tellings of one event to an incident, report by report; where incidents are kept is left to whoever calls.

A telling is compared with the reports that an incident already has, all of them at once and not with the most alike
alone, and the days that an incident spans are bound. So nothing chains: a month of war is not one incident.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from dragoman.incidents.likeness import cosine, likeness, load_kin, load_threshold
from dragoman.incidents.telling import LONGEST_SPAN, Floats, Telling, unpack_vectors

# So many reports of an incident, the first ones, speak for all of it.
CORE = 8
# Days between two tellings of one deed, and between two reports of one plan.
DEED_SLACK = 1
PLAN_SLACK = 14


def keys(telling: Telling) -> tuple[str, ...]:
    """Return by what an incident of a telling is looked up: kind of act, deed or plan, and each country concerned.

    Two tellings without a key in common, or outside of each other's `window`, are never joined. A telling whose day
    nothing tells has no key: it stays alone.
    """
    if not telling.first:
        return ()
    countries = {code[:3] for code in (*telling.actors, *telling.recipients)}
    if telling.place is not None:
        countries.add(telling.place.country)
    kind = load_kin().get(telling.type, telling.type)
    return tuple(f"{kind} {'deed' if telling.deed else 'plan'} {country}" for country in sorted(countries - {""}))


def window(telling: Telling) -> tuple[int, int]:
    """Return between which days, ordinals, the last day of an incident's telling has to lie to come into question."""
    slack = DEED_SLACK if telling.deed else PLAN_SLACK
    return telling.first - slack, telling.last + slack + LONGEST_SPAN


def choose(tellings: Sequence[Telling], candidates: Sequence[Mapping[int, Sequence[Telling]]]) -> list[int | None]:
    """Choose the incident that each record of a report joins.

    Args:
        tellings: the records of one report.
        candidates: for each of them the incidents that come into question, by number, with their tellings in the
            order in which they joined.
    Returns: the number of an incident for each record, None for what begins one of its own. Two records of a report
        tell different acts and do not join one incident, the most alike is joined first; but a report may tell a deed
        and that somebody denies it.
    """
    numbers = {number for incidents in candidates for number in incidents}
    cores = {number: incidents[number][:CORE] for incidents in candidates for number in incidents}
    vectors = {number: unpack_vectors(telling.vector for telling in cores[number]) for number in numbers}
    scores = []
    for position, (telling, vector) in enumerate(
        zip(tellings, unpack_vectors(telling.vector for telling in tellings), strict=True)
    ):
        for number in candidates[position]:
            if may_join(telling, candidates[position][number]):
                score = _likeness(telling, vector, cores[number], vectors[number])
                if score >= load_threshold():
                    scores.append((-score, number, position))
    chosen: list[int | None] = [None] * len(tellings)
    taken: set[tuple[int, bool]] = set()
    for _, number, position in sorted(scores):
        place = (number, tellings[position].denied)
        if chosen[position] is None and place not in taken:
            chosen[position] = number
            taken.add(place)
    return chosen


def in_turn(tellings: Sequence[Telling]) -> list[list[int]]:
    """Return the positions of a report's records in the turns in which they are joined: deeds, then their denials."""
    positions = range(len(tellings))
    turns = [[place for place in positions if tellings[place].denied is denied] for denied in (False, True)]
    return [turn for turn in turns if turn]


class Incidents:
    """Incidents in memory, for a corpus that is not kept in a store."""

    def __init__(self) -> None:
        self._members: list[list[Telling]] = []
        self._by_key: dict[str, set[int]] = defaultdict(set)

    def add(self, tellings: Sequence[Telling]) -> list[int]:
        """Join the records of one report; returns the number of the incident of each, from 0."""
        numbers = [0] * len(tellings)
        for turn in in_turn(tellings):
            some = [tellings[position] for position in turn]
            chosen = choose(some, [self._candidates(telling) for telling in some])
            for position, number in zip(turn, chosen, strict=True):
                numbers[position] = self._put(tellings[position], number)
        return numbers

    def members(self) -> list[tuple[Telling, ...]]:
        """Return the tellings of each incident, in the order in which they joined."""
        return [tuple(members) for members in self._members]

    def _put(self, telling: Telling, number: int | None) -> int:
        if number is None:
            number = len(self._members)
            self._members.append([])
        self._members[number].append(telling)
        for key in keys(telling):
            self._by_key[key].add(number)
        return number

    def _candidates(self, telling: Telling) -> dict[int, Sequence[Telling]]:
        first, last = window(telling)
        numbers = {number for key in keys(telling) for number in self._by_key[key]}
        return {
            number: self._members[number]
            for number in sorted(numbers)
            if any(first <= member.last <= last for member in self._members[number])
        }


def may_join(telling: Telling, members: Sequence[Telling]) -> bool:
    """Return whether an incident may still take a telling: another report, and days that fit all of its reports."""
    return all(
        (member.article != telling.article or member.denied != telling.denied)
        and max(telling.first - member.last, member.first - telling.last) <= _slack(telling, member)
        for member in members
    )


def _slack(telling: Telling, member: Telling) -> int:
    """Return how many days may lie between two tellings: none where both tell theirs."""
    if not telling.deed:
        return PLAN_SLACK
    return 0 if telling.told and member.told else DEED_SLACK


def _likeness(
    telling: Telling, vector: Floats | None, core: Sequence[Telling], vectors: Sequence[Floats | None]
) -> float:
    scores = [likeness(telling, member, cosine(vector, other)) for member, other in zip(core, vectors, strict=True)]
    return sum(scores) / len(scores)
