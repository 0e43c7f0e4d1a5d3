from datetime import date

import pytest

from server.domain.consents import ConsentGiven, GiveConsent, WithdrawConsent
from server.domain.course import IntentState
from server.domain.intents import (
    IntentRevised,
    IntentStated,
    IntentWithdrawn,
    ReviseIntent,
    StateIntent,
    WithdrawIntent,
)
from server.domain.kinds import Instrument, IntentKind
from server.domain.leads import LeadOpened, LeadRaised
from server.domain.messages import Amount, IntentId, ProjectId, Role, Signature
from server.domain.onair import CloseWindow, EndPitch, StartPitch
from server.domain.people import ReassignSeat
from server.domain.programme import SkipPitch
from server.domain.show import EndRoadshow, PauseRoadshow, ReviseRoadshow
from server.domain.terms import IntentText, Level, Provenance, Source, Terms, Visibility
from tests.server.domain.story import (
    HOST,
    IRIS,
    IVAN,
    PITCH_A,
    PITCH_B,
    PROJECT_A,
    PROJECT_B,
    START,
    Story,
    live,
    on_air,
    title,
)

INTENT = IntentId("int_1")
INVEST = StateIntent(project=PROJECT_A, kind=IntentKind.invest)
PILOT = StateIntent(project=PROJECT_A, kind=IntentKind.pilot)
TALK = StateIntent(project=PROJECT_A, kind=IntentKind.talk)
STATED = (IntentStated, LeadOpened, LeadRaised)
REVISED = (IntentRevised, LeadRaised)


def yuan(minimum: int, maximum: int | None = None, currency: str = "CNY") -> Amount:
    return Amount(minimum=minimum, maximum=minimum if maximum is None else maximum, currency=currency)


def stated(command: StateIntent = INVEST) -> Story:
    """Iris has stated INTENT towards project a, whose window is open."""
    return on_air().given(IRIS, command, id="1")


def test_an_intent_carries_its_terms_and_its_investors_number() -> None:
    story = on_air().given(IVAN, INVEST).later(90)
    command = StateIntent(
        project=PROJECT_A,
        kind=IntentKind.invest,
        level=Level.considering,
        amount=yuan(100, 200),
        instrument=Instrument.safe,
        decide_by=date(2027, 1, 31),
        comment=" After due diligence. ",
    )

    story.when(IRIS, command, id="1")

    terms = Terms(
        kind=IntentKind.invest,
        level=Level.considering,
        amount=yuan(100, 200),
        instrument=Instrument.safe,
        decide_by=date(2027, 1, 31),
    )
    private = IntentText(
        signature=Signature(name=IRIS.name, organisation=IRIS.organisation), comment="After due diligence."
    )
    event = IntentStated(
        intent=INTENT,
        project=PROJECT_A,
        pitch=PITCH_A,
        number=2,
        terms=terms,
        provenance=Provenance(source=Source.button, second=90),
        private=private,
    )
    story.then(event, LeadOpened, LeadRaised)


def test_an_investor_has_one_number_for_the_whole_evening() -> None:
    story = stated().given(IVAN, INVEST).given(HOST, StartPitch(pitch=PITCH_B))

    story.given(IRIS, StateIntent(project=PROJECT_B, kind=IntentKind.buy), id="2")

    assert dict(story.state.numbers) == {IRIS.person: 1, IVAN.person: 2}


def test_one_intent_of_a_kind_is_live_so_stating_again_is_the_next_version() -> None:
    story = stated()

    story.when(IRIS, StateIntent(project=PROJECT_A, kind=IntentKind.invest, level=Level.considering), id="2")

    story.then(*REVISED)
    assert list(story.state.intents) == [INTENT]
    assert story.state.intents[INTENT].version == 2
    assert dict(story.state.live_intents) == {(IRIS.person, PROJECT_A, IntentKind.invest, None): INTENT}


def test_kinds_investors_and_projects_have_intents_of_their_own() -> None:
    story = stated().given(HOST, StartPitch(pitch=PITCH_B)).later(1)

    story.when(IRIS, PILOT).then(IntentStated, LeadRaised)
    story.when(IVAN, INVEST).then(*STATED)
    story.when(IRIS, StateIntent(project=PROJECT_B, kind=IntentKind.invest)).then(*STATED)

    assert len(story.state.live_intents) == 4


