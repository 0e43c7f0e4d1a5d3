import pytest

from server.domain.addresses import is_public, networks, parsed, permitted


def listed(text: str) -> list[str]:
    return text.split()


REFUSED = listed("""
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.254 127.0.0.1 127.1.2.3 169.254.0.1 169.254.169.254
172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.8 192.0.2.1 192.88.99.1 192.168.0.1 198.18.0.1 198.19.255.255
198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 :: ::1 ::127.0.0.1 ::7f00:1 fe80::1
fec0::1 fc00::1 fd12:3456::1 ff02::1 100::1 2001::1 2001:2::1 2001:10::1 2001:db8::1 2002:7f00:1::1
2002:c0a8:101::1 2001:0:7f00:1::1 3fff::1 64:ff9b::7f00:1 64:ff9b::10.0.0.1 64:ff9b::a9fe:a9fe 64:ff9b:1::1
::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:0:127.0.0.1 ::ffff:100.64.0.1 5f00::1 4000::1
e000::1
""")

REACHED = listed("""
1.1.1.1 8.8.8.8 100.63.255.255 100.128.0.1 172.15.255.255 172.32.0.1 192.167.255.255 192.169.0.1 198.17.255.255
223.255.255.1 2606:4700::1111 2a00:1450::1 2400:3200::1 64:ff9b::808:808 ::ffff:8.8.8.8
""")


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_not_reached_by_everybody_is_refused_however_it_is_written(text: str) -> None:
    address = parsed(text)

    assert address is not None
    assert not is_public(address)
    assert not permitted(address, "https", 443, ())


@pytest.mark.parametrize("text", REACHED)
def test_what_everybody_reaches_is_reached(text: str) -> None:
    address = parsed(text)

    assert address is not None
    assert permitted(address, "https", 443, ())


@pytest.mark.parametrize("text", ["fe80::1%eth0", "0x7f.1", "2130706433", "127.1", "0177.0.0.1", "localhost", ""])
def test_anything_else_is_no_address_and_left_to_the_resolver(text: str) -> None:
    assert parsed(text) is None


@pytest.mark.parametrize(
    ("scheme", "port", "expected"),
    [("https", 443, True), ("https", 8443, True), ("http", 80, False), ("https", 22, False), ("http", 443, False)],
)
def test_a_public_address_is_spoken_to_over_tls_at_two_ports(scheme: str, port: int, expected: bool) -> None:
    address = parsed("8.8.8.8")

    assert address is not None
    assert permitted(address, scheme, port, ()) is expected


def test_an_allowed_network_is_reached_at_any_port_without_tls_and_no_other_is() -> None:
    allowed = networks("10.1.0.0/16, 127.0.0.1")

    reached = [permitted(parsed(text), "http", 9000, allowed) for text in ("10.1.2.3", "127.0.0.1", "::ffff:10.1.2.3")]  # type: ignore[arg-type]
    refused = [permitted(parsed(text), "http", 9000, allowed) for text in ("10.2.0.1", "127.0.0.2", "::1", "8.8.8.8")]  # type: ignore[arg-type]

    assert reached == [True] * 3
    assert refused == [False] * 4


@pytest.mark.parametrize("text", ["10.0.0.0/33", "10.0.0.1/8", "everything"])
def test_what_is_no_network_is_said(text: str) -> None:
    with pytest.raises(ValueError, match=r"network|host bits|prefix"):
        networks(text)
