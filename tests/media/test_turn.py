"""A viewer whose only way is a TURN server, in the system's Chromium through a real coturn."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec import to_builtins
from playwright.async_api import async_playwright

from media.api import SourceId
from media.settings import MediaSettings
from media.supervisor import Supervisor
from server.app.turn import Turn, ice_servers
from tests.media.coturn import POSSIBLE, SECRET, relay
from tests.media.test_chromium import ACCEPT, ROOM, VIEW, WATCH, opened_context, page, publish

pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.browser,
    pytest.mark.skipif(not POSSIBLE, reason="there is no coturn here"),
]

RELAYED = VIEW.replace("async () =>", "async iceServers =>").replace(
    "bundlePolicy", "iceServers, iceTransportPolicy: 'relay', bundlePolicy"
)
PAIR = """async () => {
  const report = await pc.getStats();
  const pair = [...report.values()].find(each => each.type === 'candidate-pair' && each.bytesReceived > 0);
  return report.get(pair.localCandidateId).candidateType;
}"""


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_a_picture_comes_through_a_relay_alone(tmp_path: Path, transport: str) -> None:
    async with (
        relay(tmp_path) as url,
        Supervisor(MediaSettings()) as plane,
        async_playwright() as playwright,
        opened_context(playwright) as context,
    ):
        servers = ice_servers(Turn(urls=(f"{url}?transport={transport}",), secret=SECRET), datetime.now(UTC), "seat")
        camera = SourceId("camera")
        await plane.put_on_stage(ROOM, camera)
        await publish(plane, context, camera, "VP8")
        viewer = await page(context)
        offer = await viewer.evaluate(RELAYED, to_builtins(servers))
        await viewer.evaluate(ACCEPT, (await plane.view(ROOM, None, offer)).sdp)

        assert (await viewer.evaluate(WATCH, "VP8"))["state"] == "connected"
        assert await viewer.evaluate(PAIR) == "relay"
