"""Requests made up from the server's own contract, and sent to a real server by everybody who may come to it."""
