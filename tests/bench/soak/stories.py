"""Histories that a correct server could have left, made up by Hypothesis, to be spoilt in one place each."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st
from msgspec.structs import replace

from bench.soak.chain import entry_hash
from bench.soak.history import Attempt, Ending, Heard, History, Outcome, Post, Sight
from bench.soak.store import Message, Recorded, Row, Store
from bench.soak.totals import Totals

ROADSHOW = "rsh_1"
PROJECTS = ("prj_a", "prj_b")
KINDS = ("invest", "pilot")
GENESIS = hashlib.sha256(b"roadshow.log.v1" + ROADSHOW.encode()).digest()


@dataclass
class Story:
    """A log in the making, and what those who write to it note."""

    rows: list[Row] = field(default_factory=list)
    commands: list[Recorded] = field(default_factory=list)
    history: History = field(default_factory=History)
    live: dict[tuple[str, str, str], str] = field(default_factory=dict)
    now: float = 0.0

    def add(self, by: str, event: dict[str, Any], words: dict[str, Any] | None = None) -> Row:
        seq, text = len(self.rows) + 1, json.dumps(words).encode() if words is not None else None
        digest = hashlib.sha256(b"salt" + text).digest() if text is not None else b""
        row = Row(
            seq=seq,
            at=f"2026-03-01T08:00:{seq % 60:02d}.100Z",
            by=by,
            body=json.dumps(event).encode(),
            digest=digest,
            hash=b"",
            salt=b"salt" if text is not None else None,
            private=text,
        )
        self.rows.append(linked(self.rows, row))
        return self.rows[-1]

    def tell(self, seat: str, key: str, body: dict[str, Any], answers: Sequence[Outcome], result: str) -> None:
        for outcome in answers:
            answer = {"ok": result, "fail": "window_closed", "unknown": ""}[outcome]
            self.history.attempts.append(
                Attempt(
                    seat=seat,
                    key=key,
                    body=body,
                    invoked=self.now,
                    ended=self.now + 0.5,
                    outcome=outcome,
                    answer=answer,
                )
            )
            self.now += 1

    def state(self, person: str, project: str, kind: str, low: int, answers: Sequence[Outcome]) -> None:
        """An intent, or another version of it."""
        amount = {"minimum": low, "maximum": low * 2, "currency": "CNY"}
        body = {"type": "intent.state", "project": project, "kind": kind, "amount": amount, "comment": f"c{low}"}
        terms = {"kind": kind, "amount": {"basis": "total", **amount}, "aggregate": low % 2 == 0}
        key, claim = f"key-{len(self.rows)}", (person, project, kind)
        known = self.live.get(claim)
        intent = self.live.setdefault(claim, f"int_{len(self.rows)}")
        event: dict[str, Any] = {
            "type": "intent.revised" if known else "intent.stated",
            "intent": intent,
            "terms": terms,
        }
        row = self.add(person, event | ({} if known else {"project": project}), {"comment": f"c{low}"})
        self.add(person, {"type": "lead.raised", "project": project})
        self.record(f"sea_{person}", key, body, answers, row)

    def withdraw(self, claim: tuple[str, str, str], answers: Sequence[Outcome]) -> None:
        intent, key = self.live.pop(claim), f"key-{len(self.rows)}"
        row = self.add(claim[0], {"type": "intent.withdrawn", "intent": intent})
        self.record(f"sea_{claim[0]}", key, {"type": "intent.withdraw", "intent": intent}, answers, row)

    def record(self, seat: str, key: str, body: dict[str, Any], answers: Sequence[Outcome], row: Row) -> None:
        receipt = {"seq": row.seq, "body": row.body.decode(), "hash": row.hash.hex()}
        result = json.dumps({"seq": len(self.rows), "created": None, "receipt": receipt})
        self.commands.append(Recorded(seat=seat, key=key, result=result))
        self.tell(seat, key, body, answers, result)

    def refuse(self, person: str) -> None:
        key = f"key-no-{len(self.history.attempts)}"
        self.tell(f"sea_{person}", key, {"type": "intent.withdraw", "intent": "int_x"}, ["fail"], "")

    def watch(self, viewer: str, role: str, cuts: Sequence[int]) -> None:
        """A viewer who is taken along in these steps, with a new connection at every second one."""
        fold, held = Totals(), 0
        stops = sorted({min(cut, len(self.rows)) for cut in cuts if cut} | {len(self.rows)})
        for number, stop in enumerate(stops):
            for row in self.rows[held:stop]:
                fold.take(row)
            heard = _heard(self.rows[held:stop])
            sight = Sight(
                viewer=viewer,
                role=role,
                connection=number // 2,
                epoch="e",
                first=held + 1 if number else 0,
                last=stop,
                events=heard if number else [],
                kinds=["board", "question"],
                boards={project: shown(fold, project, role) for project in PROJECTS},
            )
            self.history.sights.append(sight)
            held = stop
        self.history.endings.append(
            Ending(viewer=viewer, role=role, seq=len(self.rows), picture=str(role == "organizer"))
        )

    def store(self) -> Store:
        outbox = [Message(f"msg_{row.seq}", row.event["type"]) for row in self.rows if row.private is not None]
        self.history.posts = [Post(message.id, message.type) for message in outbox]
        exported = ["{}", *(json.dumps(line(row)) for row in self.rows), "{}"]
        return Store(roadshow=ROADSHOW, rows=self.rows, commands=self.commands, outbox=outbox, exported=exported)


def line(row: Row) -> dict[str, Any]:
    told = {"seq": row.seq, "body": row.body.decode(), "hash": row.hash.hex()}
    return told | ({"private": row.private.decode()} if row.private is not None else {})


def linked(before: Sequence[Row], row: Row) -> Row:
    return replace(row, hash=entry_hash(before[-1].hash if before else GENESIS, ROADSHOW, row))


def shown(fold: Totals, project: str, role: str) -> dict[str, Any]:
    figures = fold.whole(project) if role == "organizer" else {**fold.public(project), "sums": {}}
    sums = [
        {"currency": currency, "basis": basis, "minimum": low, "maximum": high, "parties": parties}
        for (currency, basis), (low, high, parties) in figures["sums"].items()
    ]
    return {**figures, "sums": sums}


ANSWERED: st.SearchStrategy[Sequence[Outcome]] = st.sampled_from(
    [("ok",), ("ok", "ok"), ("unknown", "ok"), ("unknown",), ("unknown", "unknown", "ok", "ok")]
)


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """A story in which something was acknowledged and somebody watched it happen."""
    story = Story()
    story.state("p0", "prj_a", "invest", 2, ["ok"])
    for _ in range(draw(st.integers(2, 8))):
        person, project = draw(st.sampled_from(("p0", "p1", "p2"))), draw(st.sampled_from(PROJECTS))
        choice = draw(st.integers(0, 9))
        if choice == 0:
            story.refuse(person)
        elif choice == 1:
            story.add("system", {"type": "window.closed"})
        elif choice < 4 and story.live:
            story.withdraw(draw(st.sampled_from(sorted(story.live))), draw(ANSWERED))
        else:
            kind, low = draw(st.sampled_from(KINDS)), draw(st.integers(1, 99))
            story.state(person, project, kind, low, draw(ANSWERED))
    story.state("p1", "prj_b", "pilot", 4, ["ok"])
    story.refuse("p2")
    for viewer, role in (("v0", "organizer"), ("v1", "audience"), ("v2", "investor")):
        story.watch(viewer, role, [1, *draw(st.lists(st.integers(1, 30), min_size=1, max_size=6))])
    return story


def _heard(rows: Sequence[Row]) -> list[Heard]:
    counts = Counter(row.event["type"] for row in rows)
    first = {row.event["type"]: row.at.replace(".100Z", ".1Z") for row in reversed(rows)}
    return [Heard(count, first[type_], type_) for type_, count in counts.items()]
