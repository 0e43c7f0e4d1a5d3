import asyncio

import pytest

from server.app.recent import Recent


def test_the_one_unused_for_longest_is_let_go_first() -> None:
    recent: Recent[str, int] = Recent(2)
    recent.put("a", 1)
    recent.put("b", 2)

    recent.get("a")
    recent.put("c", 3)

    assert (recent.get("a"), recent.get("b"), recent.get("c"), len(recent)) == (1, None, 3, 2)


def test_what_is_dropped_or_put_again_is_so() -> None:
    recent: Recent[str, int] = Recent(2)
    recent.put("a", 1)
    recent.put("a", 2)
    recent.put("b", 3)

    recent.drop("b")
    recent.drop("never there")

    assert (recent.get("a"), recent.get("b")) == (2, None)


def test_what_is_named_goes_and_the_rest_stays() -> None:
    kept: Recent[str, int] = Recent(3)
    for number, key in enumerate("abc"):
        kept.put(key, number)

    kept.drop_each(lambda key, value: key == "a" or value == 2)

    assert [kept.get(key) for key in "abc"] == [None, 1, None]


@pytest.mark.asyncio
async def test_what_is_read_is_kept_and_read_once() -> None:
    recent: Recent[str, int] = Recent(2)
    reads = iter((1, 2))

    async def read() -> int:
        return next(reads)

    assert [await recent.fetch("a", read), await recent.fetch("a", read), recent.get("a")] == [1, 1, 1]


@pytest.mark.asyncio
@pytest.mark.parametrize("each", [True, False])
async def test_what_was_dropped_while_it_was_read_is_not_kept(each: bool) -> None:
    recent: Recent[str, int] = Recent(2)
    answered = asyncio.get_running_loop().create_future()
    reading = asyncio.create_task(recent.fetch("a", lambda: answered))
    await asyncio.sleep(0)

    recent.drop_each(lambda key, value: False) if each else recent.drop("a")
    answered.set_result(1)

    assert (await reading, recent.get("a")) == (1, None)


@pytest.mark.asyncio
async def test_what_could_not_be_read_is_read_again() -> None:
    recent: Recent[str, int] = Recent(2)

    async def fail() -> int:
        raise OSError("away")

    async def read() -> int:
        return 1

    with pytest.raises(OSError, match="away"):
        await recent.fetch("a", fail)

    assert await recent.fetch("a", read) == 1
