import socket
from collections import Counter
from collections.abc import Iterator

import pytest

from media.embedded import ice, stun
from media.embedded.ports import bind_udp
from tests.media.checks import check
from tests.media.clocks import ManualClock

DTLS = b"\x16\xfe\xfd" + bytes(20)
MEDIA = b"\x80\x60" + bytes(20)


class Bench:
    """A port, its peer and some sockets that talk to it."""

    def __init__(self) -> None:
        self.counters: Counter[str] = Counter()
        self.clock = ManualClock()
        self.port = ice.UdpPort(bind_udp("127.0.0.1", 0), self.clock.time, self.counters)
        self.peer = self.port.open_peer()
        self.peer.allowance = 100
        self.media: list[bytes] = []
        self.peer.on_media = self.media.append
        self.sockets = [self.port.sock]

    def browser(self) -> socket.socket:
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sock.bind(("127.0.0.1", 0))
        sock.settimeout(0)
        self.sockets.append(sock)
        return sock

    def send(self, sock: socket.socket, data: bytes) -> None:
        sock.sendto(data, ("127.0.0.1", self.port.number))
        self.port.drain()

    def prove(self, sock: socket.socket, peer: ice.Peer | None = None, *, nominated: bool = True) -> None:
        peer = peer or self.peer
        self.send(sock, check(nominated=nominated, username=f"{peer.ufrag}:x", password=peer.password.encode()))


@pytest.fixture
def bench() -> Iterator[Bench]:
    bench = Bench()
    yield bench
    for sock in bench.sockets:
        sock.close()


def answers(sock: socket.socket) -> int:
    count = 0
    while True:
        try:
            sock.recv(2048)
        except BlockingIOError:
            return count
        count += 1


@pytest.mark.asyncio
async def test_a_proven_address_may_speak_and_is_spoken_to(bench: Bench) -> None:
    browser = bench.browser()
    bench.prove(browser)
    await bench.peer.reached()
    assert answers(browser) == 1

    bench.send(browser, DTLS)
    bench.send(browser, MEDIA)
    bench.peer.send(b"hello")

    assert await bench.peer.receive() == DTLS
    assert bench.media == [MEDIA]
    assert browser.recv(100) == b"hello"


def test_spoofed_datagrams_are_neither_taken_nor_answered(bench: Bench) -> None:
    bench.prove(bench.browser())
    stranger = bench.browser()

    bench.send(stranger, DTLS)
    bench.send(stranger, MEDIA)
    bench.send(stranger, check(username=f"{bench.peer.ufrag}:x", password=b"guessed"))
    bench.send(stranger, check(username="nobody:x"))
    bench.send(stranger, stun.success(bytes(12), "127.0.0.1", 1, b"x"))
    bench.send(stranger, b"")

    assert answers(stranger) == 0
    assert bench.media == []
    assert bench.counters["drop_unproven_address"] == 2
    assert bench.counters["drop_stun_unproven"] == 2
    assert bench.counters["drop_stun_malformed"] == 1


def test_a_nominated_address_is_moved_to_and_another_is_not(bench: Bench) -> None:
    moves: list[ice.Address] = []
    bench.peer.on_moved = moves.append
    first, second, third = bench.browser(), bench.browser(), bench.browser()

    bench.prove(first, nominated=False)
    bench.prove(second, nominated=False)
    bench.prove(third)

    assert moves == [first.getsockname(), third.getsockname()]
    bench.send(second, MEDIA)
    assert bench.media == [MEDIA]


def test_an_address_in_use_cannot_be_taken_by_another_session(bench: Bench) -> None:
    browser, thief = bench.browser(), bench.port.open_peer()
    bench.prove(browser)

    bench.prove(browser, thief)
    assert bench.counters["drop_address_taken"] == 1
    assert thief.address is None

    bench.clock.advance(ice.TAKEOVER_SILENCE + 1)
    bench.prove(browser, thief)
    assert thief.address == browser.getsockname()


def test_a_restart_keeps_the_former_credentials_until_the_new_ones_prove_an_address(bench: Bench) -> None:
    former, browser, moved = (bench.peer.ufrag, bench.peer.password), bench.browser(), bench.browser()
    bench.prove(browser)
    bench.peer.restart()

    bench.send(browser, check(username=f"{former[0]}:x", password=former[1].encode()))
    bench.send(browser, check(username=f"{former[0]}:x", password=bench.peer.password.encode()))
    assert (answers(browser), bench.peer.address) == (2, browser.getsockname())

    bench.prove(moved)
    bench.send(browser, check(username=f"{former[0]}:x", password=former[1].encode()))
    assert (answers(browser), bench.peer.address) == (0, moved.getsockname())


