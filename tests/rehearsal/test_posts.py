"""Commands over a few connections: answered in place, and sent again with the same key until they are."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from rehearsal.house import House
from rehearsal.posts import Posts
from rehearsal.viewers import Ticket

TICKET = Ticket(seat="sea_1", cookie="roadshow=secret")


class Desk:
    """Refuses each command so often before it takes it."""

    def __init__(self, refusals: int, status: int = 503) -> None:
        self.seen: Counter[str] = Counter()
        self.connections: set[object] = set()
        self._refusals = refusals
        self._status = status

    async def serve(self, request: Request) -> Response:
        key = request.headers["idempotency-key"]
        self.connections.add(request.client)
        self.seen[key] += 1
        if self.seen[key] <= self._refusals:
            return JSONResponse({"code": "stopping"}, self._status, {"retry-after": "0"})
        sent = (await request.body()).decode()
        return JSONResponse({"sent": sent, "cookie": request.headers["cookie"], "seat": request.path_params["seat"]})


@asynccontextmanager
async def desk(desk: Desk) -> AsyncIterator[House]:
    app = Starlette(routes=[Route("/api/seats/{seat}/commands", desk.serve, methods=["POST"])])
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", lifespan="off"))
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0)
    yield House(f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}")
    server.should_exit = True
    await task


@pytest.mark.asyncio
async def test_many_commands_share_a_few_connections_and_each_gets_its_own_answer() -> None:
    here = Desk(refusals=0)
    async with desk(here) as house:
        posts = Posts(house, connections=3)
        answers = await asyncio.gather(*(posts.command(TICKET, b'{"n":%d}' % number) for number in range(50)))
        await posts.close()

    assert [b'"sent":"{\\"n\\":%d}"' % number in answer.body for number, answer in enumerate(answers)] == [True] * 50
    assert all(answer.taken and b'"cookie":"roadshow=secret"' in answer.body for answer in answers)
    assert len(here.connections) == 3
    assert len(here.seen) == 50


@pytest.mark.asyncio
async def test_what_may_be_sent_again_is_with_the_same_key() -> None:
    here = Desk(refusals=2)
    async with desk(here) as house:
        posts = Posts(house)
        answer = await posts.command(TICKET, b"{}", key="a-key-of-mine")
        await posts.close()

    assert (answer.taken, answer.attempts) == (True, 3)
    assert here.seen == {"a-key-of-mine": 3}


@pytest.mark.asyncio
async def test_another_refusal_is_the_answer() -> None:
    async with desk(Desk(refusals=9, status=409)) as house:
        posts = Posts(house)
        answer = await posts.command(TICKET, b"{}")
        await posts.close()

    assert (answer.status, answer.taken, answer.attempts) == (409, False, 1)


@pytest.mark.asyncio
async def test_patience_has_an_end() -> None:
    house = House("http://127.0.0.1:1")
    with pytest.raises(TimeoutError):
        await Posts(house).command(TICKET, b"{}", seconds=0.05)
