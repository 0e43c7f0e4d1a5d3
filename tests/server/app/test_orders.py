import asyncio

import pytest

from server.app.orders import Order, parse
from server.errors import Forbidden, Malformed
from tests.server.app.house import HOST


@pytest.mark.asyncio
async def test_the_digest_is_of_the_command_and_not_of_its_spelling() -> None:
    first = Order(HOST, "k", parse(b'{"type":"pitch.add","title":{"zh":"a","en":"b"}}'))
    second = Order(HOST, "k", parse(b'{ "title": {"en": "b", "zh": "a"}, "type": "pitch.add" }'))

    assert first.digest == second.digest


def test_a_body_that_is_nested_without_end_is_no_command() -> None:
    with pytest.raises(Malformed):
        parse(b'{"a":' + b"[" * 8000)


@pytest.mark.asyncio
async def test_an_order_is_settled_once() -> None:
    order = Order(HOST, "k", parse(b'{"type":"roadshow.end"}'))
    order.acknowledge(b"1")

    order.refuse(Forbidden("forbidden"))
    order.acknowledge(b"2")

    assert await asyncio.wait_for(order.settled(), 20) == b"1"
