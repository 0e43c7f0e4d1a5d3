"""What a correct server could have left raises no complaint; spoilt in one place, the clause about it complains."""

import json
from collections.abc import Callable
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from bench.soak.agreement import ranges
from bench.soak.clauses import CLAUSES, violations
from bench.soak.history import Attempt, Heard, History, Post
from bench.soak.store import Recorded, Row, Store
from tests.bench.soak.stories import Story, linked, stories

Spoil = Callable[[History, Store, Random], tuple[History, Store]]
SEEDS = st.integers(0, 2**32)


@given(stories())
def test_what_a_correct_server_leaves_keeps_every_clause(story: Story) -> None:
    store = story.store()

    assert violations(story.history, store) == {}


def spoilt(story: Story, seed: int, spoil: Spoil) -> set[str]:
    store = story.store()
    return set(violations(*spoil(story.history, store, Random(seed))))


def chained(rows: list[Row]) -> list[Row]:
    """The same in these places, with a chain that holds."""
    made: list[Row] = []
    for place, row in enumerate(rows, start=1):
        made.append(linked(made, replace(row, seq=place)))
    return made


@given(stories(), SEEDS)
def test_an_acknowledged_command_that_is_lost_is_missed(story: Story, seed: int) -> None:
    def lose(history: History, store: Store, chance: Random) -> tuple[History, Store]:
        lost = chance.choice(acknowledged(history))
        return history, replace(store, commands=[one for one in store.commands if one.key != lost.key])

    assert "acknowledged" in spoilt(story, seed, lose)


@given(stories(), SEEDS)
def test_an_acknowledged_command_that_was_altered_is_noticed(story: Story, seed: int) -> None:
    def alter(history: History, store: Store, chance: Random) -> tuple[History, Store]:
        sent = [one for one in acknowledged(history) if one.body["type"] == "intent.state"]
        altered = chance.choice(sent)
        bodies = {**altered.body, "comment": "something else"}
        attempts = [replace(one, body=bodies) if one.key == altered.key else one for one in history.attempts]
        return replace(history, attempts=attempts), store

    assert "acknowledged" in spoilt(story, seed, alter)


@given(stories(), SEEDS)
def test_a_place_that_holds_something_else_than_the_receipt_says_is_noticed(story: Story, seed: int) -> None:
    def rewrite(history: History, store: Store, chance: Random) -> tuple[History, Store]:
        place = json.loads(chance.choice(acknowledged(history)).answer)["receipt"]["seq"]
        body = store.rows[place - 1].body.replace(b'"intent": "', b'"intent":  "')
        rows = [replace(row, body=body) if row.seq == place else row for row in store.rows]
        return history, replace(store, rows=chained(rows))

    assert "acknowledged" in spoilt(story, seed, rewrite)


@given(stories(), SEEDS)
def test_a_key_on_record_twice_is_noticed(story: Story, seed: int) -> None:
    def double(history: History, store: Store, chance: Random) -> tuple[History, Store]:
        return history, replace(store, commands=[*store.commands, chance.choice(store.commands)])

    assert "once" in spoilt(story, seed, double)


@given(stories(), SEEDS)
def test_a_second_effect_under_one_key_is_noticed(story: Story, seed: int) -> None:
    def double(history: History, store: Store, chance: Random) -> tuple[History, Store]:
        part = chance.choice([part for part in ranges(store) if part.effects])
        place = part.effects[0].seq
        rows = [*store.rows[:place], part.effects[0], *store.rows[place:]]
        return history, replace(store, rows=chained(rows), commands=[moved(one, place) for one in store.commands])

    assert "once" in spoilt(story, seed, double)


@given(stories(), SEEDS)
def test_a_repeat_that_was_answered_otherwise_is_noticed(story: Story, seed: int) -> None:
    def repeat(history: History, store: Store, chance: Random) -> tuple[History, Store]:
        first = chance.choice(acknowledged(history))
        again = replace(first, answer=json.dumps({**json.loads(first.answer), "created": "int_other"}))
        return replace(history, attempts=[*history.attempts, again]), store

    assert "once" in spoilt(story, seed, repeat)


