"""Sends requests to the application from inside its own loop, since thousands of them are wanted."""

from collections.abc import Sequence
from typing import Any

import httpx
from msgspec import Struct

from tests.rights.scene import Scene


class Asked(Struct, frozen=True, kw_only=True):
    """A request, by whom: with a session's secret, or a bearer `token`."""

    secret: str
    token: str = ""
    method: str
    path: str
    headers: dict[str, str] = {}
    body: bytes = b""


class Answer(Struct, frozen=True, kw_only=True):
    """What came back; `code` is the refusal's, where there is one as JSON."""

    status: int
    code: str
    body: bytes


def ask(scene: Scene, requests: Sequence[Asked]) -> list[Answer]:
    """The answers in the order of the requests, one asked after the other."""

    async def asking() -> list[Answer]:
        transport = httpx.ASGITransport(scene.home.client.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            return [_answer(await client.request(**_told(each))) for each in requests]

    return scene.home.call(asking)


def _told(asked: Asked) -> dict[str, Any]:
    shown = {"cookie": f"roadshow={asked.secret}"} if asked.secret else {}
    bearer = {"authorization": f"Bearer {asked.token}"} if asked.token else {}
    return {
        "method": asked.method,
        "url": asked.path,
        "headers": {**shown, **bearer, **asked.headers},
        "content": asked.body,
    }


def _answer(response: httpx.Response) -> Answer:
    problem = response.headers.get("content-type") == "application/problem+json" and response.content
    return Answer(status=response.status_code, code=response.json()["code"] if problem else "", body=response.content)
