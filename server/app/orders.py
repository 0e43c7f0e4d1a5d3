"""A command on its way: parsed, waiting in a room's inbox, settled once."""

import asyncio
from hashlib import sha256
from typing import Final

import msgspec

from server.domain.ledger import ENCODER
from server.domain.messages import UNREADABLE, Actor, Command
from server.domain.reading import reading
from server.domain.roadshow import AnyCommand
from server.errors import Malformed, RoadshowError
from server.ports import Key

_DECODER: Final = msgspec.json.Decoder(AnyCommand)


def parse(body: bytes) -> Command:
    """The command in a body; Malformed says where it is not one."""
    try:
        command: Command = reading(body, _DECODER)
    except UNREADABLE as error:
        raise Malformed("body_malformed", str(error)) from error
    return command


class Order:
    """Somebody waits for this command to be on record or refused; `digest` tells another command under the same key."""

    def __init__(self, actor: Actor, key: str, command: Command) -> None:
        """Take who acts and what they want."""
        self.actor = actor
        self.key = Key(actor.seat, key)
        self.command = command
        self.digest = sha256(ENCODER.encode(command)).digest()
        self._settled: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    def acknowledge(self, result: bytes) -> None:
        """It is on disk."""
        if not self._settled.done():
            self._settled.set_result(result)

    def refuse(self, error: RoadshowError) -> None:
        """It is not, and why."""
        if not self._settled.done():
            self._settled.set_exception(error)

    async def settled(self) -> bytes:
        """The acknowledgement; raises what it was refused with. Who stops waiting does not stop the command."""
        return await asyncio.shield(self._settled)
