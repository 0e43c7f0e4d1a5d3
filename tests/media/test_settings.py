import pytest

from media.settings import MediaSettings


def test_the_bound_address_is_announced_unless_others_are() -> None:
    assert MediaSettings(host="192.0.2.1").candidates == ("192.0.2.1",)
    assert MediaSettings(host="0.0.0.0", announced=("203.0.113.5",)).candidates == ("203.0.113.5",)


@pytest.mark.parametrize(("host", "announced"), [("0.0.0.0", ()), ("::", ()), ("::", ("0.0.0.0",)), ("localhost", ())])
def test_addresses_no_browser_can_reach_are_refused(host: str, announced: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"host|address"):
        MediaSettings(host=host, announced=announced)
