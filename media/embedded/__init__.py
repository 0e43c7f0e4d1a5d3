"""The built-in forwarder: ICE-lite, DTLS-SRTP and one-to-many RTP on one UDP port.

The way of an offer: `plane` → `sdp` (read) → `negotiation` (choose) → `answer` (write) → a `session`.
The way of a packet: `ice` (whose is it?) → `dtls` (decrypt) → `ingest` → `stream` (`reception`: in order? lost?) →
`rendition` (`ring`: keep it; who is to have it?) → `fanout` (as each viewer's `row` says, encrypted) → `datagrams`
(hand over to the kernel). `track` decides which rendition a viewer gets, `feed` which streams a track forwards,
`room` which source a feed shows, `viewer` what a viewer's reports lead to.
"""