@pytest.mark.parametrize(("seconds", "late"), [(0, False), (5, False), (5.001, True)])
def test_the_servers_clock_gives_five_seconds_of_grace(seconds: float, late: bool) -> None:
    story = on_air().given(HOST, CloseWindow(pitch=PITCH_A)).later(seconds)

    story.when(IRIS, INVEST)

    story.refused("window_closed") if late else story.then(*STATED)


@pytest.mark.parametrize(("seconds", "late"), [(5, False), (5.001, True)])
def test_a_revision_has_the_same_grace(seconds: float, late: bool) -> None:
    story = stated().given(HOST, EndPitch(pitch=PITCH_A)).later(seconds)

    story.when(IRIS, ReviseIntent(intent=INTENT, version=1, kind=IntentKind.invest))

    story.refused("window_closed") if late else story.then(*REVISED)


def test_before_its_pitch_a_project_takes_no_intent_of_any_kind() -> None:
    skipped = live().given(HOST, SkipPitch(pitch=PITCH_A))

    for command in (INVEST, TALK):
        live().when(IRIS, command).refused("window_closed")
        skipped.when(IRIS, command).refused("window_closed")


def test_a_talk_may_be_asked_for_long_after_the_window() -> None:
    story = on_air().given(HOST, EndRoadshow()).later(3600)

    story.when(IRIS, INVEST).refused("show_ended")
    story.when(IRIS, TALK).then(*STATED)


def test_a_pause_takes_no_intent_even_while_the_window_is_open() -> None:
    story = on_air().given(HOST, PauseRoadshow())

    story.when(IRIS, INVEST)

    story.refused("not_live")


def test_a_revision_replaces_the_terms_and_nothing_else() -> None:
    story = stated().later(60)
    before = story.state.intents[INTENT]

    story.when(IRIS, ReviseIntent(intent=INTENT, version=1, kind=IntentKind.invest, amount=yuan(5))).then(*REVISED)

    after = story.state.intents[INTENT]
    assert (after.version, after.at, after.terms.amount) == (2, story.at, yuan(5))
    assert (after.stated_at, after.person, after.pitch) == (before.stated_at, before.person, before.pitch)
    assert story.state.numbers[IRIS.person] == 1


def test_a_revision_of_a_stale_version_is_refused() -> None:
    story = stated().given(IRIS, INVEST)

    story.when(IRIS, ReviseIntent(intent=INTENT, version=1, kind=IntentKind.invest))

    story.refused("version_stale")


def test_a_revision_keeps_the_kind() -> None:
    stated().when(IRIS, ReviseIntent(intent=INTENT, version=1, kind=IntentKind.buy)).refused("kind_fixed")


def test_nobody_elses_intent_is_there() -> None:
    story = stated()

    story.when(IVAN, ReviseIntent(intent=INTENT, version=1, kind=IntentKind.invest)).refused("intent_missing")
    story.when(IVAN, WithdrawIntent(intent=INTENT)).refused("intent_missing")
    story.when(IRIS, WithdrawIntent(intent=IntentId("int_nowhere"))).refused("intent_missing")


@pytest.mark.parametrize("ending", [PauseRoadshow(), EndRoadshow(), EndPitch(pitch=PITCH_A)])
def test_a_withdrawal_is_always_possible(ending: PauseRoadshow | EndRoadshow | EndPitch) -> None:
    story = stated().given(HOST, ending).later(3600)

    story.when(IRIS, WithdrawIntent(intent=INTENT)).then(IntentWithdrawn(intent=INTENT, version=2), LeadRaised)

    assert story.state.intents[INTENT].state is IntentState.withdrawn
    assert not story.state.live_intents


def test_an_investor_who_is_one_no_more_may_still_withdraw() -> None:
    story = stated().given(HOST, ReassignSeat(seat=IRIS.seat, role=Role.audience))

    story.when(IRIS, INVEST).refused("forbidden")
    story.when(IRIS, WithdrawIntent(intent=INTENT)).then(IntentWithdrawn(intent=INTENT, version=2))


