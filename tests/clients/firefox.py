"""Firefox over WebDriver BiDi (W3C), which it speaks by itself: a socket, numbered commands, numbered answers."""

import asyncio
import itertools
import json
import os
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect

FOUND = next(filter(None, map(shutil.which, ("firefox-esr", "firefox"))), None)
needed = pytest.mark.skipif(FOUND is None and os.environ.get("CI") != "true", reason="there is no Firefox here")

LISTENING = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
PATIENCE = 30.0
PREFERENCES = {
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
    "media.peerconnection.ice.loopback": True,
    "media.autoplay.default": 0,
    "media.autoplay.blocking_policy": 0,
    # Nothing is fetched from outside: no codec, no update, no portal check.
    "media.gmp-manager.updateEnabled": False,
    "app.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "browser.shell.checkDefaultBrowser": False,
}


class Page:
    """One tab."""

    def __init__(self, bidi: "_Bidi", context: str) -> None:
        self._bidi = bidi
        self._context = context

    async def goto(self, url: str) -> None:
        await self._bidi.ask("browsingContext.navigate", context=self._context, url=url, wait="complete")

    async def call(self, function: str, *arguments: str) -> Any:
        """What a function of the page comes to, as JSON."""
        told = ", ".join(json.dumps(each) for each in arguments)
        result = await self._bidi.ask(
            "script.evaluate",
            expression=f"(async () => JSON.stringify(await {function}({told})))()",
            target={"context": self._context},
            awaitPromise=True,
        )
        assert result["type"] == "success", result["exceptionDetails"]["text"]
        return json.loads(result["result"]["value"])


class _Bidi:
    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)

    async def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        number = next(self._numbers)
        await self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        async with asyncio.timeout(PATIENCE):
            while (answer := json.loads(await self._socket.recv())).get("id") != number:
                continue
        assert answer["type"] == "success", answer
        result: dict[str, Any] = answer["result"]
        return result


class Firefox:
    """One process on a profile of its own."""

    def __init__(self, bidi: _Bidi) -> None:
        self._bidi = bidi

    async def page(self, url: str) -> Page:
        """A new tab that shows an address."""
        context = (await self._bidi.ask("browsingContext.create", type="tab"))["context"]
        page = Page(self._bidi, context)
        await page.goto(url)
        return page


@asynccontextmanager
async def started(profile: Path) -> AsyncIterator[Firefox]:
    """Run until the context is left."""
    assert FOUND, "firefox-esr is not installed; tools/system_packages.sh says how"
    lines = (f'user_pref("{name}", {json.dumps(value)});\n' for name, value in PREFERENCES.items())
    (profile / "user.js").write_text("".join(lines))
    command = (FOUND, "--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port", "0")
    pipe, silent = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(*command, stdout=silent, stderr=pipe)
    draining: asyncio.Task[bytes] | None = None
    try:
        address = await _address(process)
        # A browser that may not write its complaints stands still.
        draining = asyncio.create_task(_rest(process))
        async with connect(f"{address}/session", proxy=None, max_size=None) as socket:
            bidi = _Bidi(socket)
            await bidi.ask("session.new", capabilities={})
            yield Firefox(bidi)
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        if draining is not None:
            await draining


async def _address(process: asyncio.subprocess.Process) -> str:
    assert process.stderr is not None
    async with asyncio.timeout(PATIENCE):
        while line := await process.stderr.readline():
            if found := LISTENING.search(line.decode(errors="replace")):
                return found[1]
    raise AssertionError("Firefox ended before it listened")


async def _rest(process: asyncio.subprocess.Process) -> bytes:
    assert process.stderr is not None
    while await process.stderr.read(1 << 16):
        continue
    return b""
