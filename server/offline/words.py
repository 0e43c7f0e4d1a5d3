"""What was found, in words: what a receipt proves and what it does not, and where a log is broken."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec

from server.domain.audit import Audit, Fault, Mark, Wrong
from server.domain.content import content
from server.domain.ledger import Receipt, SignedHead
from server.domain.proof import Verdict

VERDICTS: Final = {
    Verdict.genuine: "Genuine: its content gives its hash, and key {key} signed that.",
    Verdict.late: "Not to be trusted: it is dated after key {key} was retired.",
    Verdict.forged: "Forged: key {key} did not sign this.",
    Verdict.unknown: "Whole, but nobody's: its content gives its hash, and key {key} is not among the keys at hand.",
    Verdict.private: "Altered: its private text is not the one whose digest was recorded.",
    Verdict.altered: "Altered: its content does not give its hash.",
    Verdict.malformed: "This is no receipt: a part of it is not of its form.",
}

NOT_PROVEN: Final = (
    "that it still stands: it may have been changed or withdrawn since",
    "that anybody owes anything: an intent binds nobody",
    "that the log still holds the entry: `roadshow verify RECEIPT --log` shows that",
)

WRONGS: Final = {
    Wrong.altered: "altered: what it holds is not what was recorded",
    Wrong.private: "private text altered: it is not the one whose digest was recorded",
    Wrong.missing: "missing: there is no such entry any more",
    Wrong.misplaced: "out of place: another entry stands where it belongs",
    Wrong.end: "the recorded end of the log is another",
    Wrong.head: "not the entry that was published as the head of the log",
    Wrong.receipt: "not the entry that the receipt is of",
    Wrong.signature: "the published head here is not signed by a key of this house",
}


OWN_KEYS: Final = "  keys     the file's own: it is whole, but whose it is, only --keys from elsewhere can say"


def of_receipt(receipt: Receipt, verdict: Verdict) -> Iterator[str]:
    """Lines for who checks a receipt."""
    yield _plain(VERDICTS[verdict].format(key=receipt.key))
    if verdict is Verdict.genuine:
        yield from ("", "It proves that the server with this key recorded")
        yield from _content(receipt)
        yield from ("", "It does not prove", f"  - {_identity(receipt)}")
        yield from (f"  - {one}" for one in NOT_PROVEN)
    elif verdict is Verdict.unknown:
        yield from ("", "Whoever made it says that there was recorded")
        yield from _content(receipt)
        yield from (
            "",
            "Give the keys of the house with --keys: its /.well-known/jwks.json, best from who kept a copy.",
        )


def of_log(audit: Audit, fault: Fault | None, marks: Sequence[Mark]) -> Iterator[str]:
    """Lines for who checks a log."""
    if fault is None:
        yield f"{audit.roadshow}: whole, {audit.entries} entries up to {audit.at or 'none'}"
        yield f"  end      {audit.head.hash.hex()}"
        yield f"  private  {audit.private} texts as recorded, {audit.erased} erased"
        yield f"  heads    {sum(isinstance(mark, SignedHead) for mark in marks)} published, all of this log"
        yield from (f"  receipt  entry {mark.seq} is the one it is of" for mark in marks if isinstance(mark, Receipt))
    else:
        when = f" of {_plain(fault.at)}" if fault.at else ""
        yield f"{audit.roadshow}: BROKEN at entry {fault.seq}{when}"
        yield f"  {WRONGS[fault.wrong]}"
        yield f"  the {min(audit.entries, fault.seq - 1)} entries before it are whole"


def _content(receipt: Receipt) -> Iterator[str]:
    yield f"  who    {_plain(receipt.by)} of roadshow {_plain(receipt.roadshow)}"
    yield f"  when   {_plain(receipt.at)} by the server's clock"
    yield f"  where  entry {receipt.seq} of its log, behind the one with hash {receipt.previous}"
    for label, text in (("what ", receipt.body), ("words", receipt.private)):
        for number, line in enumerate(_fields(text)):
            yield f"  {label if number == 0 else '     '}  {line}"
    if stated := _stated(receipt):
        yield f"  exact  {stated}: what a yes or a confirmation of just this names as its content"
    if receipt.digest and not receipt.private:
        yield f"  words  not in this receipt; their digest is {receipt.digest}"


def _identity(receipt: Receipt) -> str:
    named = "that the name is true" if receipt.private else "a name: there is none in it"
    return f"{named}; who {_plain(receipt.by)} is, the house knows"


def _stated(receipt: Receipt) -> str:
    """The content hash of a version of an intent (docs/intents.md); empty for anything else."""
    try:
        return content(msgspec.json.decode(receipt.body, type=dict[str, Any]), receipt.digest)
    except (msgspec.MsgspecError, KeyError):
        return ""


def _fields(text: str) -> Iterator[str]:
    try:
        found = msgspec.json.decode(text) if text else {}
    except msgspec.DecodeError:
        found = text
    yield from _flat("", found)


def _flat(name: str, value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _flat(f"{name}.{key}" if name else key, one)
    else:
        shown = value if isinstance(value, str) else msgspec.json.encode(value).decode()
        yield f"{_plain(name)}: {_plain(shown)}" if name else _plain(shown)


def _plain(text: str) -> str:
    """The text without what would move a terminal's cursor or change its colours."""
    return "".join(char if char.isprintable() else "�" for char in text)
