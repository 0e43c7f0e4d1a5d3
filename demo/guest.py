"""Somebody at a seat, by the same addresses as a browser: comes in by a link, gives commands."""

import json
import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx
from websockets.asyncio.client import connect
from websockets.typing import Origin

SEAT = re.compile(r"/s/([^/]+)")


class Refused(Exception):
    """The server said no; the message is its code."""


class Guest:
    """One browser's worth of cookies. Commands are sent again with the same key until they are answered."""

    def __init__(self, url: str) -> None:
        """Take the server's address."""
        self.url = url
        self.http = httpx.AsyncClient(base_url=url, timeout=10.0)
        self.seat = ""

    async def come_in(self, link: str, name: str, organisation: str = "", contact: str = "") -> None:
        """Accept an invitation; the seat is where the server then leads to."""
        form = {"name": name, "organisation": organisation, "contact": contact}
        answer = await self.http.post(urlsplit(link).path, data=form)
        if answer.status_code != httpx.codes.SEE_OTHER:
            raise Refused(f"{answer.status_code} on coming in")
        if found := SEAT.search(answer.headers["location"]):
            self.seat = found.group(1)

    async def post(self, address: str, body: dict[str, Any]) -> dict[str, Any]:
        """What the API answers; the same key is sent with every attempt."""
        headers = {"Idempotency-Key": secrets.token_hex(16)}
        answer = await self.http.post(address, json=body, headers=headers)
        told: dict[str, Any] = answer.json()
        if answer.is_error:
            raise Refused(str(told.get("code", answer.status_code)))
        return told

    async def read(self, name: str) -> list[dict[str, Any]]:
        """A list that the API keeps for the seat."""
        answer = await self.http.get(f"/api/seats/{self.seat}/{name}")
        if answer.is_error:
            raise Refused(str(answer.json().get("code", answer.status_code)))
        found: list[dict[str, Any]] = answer.json()
        return found

    async def hand_out(self, project: str, name: str, content: bytes) -> dict[str, Any]:
        """Add a document to a project's; the same once more is the one that is there."""
        headers = {"Content-Type": "application/octet-stream"}
        query = {"project": project, "name": name}
        answer = await self.http.post(
            f"/api/seats/{self.seat}/materials", params=query, headers=headers, content=content
        )
        told: dict[str, Any] = answer.json()
        if answer.is_error:
            raise Refused(str(told.get("code", answer.status_code)))
        return told

    async def command(self, name: str, /, **fields: Any) -> dict[str, Any]:
        """The acknowledgement of a command."""
        return await self.post(f"/api/seats/{self.seat}/commands", {"type": name, **fields})

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
        """The socket's messages from a whole picture on, as long as the context is open."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())
        address = f"{self.url.replace('http', 'ws', 1)}/ws/{self.seat}"
        headers = {"Cookie": cookie}
        async with connect(address, origin=Origin(self.url), additional_headers=headers, proxy=None) as socket:
            await socket.send('{"type":"hello"}')
            yield (json.loads(message) async for message in socket)

    async def picture(self) -> dict[str, Any]:
        """Everything this guest can see now."""
        async with self.watching() as messages:
            async for message in messages:
                if message["type"] == "snapshot":
                    views: dict[str, Any] = message["views"]
                    return views
        raise Refused("the socket closed before it showed anything")

    async def close(self) -> None:
        """Close the connections."""
        await self.http.aclose()
