"""The clauses a history must keep, each a pure function from a history and the store to complaints.

The first nine are about one log and all who wrote to it or watched it; `hidden` and `converged` are about what viewers
hold. No complaint at all is what a correct server gives, whatever happened to it.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from bench.soak import chain
from bench.soak.agreement import AGREEING, ranges, same
from bench.soak.history import Attempt, History, Sight
from bench.soak.store import Recorded, Store
from bench.soak.totals import Figures, Totals, stated

Clause = Callable[[History, Store], Iterable[str]]
Name = tuple[str, str]

OWN: Final = frozenset(
    (
        "me",
        "own_question",
        "vote",
        "own_intent",
        "consent",
        "own_round",
        "own_suitability",
        "own_meeting",
        "own_ranking",
    )
)
"""The kinds of views that are a person's own."""

PUBLIC: Final = OWN | {"show", "preset", "programme", "stage", "pitch", "question", "board", "round", "meetings"}
"""The kinds of views that exist for who is neither organizer nor presenter, from docs/protocol.md."""


def acknowledged(history: History, store: Store) -> Iterator[str]:
    """1: every acknowledgement is on record, with the body that was sent, the place and the hash it was told."""
    found = _commands(store)
    effects = {own.seq: part.effects for part in ranges(store) for own in part.commands}
    by_seq = {row.seq: row for row in store.rows}
    for attempt in history.attempts:
        if attempt.outcome != "ok":
            continue
        told, recorded = json.loads(attempt.answer), found.get(_name(attempt), ())
        if not recorded:
            yield f"{attempt.key} was acknowledged at {told['seq']} and is not on record"
        elif not any(json.loads(each.result) == told for each in recorded):
            yield f"{attempt.key} was acknowledged otherwise than it is on record"
        elif not any(same(attempt.body, row) for row in effects.get(told["seq"], ())):
            yield f"{attempt.key} is on record at {told['seq']} with another body"
        elif (receipt := told["receipt"]) and (
            receipt["seq"] not in by_seq
            or (by_seq[receipt["seq"]].body.decode(), by_seq[receipt["seq"]].hash.hex())
            != (receipt["body"], receipt["hash"])
        ):
            yield f"the receipt of {attempt.key} is of another entry than stands at {receipt['seq']}"


def once(history: History, store: Store) -> Iterator[str]:
    """2: a key is on record once and has one effect, and every repeat of it was given the same answer."""
    for (_, key), recorded in _commands(store).items():
        if len(recorded) > 1:
            yield f"{key} is on record {len(recorded)} times"
    bodies = _bodies(history)
    for part in ranges(store):
        sent = [bodies[_name(one)] for one in part.commands if _name(one) in bodies]
        if any(body["type"] in AGREEING for body in sent) and len(part.effects) != 1:
            yield f"{part.commands[0].key} has {len(part.effects)} effects"
    for name, answers in _grouped(history, "ok").items():
        if len({json.dumps(json.loads(answer.answer), sort_keys=True) for answer in answers}) > 1:
            yield f"{name[1]} was answered in different ways"


def failed(history: History, store: Store) -> Iterator[str]:
    """3: what was refused each time is not on record; what was never answered may be or not."""
    possible = {_name(attempt) for attempt in history.attempts if attempt.outcome != "fail"}
    recorded = _commands(store)
    for name in {_name(attempt) for attempt in history.attempts} - possible:
        if name in recorded:
            yield f"{name[1]} was refused and is on record"


def invoked(history: History, store: Store) -> Iterator[str]:
    """4: nothing is on record that nobody sent, but what the clock brings about."""
    sent = {_name(attempt) for attempt in history.attempts}
    for name in _commands(store).keys() - sent:
        yield f"{name[1]} is on record and nobody sent it"
    for part in ranges(store):
        if not part.commands:
            yield f"entries {part.rows[0].seq} to {part.rows[-1].seq} belong to no command"


def in_real_time(history: History, store: Store) -> Iterator[str]:
    """5: what was acknowledged before something else was sent stands before it."""
    begun: dict[Name, float] = {}
    over: dict[Name, tuple[int, float]] = {}
    for attempt in history.attempts:
        name = _name(attempt)
        begun[name] = min(begun.get(name, attempt.invoked), attempt.invoked)
        if attempt.outcome == "ok":
            known = over.get(name, (0, attempt.ended))
            over[name] = (int(json.loads(attempt.answer)["seq"]), min(known[1], attempt.ended))
    latest, of = float("-inf"), ""
    for name, (seq, ended) in sorted(over.items(), key=lambda one: one[1][0]):
        if ended < latest:
            yield f"{name[1]} was acknowledged before {of} was sent, and stands behind it, at {seq}"
        if begun[name] > latest:
            latest, of = begun[name], name[1]


def chained(history: History, store: Store) -> Iterator[str]:
    """6: places are dense, and every hash follows from the one before."""
    yield from chain.complaints(store)


def watched(history: History, store: Store) -> Iterator[str]:
    """7: what each viewer was taken through is the log: no gap, no repeat, no other order, over all connections."""
    log = {row.seq: (row.at, row.event["type"]) for row in store.rows}
    for viewer, sights in _by_viewer(history).items():
        held, epoch = -1, ""
        for sight in sights:
            where = f"{viewer}, connection {sight.connection}"
            if sight.first and (sight.first != held + 1 or sight.epoch != epoch):
                yield f"{where}: held {held} and was taken from {sight.first} to {sight.last}"
            elif not sight.first and epoch == sight.epoch and sight.last < held:
                yield f"{where}: held {held} and was shown a picture of {sight.last}"
            yield from (f"{where}: {complaint}" for complaint in _misheard(sight, log))
            held, epoch = sight.last, sight.epoch