def test_a_withdrawn_intent_is_neither_withdrawn_again_nor_revised() -> None:
    story = stated().given(IRIS, WithdrawIntent(intent=INTENT))

    story.when(IRIS, WithdrawIntent(intent=INTENT)).refused("intent_withdrawn")
    story.when(IRIS, ReviseIntent(intent=INTENT, version=2, kind=IntentKind.invest)).refused("intent_withdrawn")


def test_after_a_withdrawal_a_new_intent_may_be_stated() -> None:
    story = stated().given(IRIS, WithdrawIntent(intent=INTENT))

    story.when(IRIS, INVEST, id="2").then(IntentStated, LeadRaised)

    assert set(story.state.live_intents.values()) == {IntentId("int_2")}


def test_a_soft_commitment_needs_an_amount() -> None:
    command = StateIntent(project=PROJECT_A, kind=IntentKind.invest, level=Level.soft_committed)

    on_air().when(IRIS, command).refused("amount_missing")


def test_an_amount_runs_upwards_in_a_currency_of_the_roadshow() -> None:
    def invest(amount: Amount) -> StateIntent:
        return StateIntent(project=PROJECT_A, kind=IntentKind.invest, amount=amount)

    on_air().when(IRIS, invest(yuan(2, 1))).refused("amount_range")
    on_air().when(IRIS, invest(yuan(1, 1, "JPY"))).refused("currency_refused")
    on_air().when(IRIS, invest(yuan(0, 0, "USD"))).then(*STATED)


def test_amounts_keep_their_currency_when_the_roadshow_takes_it_no_more() -> None:
    story = stated(StateIntent(project=PROJECT_A, kind=IntentKind.invest, amount=yuan(7)))

    story.given(HOST, ReviseRoadshow(title=title("Evening"), starts_at=START, currencies=("USD",)))

    assert story.state.intents[INTENT].terms.amount == yuan(7)


def test_only_an_investment_has_an_instrument() -> None:
    command = StateIntent(project=PROJECT_A, kind=IntentKind.buy, instrument=Instrument.loan)

    on_air().when(IRIS, command).refused("invest_only")


NAMED = StateIntent(project=PROJECT_A, kind=IntentKind.pilot, visibility=Visibility.presenter_named)


def test_to_be_named_to_the_presenter_needs_consent() -> None:
    on_air().when(IRIS, NAMED).refused("consent_missing")
    on_air().given(IRIS, GiveConsent(project=PROJECT_B)).when(IRIS, NAMED).refused("consent_missing")
    on_air().given(IRIS, GiveConsent(project=PROJECT_A)).when(IRIS, NAMED).then(*STATED)


def test_a_consent_is_given_with_the_intent_and_once() -> None:
    story = on_air()
    command = StateIntent(project=PROJECT_A, kind=IntentKind.pilot, visibility=Visibility.presenter_named, consent=True)

    story.when(IRIS, command, id="1").then(ConsentGiven(person=IRIS.person, project=PROJECT_A), *STATED)
    story.when(IRIS, command).then(*REVISED)


def test_a_revision_may_not_stay_named_once_consent_is_withdrawn() -> None:
    story = on_air().given(IRIS, GiveConsent(project=PROJECT_A)).given(IRIS, NAMED, id="1")
    story.given(IRIS, WithdrawConsent(project=PROJECT_A))

    story.when(
        IRIS, ReviseIntent(intent=INTENT, version=1, kind=IntentKind.pilot, visibility=Visibility.presenter_named)
    )

    story.refused("consent_missing")


def test_an_intent_needs_a_project_that_is_there() -> None:
    nowhere = StateIntent(project=ProjectId("prj_nowhere"), kind=IntentKind.talk)

    on_air().when(IRIS, nowhere).refused("project_missing")


def test_what_is_for_the_organizer_alone_never_counts_in_public() -> None:
    story = on_air()

    story.given(IRIS, StateIntent(project=PROJECT_A, kind=IntentKind.pilot, visibility=Visibility.host_only))

    assert story.state.tallies[PROJECT_A].whole.parties
    assert not story.state.tallies[PROJECT_A].public.parties