@given(stories(), SEEDS)
def test_a_refused_command_on_record_is_noticed(story: Story, seed: int) -> None:
    def record(history: History, store: Store, chance: Random) -> tuple[History, Store]:
        refused = chance.choice([one for one in history.attempts if one.outcome == "fail"])
        result = json.dumps({"seq": len(store.rows), "receipt": None})
        return history, replace(
            store, commands=[*store.commands, Recorded(seat=refused.seat, key=refused.key, result=result)]
        )

    assert "failed" in spoilt(story, seed, record)


@given(stories(), SEEDS)
def test_a_command_on_record_that_nobody_sent_is_noticed(story: Story, seed: int) -> None:
    def forget(history: History, store: Store, chance: Random) -> tuple[History, Store]:
        gone = chance.choice(store.commands).key
        return replace(history, attempts=[one for one in history.attempts if one.key != gone]), store

    assert "invoked" in spoilt(story, seed, forget)


@given(stories())
def test_entries_behind_the_last_command_are_noticed(story: Story) -> None:
    story.add("p1", {"type": "intent.withdrawn", "intent": "int_0"})

    assert "invoked" in set(violations(story.history, story.store()))


@given(stories(), SEEDS)
def test_an_order_against_real_time_is_noticed(story: Story, seed: int) -> None:
    def delay(history: History, store: Store, chance: Random) -> tuple[History, Store]:
        first = acknowledged(history)[0]
        later = [replace(one, invoked=1e6, ended=1e6 + 1) if one.key == first.key else one for one in history.attempts]
        return replace(history, attempts=later), store

    assert "in_real_time" in spoilt(story, seed, delay)


@given(stories(), SEEDS)
def test_a_hole_and_a_changed_byte_break_the_chain(story: Story, seed: int) -> None:
    def pierce(history: History, store: Store, chance: Random) -> tuple[History, Store]:
        hole = chance.randrange(len(store.rows) - 1)
        return history, replace(store, rows=[*store.rows[:hole], *store.rows[hole + 1 :]])

    def change(history: History, store: Store, chance: Random) -> tuple[History, Store]:
        at = chance.randrange(len(store.rows))
        rows = [replace(row, at="2027" + row.at[4:]) if row.seq == at + 1 else row for row in store.rows]
        return history, replace(store, rows=rows)

    def reword(history: History, store: Store, chance: Random) -> tuple[History, Store]:
        rows = [replace(row, private=b"{}") if row.private is not None else row for row in store.rows]
        return history, replace(store, rows=rows)

    for spoil in (pierce, change, reword):
        assert "chained" in spoilt(story, seed, spoil)


@given(stories(), SEEDS)
def test_a_gap_a_repeat_and_another_order_of_what_a_viewer_saw_are_noticed(story: Story, seed: int) -> None:
    def gap(history: History, store: Store, chance: Random) -> tuple[History, Store]:
        at = later(history, chance)
        return replace(history, sights=[*history.sights[:at], *history.sights[at + 1 :]]), store

    def repeat(history: History, store: Store, chance: Random) -> tuple[History, Store]:
        at = later(history, chance)
        return replace(history, sights=[*history.sights[:at], history.sights[at], *history.sights[at:]]), store

    def back(history: History, store: Store, chance: Random) -> tuple[History, Store]:
        at = later(history, chance)
        old = replace(history.sights[at], first=0, last=0, events=[])
        return replace(history, sights=[*history.sights[: at + 1], old, *history.sights[at + 1 :]]), store

    def invent(history: History, store: Store, chance: Random) -> tuple[History, Store]:
        at = later(history, chance)
        heard = Heard(1, "2026-03-01T08:00:00Z", "pitch.ended")
        told = replace(history.sights[at], events=[*history.sights[at].events, heard])
        return replace(history, sights=[*history.sights[:at], told, *history.sights[at + 1 :]]), store

    if any(sight.first and sight.last < len(story.rows) for sight in story.history.sights):
        assert "watched" in spoilt(story, seed, gap)
    if any(sight.first for sight in story.history.sights):
        for spoil in (repeat, back, invent):
            assert "watched" in spoilt(story, seed, spoil)


