from collections.abc import AsyncIterator

import pytest
from msgspec import Struct
from starlette.requests import Request
from starlette.types import Message

from server.errors import Malformed, TooLarge
from server.http.bodies import parsed, read, told


class Thing(Struct, forbid_unknown_fields=True):
    name: str


def request(*parts: bytes, content_type: str = "application/json") -> Request:
    async def messages() -> AsyncIterator[Message]:
        for part in parts:
            yield {"type": "http.request", "body": part, "more_body": True}
        yield {"type": "http.request", "body": b"", "more_body": False}

    left = messages()
    scope = {"type": "http", "method": "POST", "headers": [(b"content-type", content_type.encode())]}
    return Request(scope, lambda: anext(left))


@pytest.mark.asyncio
async def test_a_body_is_read_in_its_parts_up_to_the_limit() -> None:
    assert await read(request(b"12", b"34"), "application/json", 4) == b"1234"
    with pytest.raises(TooLarge, match="at most 3 bytes"):
        await read(request(b"12", b"34"), "application/json", 3)


@pytest.mark.asyncio
async def test_the_content_type_counts_without_its_parameters() -> None:
    assert await read(request(b"1", content_type="Application/JSON; charset=utf-8"), "application/json") == b"1"
    with pytest.raises(Malformed, match="application/json"):
        await read(request(b"1", content_type="text/plain"), "application/json")


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"name":1}', b'{"name":"a","more":1}', b'{"name":"\xff"}', b'{"more":' + b"[" * 30_000]
)
async def test_json_of_another_shape_says_where(body: bytes) -> None:
    with pytest.raises(Malformed) as refused:
        await parsed(request(body), Thing)

    assert refused.value.code == "body_malformed"
    assert refused.value.detail


@pytest.mark.asyncio
async def test_json_of_the_shape_is_the_thing() -> None:
    assert await parsed(request(b'{"name":"a"}'), Thing) == Thing("a")


def test_what_is_told_is_kept_by_nobody() -> None:
    response = told(Thing("a"), 201)

    assert (response.status_code, response.body, response.headers["cache-control"]) == (
        *(201, b'{"name":"a"}', "no-store"),
    )
