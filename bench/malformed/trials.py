"""B2: what is malformed comes by the thousand, and nobody else is to notice; a trial for sockets and one for media."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from time import monotonic
from typing import Final

import msgspec
from msgspec import Struct

from bench.hall.house import Hall, furnish, mixed
from bench.hall.usage import usage
from bench.malformed.calls import Answer, Line
from bench.malformed.frames import frames
from bench.malformed.messages import messages
from bench.malformed.offers import fragment, offer
from bench.malformed.sender import Address, attempted
from bench.malformed.witness import Sight, Where
from bench.soak.process import Server
from bench.soak.result import Trial
from rehearsal.viewers import Ticket
from server.domain.messages import Role

AT_ONCE: Final = 8
SEATS: Final = 400
WARM: Final = 0.2
"""The part of a trial after which memory is looked at first, since all caches are full by then."""
LONG: Final = 5000
"""From so many on a trial judges time and memory, too."""
STALL: Final = 100.0
"""Milliseconds that nothing malformed may hold up an event loop."""
GROWTH: Final = 32.0
"""MiB by which a process may differ from itself."""
OPEN: Final = 4
"""Files that a process may have open more than before, such as connections to its database."""
TIDY: Final = 0.9
"""How many sessions are ended by who began them; the others run out."""
LEFT_SECONDS: Final = 60.0
"""Within which the server has let go of everybody, those who never answered too."""

OFFERED: Final = frozenset({201, 400, 413, 422, 503})
PATCHED: Final = frozenset({200, 204, 400, 412, 413, 428})
"""What may be answered; 503 where there are as many sessions as a worker takes."""

Work = Callable[[int], Awaitable[None]]


class Site(Struct):
    """A server with people in it, and somebody who watches."""

    server: Server
    hall: Hall
    witness: asyncio.subprocess.Process
    log: Path

    @property
    def address(self) -> Address:
        """Where it is."""
        return Address(self.server.host, self.server.port)

    def ticket(self, number: int) -> Ticket:
        """Whose turn it is; the first one watches and does nothing else."""
        return self.hall.viewers[1 + number % (len(self.hall.viewers) - 1)]

    async def seen(self) -> Sight:
        """What the witness saw since this was asked last."""
        assert self.witness.stdin is not None
        assert self.witness.stdout is not None
        self.witness.stdin.write(b"\n")
        return msgspec.json.decode(await self.witness.stdout.readline(), type=Sight)


async def sockets(folder: Path, seed: int, size: int, *module: str) -> Trial:
    """Half of `size` connections bring malformed frames, half malformed messages."""
    trial = Trial(name="malformed-sockets", seed=seed)
    async with _site(folder, size, mixed, *module) as site:

        async def attack(number: int) -> None:
            make = (frames, messages)[number % 2]
            random = Random(f"{seed} {number}")
            cases = make(random)
            trial.count(f"malformed {make.__name__}", 1)
            trial.count("frames in all", sum(case.frames for case in cases))
            if said := await attempted(site.address, site.ticket(number), random, cases):
                trial.add("endings", f"{number}: {said}")

        await _run(trial, site, attack, size)
    return trial


async def offers(folder: Path, seed: int, size: int, *module: str) -> Trial:
    """`size` mutated offers, with fragments for the sessions that come of them all the same."""
    trial = Trial(name="malformed-offers", seed=seed)
    async with _site(folder, size, lambda number: Role.organizer, *module) as site:
        lines = [Line(site.address) for _ in range(AT_ONCE)]

        async def attack(number: int) -> None:
            line = lines.pop()
            try:
                await _offered(trial, line, site.ticket(number), Random(f"{seed} {number}"))
            except (OSError, EOFError, TimeoutError) as error:
                line.close()
                trial.add("endings", f"{number}: {type(error).__name__} {error}")
            finally:
                lines.append(line)

        await _run(trial, site, attack, size, lines)
    return trial


async def _offered(trial: Trial, line: Line, ticket: Ticket, random: Random) -> None:
    way, body = offer(random)
    cookie = {"Cookie": ticket.cookie}
    answer = await line.call("POST", f"/{way}/{ticket.seat}", {**cookie, "Content-Type": "application/sdp"}, body)
    trial.count("mutated offers", 1)
    trial.count(f"answered {answer.status} {_code(answer)}", 1)
    if answer.status not in OFFERED:
        trial.add("endings", f"{way}: {answer.status} {answer.body[:100]} to {body[:60]!r}")
    if answer.status != 201:
        return
    session = answer.headers["location"]
    for _ in range(random.randint(1, 3)):
        tag = random.choice((answer.headers["etag"], answer.headers["etag"], "*", '"x"', "x", "", ","))
        headers = {**cookie, "Content-Type": "application/trickle-ice-sdpfrag", "If-Match": tag}
        patched = await line.call("PATCH", session, headers, body := fragment(random))
        trial.count("mutated fragments", 1)
        if patched.status not in PATCHED:
            trial.add("endings", f"PATCH {tag}: {patched.status} {patched.body[:100]} to {body[:60]!r}")
    if random.random() < TIDY:
        await line.call("DELETE", session, cookie)


def _code(answer: Answer) -> str:
    return "" if answer.status == 201 else str(msgspec.json.decode(answer.body)["code"])


async def _run(trial: Trial, site: Site, attack: Work, size: int, lines: Sequence[Line] = ()) -> None:
    """A part of it to warm up, then the rest between two looks at everything."""
    numbers = iter(range(size))
    await site.seen()
    await _some(attack, numbers, int(size * WARM))
    await _left(trial, site, lines)
    before, _ = _processes(site.server.pid), await site.seen()
    begun = monotonic()
    await _some(attack, numbers, size)
    seconds = monotonic() - begun
    await asyncio.sleep(0.5)
    sight = await site.seen()
    await _left(trial, site, lines)
    _judge(trial, site, sight, size)
    for pid, (memory, files) in _processes(site.server.pid).items():
        if pid in before:
            _compare(trial, (memory - before[pid][0], files - before[pid][1]), size)
    trial.count("a second", round((size - int(size * WARM)) / seconds))


async def _some(attack: Work, numbers: Iterator[int], most: int) -> None:
    taken = iter(range(most))

    async def work() -> None:
        for _ in taken:
            if (number := next(numbers, None)) is None:
                return
            await attack(number)

    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(work())


async def _left(trial: Trial, site: Site, lines: Sequence[Line]) -> None:
    """Wait until nobody is there any more but who watches: connections are as few as at the start."""
    for line in lines:
        line.close()
    deadline = monotonic() + LEFT_SECONDS
    while (count := _connections(site.server.pid, site.server.port)) > WATCHING and monotonic() < deadline:
        await asyncio.sleep(0.2)
    if count > WATCHING:
        trial.add("left", f"{count} connections after {LEFT_SECONDS:.0f} s")


WATCHING: Final = 1
"""The witness's socket."""


