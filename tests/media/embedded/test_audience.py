from dataclasses import dataclass
from typing import cast

import pytest

from media.api import AudienceMeasured
from media.embedded.audience import Audiences, suffers
from media.embedded.viewer import Viewer
from tests.media.packets import VP8_KEY
from tests.media.peers import CAMERA, ROOM, stage


@dataclass(eq=False)
class Somebody:
    """A viewer, as far as it is looked at."""

    loss: float | None = None
    short: bool = False


def viewers(*given: Somebody) -> list[Viewer]:
    return [cast("Viewer", each) for each in given]


def measured(viewers: int, troubled: int) -> AudienceMeasured:
    return AudienceMeasured(room=ROOM, viewers=viewers, troubled=troubled)


def test_who_loses_much_or_is_sent_too_little_suffers() -> None:
    calm, lossy, short = viewers(Somebody(loss=0.04), Somebody(loss=0.06), Somebody(short=True))

    assert [suffers(each) for each in (calm, lossy, short)] == [False, True, True]


def test_trouble_that_lasts_is_told_once() -> None:
    told: list[AudienceMeasured] = []
    looking, bad = Audiences(told.append), Somebody(loss=0.2)
    audience = [(ROOM, viewers(Somebody(), bad))]
    for now in (0.0, 1.0, 2.0, 4.0):
        looking.tick(now, audience)
    assert told == [measured(2, 1)]

    looking.tick(6.0, [(ROOM, [*audience[0][1], *viewers(Somebody())])])
    bad.loss = 0.0
    looking.tick(8.0, audience)
    looking.tick(10.0, [(ROOM, [])])

    assert told[1:] == [measured(3, 1), measured(2, 0)]


@pytest.mark.asyncio
async def test_who_is_sent_the_only_layer_there_is_lacks_nothing_and_a_stuttering_picture_is_told_of() -> None:
    async with stage() as it:
        await it.forwarder.put_on_stage(ROOM, CAMERA)
        publisher, viewer = await it.publisher(), await it.viewer()
        publisher.send_rtp(96, VP8_KEY)
        await viewer.packet()
        (watching,) = (each for each in it.forwarder._sessions.values() if isinstance(each, Viewer))
        assert not suffers(watching)

        watching.loss = 0.2

        assert [(each.session, each.source, each.loss, each.troubled) for each in it.forwarder.deliveries(ROOM)] == [
            (watching.key, None, 0.2, True)
        ]
        while not isinstance(told := await it.event(), AudienceMeasured):
            pass
        assert told == measured(1, 1)
