"""SDP offers as text, with the parts a test cares about exchangeable."""

FINGERPRINT = ":".join(["AB"] * 32)

AUDIO = (
    "m=audio 9 UDP/TLS/RTP/SAVPF 111 9",
    "a=mid:0",
    "a=rtpmap:111 opus/48000/2",
    "a=fmtp:111 minptime=10;useinbandfec=1",
    "a=rtpmap:9 G722/8000",
)
VIDEO = (
    "m=video 9 UDP/TLS/RTP/SAVPF 96 97 102 103 104",
    "a=mid:1",
    "a=rtpmap:96 VP8/90000",
    "a=rtcp-fb:96 nack",
    "a=rtcp-fb:96 nack pli",
    "a=rtcp-fb:96 transport-cc",
    "a=rtpmap:97 rtx/90000",
    "a=fmtp:97 apt=96",
    "a=rtpmap:102 H264/90000",
    "a=fmtp:102 packetization-mode=1;profile-level-id=42001f",
    "a=rtpmap:103 H264/90000",
    "a=fmtp:103 packetization-mode=1;profile-level-id=42e01f",
    "a=rtpmap:104 H264/90000",
    "a=fmtp:104 packetization-mode=0;profile-level-id=42e01f",
)
SIMULCAST = (
    *VIDEO,
    "a=extmap:1 urn:ietf:params:rtp-hdrext:toffset",
    "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid",
    "a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
    "a=extmap:11 urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
    "a=rid:l send",
    "a=rid:m send",
    "a=rid:h send",
    "a=simulcast:send l;m;h",
)
DATA = ("m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "a=mid:2", "a=sctp-port:5000")
TRANSPORT = ("a=ice-ufrag:abcd", "a=ice-pwd:aaaaaaaaaaaaaaaaaaaaaaaa", f"a=fingerprint:sha-256 {FINGERPRINT}")


def offer(
    *sections: tuple[str, ...], setup: str = "actpass", direction: str = "sendrecv", bundle: str = "0 1 2"
) -> str:
    """Write an offer of these media sections; no section means Opus and all the video codecs."""
    lines = ["v=0", "o=- 1 2 IN IP4 127.0.0.1", "s=-", "t=0 0"]
    lines += [f"a=group:BUNDLE {bundle}"] if bundle else []
    for section in sections or (AUDIO, VIDEO):
        lines += [*section, *TRANSPORT, f"a=setup:{setup}", f"a={direction}", "a=rtcp-mux"]
    return "\r\n".join(lines) + "\r\n"
