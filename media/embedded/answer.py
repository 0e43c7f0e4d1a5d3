"""Writing SDP answers (RFC 8829 section 5.3) of an ICE-lite agent with one port."""

from collections.abc import Iterator, Mapping
from ipaddress import ip_address

from msgspec import Struct

from media.embedded.codecs import Kind
from media.embedded.negotiation import LAYERING, Agreement, Chosen
from media.embedded.sdp import Codec, MediaLine

FEEDBACK = ("nack", "nack pli", "ccm fir", "goog-remb")
STREAM = "stage"
TCP_PREFERENCE = 90


class Terms(Struct, frozen=True, kw_only=True):
    """Our side of the transport; `candidates` are addresses, the most preferred first."""

    ufrag: str
    password: str
    fingerprint: str
    candidates: tuple[str, ...]
    port: int


def write(agreement: Agreement, terms: Terms, ssrcs: Mapping[Kind, tuple[int, int]] | None = None) -> str:
    """Write the answer; with `ssrcs` (media, repair) it announces what will be sent, without it asks for media."""
    lines = [*_session(agreement)]
    for offered, chosen in zip(agreement.offer.lines, agreement.lines, strict=True):
        if chosen is None:
            lines += _rejected(offered)
        else:
            lines += _accepted(chosen, terms, client=agreement.client)
            lines += _sending(chosen, *ssrcs[chosen.kind]) if ssrcs else _receiving(chosen)
    return "\r\n".join(lines) + "\r\n"


def fragment(agreement: Agreement, terms: Terms) -> str:
    """Write the answer to an ICE restart (RFC 8840 section 9): our side of the one transport."""
    line = agreement.chosen[0].line
    lines = ["a=ice-lite", *_bundle(agreement), f"m={line.kind} 9 {line.protocol} 0"]
    if line.mid is not None:
        lines.append(f"a=mid:{line.mid}")
    lines += [*_credentials(terms), *_candidates(terms)]
    return "\r\n".join(lines) + "\r\n"


def _session(agreement: Agreement) -> Iterator[str]:
    yield from ("v=0", "o=- 1 1 IN IP4 0.0.0.0", "s=-", "t=0 0", "a=ice-lite")
    yield from _bundle(agreement)
    yield f"a=msid-semantic: WMS {STREAM}"


def _bundle(agreement: Agreement) -> Iterator[str]:
    mids = [each.line.mid for each in agreement.chosen if each.line.mid in agreement.offer.bundle]
    if mids:
        yield f"a=group:BUNDLE {' '.join(mid for mid in mids if mid)}"


def _rejected(line: MediaLine) -> Iterator[str]:
    """RFC 3264 section 6: a line is rejected by port 0 and never left out."""
    yield f"m={line.kind} 0 {line.protocol} {line.formats}"
    yield "c=IN IP4 0.0.0.0"
    if line.mid is not None:
        yield f"a=mid:{line.mid}"
    yield "a=inactive"


def _accepted(chosen: Chosen, terms: Terms, *, client: bool) -> Iterator[str]:
    line = chosen.line
    formats = " ".join(str(each.payload_type) for each in (*chosen.codecs.values(), *chosen.repairs.values()))
    yield f"m={line.kind} {terms.port} {line.protocol} {formats}"
    yield f"c=IN {_family(terms.candidates[0])} {terms.candidates[0]}"
    if line.mid is not None:
        yield f"a=mid:{line.mid}"
    yield "a=rtcp-mux"
    if line.reduced:
        yield "a=rtcp-rsize"
    yield from _credentials(terms)
    yield f"a=fingerprint:sha-256 {terms.fingerprint}"
    yield f"a=setup:{'active' if client else 'passive'}"
    for codec in (*chosen.codecs.values(), *chosen.repairs.values()):
        yield from _codec(codec)
    yield from _candidates(terms)


def _credentials(terms: Terms) -> Iterator[str]:
    yield f"a=ice-ufrag:{terms.ufrag}"
    yield f"a=ice-pwd:{terms.password}"


def _codec(codec: Codec) -> Iterator[str]:
    yield f"a=rtpmap:{codec.payload_type} {codec.rtpmap}"
    if codec.parameters:
        yield f"a=fmtp:{codec.payload_type} {codec.parameters}"
    for feedback in FEEDBACK:
        if feedback in codec.feedback:
            yield f"a=rtcp-fb:{codec.payload_type} {feedback}"


def _candidates(terms: Terms) -> Iterator[str]:
    """RFC 8445 section 5.1.2.1: type preference 126 for host candidates, component 1."""
    for rank, address in enumerate(terms.candidates):
        priority = (126 << 24) + ((65535 - rank) << 8) + 255
        yield f"a=candidate:{rank + 1} 1 udp {priority} {address} {terms.port} typ host"
    for rank, address in enumerate(terms.candidates):
        # RFC 6544 section 4.2: below every UDP candidate; direction preference 4 for passive.
        priority = (TCP_PREFERENCE << 24) + (((4 << 13) + 8191 - rank) << 8) + 255
        number = len(terms.candidates) + rank + 1
        yield f"a=candidate:{number} 1 tcp {priority} {address} {terms.port} typ host tcptype passive"
    yield "a=end-of-candidates"


def _receiving(chosen: Chosen) -> Iterator[str]:
    """RFC 8853 section 5.3.2: every encoding that was offered is taken, under the ids it was offered with."""
    yield "a=recvonly"
    if chosen.rids:
        for uri in LAYERING:
            if uri in chosen.line.extensions:
                yield f"a=extmap:{chosen.line.extensions[uri]} {uri}"
        yield from (f"a=rid:{rid} recv" for rid in chosen.rids)
        yield f"a=simulcast:recv {';'.join(chosen.rids)}"


def _sending(chosen: Chosen, ssrc: int, repair_ssrc: int) -> Iterator[str]:
    track = f"{STREAM}-{chosen.kind.value}"
    yield "a=sendonly"
    yield f"a=msid:{STREAM} {track}"
    ssrcs = [ssrc, repair_ssrc] if chosen.repairs else [ssrc]
    if chosen.repairs:
        # RFC 5576 section 4.2: the second stream repairs the first.
        yield f"a=ssrc-group:FID {ssrc} {repair_ssrc}"
    for each in ssrcs:
        yield f"a=ssrc:{each} cname:{STREAM}"
        yield f"a=ssrc:{each} msid:{STREAM} {track}"


def _family(address: str) -> str:
    return f"IP{ip_address(address).version}"
