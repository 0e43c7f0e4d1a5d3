from datetime import date
from hashlib import sha256

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from server.domain.intents import IntentStated, ReviseIntent, StateIntent
from server.domain.kinds import Instrument, IntentKind
from server.domain.leads import LeadOpened, LeadRaised
from server.domain.messages import Amount, Bilingual, IntentId
from server.domain.presets import Asked, Gate, Notice, Offered, Preset, Text, Use, accepted, asked, noticed
from server.domain.state import Roadshow
from server.domain.terms import Source
from server.errors import Invalid
from server.storage.presets import SHIPPED, read_presets
from tests.server.domain.machine import SEED, Evening, run
from tests.server.domain.story import IRIS, PROJECT_A, expect, on_air

CARDS = read_presets([SHIPPED])
READ, OTHER = "a" * 64, "b" * 64
AMOUNT = Amount(minimum=1, maximum=2, currency="CNY")
FILLED = {
    Asked.amount: AMOUNT,
    Asked.instrument: Instrument.equity,
    Asked.decide_by: date(2026, 12, 1),
    Asked.comment: "<why>",
}


def test_without_a_preset_everything_may_be_asked_and_nothing_need_be_accepted() -> None:
    for kind in IntentKind:
        asked(Preset(), StateIntent(project=PROJECT_A, kind=kind, amount=AMOUNT, comment="<why>"))
    noticed(Preset(), "", amount=True)


def test_a_kind_that_is_not_offered_is_refused() -> None:
    preset = Preset(kinds=(Offered(kind=IntentKind.pilot, fields=()),))

    with expect("kind_refused"):
        asked(preset, StateIntent(project=PROJECT_A, kind=IntentKind.invest))


@given(
    allowed=st.sets(st.sampled_from(Asked)),
    filled=st.sets(st.sampled_from(sorted(FILLED))),
)
def test_what_a_preset_does_not_ask_is_refused_by_name_and_nothing_else_is(
    allowed: set[Asked], filled: set[Asked]
) -> None:
    preset = Preset(kinds=(Offered(kind=IntentKind.invest, fields=tuple(sorted(allowed))),))
    fields = {field.value: FILLED[field] for field in filled}
    command = StateIntent(project=PROJECT_A, kind=IntentKind.invest, **fields)  # type: ignore[arg-type]

    if not filled - allowed:
        asked(preset, command)
        return
    with pytest.raises(Invalid) as refused:
        asked(preset, command)
    assert refused.value.code == "field_refused"
    assert set(refused.value.detail.split(", ")) == filled - allowed


@pytest.mark.parametrize(
    ("before", "amount", "given", "code"),
    [
        (Gate.intent, False, "", "notice_missing"),
        (Gate.intent, False, OTHER, "notice_stale"),
        (Gate.intent, True, READ, None),
        (Gate.amount, True, "", "notice_missing"),
        (Gate.amount, False, "", None),
    ],
)
def test_a_notice_is_accepted_before_its_gate(before: Gate, amount: bool, given: str, code: str | None) -> None:
    preset = Preset(notice=Notice(text=READ, before=before))

    if code is None:
        noticed(preset, given, amount=amount)
    else:
        with expect(code):
            noticed(preset, given, amount=amount)


def test_where_no_text_is_wanted_none_need_be_accepted() -> None:
    accepted(None, "")
    accepted(None, OTHER)


def test_a_text_is_known_by_the_hash_of_what_is_given_out() -> None:
    text = Text(use=Use.notice, preset="p", version="1", text=Bilingual(zh="甲", en="a"))
    comma = msgspec.structs.replace(text, text=Bilingual(zh="甲", en="a."))

    assert text.digest == sha256(text.body).hexdigest()
    assert msgspec.json.decode(text.body, type=Text) == text
    assert comma.digest != text.digest


def state(kind: IntentKind, notice: str = "", **fields: object) -> StateIntent:
    return StateIntent(project=PROJECT_A, kind=kind, notice=notice, **fields)  # type: ignore[arg-type]


def test_an_intent_carries_the_notice_that_was_accepted_with_it() -> None:
    preset = CARDS["cn_technology"].preset
    assert preset.notice
    story = on_air(preset=preset)

    story.when(IRIS, state(IntentKind.pilot)).refused("notice_missing")
    story.when(IRIS, state(IntentKind.pilot, OTHER)).refused("notice_stale")
    story.given(IRIS, state(IntentKind.pilot, preset.notice.text), id="1")

    assert story.state.intents[IntentId("int_1")].terms.notice == preset.notice.text
    seen = ReviseIntent(intent=IntentId("int_1"), version=1, kind=IntentKind.pilot)
    story.when(IRIS, seen).refused("notice_missing")


def test_a_technology_roadshow_takes_an_interest_to_invest_and_no_amount_of_it() -> None:
    preset = CARDS["cn_technology"].preset
    assert preset.notice
    read, story = preset.notice.text, on_air(preset=preset)

    story.when(IRIS, state(IntentKind.invest, read, amount=AMOUNT)).refused("field_refused")
    story.when(IRIS, state(IntentKind.invest, read, instrument=Instrument.equity)).refused("field_refused")
    story.when(IRIS, state(IntentKind.invest, read, comment="<why>")).then(IntentStated, LeadOpened, LeadRaised)
    story.when(IRIS, state(IntentKind.license, read, amount=AMOUNT)).then(IntentStated, LeadRaised)


def test_testing_the_waters_needs_nothing_but_the_notice() -> None:
    preset = CARDS["us_ttw_241"].preset
    assert preset.notice

    on_air(preset=preset).when(IRIS, state(IntentKind.invest, preset.notice.text)).then(
        IntentStated, LeadOpened, LeadRaised
    )


def lawful(state: Roadshow) -> bool:
    """Whether every intent is of a kind, with fields and under a notice that its preset takes."""
    preset = state.preset
    for intent in state.intents.values():
        terms = intent.terms
        fields = preset.asks(terms.kind)
        filled = {field for field in Asked if getattr(terms, field.value, None) not in (None, "", ())}
        if fields is None or filled - set(fields):
            return False
        by_host = intent.provenance is not None and intent.provenance.source is Source.proxy
        due = preset.notice and not by_host and (preset.notice.before is Gate.intent or terms.amount)
        if preset.notice and due and terms.notice != preset.notice.text:
            return False
    return True


class LawfulEvening(Evening):
    """An evening under one of the presets that come along, in which the notice is mostly accepted."""

    @initialize(name=st.sampled_from(sorted(CARDS)))
    def begin(self, name: str) -> None:
        self.story = on_air(moderated=False, preset=CARDS[name].preset)

    @rule(seed=SEED)
    def an_investor_accepts_and_states(self, seed: int) -> None:
        dice = self.dice(seed)
        notice = self.state.preset.notice
        wanted = {**dice.terms(), "comment": dice.text(), "decide_by": None, "notice": notice.text if notice else ""}
        self.attempt(IRIS, dice.command(StateIntent, wanted))

    @invariant()
    def no_intent_breaks_its_preset(self) -> None:
        assert lawful(self.state)


TestLawfulEvening = run(LawfulEvening)
