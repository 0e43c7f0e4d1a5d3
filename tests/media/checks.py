"""ICE connectivity checks as a browser sends them."""

from aioice import stun

PASSWORD = b"a" * 24


def check(*, nominated: bool = True, username: str = "ours:theirs", password: bytes = PASSWORD) -> bytes:
    message = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    message.attributes.update({"USERNAME": username, "PRIORITY": 1, "ICE-CONTROLLING": 7})
    if nominated:
        message.attributes["USE-CANDIDATE"] = None
    message.add_message_integrity(password)
    return bytes(message)
