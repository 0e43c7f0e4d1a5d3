"""Servers with several addresses, with IPv6, and behind a NAT: what is announced is what peers come by."""

from pathlib import Path

import aioice.ice
import pytest
from playwright.async_api import async_playwright

from media.api import SourceId
from media.settings import MediaSettings
from media.supervisor import Supervisor
from tests.media.clients import Client, crew
from tests.media.networks import HERE, POSSIBLE, far_host
from tests.media.packets import VP8_DELTA, VP8_KEY
from tests.media.peers import CAMERA, ROOM, Peer, stage
from tests.media.test_chromium import ACCEPT, CHROMIUM, VIEW, WATCH, opened_context, page, publish

pytestmark = pytest.mark.asyncio

BOTH = MediaSettings(host="::", announced=("::1", "127.0.0.1"))
OUTSIDE = "203.0.113.7"


def candidates(sdp: str) -> list[list[str]]:
    return [line.split()[2:6] for line in sdp.splitlines() if line.startswith("a=candidate")]


async def test_every_announced_address_is_a_candidate_best_first_udp_before_tcp() -> None:
    async with stage(BOTH) as it:
        answer = await it.forwarder.view(ROOM, None, Peer().offer("recvonly"))

        found = candidates(answer.sdp)[:4]
        assert [(each[0], each[2]) for each in sorted(found, key=lambda each: -int(each[1]))] == [
            ("udp", "::1"),
            ("udp", "127.0.0.1"),
            ("tcp", "::1"),
            ("tcp", "127.0.0.1"),
        ]
        assert "c=IN IP6 ::1" in answer.sdp
        assert {each[3] for each in found} == {str(it.forwarder.port)}


class Elsewhere(Peer):
    """Comes by one of the other addresses."""

    async def _bind(self) -> None:
        self.address = ("127.0.0.1", self.address[1])
        await super()._bind()


async def test_one_socket_serves_both_families_side_by_side() -> None:
    async with stage(BOTH) as it:
        publisher, by_six, by_four = await it.publisher(), await it.viewer(CAMERA), Elsewhere()
        await it._connect(by_four, await it.forwarder.view(ROOM, CAMERA, by_four.offer("recvonly")))

        for payload in (VP8_KEY, VP8_DELTA):
            publisher.send_rtp(96, payload)

        for viewer in (by_six, by_four):
            assert [(await viewer.packet()).payload for _ in range(2)] == [VP8_KEY, VP8_DELTA]
        assert by_six.transport.get_extra_info("peername")[0] == "::1"


async def test_stock_aiortc_publishes_and_watches_over_ipv6(monkeypatch: pytest.MonkeyPatch) -> None:
    async with Supervisor(MediaSettings(host="::1")) as plane, crew(plane) as people:
        monkeypatch.setattr(aioice.ice, "get_host_addresses", lambda **_: ["::1"])
        await plane.put_on_stage(ROOM, SourceId("camera"))
        await people.presenter("camera")
        viewer: Client = await people.viewer()

        await viewer.receives("audio", "video")


@pytest.mark.browser
@pytest.mark.skipif(not POSSIBLE, reason="a second host takes root, iproute2 and nftables")
async def test_a_picture_comes_through_a_nat_whose_outside_is_announced(tmp_path: Path) -> None:
    assert CHROMIUM is not None
    with far_host() as host:
        host.run("ip", "route", "add", f"{OUTSIDE}/32", "via", HERE)
        host.run("nft", "add table ip nat; add chain ip nat out { type nat hook output priority -100; }")
        host.run("nft", f"add rule ip nat out ip daddr {OUTSIDE} dnat to {HERE}")
        async with (
            Supervisor(MediaSettings(host="0.0.0.0", announced=(OUTSIDE, "127.0.0.1"))) as plane,
            async_playwright() as playwright,
            opened_context(playwright) as near,
            opened_context(playwright, host.program(CHROMIUM, tmp_path)) as far,
        ):
            camera = SourceId("camera")
            await plane.put_on_stage(ROOM, camera)
            await publish(plane, near, camera, "VP8")
            viewer = await page(far)
            await viewer.evaluate(ACCEPT, (await plane.view(ROOM, None, await viewer.evaluate(VIEW))).sdp)

            assert (await viewer.evaluate(WATCH, "VP8"))["state"] == "connected"
