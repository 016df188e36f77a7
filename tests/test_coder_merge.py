"""Drafts to records: implied parties, voices and places settled, and one record an act."""

import msgspec

from dragoman.coder.draft import Draft
from dragoman.coder.merge import Setting, make_records, ranked_countries, tells_only_crime
from dragoman.language import load_parser
from dragoman.ontology import load_ontology
from dragoman.places import PlaceMention
from dragoman.records import Article, Event, Mention

TEXT = "Peru shelled Arica.\nGunners from Peru shelled Arica again, the army said."


def mention(text: str, code: str, sentence: int = 0) -> Mention:
    start = TEXT.index(text)
    return Mention(start=start, end=start + len(text), text=text, sentence=sentence, head=0, code=code, kind="name")


def place(text: str, country: str, sentence: int = 0, locative: bool = True) -> PlaceMention:
    start = TEXT.index(text)
    return PlaceMention(
        start=start, end=start + len(text), text=text, sentence=sentence, head=2, kind="city", country=country,
        locative=locative,
    )  # fmt: skip


def draft(sentence: int = 0, **changes: object) -> Draft:
    plain = Draft(
        sentence=load_parser()(TEXT)[sentence],
        trigger=1,
        type="ASSAULT",
        status="actual",
        modes=(),
        contexts=(),
        actors=(mention("Peru", "PER GOV"),),
        recipients=(),
        implied_actor="",
        implied_recipient="",
        voice="narrator",
        speaker=None,
        places={},
        parts={"type": 0.9},
    )
    return plain._replace(**changes)


def records(
    *drafts: Draft, countries: tuple[str, ...] = (), places: tuple[PlaceMention, ...] = ()
) -> tuple[Event, ...]:
    setting = Setting(Article(id="a", text=TEXT), places, countries)
    return make_records(drafts, setting, load_ontology(), lambda draft: "")


def test_quote_is_the_sentence_letter_for_letter_with_its_offsets():
    (event,) = records(draft(sentence=1))
    assert TEXT[event.quote.start : event.quote.end] == event.quote.quote == TEXT.split("\n")[1]


def test_same_act_told_again_is_evidence_and_no_second_record():
    (event,) = records(draft(0), draft(1, parts={"type": 0.5}))
    assert (event.quote.start, [quote.start for quote in event.evidence]) == (0, [20])


def test_surer_sentence_is_the_quote():
    (event,) = records(draft(0, parts={"type": 0.5}), draft(1))
    assert (event.quote.start, [quote.start for quote in event.evidence]) == (20, [0])


def test_same_act_planned_is_another_record():
    assert [event.status for event in records(draft(0), draft(1, status="future"))] == ["actual", "future"]


def test_acts_of_different_modes_stay_apart():
    assert len(records(draft(0, modes=("aerial",)), draft(1, modes=("firearms",)))) == 2


def test_acts_in_different_countries_stay_apart():
    drafts = draft(0, places={2: 0.9}), draft(1)
    far = place("Arica", "CHL"), msgspec.structs.replace(place("Arica", "BOL"), sentence=1)
    assert len(records(*drafts, places=far)) == 2


def test_implied_party_takes_the_country_of_the_place():
    (event,) = records(draft(actors=(), implied_actor="UAF"), countries=("PER",), places=(place("Arica", "CHL"),))
    assert [(party.text, party.code) for party in event.actors] == [("", "CHL UAF")]


def test_implied_party_takes_the_country_of_the_article_where_no_place_is_told():
    (event,) = records(draft(implied_recipient="GOV"), countries=("CHL",))
    assert [party.code for party in event.recipients] == ["CHL GOV"]


def test_implied_supranational_party_has_no_country():
    (event,) = records(draft(implied_recipient="UNO"), countries=("CHL",))
    assert [party.code for party in event.recipients] == ["UNO"]


def test_act_whose_implied_actor_has_no_country_is_left_out():
    assert records(draft(actors=(), implied_actor="UAF")) == ()


def test_quotation_that_goes_on_keeps_its_speaker():
    army = mention("the army", "PER MIL", sentence=1)
    first, second = records(draft(1, voice="actor", speaker=army), draft(0, type="THREATEN", voice="actor"))
    assert (first.voice.code, second.voice.text, second.voice.code) == ("PER MIL", "the army", "PER MIL")


def test_voice_of_an_actor_that_nobody_is_known_for_is_the_narrator():
    assert records(draft(voice="actor"))[0].voice.kind == "narrator"


