from collections.abc import AsyncIterator
from datetime import date
from typing import Annotated

import pytest
from msgspec import Meta, Struct
from starlette.requests import Request
from starlette.types import Message

from server.errors import Malformed, TooLarge, Unsupported
from server.http.bodies import Accepted, Created, Done, Json, asked, parsed, read


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
    with pytest.raises(Unsupported, match="application/json"):
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
    response = Created(Thing("a"))

    assert (response.status_code, response.body, response.headers["cache-control"]) == (
        *(201, b'{"name":"a"}', "no-store"),
    )


def test_a_status_is_that_of_the_kind_of_answer() -> None:
    assert [answer.status_code for answer in (Json(1), Created(1), Accepted(1), Done())] == [200, 201, 202, 204]
    assert Done().body == b""


class Query(Struct, frozen=True):
    after: Annotated[int, Meta(ge=0)] = 0
    mark: bool = True
    word: str | None = None
    day: date | None = None


def querying(text: str) -> Request:
    return Request({"type": "http", "method": "GET", "headers": [], "query_string": text.encode()})


def test_a_query_is_its_type() -> None:
    assert asked(querying("after=7&mark=0&word="), Query) == Query(after=7, mark=False, word="")
    assert asked(querying("more=1"), Query) == Query()


def test_a_query_says_nothing_twice() -> None:
    with pytest.raises(Malformed, match="more than one after"):
        asked(querying("after=1&after="), Query)


@pytest.mark.parametrize("text", ["after=x", "after=", "day=null", "after=-1", "mark=perhaps", "after=1.5"])
def test_a_query_of_another_form_says_where(text: str) -> None:
    with pytest.raises(Malformed, match=r"form_malformed: .*\$\."):
        asked(querying(text), Query)
