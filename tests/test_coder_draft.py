"""Drafts out of hand-made probabilities: what the coder decides, apart from what the model has learnt."""

import msgspec
import numpy as np
import pytest

from dragoman.coder.draft import Thresholds, draft_events
from dragoman.coder.labels import ROLES, Labels
from dragoman.coder.model import ROLE, Reading
from dragoman.records import Mention, Sentence, Token

LABELS = Labels(
    types=("ACCUSE", "ASSAULT", "CONSULT", "MOBILIZE", "PROTEST"),
    statuses=("actual", "negated"),
    voices=("narrator", "media", "actor"),
    modes=(("ASSAULT", "aerial"), ("CONSULT", "visit")),
    contexts=("military", "diplomatic"),
    implied=("GOV", "UAF"),
    schemes={},
)


def sentence_of(words: str) -> Sentence:
    """A sentence of `word/POS` pairs, each word hanging on the first verb."""
    pairs = [item.split("/") for item in words.split()]
    verb = next((i for i, (_, pos) in enumerate(pairs) if pos == "VERB"), 0)
    tokens, position = [], 0
    for word, pos in pairs:
        tokens.append(Token(word, word.lower(), pos, "", "", position, position + len(word), verb))
        position += len(word) + 1
    text = " ".join(word for word, _ in pairs)
    return Sentence(index=0, text=text, start=0, end=len(text), tokens=tuple(tokens))


def reading_of(count: int) -> Reading:
    """A reading of a sentence that tells nothing at all."""
    sizes = {"types": 1 + len(LABELS.types), "status": 2, "voice": 3, "modes": 2, "contexts": 2}
    arrays = {name: np.zeros((count, size), np.float32) for name, size in sizes.items()}
    for name in ("types", "status", "voice"):
        arrays[name][:, 0] = 1
    implied = np.zeros((count, 1 + len(LABELS.implied)), np.float32)
    implied[:, 0] = 1
    return Reading(
        **arrays,
        implied_actor=implied.copy(),
        implied_recipient=implied.copy(),
        roles=np.zeros((count, count, len(ROLES)), np.float32),
        words=np.zeros((count, 4), np.float32),
    )


def name_event(reading: Reading, word: int, type: str, odds: float = 0.9) -> None:
    reading.types[word] = 0
    reading.types[word, 0] = 1 - odds
    reading.types[word, LABELS.types.index(type) + 1] = odds


def mention_at(sentence: Sentence, word: int, code: str) -> Mention:
    token = sentence.tokens[word]
    return Mention(start=token.start, end=token.end, text=token.text, sentence=0, head=word, code=code, kind="name")


@pytest.fixture
def attack():
    """Syria bombed Israel, as the model reads it."""
    sentence = sentence_of("Syria/PROPN bombed/VERB Israel/PROPN")
    reading = reading_of(3)
    name_event(reading, 1, "ASSAULT")
    reading.roles[1, 0, ROLE["actor"]] = 0.9
    reading.roles[1, 2, ROLE["recipient"]] = 0.8
    mentions = [mention_at(sentence, 0, "SYR GOV"), mention_at(sentence, 2, "ISR GOV")]
    return sentence, reading, mentions


def draft(parts, **thresholds):
    recipients = {"PROTEST": "needed", "MOBILIZE": "seldom"}
    return draft_events(*parts, LABELS, Thresholds(**thresholds), recipients)


def codes(mentions):
    return [mention.code for mention in mentions]


def test_actor_and_recipient_are_the_mentions_that_the_model_points_at(attack):
    (event,) = draft(attack)
    assert (event.type, codes(event.actors), codes(event.recipients)) == ("ASSAULT", ["SYR GOV"], ["ISR GOV"])


def test_word_below_the_threshold_names_no_event(attack):
    assert draft(attack, event=0.95) == []


def test_names_are_never_asked_whether_they_name_an_act(attack):
    sentence, reading, mentions = attack
    name_event(reading, 0, "ACCUSE", 0.99)
    assert [event.trigger for event in draft((sentence, reading, mentions))] == [1]


def test_mention_without_a_code_is_no_party(attack):
    sentence, reading, mentions = attack
    mentions[1] = mention_at(sentence, 2, "")
    (event,) = draft((sentence, reading, mentions))
    assert event.recipients == ()


def test_act_that_nobody_political_does_is_no_event(attack):
    sentence, reading, _ = attack
    assert draft((sentence, reading, [mention_at(sentence, 0, ""), mention_at(sentence, 2, "")])) == []


def test_agentless_act_has_the_actor_that_the_model_implies(attack):
    sentence, reading, mentions = attack
    reading.roles[1, 0, ROLE["actor"]] = 0.05
    reading.implied_actor[1] = (0.1, 0.1, 0.8)
    (event,) = draft((sentence, reading, mentions[1:]))
    assert (event.actors, event.implied_actor) == ((), "UAF")


def test_recipient_is_implied_where_the_type_needs_one(attack):
    sentence, reading, mentions = attack
    name_event(reading, 1, "PROTEST")
    (event,) = draft((sentence, reading, mentions[:1]))
    assert (event.recipients, event.implied_recipient) == ((), "GOV")


