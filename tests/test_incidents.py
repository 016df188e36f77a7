"""What is joined to one incident and what stays apart; what an incident tells of its reports."""

import msgspec
import pytest

from dragoman.incidents import Copies, Incident, Incidents, Report, is_copy, make_incident, tell
from dragoman.incidents.incident import number_told
from dragoman.incidents.joining import keys
from dragoman.incidents.likeness import load_kin, load_weights
from dragoman.ontology import load_ontology
from dragoman.records import Article, Event, Evidence, Party, Place, Voice

GOMA = Place("Goma", "COD", geonameid=1, latitude=-1.68, longitude=29.22, admin1="Nord Kivu")
BENI = Place("Beni", "COD", geonameid=2, latitude=0.49, longitude=29.47, admin1="Nord Kivu")
SHELLING = Event(
    type="ASSAULT",
    status="actual",
    actors=(Party("M23 rebels", "COD REB"),),
    recipients=(Party("four traders", "COD CVL"),),
    modes=("heavy-weapons",),
    place=GOMA,
    date="2024-02-06",
    quote=Evidence("M23 rebels shelled the harbour of Goma and killed four traders.", 0, 0, 0, 0),
)


def report(name: str, day: str, *events: Event) -> Article:
    return Article(id=name, text="", date=day, events=events)


def joined(*articles: Article) -> list[int]:
    incidents = Incidents()
    return [
        number
        for article in articles
        for number in incidents.add([tell(article, place) for place in range(len(article.events))])
    ]


def changed(**fields: object) -> Event:
    quote = fields.pop("quote", None)
    event = msgspec.structs.replace(SHELLING, **fields)
    return event if quote is None else msgspec.structs.replace(event, quote=Evidence(str(quote), 0, 0, 0, 0))


def test_two_reports_of_one_attack_are_one_incident() -> None:
    other = changed(
        recipients=(Party("Six people", "COD CVL"),),
        quote="Six people died when the rebels of M23 fired shells at the port of Goma.",
    )
    assert joined(report("a", "2024-02-06", SHELLING), report("b", "2024-02-07", other)) == [0, 0]


def test_the_same_parties_a_day_later_are_another_incident() -> None:
    assert joined(report("a", "2024-02-06", SHELLING), report("b", "2024-02-07", changed(date="2024-02-07"))) == [0, 1]


def test_the_same_day_in_another_town_is_another_incident() -> None:
    other = changed(place=BENI, quote="M23 rebels shelled the market of Beni and killed four farmers.")
    assert joined(report("a", "2024-02-06", SHELLING), report("b", "2024-02-06", other)) == [0, 1]


def test_the_same_town_a_month_later_is_another_incident() -> None:
    assert joined(report("a", "2024-02-06", SHELLING), report("b", "2024-03-06", changed(date="2024-03-06"))) == [0, 1]


def test_the_plan_and_the_deed_stay_apart() -> None:
    plan = changed(status="future", date="")
    assert joined(report("a", "2024-02-05", plan), report("b", "2024-02-06", SHELLING)) == [0, 1]


def test_unknown_attackers_join_those_whom_another_report_names() -> None:
    unknown = changed(
        actors=(Party("", "COD UAF"),), quote="Four traders were killed when shells hit the harbour of Goma."
    )
    assert joined(report("a", "2024-02-06", unknown), report("b", "2024-02-06", SHELLING)) == [0, 0]


def test_two_records_of_one_report_are_two_acts() -> None:
    assert joined(report("a", "2024-02-06", SHELLING, changed(recipients=(Party("troops", "COD MIL"),)))) == [0, 1]


def test_a_denial_belongs_to_what_is_denied() -> None:
    denial = changed(
        status="negated",
        voice=Voice("actor", "M23", "COD REB"),
        quote="M23 denied that it had shelled the harbour of Goma, where four traders died.",
    )
    assert joined(report("a", "2024-02-06", SHELLING, denial)) == [0, 0]


def test_a_month_of_daily_attacks_does_not_chain() -> None:
    days = [f"2024-02-{day:02d}" for day in range(1, 29)]
    dated = [report(day, day, changed(date=day)) for day in days]
    assert len(set(joined(*dated))) == len(days)
    undated = joined(*(report(day, day, changed(date="")) for day in days))
    assert max(undated.count(number) for number in undated) <= 4


