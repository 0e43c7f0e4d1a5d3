"""Write docs/intents.md, what may happen to an intent, from the one table that decides it.

`--check` writes nothing and fails where the file is not what it would write.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from server.domain.course import COURSE, LIVE, Act, By, IntentState, target
from tools.sources import ROOT, finish

TARGET: Final = Path("docs/intents.md")
HEAD: Final = """\
# The course of an intent

Written by `tools/course.py` from `server/domain/course.py`; not for editing.

An intent says what an investor would do. It binds nobody, no money is taken, and it is no bid. Four steps make it a
word that both sides have given: the investor states it, the presenter accepts exactly that, the investor is told and
confirms exactly that.

"Exactly that" is a version and a content hash. Whoever accepts or confirms sends both as they looked at them; where
something else stands, the answer is refused (`version_stale`, `content_stale`). The hash is
`SHA-256("roadshow.intent.v1" ‖ canonical)` in hexadecimal, where `canonical` is the JSON (RFC 8785) of an object with
`intent`, `version`, `terms` and `digest`, the digest of the private text in hexadecimal. Members that are null, false,
an empty text, list or object are left out at any depth. A receipt has all of it: `body.intent`, `body.version` (1 where
it is absent), `body.terms` and `digest`.
"""
STATES: Final[dict[IntentState, str]] = {
    IntentState.submitted: "on record; a revision comes back to here",
    IntentState.seen: "somebody on the other side has looked at it",
    IntentState.accepted: "the presenter said yes to exactly this version",
    IntentState.confirmed: "the investor confirmed exactly what was accepted",
    IntentState.declined: "the presenter said no, and why",
    IntentState.expired: "nobody accepted or confirmed it in time",
    IntentState.voided: "an organizer took it out, and said why",
    IntentState.withdrawn: "the investor took it back before confirming",
    IntentState.retracted: "the investor took it back after confirming; both stay in sight of the presenter",
    IntentState.lapsed: "it was confirmed, and not closed by its day",
}
SEERS: Final = "who sees the intent"
NAMERS: Final = "who sees it by name"
NOBODY: Final = "nobody else"
FIELDS: Final[dict[str, tuple[str, str]]] = {
    "kind": ("what the investor would do; it stays", SEERS),
    "level": ("how firm; a soft commitment has an amount and no conditions", SEERS),
    "organisation": ("whom the investor acts for, where that is not their seat's", NAMERS),
    "party": ("whether the person or the organisation would be the counterparty", SEERS),
    "amount": ("from `minimum` to `maximum`, an exact one with equal ends; in total, per year or per tranche", SEERS),
    "instrument": ("what an investment would be made by", SEERS),
    "round": ("the raise it would be part of; it stays", SEERS),
    "valuation": ("before the money or a cap, with its amount, or uncapped; with a discount in per cent", SEERS),
    "conditions": ("what must be so first, each kind once; they bar confirming", SEERS),
    "condition": ("the text of the condition `other`", SEERS),
    "confidence": ("from 0 to 100 per cent", NOBODY),
    "decide_by": ("a day, after which the intent expires", SEERS),
    "close_by": ("a day, after which a confirmed intent lapses", SEERS),
    "comment": ("text", SEERS),
    "channels": ("by which ways the investor may be contacted, where they are named", SEERS),
    "nda": ("whether a non-disclosure agreement is wanted or signed", SEERS),
    "nda_reference": ("which one was signed", SEERS),
    "joint": ("whether it is for the whole consortium that the investor leads; it stays", SEERS),
    "visibility": (
        "the organizers alone; one's consortium; the presenters by number; or by name, which needs a consent",
        SEERS,
    ),
    "aggregate": ("whether it counts in public figures", SEERS),
    "notice": ("the hash of the notice that was accepted with it", SEERS),
    "conflict": ("whether a conflict of interest is declared", SEERS),
    "consent": ("whether name and contact go to the project's presenters", NAMERS),
    "source": ("by button or by QR code; the server adds the second of the pitch", SEERS),
}
TAIL: Final = """\
The clocks are settings of the plan: `accept_within` (48 hours), `confirm_within` (10 days) and `grace` (5 seconds). A
clock that runs keeps the length it began with. What is due is recorded by `system` at its time, before any command is
decided at that time. Stating a kind and round again, while one is open, is a revision.

## Jointly

Several investors form a consortium about a project: one leads, invites others by their number, and they accept. Who
leaves or is sent away sees nothing of it from then on; where the lead leaves it is over. A member shows an intent to
the others by the visibility `consortium`: they see what it says and by whom, and neither comment nor confidence.

The lead may state an intent that is `joint`. It takes the same course, and it is the lead who revises, confirms or
withdraws it. A member's own intent of the same kind and round is a share: wherever the joint intent counts, it counts
inside that one and not by itself. Who left counts inside until the joint intent is stated anew or over.
"""


def generate() -> str:
    """The whole file."""
    return "\n".join([HEAD, *_fields(), *_states(), *_acts(), *_matrix(), TAIL])


def _fields() -> Iterator[str]:
    yield "## What it says, and who sees it\n"
    yield "Organizers see every intent, presenters those towards their project as its `visibility` says, others none.\n"
    yield "| field | what | seen by |\n| --- | --- | --- |"
    yield from (f"| `{field}` | {what} | {who} |" for field, (what, who) in FIELDS.items())
    yield ""


def _states() -> Iterator[str]:
    yield "## States\n"
    yield "| state | meaning | counts on the board |\n| --- | --- | --- |"
    yield from (f"| `{state}` | {said} | {'yes' if state in LIVE else 'no'} |" for state, said in STATES.items())
    yield ""


def _acts() -> Iterator[str]:
    yield "## Acts\n"
    yield "| act | who | from | to | needs |\n| --- | --- | --- | --- | --- |"
    for act, step in COURSE.items():
        needs = (" or " if By.clock in step.by else "; ").join(step.needs) or "–"
        sources = ", ".join(f"`{source}`" for source in step.sources)
        yield f"| `{act}` | {', or '.join(step.by)} | {sources} | `{step.target}` | {needs} |"
    yield ""


def _matrix() -> Iterator[str]:
    yield "## Every state and act\n"
    yield "Where there is a dash the act is refused and nothing changes.\n"
    yield f"| | {' | '.join(f'`{act}`' for act in Act)} |\n| --- |{' --- |' * len(Act)}"
    for state in IntentState:
        yield f"| `{state}` | {' | '.join(target(state, act) or '–' for act in Act)} |"
    yield ""


def main(arguments: list[str]) -> list[str]:
    """Write the file, or with `--check` say whether it is out of date."""
    path, fresh = ROOT / TARGET, generate()
    if "--check" not in arguments:
        path.write_text(fresh, encoding="utf-8")
        return []
    there = path.read_text(encoding="utf-8") if path.exists() else ""
    return [] if there == fresh else [f"{TARGET}: not what server/domain/course.py says; run python -m tools.course"]


if __name__ == "__main__":
    finish(main(sys.argv[1:]))