@given(stories(), SEEDS, st.sampled_from(["parties", "kinds", "sums"]))
def test_a_board_that_says_anything_else_is_noticed(story: Story, seed: int, figure: str) -> None:
    def alter(history: History, store: Store, chance: Random) -> tuple[History, Store]:
        at = chance.choice([at for at, sight in enumerate(history.sights) if sight.role == "organizer"])
        project, board = chance.choice(list(history.sights[at].boards.items()))
        pot = {"currency": "EUR", "basis": "total", "minimum": 1, "maximum": 1, "parties": 1}
        wrong = {"parties": board["parties"] + 1, "kinds": {**board["kinds"], "buy": 1}, "sums": [*board["sums"], pot]}
        boards = {**history.sights[at].boards, project: {**board, figure: wrong[figure]}}
        sights = list(history.sights)
        sights[at] = replace(sights[at], boards=boards)
        return replace(history, sights=sights), store

    assert "totals" in spoilt(story, seed, alter)


@given(stories(), SEEDS)
def test_a_webhook_lost_invented_or_altered_and_another_export_are_noticed(story: Story, seed: int) -> None:
    def lose(history: History, store: Store, chance: Random) -> tuple[History, Store]:
        gone = chance.choice(history.posts)
        return replace(history, posts=[Post("msg_x", ""), *(one for one in history.posts if one != gone)]), store

    def alter(history: History, store: Store, chance: Random) -> tuple[History, Store]:
        again = replace(chance.choice(history.posts), body="another")
        return replace(history, posts=[*history.posts, again]), store

    def cut(history: History, store: Store, chance: Random) -> tuple[History, Store]:
        lines = list(store.exported or ())
        del lines[chance.randrange(1, len(lines) - 1)]
        return history, replace(store, exported=lines)

    for spoil in (lose, alter, cut):
        assert "left" in spoilt(story, seed, spoil)


@given(stories(), SEEDS, st.sampled_from(["intent", "lead", "standing", "backstage", "suitability"]))
def test_a_view_that_is_not_for_the_public_is_noticed(story: Story, seed: int, kind: str) -> None:
    def show(history: History, store: Store, chance: Random) -> tuple[History, Store]:
        at = chance.choice([at for at, sight in enumerate(history.sights) if sight.role != "organizer"])
        sights = list(history.sights)
        sights[at] = replace(sights[at], kinds=["board", kind])
        return replace(history, sights=sights), store

    assert "hidden" in spoilt(story, seed, show)


@given(stories(), SEEDS)
def test_a_viewer_who_ends_elsewhere_is_noticed(story: Story, seed: int) -> None:
    def lag(history: History, store: Store, chance: Random) -> tuple[History, Store]:
        return replace(history, endings=[replace(history.endings[0], seq=1), *history.endings[1:]]), store

    def differ(history: History, store: Store, chance: Random) -> tuple[History, Store]:
        return replace(history, endings=[*history.endings, replace(history.endings[1], picture="other")]), store

    for spoil in (lag, differ):
        assert "converged" in spoilt(story, seed, spoil)


@settings(max_examples=1)
@given(stories())
def test_there_are_nine_clauses_about_the_log_and_two_about_what_viewers_hold(story: Story) -> None:
    assert [(clause.__doc__ or "")[0] for clause in CLAUSES.values()] == list("123456789NI")


def acknowledged(history: History) -> list[Attempt]:
    return [one for one in history.attempts if one.outcome == "ok"]


def later(history: History, chance: Random) -> int:
    """A sight that is neither a viewer's first nor, where there is another, their last."""
    followed = [at for at, sight in enumerate(history.sights) if sight.first]
    before = [at for at in followed if at + 1 in followed]
    return chance.choice(before or followed)


def moved(one: Recorded, place: int) -> Recorded:
    told = json.loads(one.result)
    return replace(one, result=json.dumps({**told, "seq": told["seq"] + (told["seq"] > place)}))
