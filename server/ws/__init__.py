"""The WebSocket entrance: hello, resume and signals up, everything else down."""