@pytest.mark.parametrize(("odds", "implied"), [(0.3, ""), (0.6, "GOV")])
def test_type_that_seldom_has_a_recipient_gets_none_on_a_slight_hint(attack, odds, implied):
    sentence, reading, mentions = attack
    name_event(reading, 1, "MOBILIZE")
    reading.implied_recipient[1] = (1 - odds, odds, 0.0)
    (event,) = draft((sentence, reading, mentions[:1]))
    assert (event.recipients, event.implied_recipient) == ((), implied)


def test_one_mention_is_never_on_both_sides(attack):
    sentence, reading, mentions = attack
    reading.roles[1, 0, ROLE["recipient"]] = 0.6
    (event,) = draft((sentence, reading, mentions))
    assert (codes(event.actors), codes(event.recipients)) == (["SYR GOV"], ["ISR GOV"])


def test_modes_of_another_type_are_not_given(attack):
    sentence, reading, mentions = attack
    reading.modes[1] = (0.9, 0.9)
    (event,) = draft((sentence, reading, mentions))
    assert event.modes == ("aerial",)


def test_span_that_names_two_parties_gives_both(attack):
    sentence, reading, mentions = attack
    mentions.append(mention_at(sentence, 0, "IRN GOV"))
    (event,) = draft((sentence, reading, mentions))
    assert codes(event.actors) == ["SYR GOV", "IRN GOV"]


def test_name_inside_a_longer_mention_of_the_same_side_is_left_out():
    sentence = sentence_of("Syrian/ADJ jets/NOUN bombed/VERB Israel/PROPN")
    reading = reading_of(4)
    name_event(reading, 2, "ASSAULT")
    reading.roles[2, 0, ROLE["actor"]] = reading.roles[2, 1, ROLE["actor"]] = 0.9
    whole = msgspec.structs.replace(mention_at(sentence, 1, "SYR MIL"), start=0, text="Syrian jets")
    (event,) = draft((sentence, reading, [mention_at(sentence, 0, "SYR GOV"), whole]))
    assert codes(event.actors) == ["SYR MIL"]


def test_mention_that_the_model_hardly_points_at_is_taken_where_no_other_is_left(attack):
    sentence, reading, mentions = attack
    reading.roles[1, 2, ROLE["recipient"]] = 0.2
    (event,) = draft((sentence, reading, mentions))
    assert codes(event.recipients) == ["ISR GOV"]


def test_mutual_act_needs_no_recipient(attack):
    sentence, reading, mentions = attack
    name_event(reading, 1, "CONSULT")
    reading.roles[1, 2, ROLE["actor"]] = 0.9
    (event,) = draft((sentence, reading, mentions))
    assert (codes(event.actors), event.recipients) == (["SYR GOV", "ISR GOV"], ())


def test_speaker_is_kept_only_for_the_voice_of_an_actor(attack):
    sentence, reading, mentions = attack
    reading.roles[1, 2, ROLE["speaker"]] = 0.9
    (told,) = draft((sentence, reading, mentions))
    reading.voice[1] = (0.1, 0.1, 0.8)
    (said,) = draft((sentence, reading, mentions))
    assert (told.speaker, said.speaker) == (None, mentions[1])


def test_two_words_for_one_act_make_one_draft():
    sentence = sentence_of("Syria/PROPN launched/VERB an/DET attack/NOUN on/ADP Israel/PROPN")
    reading = reading_of(6)
    for word, odds in ((1, 0.6), (3, 0.9)):
        name_event(reading, word, "ASSAULT", odds)
        reading.roles[word, 0, ROLE["actor"]] = 0.9
        reading.roles[word, 5, ROLE["recipient"]] = 0.9
    mentions = [mention_at(sentence, 0, "SYR GOV"), mention_at(sentence, 5, "ISR GOV")]
    assert [event.trigger for event in draft((sentence, reading, mentions))] == [3]


def test_silent_sentence_has_no_drafts(attack):
    sentence, _, mentions = attack
    assert draft((sentence, reading_of(3), mentions)) == []


def test_act_inside_a_quotation_has_the_speakers_voice(attack):
    sentence, reading, mentions = attack
    reading.roles[1, 2, ROLE["speaker"]] = 0.9
    (event,) = draft_events(sentence, reading, mentions, LABELS, Thresholds(), quoted={1})
    assert (event.voice, event.speaker) == ("actor", mentions[1])


def test_subject_of_another_verb_is_no_actor_of_a_verb_with_its_own():
    first = Token("Iran", "Iran", "PROPN", "", "nsubj", 0, 4, 1)
    agreed = Token("agreed", "agree", "VERB", "", "ROOT", 5, 11, 1)
    second = Token("Oman", "Oman", "PROPN", "", "nsubj", 12, 16, 3)
    urged = Token("urged", "urge", "VERB", "", "conj", 17, 22, 1)
    sentence = Sentence(index=0, text="Iran agreed Oman urged", start=0, end=22, tokens=(first, agreed, second, urged))
    reading = reading_of(4)
    name_event(reading, 3, "ACCUSE")
    reading.roles[3, 0, ROLE["actor"]] = reading.roles[3, 2, ROLE["actor"]] = 0.9
    mentions = [mention_at(sentence, 0, "IRN GOV"), mention_at(sentence, 2, "OMN GOV")]
    (event,) = draft((sentence, reading, mentions))
    assert codes(event.actors) == ["OMN GOV"]
