from datetime import timedelta

import pytest
from msgspec.structs import replace

from server.domain.answers import AcceptIntent
from server.domain.course import IntentState
from server.domain.deadlines import IntentExpired
from server.domain.intents import IntentWithdrawn, ReviseIntent, StateIntent, WithdrawIntent
from server.domain.kinds import IntentKind
from server.domain.leads import LeadOpened, LeadRaised
from server.domain.messages import Amount, Entry, IntentId, PersonId, Signature
from server.domain.onair import EndPitch
from server.domain.presets import Certification, Gate, Notice, Preset
from server.domain.roadshow import due, next_due
from server.domain.show import EndRoadshow, ReviseRoadshow
from server.domain.slips import ClaimIntent, EnterIntent, IntentClaimed, IntentEntered, unclaimed
from server.domain.subjects import subject
from server.domain.terms import Provenance, Source, Visibility
from tests.server.domain.story import (
    ANNA,
    HOST,
    IRIS,
    PITCH_A,
    PROJECT_A,
    PROJECT_B,
    START,
    Story,
    guest_of,
    on_air,
    title,
)

INTENT = IntentId("int_9")
ANN = guest_of("9")
SLIP = EnterIntent(
    project=PROJECT_A,
    kind=IntentKind.invest,
    name=" Ann Lee ",
    organisation="Fund",
    contact="ann@example.org",
    amount=Amount(minimum=5, maximum=5, currency="CNY"),
    comment="<on paper>",
)
CLAIM = ClaimIntent(intent=INTENT)


def entered(command: EnterIntent = SLIP) -> Story:
    return on_air().later(60).given(HOST, command, id="9")


def test_both_names_are_on_record_and_neither_is_in_what_stays() -> None:
    story = entered()
    event = story.entries[-1].event

    assert isinstance(event, IntentEntered)
    assert event.private is not None
    assert event.private.signature == Signature(name="Ann Lee", organisation="Fund")
    assert event.private.host == Signature(name=HOST.name, organisation=HOST.organisation)
    assert (event.private.contact, event.private.comment) == ("ann@example.org", "<on paper>")
    assert story.entries[-1].by == HOST.person
    assert event.provenance == Provenance(source=Source.proxy, second=60)
    assert subject(story.entries[-1]) == event.person == ANN.person


def test_it_counts_at_once_under_a_number_of_its_own_and_opens_no_lead() -> None:
    story = on_air().given(IRIS, StateIntent(project=PROJECT_A, kind=IntentKind.invest)).given(HOST, SLIP, id="9")

    assert dict(story.state.numbers) == {IRIS.person: 1, ANN.person: 2}
    assert len(story.state.tallies[PROJECT_A].whole.parties) == 2
    assert len(story.state.leads) == 1


def test_who_owns_it_has_it_as_if_they_had_stated_it() -> None:
    story = entered()
    assert list(unclaimed(story.state, ANN.person)) == [story.state.intents[INTENT]]

    story.when(ANN, CLAIM).then(IntentClaimed(intent=INTENT), LeadOpened, LeadRaised)

    assert list(unclaimed(story.state, ANN.person)) == []
    story.when(ANN, CLAIM).refused("intent_state")
    story.given(ANN, ReviseIntent(intent=INTENT, version=1, kind=IntentKind.invest))
    assert story.state.intents[INTENT].version == 2


def test_nobody_else_owns_it() -> None:
    entered().when(IRIS, CLAIM).refused("intent_missing")
    entered().when(HOST, CLAIM).refused("forbidden")


def test_who_takes_it_back_leaves_no_words_in_the_state() -> None:
    story = entered().when(ANN, WithdrawIntent(intent=INTENT)).then(IntentWithdrawn)

    assert (story.state.intents[INTENT].state, story.state.intents[INTENT].text) == (IntentState.withdrawn, None)
    story.when(ANN, CLAIM).refused("intent_state")


def test_what_nobody_owns_in_time_expires_even_where_it_was_accepted() -> None:
    plan = ReviseRoadshow(title=title("Evening"), starts_at=START, proxy_within=3, accept_within=24 * 90)
    story = on_air().given(HOST, plan).given(HOST, SLIP, id="9")
    assert next_due(story.state) == START + timedelta(days=3)
    seen = story.state.intents[INTENT]
    story.given(ANNA, AcceptIntent(intent=INTENT, version=1, content=seen.content))

    assert next_due(story.state) == START + timedelta(days=3)
    assert due(story.state, START + timedelta(days=3)) == [IntentExpired(intent=INTENT)]
    assert due(story.given(ANN, CLAIM).state, START + timedelta(days=3)) == []


def test_a_slip_may_be_entered_after_the_window_and_the_end_but_not_before_the_pitch() -> None:
    late = on_air().given(HOST, EndPitch(pitch=PITCH_A), EndRoadshow()).later(3600)
    late.when(HOST, SLIP).then(IntentEntered)

    early = EnterIntent(project=PROJECT_B, kind=IntentKind.invest, name="Ann")
    on_air().when(HOST, early).refused("window_closed")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"name": " "}, "name_empty"),
        ({"name": "Ann", "visibility": Visibility.presenter_named}, "consent_missing"),
        ({"name": "Ann", "amount": Amount(minimum=2, maximum=1, currency="CNY")}, "amount_range"),
    ],
)
def test_a_host_cannot_enter_what_nobody_could_state_or_consent_for_somebody(
    fields: dict[str, object], code: str
) -> None:
    command = EnterIntent(project=PROJECT_A, kind=IntentKind.invest, **fields)  # type: ignore[arg-type]

    on_air().when(HOST, command).refused(code)


def test_what_somebody_wrote_themselves_is_theirs() -> None:
    entry = Entry(seq=1, at=START, by=PersonId("per_1"), event=IntentClaimed(intent=INTENT))

    assert subject(entry) == "per_1"


def test_the_person_accepts_the_notice_when_they_make_it_theirs_and_the_host_accepts_none() -> None:
    preset = Preset(notice=Notice(text="a" * 64, before=Gate.intent))
    story = on_air(preset=preset).given(HOST, SLIP, id="9")
    assert story.state.intents[INTENT].terms.notice == ""

    story.when(ANN, CLAIM).refused("notice_missing")
    story.when(ANN, ClaimIntent(intent=INTENT, notice="b" * 64)).refused("notice_stale")
    story.when(ANN, ClaimIntent(intent=INTENT, notice="a" * 64))
    story.then(IntentClaimed(intent=INTENT, notice="a" * 64), LeadOpened, LeadRaised)


def test_nobody_declares_for_another_so_there_are_no_slips_where_a_declaration_comes_first() -> None:
    certification = Certification(text="c" * 64, bases=("income",), before=(Gate.intent,), days=1)

    on_air(preset=Preset(certification=certification)).when(HOST, SLIP).refused("not_certified")


def test_a_letter_needs_an_address_and_its_language_is_on_record() -> None:
    story = entered(replace(SLIP, letter="zh"))
    event = story.entries[-1].event

    assert isinstance(event, IntentEntered)
    assert event.letter == "zh"
    on_air().when(HOST, replace(SLIP, letter="en", contact="138 0000 0000")).refused("mail_missing")