def _misheard(sight: Sight, log: Mapping[int, tuple[str, str]]) -> Iterator[str]:
    if sight.last > len(log) or sight.first > sight.last:
        yield f"was taken from {sight.first} to {sight.last} of {len(log)}"
    between = [log[seq] for seq in range(sight.first, sight.last + 1) if seq in log]
    for heard in sight.events:
        times = [_moment(at) for at, type_ in between if type_ == heard.type]
        if heard.count > len(times) or _moment(heard.at) not in times:
            yield (
                f"heard of {heard.count} {heard.type}, the first at {heard.at}, from {sight.first} to {sight.last}, "
                f"where the log has {len(times)}"
            )


def _moment(at: str) -> str:
    """A time without the zeros behind its point, which may be left out."""
    whole, _, parts = at.removesuffix("Z").partition(".")
    return f"{whole}.{parts.rstrip('0')}"


def totals(history: History, store: Store) -> Iterator[str]:
    """8: every board that anybody saw says what the log comes to at that very entry."""
    fold, done = Totals(), 0
    for sight in sorted(history.sights, key=lambda one: one.last):
        for row in store.rows[done : sight.last]:
            fold.take(row)
        done = max(done, sight.last)
        for project, board in sight.boards.items():
            wanted = fold.whole(project) if sight.role == "organizer" else fold.public(project)
            said: Figures = {name: value for name, value in stated(board).items() if name in wanted}
            if said != wanted:
                yield f"{sight.viewer} saw a board of {said} at {sight.last}, where the log comes to {wanted}"


def left(history: History, store: Store) -> Iterator[str]:
    """9: what receivers got, each identity once, is the outbox; and an export says what the store does."""
    if history.posts:
        bodies: defaultdict[str, set[str]] = defaultdict(set)
        for post in history.posts:
            bodies[post.id].add(post.body)
        owed = {message.id for message in store.outbox}
        yield from (f"message {one} was never received" for one in owed - bodies.keys())
        yield from (f"message {one} was received and is not in the outbox" for one in bodies.keys() - owed)
        yield from (
            f"message {one} was received with different bodies" for one, all_ in bodies.items() if len(all_) > 1
        )
    if store.exported is not None:
        entries = [json.loads(line) for line in store.exported[1:-1]]
        kept = [(row.seq, row.body.decode(), row.hash.hex(), (row.private or b"").decode()) for row in store.rows]
        if [(one["seq"], one["body"], one["hash"], one.get("private", "")) for one in entries] != kept:
            yield f"the export has {len(entries)} entries and is not the store, which has {len(kept)}"


def hidden(history: History, store: Store) -> Iterator[str]:
    """No viewer was sent a kind of view that does not exist for their audience."""
    for sight in history.sights:
        if sight.role in ("audience", "investor") and (seen := set(sight.kinds) - PUBLIC):
            yield f"{sight.viewer}, {sight.role}, was shown {', '.join(sorted(seen))} at {sight.last}"


def converged(history: History, store: Store) -> Iterator[str]:
    """In the end every viewer stands at the end of the log, and all of an audience hold the same."""
    pictures: defaultdict[bool, set[str]] = defaultdict(set)
    for ending in history.endings:
        if ending.seq != len(store.rows):
            yield f"{ending.viewer} ended at {ending.seq} of {len(store.rows)}"
        pictures[ending.role == "organizer"].add(ending.picture)
    for overseeing, hashes in pictures.items():
        if len(hashes) > 1:
            yield f"{'organizers' if overseeing else 'the public'} ended with {len(hashes)} different pictures"


CLAUSES: Final[Mapping[str, Clause]] = {
    clause.__name__: clause
    for clause in (
        acknowledged, once, failed, invoked, in_real_time, chained, watched, totals, left, hidden, converged
    )
}  # fmt: skip


def violations(history: History, store: Store) -> dict[str, list[str]]:
    """The complaints by clause; empty where everything holds."""
    found = {name: list(clause(history, store)) for name, clause in CLAUSES.items()}
    return {name: complaints for name, complaints in found.items() if complaints}


def _name(one: Attempt | Recorded) -> Name:
    return (one.seat, one.key)


def _commands(store: Store) -> dict[Name, list[Recorded]]:
    found: defaultdict[Name, list[Recorded]] = defaultdict(list)
    for recorded in store.commands:
        found[_name(recorded)].append(recorded)
    return found


def _grouped(history: History, outcome: str) -> dict[Name, list[Attempt]]:
    found: defaultdict[Name, list[Attempt]] = defaultdict(list)
    for attempt in history.attempts:
        if attempt.outcome == outcome:
            found[_name(attempt)].append(attempt)
    return found


def _bodies(history: History) -> dict[Name, Mapping[str, object]]:
    return {_name(attempt): attempt.body for attempt in history.attempts}


def _by_viewer(history: History) -> dict[str, Sequence[Sight]]:
    found: defaultdict[str, list[Sight]] = defaultdict(list)
    for sight in history.sights:
        found[sight.viewer].append(sight)
    return dict(found)
