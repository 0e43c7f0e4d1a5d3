from datetime import date
from hashlib import sha256

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.intents import StateIntent
from server.domain.kinds import Instrument, IntentKind
from server.domain.messages import Amount, Bilingual
from server.domain.presets import Asked, Gate, Notice, Offered, Preset, Text, Use, accepted, asked, noticed
from server.errors import Invalid
from tests.server.domain.story import PROJECT_A, expect

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
        asked(Preset(), kind, StateIntent(project=PROJECT_A, kind=kind, amount=AMOUNT, comment="<why>"))
    noticed(Preset(), None, amount=True)


def test_a_kind_that_is_not_offered_is_refused() -> None:
    preset = Preset(kinds=(Offered(kind=IntentKind.pilot, fields=()),))

    with expect("kind_refused"):
        asked(preset, IntentKind.invest, StateIntent(project=PROJECT_A, kind=IntentKind.invest))


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
        asked(preset, IntentKind.invest, command)
        return
    with pytest.raises(Invalid) as refused:
        asked(preset, IntentKind.invest, command)
    assert refused.value.code == "field_refused"
    assert set(refused.value.detail.split(", ")) == filled - allowed


@pytest.mark.parametrize(
    ("before", "amount", "given", "code"),
    [
        (Gate.intent, False, None, "notice_missing"),
        (Gate.intent, False, OTHER, "notice_stale"),
        (Gate.intent, True, READ, None),
        (Gate.amount, True, None, "notice_missing"),
        (Gate.amount, False, None, None),
    ],
)
def test_a_notice_is_accepted_before_its_gate(before: Gate, amount: bool, given: str | None, code: str | None) -> None:
    preset = Preset(notice=Notice(text=READ, before=before))

    if code is None:
        noticed(preset, given, amount=amount)
    else:
        with expect(code):
            noticed(preset, given, amount=amount)


def test_where_no_text_is_wanted_none_need_be_accepted() -> None:
    accepted(None, None)
    accepted(None, OTHER)


def test_a_text_is_known_by_the_hash_of_what_is_given_out() -> None:
    text = Text(use=Use.notice, preset="p", version="1", text=Bilingual(zh="甲", en="a"))
    comma = msgspec.structs.replace(text, text=Bilingual(zh="甲", en="a."))

    assert text.digest == sha256(text.body).hexdigest()
    assert msgspec.json.decode(text.body, type=Text) == text
    assert comma.digest != text.digest
