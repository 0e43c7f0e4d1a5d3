import json
from hashlib import sha256

import msgspec
import pytest

from server.domain.content import content
from server.domain.intents import IntentRevised, IntentStated
from server.domain.kinds import IntentKind
from server.domain.ledger import genesis, seal
from server.domain.messages import Amount, Entry, IntentId, PersonId, RoadshowId, Signature
from server.domain.terms import IntentText, Terms
from tests.server.domain import evening
from tests.server.domain.story import PITCH_A, PROJECT_A, START

ROADSHOW = RoadshowId("rsh_1")
TERMS = Terms(kind=IntentKind.invest, amount=Amount(minimum=0, maximum=5, currency="CNY"))


def stated(terms: Terms = TERMS, comment: str = "") -> IntentStated:
    return IntentStated(
        intent=IntentId("int_1"),
        project=PROJECT_A,
        pitch=PITCH_A,
        number=1,
        terms=terms,
        private=IntentText(signature=Signature(name="Iris"), comment=comment),
    )


def test_the_hash_is_of_the_documented_bytes() -> None:
    said = (
        b'{"digest":"d1","intent":"int_1","terms":{"aggregate":true,"amount":{"basis":"total","currency":"CNY",'
        b'"maximum":5,"minimum":0},"kind":"invest","level":"interested","party":"person","visibility":"presenter"},'
        b'"version":1}'
    )

    assert content(msgspec.to_builtins(stated()), "d1") == sha256(b"roadshow.intent.v1" + said).hexdigest()


def test_a_receipt_has_all_of_it() -> None:
    entry = Entry(seq=1, at=START, by=PersonId("per_1"), event=stated(comment="hello"))

    row = seal(ROADSHOW, genesis(ROADSHOW), entry, b"s" * 16)

    assert content(json.loads(row.body), row.digest.hex()) == content(msgspec.to_builtins(stated()), row.digest.hex())


def test_every_intent_of_the_evening_has_the_hash_of_what_was_recorded_of_it_last() -> None:
    story = evening.whole()
    last = {e.event.intent: e for e in story.entries if isinstance(e.event, IntentStated | IntentRevised)}

    for intent, entry in last.items():
        assert story.state.intents[intent].content == content(msgspec.to_builtins(entry.event), entry.digest)


@pytest.mark.parametrize(
    "change",
    [{"digest": "d2"}, {"version": 2}, {"intent": "int_2"}, {"terms": {"kind": "invest", "level": "considering"}}],
)
def test_anything_else_has_another_hash(change: dict[str, object]) -> None:
    body = {"intent": "int_1", "version": 1, "terms": {"kind": "invest", "level": "interested"}}

    changed = {**body, **{name: value for name, value in change.items() if name != "digest"}}

    assert content(changed, str(change.get("digest", "d1"))) != content(body, "d1")


def test_a_field_that_is_not_used_changes_nothing() -> None:
    body = {"intent": "int_1", "terms": {"kind": "invest", "amount": {"minimum": 0}}}
    later = {
        "kind": "invest",
        "amount": {"minimum": 0, "new": None},
        "a": "",
        "b": [],
        "c": {},
        "d": False,
        "e": {"f": ""},
    }

    assert content({**body, "terms": later}, "") == content(body, "")
