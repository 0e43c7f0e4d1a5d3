"""Nodes in one process: rooms on one log, leases and a bus in memory, and a clock that is moved by hand."""

from collections.abc import Collection

from msgspec.structs import replace

from server.app.chatter import Chatter
from server.app.nodes import Nodes
from server.app.rooms import Rooms
from server.app.tenancy import Tenancy
from server.ports import LogAway
from server.ports.nodes import Heard, Lease
from server.storage.memory import MemoryLog
from tests.server.app.house import House


class Steady:
    """Seconds that pass when somebody says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class MemoryLeases:
    """The shortest thing that keeps the contract, but for surviving the process; `away` says it does not answer."""

    def __init__(self, clock: Steady) -> None:
        self.away = False
        self.asked = 0
        self._clock = clock
        self._rows: dict[str, tuple[str, str, int, float]] = {}

    async def take(self, name: str, node: str, url: str, seconds: float) -> Lease:
        self._answer()
        now = self._clock()
        holder, at, term, until = self._rows.get(name, ("", "", 0, 0.0))
        if holder == node or until <= now:
            holder, at, term, until = node, url, term + (holder != node), now + seconds
            self._rows[name] = (holder, at, term, until)
        return Lease(name=name, node=holder, url=at, term=term, left=until - now)

    async def renew(self, node: str, seconds: float) -> Collection[str]:
        self._answer()
        now = self._clock()
        held = [name for name, row in self._rows.items() if row[0] == node and row[3] > now]
        for name in held:
            self._rows[name] = (*self._rows[name][:3], now + seconds)
        return held

    async def release(self, node: str) -> None:
        self._answer()
        self._rows = {name: (*row[:3], 0.0 if row[0] == node else row[3]) for name, row in self._rows.items()}

    async def holders(self) -> Collection[str]:
        self._answer()
        return {row[1] for row in self._rows.values() if row[3] > self._clock()}

    def _answer(self) -> None:
        self.asked += 1
        if self.away:
            raise LogAway("away")


class MemoryBus:
    """Carries at once; `cut` loses everything."""

    def __init__(self) -> None:
        self.cut = False
        self._listeners: list[Heard] = []

    @property
    def connected(self) -> bool:
        return not self.cut

    def publish(self, key: str, message: bytes) -> None:
        for heard in [] if self.cut else self._listeners:
            heard(message)

    def subscribe(self, heard: Heard) -> None:
        self._listeners.append(heard)


class Neighbour(House):
    """A house whose rooms share log, leases and bus with its neighbours'."""

    def __init__(self, name: str, street: "Street") -> None:
        super().__init__(street.log)
        self.clock = street.wall
        self.tenancy = Tenancy(street.leases, name, f"http://{name}", street.clock)
        self.rooms = Rooms(replace(self.rooms._outside, clock=street.wall), self.tenancy)
        self.chatter = Chatter(street.bus, self.rooms, self.tenancy, street.clock)
        self.nodes = Nodes(self.rooms, self.tenancy, street.bus, self.chatter)

    def pulse(self) -> None:
        for live in self.rooms.open_rooms():
            self.rooms._pulse(live)


class Street:
    """What neighbours share."""

    def __init__(self) -> None:
        self.clock = Steady()
        self.wall = House().clock
        self.log = MemoryLog()
        self.leases = MemoryLeases(self.clock)
        self.bus = MemoryBus()

    def neighbours(self) -> tuple[Neighbour, Neighbour]:
        return Neighbour("a", self), Neighbour("b", self)
