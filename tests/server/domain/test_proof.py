"""The same vectors judge the browser's twin, tests/web/js/core/proof.test.js."""

import json
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest
from msgspec.structs import replace

from server.domain.keys import KeySet
from server.domain.ledger import Receipt
from server.domain.proof import LIMIT, Verdict, judge, packed, receipt_in

VECTORS: Final = json.loads((Path(__file__).parents[2] / "vectors" / "receipts.json").read_text(encoding="utf-8"))
KEYS: Final = msgspec.convert(VECTORS["keys"], KeySet)
GENUINE: Final = msgspec.convert(VECTORS["receipts"][0]["receipt"], Receipt)


@pytest.mark.parametrize("vector", VECTORS["receipts"], ids=lambda vector: str(vector["name"]))
def test_a_receipt_is_judged_as_the_vectors_say(vector: Any) -> None:
    assert judge(msgspec.convert(vector["receipt"], Receipt), KEYS) == vector["verdict"]


@pytest.mark.parametrize("vector", VECTORS["links"], ids=lambda vector: str(vector["name"]))
def test_a_receipt_is_found_in_what_people_have(vector: Any) -> None:
    found = receipt_in(vector["text"].encode())

    assert (msgspec.to_builtins(found) if found else None) == vector["receipt"]


def test_every_verdict_is_in_the_vectors() -> None:
    assert {vector["verdict"] for vector in VECTORS["receipts"]} == set(Verdict)


def test_one_altered_character_anywhere_leaves_nothing_genuine() -> None:
    for field in GENUINE.__struct_fields__:
        text = str(getattr(GENUINE, field))
        for at in range(len(text)):
            other = text[:at] + ("0" if text[at] != "0" else "1") + text[at + 1 :]
            changed = int(other) if field == "seq" else other
            assert judge(replace(GENUINE, **{field: changed}), KEYS) is not Verdict.genuine, (field, at)


def test_a_link_carries_no_private_text() -> None:
    found = receipt_in(b"#" + packed(GENUINE).encode())

    assert found == replace(GENUINE, salt="", private="")


def test_what_would_grow_beyond_measure_is_no_receipt() -> None:
    bomb = packed(replace(GENUINE, body="0" * 10 * LIMIT)).encode()

    assert len(bomb) < 5000
    assert receipt_in(b"#" + bomb) is None
    assert receipt_in(b" " * (LIMIT + 1)) is None
