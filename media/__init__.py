"""The media plane: forwards WebRTC pictures and sound, never re-encodes them; imports nothing of the server."""