def test_a_record_that_no_day_is_known_of_stays_alone() -> None:
    event = changed(date="")
    assert joined(report("a", "", event), report("b", "", event)) == [0, 1]
    assert keys(tell(report("a", "", event), 0)) == ()


def test_reports_one_by_one_give_what_all_at_once_give() -> None:
    days = ["2024-02-06", "2024-02-07", "2024-02-08"]
    articles = [
        report(f"{day}-{place.text}", day, changed(date=date, place=place))
        for day in days
        for place in (GOMA, BENI)
        for date in ("2024-02-06", "")
    ]
    first = Incidents()
    one_by_one = [first.add([tell(article, 0)]) for article in articles]
    assert [number for numbers in one_by_one for number in numbers] == joined(*articles)
    assert sum(len(members) for members in first.members()) == len(articles)


def test_every_type_has_its_kin_and_every_feature_its_weight() -> None:
    assert set(load_kin()) == set(load_ontology().types)
    assert load_weights()


def incident() -> Incident:
    more = changed(recipients=(Party("six traders", "COD CVL"),))
    accused = changed(actors=(Party("the army", "COD MIL"),), voice=Voice("actor", "M23", "COD REB"))
    rows = [("b", "2024-02-07", more), ("a", "2024-02-06", SHELLING), ("c", "2024-02-08", accused)]
    return make_incident(
        7, [Report(article=name, day=day, sources=(f"{name}.example",), event=event) for name, day, event in rows]
    )


def test_an_incident_has_its_reports_in_the_order_of_their_days() -> None:
    assert [report.article for report in incident().reports] == ["a", "b", "c"]
    assert (incident().first_report, incident().last_report) == ("2024-02-06", "2024-02-08")
    assert incident().sources == ("a.example", "b.example", "c.example")


def test_an_incident_tells_where_reports_disagree() -> None:
    told = {differing.detail: dict(differing.versions) for differing in incident().differing}
    assert told["numbers"] == {"4": ("a", "c"), "6": ("b",)}
    assert told["blame"] == {"COD REB": ("a", "b"), "COD": ("c",)}
    assert "place" not in told


def test_a_party_is_one_voice_and_each_outlet_another() -> None:
    assert incident().voices == ("narrator: a.example", "narrator: b.example", "actor: COD REB")


def test_an_incident_prints_itself() -> None:
    lines = str(incident()).splitlines()
    assert lines[0].startswith("  7  ASSAULT-heavy-weapons actual")
    assert lines[1] == "     3 reports · 3 sources · 3 voices · 2024-02-06 to 2024-02-08"
    assert lines[2] == "     numbers: 4 (2) / 6"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("four traders", 4),
        ("at least 20,000 people", 20000),
        ("twenty-five girls", 25),
        ("three hundred men", 300),
        ("12 thousand", 12000),
        ("some villagers", None),
        ("two thousand five hundred", 2500),
    ],
)
def test_a_mention_tells_its_number(text: str, number: int | None) -> None:
    assert number_told(text) == number


AGENCY = (
    "The health ministry of Ruritania said on Monday that eleven villages along the lower river had been cut off by "
    "the flood. Boats of the coast guard brought bread, blankets and clean water to the people there. A bridge on the "
    "road to the capital was washed away in the night, and trains were halted until further notice. The minister "
    "asked the neighbouring countries for two more helicopters and thanked the fishermen who had helped."
)


def test_a_reprint_with_another_ending_is_a_copy() -> None:
    assert is_copy(AGENCY, AGENCY.upper() + " Reporting by our own staff in the capital.")


def test_a_text_cut_to_its_first_half_is_a_copy() -> None:
    assert is_copy(AGENCY, AGENCY[:260])


def test_a_report_in_other_words_is_no_copy() -> None:
    assert not is_copy(
        AGENCY,
        "Floods have isolated eleven villages, the ministry of health announced on Monday; coast guard boats carry "
        "food and water to those who live by the lower river, and rail traffic has been stopped altogether for now.",
    )


def test_a_line_is_too_short_to_be_a_copy() -> None:
    assert not is_copy("Floods cut off villages.", "Floods cut off villages.")


def test_copies_are_looked_up_by_what_they_share() -> None:
    copies = Copies()
    assert copies.add("first", AGENCY) == "first"
    assert copies.add("other", AGENCY[::-1]) == "other"
    assert copies.add("reprint", AGENCY + " Edited by the evening desk.") == "first"
