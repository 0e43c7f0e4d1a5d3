"""How a rehearsal gets in: with the one-time token of an organizer, and then as the host who seats everybody else."""

from collections.abc import Sequence
from typing import Any

import httpx
from msgspec import Struct

from demo.guest import Guest, Refused
from rehearsal.viewers import Ticket

AT_ONCE = 500


class Person(Struct, frozen=True):
    """Somebody synthetic, and what lets them in."""

    person: str
    ticket: Ticket


class Doors:
    """The synthetic host of a rehearsal."""

    def __init__(self, url: str) -> None:
        """Take the server's address."""
        self.host = Guest(url)
        self._cookie = ""

    async def open(self, token: str) -> None:
        """Come in with the token, which lets in once; raises demo.guest.Refused."""
        told = await self._ask("POST", "/api/rehearsals/enter", token)
        self._cookie, self.host.seat = told["cookie"], told["seat"]
        self.host.http.cookies.set(self._cookie, told["secret"])

    async def clean(self, token: str) -> None:
        """Delete the rehearsal of a token; raises demo.guest.Refused."""
        await self._ask("DELETE", "/api/rehearsals", token)

    async def seat(self, role: str, count: int, project: str | None = None) -> list[Person]:
        """Seat synthetic people; raises demo.guest.Refused."""
        made: list[Person] = []
        address = f"/api/seats/{self.host.seat}/rehearsal/people"
        while len(made) < count:
            wanted = {"role": role, "count": min(AT_ONCE, count - len(made)), "project": project}
            answer: Any = await self.host.post(address, wanted)
            made += [self._person(one, role) for one in answer]
        return made

    async def tell(self, **told: Any) -> None:
        """Report progress or a card; what does not get through is told again later."""
        await self.host.http.put(f"/api/seats/{self.host.seat}/rehearsal", json=told)

    async def close(self) -> None:
        """Close the connections."""
        await self.host.close()

    def _person(self, one: Any, role: str) -> Person:
        return Person(one["person"], Ticket(seat=one["seat"], cookie=f"{self._cookie}={one['secret']}", audience=role))

    async def _ask(self, method: str, path: str, token: str) -> Any:
        answer = await self.host.http.request(method, path, headers={"authorization": f"Bearer {token}"})
        if answer.is_error:
            raise Refused(_code(answer))
        return answer.json() if answer.content else None


def _code(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["code"])
    except (ValueError, KeyError, TypeError):
        return f"status {answer.status_code}"


def cookies(people: Sequence[Person]) -> list[dict[str, str]]:
    """The same for another process."""
    return [{"seat": one.ticket.seat, "cookie": one.ticket.cookie} for one in people]