def test_place_that_the_model_points_at_needs_no_preposition():
    (event,) = records(draft(places={2: 0.9}), places=(place("Arica", "CHL", locative=False),))
    assert event.place is not None
    assert (event.place.text, event.place.country) == ("Arica", "CHL")


def test_place_that_is_no_name_takes_the_country_of_the_scene():
    scene = msgspec.structs.replace(place("Arica", "CHL"), sentence=0)
    (event,) = records(draft(sentence=1, places={0: 0.9}), places=(scene,))
    assert event.place is not None
    assert (event.place.text, event.place.country) == ("Gunners", "CHL")


def test_place_that_is_told_of_by_a_common_noun_is_the_one_that_the_name_tells():
    text = "Rebels left the town of Arica."
    (sentence,) = load_parser()(text)
    town = next(i for i, token in enumerate(sentence.tokens) if token.text == "town")
    arica = next(i for i, token in enumerate(sentence.tokens) if token.text == "Arica")
    named = msgspec.structs.replace(place("Arica", "CHL"), start=24, end=29, head=arica)
    setting = Setting(Article(id="a", text=text), (named,), ())
    (event,) = make_records(
        [draft()._replace(sentence=sentence, places={town: 0.9})], setting, load_ontology(), lambda d: ""
    )
    assert event.place is not None
    assert event.place.text == "Arica"


def test_deed_without_a_place_of_its_own_is_where_the_sentence_before_is():
    scene = msgspec.structs.replace(place("Arica", "CHL"), sentence=0)
    (event,) = records(draft(sentence=1, type="ASSAULT"), places=(scene,))
    assert event.place is not None
    assert event.place.country == "CHL"


def test_word_without_a_place_of_its_own_is_nowhere():
    scene = msgspec.structs.replace(place("Arica", "CHL"), sentence=0)
    (event,) = records(draft(sentence=1, type="ACCUSE"), places=(scene,))
    assert event.place is None


def test_government_that_deals_with_an_unnamed_government_deals_with_another_countrys():
    (event,) = records(draft(type="AGREE", implied_recipient="GOV"), countries=("PER", "ECU", "CHL"))
    assert [party.code for party in event.recipients] == ["ECU GOV"]


def test_people_who_face_an_unnamed_government_face_their_own():
    crowd = mention("Peru", "PER CVL")
    (event,) = records(draft(type="PROTEST", actors=(crowd,), implied_recipient="GOV"), countries=("PER", "ECU"))
    assert [party.code for party in event.recipients] == ["PER GOV"]


def test_people_who_march_abroad_face_their_own_government():
    crowd = mention("Peru", "PER CVL")
    (event,) = records(
        draft(type="PROTEST", actors=(crowd,), implied_recipient="GOV"),
        countries=("CHL",),
        places=(place("Arica", "CHL"),),
    )
    assert [party.code for party in event.recipients] == ["PER GOV"]


def test_those_whom_a_government_rules_are_its_own_people_where_none_is_named():
    (event,) = records(draft(type="COERCE", implied_recipient="CVL"), countries=("CHL", "PER"))
    assert [party.code for party in event.recipients] == ["PER CVL"]


def test_countries_are_ranked_by_how_often_they_are_named():
    mentions = [mention("Peru", "PER GOV"), mention("Peru", "UNO"), mention("Peru", "UNO")]
    assert ranked_countries(mentions, [place("Arica", "CHL")] * 2, load_ontology()) == ("CHL", "PER")


def test_arrests_of_private_people_are_ordinary_crime():
    police, suspect = mention("Peru", "PER COP"), mention("Arica", "PER CVL")
    events = records(draft(type="COERCE", actors=(police,), recipients=(suspect,)))
    assert tells_only_crime(events, load_ontology())


def test_arrest_of_an_opponent_is_politics():
    police, opponent = mention("Peru", "PER COP"), mention("Arica", "PER PTY OPP")
    events = records(draft(type="COERCE", actors=(police,), recipients=(opponent,)))
    assert not tells_only_crime(events, load_ontology())


def test_silence_is_no_crime():
    assert not tells_only_crime((), load_ontology())


def test_nobody_acts_towards_itself_where_somebody_else_is_told():
    (event,) = records(draft(recipients=(mention("Peru", "PER GOV"), mention("Arica", "CHL GOV"))))
    assert [party.code for party in event.recipients] == ["CHL GOV"]
