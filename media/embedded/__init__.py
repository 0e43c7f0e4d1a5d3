"""The built-in forwarder: ICE-lite, DTLS-SRTP and one-to-many RTP on one UDP port.

The way of an offer: `plane` → `sdp` (read) → `negotiation` (choose) → `answer` (write) → a `session`.
The way of a packet: `ice` (whose is it?) → `dtls` (decrypt) → `ingest` → `stream` (`reception`: in order? lost?) →
`track` (`timeline`: whose turn is it, under which number?; `ring`: keep it) → `fanout` (encrypt for each viewer) →
`datagrams` (hand over to the kernel). `feed` decides which stream a track forwards, `room` which source a feed shows,
`viewer` what a viewer's reports lead to.
"""
