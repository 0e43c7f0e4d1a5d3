from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from demo.whip import Publication, Refused, Unavailable, WhipEndpoint

pytestmark = pytest.mark.asyncio


async def answer(request: Request) -> Response:
    if request.method == "DELETE":
        return Response(status_code=200 if request.headers["authorization"] == "Bearer secret" else 401)
    offer = (await request.body()).decode()
    return Response(f"answer to {offer}", 201, {"Location": "/sessions/7"})


async def status(request: Request) -> Response:
    return Response(status_code=int(request.path_params["status"]), headers={"Retry-After": "7"})


@pytest_asyncio.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    routes = [
        Route("/whip", answer, methods=["POST"]),
        Route("/sessions/7", answer, methods=["DELETE"]),
        Route("/says/{status}", status, methods=["POST", "DELETE"]),
    ]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=Starlette(routes=routes))) as client:
        yield client


async def test_an_offer_is_answered_and_its_resource_is_found(http: httpx.AsyncClient) -> None:
    publication = await WhipEndpoint(http, "http://test/whip", "secret").publish("offer")

    assert publication == Publication("answer to offer", httpx.URL("http://test/sessions/7"))


async def test_a_publication_is_withdrawn_with_the_same_token(http: httpx.AsyncClient) -> None:
    publication = Publication("", httpx.URL("http://test/sessions/7"))

    assert await WhipEndpoint(http, "http://test/whip", "secret").withdraw(publication)
    assert not await WhipEndpoint(http, "http://test/whip", "other").withdraw(publication)


@pytest.mark.parametrize("code", [400, 401, 403, 404, 406, 415, 422])
async def test_a_refusal_is_for_good_and_says_where(http: httpx.AsyncClient, code: int) -> None:
    with pytest.raises(Refused, match=f"http://test/says/{code} answers {code}"):
        await WhipEndpoint(http, f"http://test/says/{code}", "secret").publish("offer")


@pytest.mark.parametrize("code", [409, 425, 429, 500, 502, 503])
async def test_trouble_is_for_now_and_says_how_long(http: httpx.AsyncClient, code: int) -> None:
    with pytest.raises(Unavailable) as trouble:
        await WhipEndpoint(http, f"http://test/says/{code}", "secret").publish("offer")

    assert trouble.value.retry_after == 7


async def test_a_server_that_is_not_there_is_trouble_for_now() -> None:
    async with httpx.AsyncClient() as http:
        endpoint = WhipEndpoint(http, "http://127.0.0.1:9/whip", "secret")
        with pytest.raises(Unavailable, match="does not answer"):
            await endpoint.publish("offer")
        assert not await endpoint.withdraw(Publication("", httpx.URL("http://127.0.0.1:9/sessions/7")))
