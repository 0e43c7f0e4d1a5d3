import asyncio
import inspect

import pylibsrtp
import pytest
from aiortc import RTCCertificate
from aiortc.rtcdtlstransport import RTCDtlsTransport

from media.embedded.dtls import PROFILES, Identity, SecureLink, address_of, memory

RTP = b"\x80\x60\x00\x01" + bytes(8) + b"picture"
RTCP = b"\x80\xc9\x00\x01" + bytes(4)


class Pipe:
    """One end of a wire without loss."""

    def __init__(self) -> None:
        self.inbox: asyncio.Queue[bytes] = asyncio.Queue()
        self.other: Pipe = self

    async def receive(self) -> bytes:
        return await self.inbox.get()

    def send(self, data: bytes) -> None:
        self.other.inbox.put_nowait(data)


def ends() -> tuple[Pipe, Pipe]:
    one, two = Pipe(), Pipe()
    one.other, two.other = two, one
    return one, two


async def connect(claimed: str | None = None) -> tuple[SecureLink, SecureLink, list[bool]]:
    one, two = ends()
    server_identity, client_identity = Identity(), Identity()
    server = SecureLink(server_identity, one, client=False)
    client = SecureLink(client_identity, two, client=True)
    server_done, client_done = await asyncio.gather(
        server.handshake([("sha-256", claimed or client_identity.fingerprint)]),
        client.handshake([("sha-256", server_identity.fingerprint)]),
    )
    return server, client, [server_done, client_done]


@pytest.mark.asyncio
async def test_both_ends_read_what_the_other_protects() -> None:
    server, client, done = await connect()

    assert done == [True, True]
    for sender, receiver in ((server, client), (client, server)):
        protected = sender.protect_rtp(RTP)
        assert protected is not None
        assert RTP[12:] not in protected
        assert receiver.unprotect_rtp(protected) == RTP
        assert receiver.unprotect_rtp(protected) is None
        assert receiver.unprotect_rtcp(sender.protect_rtcp(RTCP) or b"") == RTCP
    await server.close()
    await client.close()


@pytest.mark.asyncio
async def test_aes_128_gcm_is_chosen() -> None:
    server, client, _ = await connect()

    assert PROFILES[0].openssl_profile == b"SRTP_AEAD_AES_128_GCM"
    assert len(server.protect_rtp(RTP) or b"") == len(RTP) + 16
    await server.close()
    await client.close()


@pytest.mark.asyncio
async def test_another_certificate_than_the_offered_one_is_refused() -> None:
    server, client, done = await connect(":".join(["AB"] * 32))

    assert done[0] is False
    assert server.closed.is_set()
    assert server.outbound is None
    assert server.protect_rtp(RTP) is None
    await client.close()


@pytest.mark.asyncio
async def test_a_goodbye_closes_the_other_end() -> None:
    server, client, _ = await connect()

    await client.close()
    await client.close()

    async with asyncio.timeout(20):
        await server.closed.wait()
    await server.close()


@pytest.mark.asyncio
async def test_forged_and_overlong_packets_are_none() -> None:
    server, client, _ = await connect()

    assert server.unprotect_rtp(RTP + bytes(16)) is None
    assert server.unprotect_rtcp(b"\x80\xc8") is None
    assert server.protect_rtp(RTP + bytes(1500)) is None
    await server.close()
    await client.close()


def test_one_certificate_makes_one_context() -> None:
    certificate = Identity().certificate

    contexts = {id(certificate._create_ssl_context(PROFILES)) for _ in range(2)}

    assert len(contexts) == 1


@pytest.mark.asyncio
async def test_the_private_names_we_build_on_are_there() -> None:
    """If this fails after an upgrade of aiortc or pylibsrtp, `media/embedded/dtls.py` must follow."""
    dtls = RTCDtlsTransport(None, [RTCCertificate.generateCertificate()])  # type: ignore[arg-type]

    assert {"_rx_srtp", "_tx_srtp", "_srtp_profiles"} <= vars(dtls).keys()
    assert "self.transport._recv()" in inspect.getsource(RTCDtlsTransport._recv_next)
    assert "self.transport._send(" in inspect.getsource(RTCDtlsTransport._write_ssl)
    assert "_create_ssl_context(" in inspect.getsource(RTCDtlsTransport.start)
    assert list(inspect.signature(RTCDtlsTransport._set_role).parameters) == ["self", "role"]
    assert "_srtp" in vars(pylibsrtp.Session())
    assert address_of(memory("char[]", 8)) > 0
