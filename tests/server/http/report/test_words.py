from server.domain.course import IntentState
from server.domain.kinds import Instrument, IntentKind
from server.domain.terms import Level
from server.http.language import Languages
from server.http.report.words import INSTRUMENTS, KINDS, LEVELS, STATES


def test_everything_that_an_intent_can_say_has_a_word() -> None:
    assert set(KINDS) == set(IntentKind)
    assert set(LEVELS) == set(Level)
    assert set(STATES) == set(IntentState)
    assert set(INSTRUMENTS) == set(Instrument)


def test_every_word_is_one_that_the_pages_know_in_chinese() -> None:
    chinese = Languages()["zh"]

    for word in (*KINDS.values(), *LEVELS.values(), *STATES.values(), *INSTRUMENTS.values()):
        assert chinese.gettext(word) != word or word == "SAFE"
