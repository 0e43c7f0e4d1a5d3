import socket

import aioice.ice
import pytest

from demo.addresses import also_use_the_way_to, ways_to


@pytest.mark.usefixtures("loopback")
def test_loopback_is_offered_towards_loopback_once() -> None:
    also_use_the_way_to("http://127.0.0.1:8080/whip")

    assert aioice.ice.get_host_addresses(use_ipv4=True, use_ipv6=False).count("127.0.0.1") == 1


@pytest.mark.usefixtures("loopback")
def test_addresses_of_a_family_that_is_not_wanted_are_not_offered() -> None:
    assert "127.0.0.1" not in aioice.ice.get_host_addresses(use_ipv4=False, use_ipv6=True)


def test_the_way_is_the_local_address_the_system_would_use() -> None:
    assert ways_to("http://127.0.0.1/whip") == [(socket.AF_INET, "127.0.0.1")]


def test_a_host_without_an_address_has_no_way() -> None:
    assert ways_to("http://nobody.invalid/whip") == []
