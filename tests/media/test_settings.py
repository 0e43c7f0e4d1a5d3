import pytest

from media import settings
from media.settings import MediaSettings


def test_the_bound_address_is_announced_unless_others_are() -> None:
    assert MediaSettings(host="192.0.2.1").candidates == ("192.0.2.1",)
    assert MediaSettings(host="0.0.0.0", announced=("203.0.113.5",)).candidates == ("203.0.113.5",)


@pytest.mark.parametrize(("host", "announced"), [("0.0.0.0", ()), ("::", ()), ("::", ("0.0.0.0",)), ("localhost", ())])
def test_addresses_no_browser_can_reach_are_refused(host: str, announced: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"host|address"):
        MediaSettings(host=host, announced=announced)


def test_workers_are_counted_by_the_cores_unless_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for cores, processes in ((1, 1), (2, 1), (5, 4), (64, 8)):
        monkeypatch.setattr(settings, "_cores", lambda cores=cores: cores)
        assert MediaSettings(workers=0).processes == processes
    assert MediaSettings(workers=3).processes == 3


@pytest.mark.parametrize("given", [{"workers": 9}, {"workers": -1}, {"workers": 3, "port": 65_534}])
def test_workers_that_cannot_be_are_refused(given: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="workers"):
        MediaSettings(**given)  # type: ignore[arg-type]
