"""The built-in forwarder: ICE-lite, DTLS-SRTP and one-to-many RTP on one UDP port."""
