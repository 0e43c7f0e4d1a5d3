from collections.abc import Sequence

import msgspec
import pytest
from msgspec.structs import replace

from server.domain.answers import IntentConfirmed
from server.domain.audit import Audit, Fault, Wrong, record
from server.domain.intents import IntentStated
from server.domain.ledger import Receipt
from server.domain.proof import Verdict
from server.offline.words import VERDICTS, WRONGS, of_log, of_receipt
from tests.server.domain import evening
from tests.server.domain.sealing import SHOW
from tests.server.domain.test_proof import GENUINE
from tests.server.storage.shelf import ROWS


def said(receipt: Receipt, verdict: Verdict = Verdict.genuine) -> Sequence[str]:
    return list(of_receipt(receipt, verdict))


def test_a_genuine_receipt_says_who_what_when_and_where() -> None:
    text = "\n".join(said(GENUINE))

    assert "who    per_07 of roadshow rsh_01" in text
    assert "when   2026-08-30T08:30:12.417Z by the server's clock" in text
    assert "where  entry 412 of its log" in text
    assert "terms.amount.minimum: 50000000" in text
    assert "signature.name: 王小明" in text
    assert "It does not prove" in text
    assert "an intent binds nobody" in text


def test_without_private_text_no_name_is_claimed() -> None:
    text = "\n".join(said(replace(GENUINE, salt="", private="")))

    assert "王小明" not in text
    assert "a name: there is none in it" in text
    assert GENUINE.digest in text


@pytest.mark.parametrize("verdict", set(Verdict) - {Verdict.genuine, Verdict.unknown})
def test_what_is_not_genuine_shows_nothing_of_what_it_says(verdict: Verdict) -> None:
    [line] = said(GENUINE, verdict)

    assert line == VERDICTS[verdict].format(key=GENUINE.key)


def test_a_whole_receipt_by_an_unknown_key_proves_nothing() -> None:
    text = "\n".join(said(GENUINE, Verdict.unknown))

    assert "proves" not in text
    assert "--keys" in text


def test_no_text_moves_the_cursor_of_a_terminal() -> None:
    body = msgspec.json.encode({"a\x1b[2K": "b\x1b[1A"}).decode()

    text = "".join(said(replace(GENUINE, body=body, by="\x1b[31m", private="\x1b]0;x\x07")))

    assert "\x1b" not in text
    assert "\x07" not in text


@pytest.mark.parametrize("body", ["", "[1]", "7", "no json", "null"])
def test_a_body_of_any_form_is_shown(body: str) -> None:
    assert any(body in line for line in said(replace(GENUINE, body=body)))


def test_a_version_of_an_intent_has_the_hash_that_a_confirmation_of_it_names() -> None:
    entries = evening.whole().entries
    confirmed = next(entry for entry in entries if isinstance(entry.event, IntentConfirmed))
    named = confirmed.event.content  # type: ignore[attr-defined]
    told = [
        list(said(replace(GENUINE, body=row.body.decode(), digest=entry.digest, private="", salt="")))
        for entry, row in zip(entries, ROWS, strict=True)
        if isinstance(entry.event, IntentStated | IntentConfirmed)
    ]

    hashes = [line.split()[1].rstrip(":") for lines in told for line in lines if line.startswith("  exact")]
    assert named in hashes
    assert len(set(hashes)) == sum(isinstance(entry.event, IntentStated) for entry in entries)
    assert any(line.endswith(f"content: {named}") for lines in told for line in lines)


def test_a_whole_log_is_counted() -> None:
    audit = Audit(SHOW)
    fault = audit.of(map(record, ROWS))

    lines = list(of_log(audit, fault, []))

    assert lines[0] == f"{SHOW}: whole, {len(ROWS)} entries up to {record(ROWS[-1]).at}"
    assert ROWS[-1].hash.hex() in lines[1]


@pytest.mark.parametrize("wrong", Wrong)
def test_a_broken_log_names_the_place_and_what_is_wrong(wrong: Wrong) -> None:
    audit = Audit(SHOW)
    audit.of(map(record, ROWS[:6]))

    lines = list(of_log(audit, Fault(seq=7, at="2026-11-24T08:00:00.000Z", wrong=wrong), []))

    assert lines[0] == f"{SHOW}: BROKEN at entry 7 of 2026-11-24T08:00:00.000Z"
    assert lines[1].strip() == WRONGS[wrong]
    assert "6 entries before it are whole" in lines[2]
