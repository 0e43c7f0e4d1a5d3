import pytest

from media.embedded.codecs import VP8, Kind
from media.embedded.ranking import ranked
from media.embedded.stream import Stream
from tests.media.clocks import ManualClock


def layer(rid: str, height: int = 0) -> Stream:
    stream = Stream(Kind.VIDEO, VP8, ManualClock(), lambda _: None, sender=9, nacks=False, rid=rid)
    stream.height = height
    return stream


def order(*streams: Stream) -> str:
    return "".join(each.rid for each in ranked(streams))


@pytest.mark.parametrize(("offered", "ranks"), [("hml", "lmh"), ("fqh", "qhf"), ("012", "210"), ("xyz", "zyx")])
def test_names_tell_until_pictures_do(offered: str, ranks: str) -> None:
    assert order(*map(layer, offered)) == ranks


def test_the_higher_picture_is_the_better() -> None:
    assert order(layer("l", 720), layer("m", 180), layer("h", 360)) == "mhl"


def test_of_pictures_of_one_height_the_names_tell() -> None:
    assert order(layer("h", 720), layer("l", 720)) == "lh"


def test_one_layer_is_the_best() -> None:
    assert order(layer("")) == ""