def _judge(trial: Trial, site: Site, sight: Sight, size: int) -> None:
    if sight.gaps or sight.closed:
        trial.add("witness", f"{sight.gaps} gaps and {sight.closed} ends of a socket that did nothing wrong")
    if sight.received < sight.sent:
        trial.add("witness", f"{sight.sent - sight.received} of {sight.sent} packets did not reach their viewer")
    if not sight.pings or not sight.sent:
        trial.add("witness", "saw nothing")
    trial.count("pings", sight.pings)
    trial.count("packets", sight.sent)
    for what, raw, held in (
        ("socket", sight.longest_ping, sight.held_ping),
        ("media", sight.longest_packet, sight.held_packet),
    ):
        trial.count(f"ms longest at the {what}", round(raw))
        trial.count(f"ms of it the server's at the {what}", round(held))
        if size >= LONG and held > STALL:
            trial.add("stall", f"{held:.0f} ms at the {what}")
    trial.add("log", *(line[:300] for line in site.log.read_text(errors="replace").splitlines() if not _calm(line)))


def _calm(line: str) -> bool:
    """Whether a line of the log is no complaint, nor part of one."""
    try:
        return msgspec.json.decode(line)["level"] in ("debug", "info")
    except (msgspec.DecodeError, TypeError, KeyError):
        return False


def _compare(trial: Trial, more: tuple[float, int], size: int) -> None:
    memory, files = more
    trial.counts["MiB more"] = max(trial.counts.get("MiB more", 0), round(memory, 1))
    trial.counts["files more"] = max(trial.counts.get("files more", 0), files)
    if files > OPEN:
        trial.add("leak", f"{files} more open files")
    if size >= LONG and memory > GROWTH:
        trial.add("leak", f"{memory:.1f} MiB more")


@asynccontextmanager
async def _site(folder: Path, seats: int, role: Callable[[int], Role], *module: str) -> AsyncIterator[Site]:
    data, log = folder / "data", folder / "server.log"
    data.mkdir()
    hall = await furnish(data, min(seats, SEATS), role)
    server = Server(data, options=("--media-workers", "1"), log=log)
    # Everybody is in already, so nobody is invited.
    server.invitation = "none"
    try:
        await server.start(*module)
        async with _witness(server, hall) as witness:
            yield Site(server, hall, witness, log)
    finally:
        await server.kill()


@asynccontextmanager
async def _witness(server: Server, hall: Hall) -> AsyncIterator[asyncio.subprocess.Process]:
    where = Where(
        url=server.url,
        server=server.pid,
        workers=list(_processes(server.pid))[1:],
        host=hall.host,
        viewer=hall.viewers[0],
    )
    witness = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.malformed.witness", msgspec.json.encode(where).decode()),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert witness.stdout is not None
        if not await witness.stdout.readline():
            raise ConnectionError("nobody can watch")
        yield witness
    finally:
        witness.kill()
        await witness.communicate()


def _processes(server: int) -> dict[int, tuple[float, int]]:
    """MiB and open files of a server and of all that it started, the server first."""
    found, waiting = {}, [server]
    while waiting:
        pid = waiting.pop(0)
        used = usage(pid)
        found[pid] = (used.memory, used.files)
        waiting += map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
    return found


def _connections(pid: int, port: int) -> int:
    """Sockets that the server still has at its port, by proc(5)."""
    owned = {link.readlink().name for link in Path(f"/proc/{pid}/fd").iterdir()}
    rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    here = f":{port:04X}"
    return sum(row[1].endswith(here) and row[3] != LISTENING and f"socket:[{row[9]}]" in owned for row in rows)


LISTENING: Final = "0A"
