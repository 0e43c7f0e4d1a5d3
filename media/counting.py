"""Everything a worker counts, as two closed lists: what has happened since its start, and what there is now.

Neither names a room, a session or a person, so that a monitor's series stay few.
"""

from typing import Final

HAPPENED: Final = {
    "checks_in": "connectivity checks that proved an address",
    "dtls_in": "DTLS datagrams taken",
    "media_in": "SRTP and SRTCP datagrams taken",
    "packets_in": "media packets taken from publishers",
    "padding_in": "packets that carried nothing but padding",
    "packets_out": "media packets sent to viewers",
    "packets_resent": "packets sent again because a viewer had lost them",
    "relay_in": "packets taken from other workers",
    "relay_out": "packets passed on to other workers",
    "handshakes_failed": "DTLS handshakes that failed or never ended",
    "sessions_failed": "sessions ended by an error in reading what their peer sent",
    "segmentation_refused": "times the network card would not cut up datagrams",
}
DROPPED: Final = {
    "drop_address_taken": "a check from an address that is somebody else's",
    "drop_inbox_full": "handshake datagrams faster than they are read",
    "drop_late_or_twice": "a packet that is too old or was there before",
    "drop_not_authentic": "SRTP that is forged, replayed or damaged",
    "drop_over_budget": "more from one peer than it may send",
    "drop_protect_failed": "a packet that could not be encrypted for a viewer",
    "drop_receive_error": "an error of the socket on reading",
    "drop_relay_full": "the other worker does not keep up",
    "drop_rtp_from_viewer": "media from who only watches",
    "drop_rtp_malformed": "no RTP",
    "drop_second_stream": "a second stream under the payload type of one that runs",
    "drop_socket_full": "the socket's send buffer is full",
    "drop_stun_malformed": "no connectivity check",
    "drop_stun_replayed": "a check that was heard from elsewhere before",
    "drop_stun_unproven": "a check without the right password",
    "drop_tcp_connection": "a connection beyond the limit of those that prove nothing",
    "drop_tcp_full": "a TCP viewer does not keep up",
    "drop_tcp_malformed": "a TCP frame of an impossible length",
    "drop_unknown_layer": "a packet that does not say which layer it is of",
    "drop_unknown_payload_type": "a payload type that was not agreed on",
    "drop_unproven_address": "anything but a check from an address that has proven nothing",
    "drop_unreachable": "the network has no way to the address",
}
PRESENT: Final = {
    "rooms": "rooms with a publisher, a viewer or a stage",
    "publishers": "publishers",
    "viewers": "viewers",
    "viewers_losing": "viewers that lose more than 5 % of their packets",
    "viewers_layer_0": "viewers of the smallest layer, or of a picture without layers",
    "viewers_layer_1": "viewers of the second layer",
    "viewers_layer_2": "viewers of the third layer",
    "viewers_without_picture": "viewers who are sent no picture now",
}
RUNGS: Final = ("gso", "sendmmsg", "sendto")