def test_a_restart_whose_answer_was_lost_leaves_the_peer_where_it_was(bench: Bench) -> None:
    former, browser = (bench.peer.ufrag, bench.peer.password), bench.browser()
    bench.peer.restart()
    unused = bench.peer.ufrag, bench.peer.password
    bench.peer.restart()

    bench.send(browser, check(username=f"{unused[0]}:x", password=unused[1].encode()))
    assert answers(browser) == 0
    bench.send(browser, check(username=f"{former[0]}:x", password=former[1].encode()))
    bench.prove(browser)
    assert answers(browser) == 2

    bench.peer.close()
    bench.prove(browser)
    assert answers(browser) == 0


def test_a_peer_keeps_few_addresses(bench: Bench) -> None:
    browsers = [bench.browser() for _ in range(ice.MAX_ADDRESSES + 1)]
    for browser in browsers:
        bench.prove(browser, nominated=False)

    bench.send(browsers[1], MEDIA)
    assert bench.media == []
    # The one in use is kept, old as it is.
    bench.send(browsers[0], MEDIA)
    assert bench.media == [MEDIA]


def test_a_check_sent_on_from_elsewhere_proves_nothing(bench: Bench) -> None:
    browser, thief = bench.browser(), bench.browser()
    overheard = check(username=f"{bench.peer.ufrag}:x", password=bench.peer.password.encode())
    bench.send(browser, overheard)

    bench.send(thief, overheard)
    bench.send(browser, overheard)

    assert (answers(browser), answers(thief)) == (2, 0)
    assert bench.peer.address == browser.getsockname()
    assert bench.counters["drop_stun_replayed"] == 1


def test_of_the_checks_the_latest_are_remembered(bench: Bench) -> None:
    browser = bench.browser()

    for _ in range(ice.MAX_TRANSACTIONS + 5):
        bench.prove(browser)

    assert len(bench.peer._transactions) == ice.MAX_TRANSACTIONS


def test_what_is_not_fetched_is_bounded(bench: Bench) -> None:
    browser = bench.browser()
    bench.prove(browser)

    for _ in range(ice.MAX_INBOX + 5):
        bench.send(browser, DTLS)

    assert bench.counters["dtls_in"] == ice.MAX_INBOX
    assert bench.counters["drop_inbox_full"] == 5


def test_a_peer_over_its_budget_is_not_listened_to(bench: Bench) -> None:
    browser = bench.browser()
    bench.prove(browser)
    bench.peer.allowance = 1

    bench.send(browser, MEDIA)
    bench.send(browser, MEDIA)

    assert bench.media == [MEDIA]
    assert bench.counters["drop_over_budget"] == 1


@pytest.mark.asyncio
async def test_a_closed_peer_is_unknown(bench: Bench) -> None:
    browser = bench.browser()
    bench.prove(browser)

    bench.peer.close()
    bench.peer.close()
    bench.send(browser, MEDIA)
    bench.prove(browser)

    assert bench.media == []
    with pytest.raises(ConnectionError):
        await bench.peer.receive()


def test_a_wakeup_is_bounded_and_ends_with_its_burst(bench: Bench) -> None:
    browser, bursts = bench.browser(), []
    bench.prove(browser)
    bench.peer.allowance = 1000
    bench.port.after_burst = lambda: bursts.append(len(bench.media))
    for _ in range(ice.DATAGRAMS_A_WAKEUP + 6):
        browser.sendto(MEDIA, ("127.0.0.1", bench.port.number))

    bench.port.drain()
    bench.port.drain()

    assert bursts == [ice.DATAGRAMS_A_WAKEUP, ice.DATAGRAMS_A_WAKEUP + 6]


def test_even_valid_checks_are_taken_only_within_the_budget(bench: Bench) -> None:
    browser = bench.browser()
    bench.peer.allowance = 2

    for _ in range(4):
        bench.prove(browser)

    assert answers(browser) == 2
    assert bench.counters["drop_over_budget"] == 2


def test_a_wildcard_serves_both_families() -> None:
    counters: Counter[str] = Counter()
    port = ice.UdpPort(bind_udp("::", 0), lambda: 0.0, counters)
    peer = port.open_peer()
    with port.sock, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as browser:
        request = check(username=f"{peer.ufrag}:x", password=peer.password.encode())
        browser.sendto(request, ("127.0.0.1", port.number))
        port.drain()
        parsed = stun.parse_check(request)
        assert parsed is not None
        _, port_number = browser.getsockname()
        assert browser.recv(100) == stun.success(parsed.transaction, "127.0.0.1", port_number, peer.password.encode())
