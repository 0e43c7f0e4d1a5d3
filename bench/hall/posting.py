"""`python -m bench.hall.posting`: intents at a steady rate from a process of its own, as told on standard input.

What it does is not to disturb the viewers, whose delays are measured in theirs.
"""

import asyncio
import json
import sys
import time
from collections import Counter

import msgspec
import uvloop
from msgspec import Struct

from rehearsal.house import House
from rehearsal.posts import Answer, Posts
from rehearsal.spread import Spread
from rehearsal.viewers import Ticket

CONNECTIONS = 2000
"""Browsers have one each, and with fewer the sender, not the server, would set the pace."""


class Order(Struct, frozen=True, kw_only=True):
    """What to send: `total` intents of these investors in turn, `rate` of them a second."""

    url: str
    investors: list[Ticket]
    project: str
    rate: float
    total: int


class Outcome(Struct, frozen=True, kw_only=True):
    """What came of it; milliseconds are from the wish to the acknowledgement, waits for a connection included."""

    taken: int
    refused: dict[str, int]
    seconds: float
    p50: int
    p99: int


async def post(order: Order) -> Outcome:
    """Send them, each in its time however long the others take."""
    posts, spread, answers = Posts(House(order.url), CONNECTIONS), Spread(), Counter[str]()

    async def state(number: int) -> None:
        try:
            answer = await posts.command(order.investors[number % len(order.investors)], _intent(order, number))
        except TimeoutError:
            answers["no answer"] += 1
        else:
            spread.add(answer.milliseconds)
            answers[_name(answer)] += 1

    began, sent = time.perf_counter(), []
    for number in range(order.total):
        if (wait := began + number / order.rate - time.perf_counter()) > 0:
            await asyncio.sleep(wait)
        sent.append(asyncio.create_task(state(number)))
    await asyncio.gather(*sent)
    seconds = time.perf_counter() - began
    await posts.close()
    taken = answers.pop("", 0)
    return Outcome(taken=taken, refused=answers, seconds=seconds, p50=spread.at(0.5), p99=spread.at(0.99))


def _name(answer: Answer) -> str:
    return "" if answer.taken else str(json.loads(answer.body).get("code", answer.status))


def _intent(order: Order, number: int) -> bytes:
    amount = {"minimum": 100, "maximum": 200 + number, "currency": "CNY"}
    return json.dumps({"type": "intent.state", "project": order.project, "kind": "invest", "amount": amount}).encode()


async def posted(order: Order) -> Outcome:
    """The same from another process."""
    command = (sys.executable, "-m", "bench.hall.posting")
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe)
    out, _ = await process.communicate(msgspec.json.encode(order))
    return msgspec.json.decode(out, type=Outcome)


if __name__ == "__main__":
    order = msgspec.json.decode(sys.stdin.buffer.read(), type=Order)
    sys.stdout.buffer.write(msgspec.json.encode(uvloop.run(post(order))))
