from pathlib import Path

import pytest

from demo.guest import Guest, Refused
from tests.stories.process import Server
from tests.stories.test_kills import invest, roadshow


@pytest.mark.asyncio
async def test_a_guest_comes_in_sees_the_picture_and_is_told_refusals_by_code(tmp_path: Path) -> None:
    server = Server(tmp_path)
    await server.start()
    async with roadshow(server) as (host, _, project):
        guest = (await invest(server, host, project, 1)).guest

        views = await guest.picture()

        assert views["show"]["show"]["status"] == "live"
        with pytest.raises(Refused, match="forbidden"):
            await guest.command("roadshow.end")
        with pytest.raises(Refused, match="forbidden"):
            await guest.hand_out(project, "deck.pdf", b"%PDF-1.7")
        assert (await host.hand_out(project, "deck.pdf", b"%PDF-1.7"))["name"] == "deck.pdf"
        await guest.close()
    await server.stop()


@pytest.mark.asyncio
async def test_a_link_that_is_none_is_refused(tmp_path: Path) -> None:
    server = Server(tmp_path)
    await server.start()
    guest = Guest(server.url)

    with pytest.raises(Refused):
        await guest.come_in(f"{server.url}/i/nothing", name="Eve")

    await guest.close()
    await server.stop()
