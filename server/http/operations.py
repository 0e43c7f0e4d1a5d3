"""What each method of an address takes, gives and refuses, said where its route is.

The contract is made of this and of the types that the routes themselves parse and answer with, and of nothing else.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from enum import StrEnum
from typing import Any, Final, get_args, get_origin, get_type_hints

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route
from starlette.types import Scope

from server.domain.messages import Role
from server.errors import SENTENCES
from server.http.auth import SAFE
from server.http.bodies import JSON, Answered

Reply = Callable[[Request], Awaitable[Response]]

ALL: Final = frozenset(Role)


class Entrance(StrEnum):
    """By what somebody gets in: their seat in the session, the same or an encoder's token, an account, a token."""

    seat = "seat"
    media = "media"
    account = "account"
    rehearsal = "rehearsal"
    monitor = "monitor"
    anybody = "anybody"


class Body(Struct, frozen=True):
    """A body that is wanted; one without a shape is text or bytes."""

    shape: Any = None
    media: str = JSON


class Gives(Struct, frozen=True):
    """What is given under a status; one without a media type has no content, one without a shape is text or bytes."""

    status: int
    media: str = ""
    shape: Any = None
    headers: tuple[str, ...] = ()


class Operation(Struct, frozen=True):
    """One method of an address: who answers it and who may ask.

    `own` says in words what narrows the right further. `query` is the type that its query is parsed as, `key` says that
    it wants an Idempotency-Key, `matches` an If-Match. `gives` is what it gives beside what the annotation of `reply`
    says, `refuses` are codes beside those that follow from all the rest.
    """

    reply: Reply
    by: frozenset[Role] = ALL
    own: str = ""
    entrance: Entrance = Entrance.seat
    body: Body | None = None
    query: type[Struct] | None = None
    key: bool = False
    matches: bool = False
    gives: tuple[Gives, ...] = ()
    refuses: str = ""

    def answers(self) -> Iterator[Gives]:
        """Everything that it gives."""
        hint = get_type_hints(self.reply)["return"]
        kind, shapes = get_origin(hint) or hint, get_args(hint)
        if issubclass(kind, Answered):
            yield Gives(kind.status, JSON if shapes else "", *shapes)
        yield from self.gives

    def codes(self, method: str) -> list[str]:
        """Every code that it may be refused with, in the order of the table of sentences."""
        codes = {*ALWAYS, *ENTERED[self.entrance], *self.refuses.split()}
        codes |= set() if method in SAFE else UNSAFE
        codes |= READ.get(self.body.media, TYPED) if self.body else set()
        codes |= {"form_malformed"} if self.query else set()
        codes |= {"key_missing", "key_reused"} if self.key else set()
        codes |= {"precondition_missing"} if self.matches else set()
        return [code for code in SENTENCES if code in codes]


class Operations(Route):
    """One address with all its methods, so that a refusal of others can name them."""

    def __init__(self, path: str, **operations: Operation) -> None:
        """Take the operation of each method; that of GET answers HEAD as well."""
        self.operations: Mapping[str, Operation] = operations
        super().__init__(path, self._reply, methods=[*operations], name=path)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether this is the address, whatever the method: no other address with a parameter answers in its place."""
        match, found = super().matches(scope)
        return (Match.NONE if match is Match.NONE else Match.FULL), found

    async def _reply(self, request: Request) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        return await self.operations[method].reply(request)


ALWAYS: Final = frozenset({"body_too_large", "storage_away", "internal"})
UNSAFE: Final = frozenset({"origin_refused", "storage_full"})
TYPED: Final = frozenset({"type_unsupported"})
READ: Final[Mapping[str, frozenset[str]]] = {
    JSON: TYPED | {"body_malformed"},
    "text/csv": TYPED | {"csv_malformed"},
}

_SEATED: Final = frozenset({"signed_out", "seat_missing", "forbidden", "removed", "too_many", "elsewhere", "stopping"})
ENTERED: Final[Mapping[Entrance, frozenset[str]]] = {
    Entrance.seat: _SEATED,
    Entrance.media: _SEATED,
    Entrance.account: frozenset({"signed_out", "forbidden"}),
    Entrance.rehearsal: frozenset({"signed_out", "too_many", "rehearsal_missing"}),
    Entrance.monitor: frozenset({"signed_out", "too_many"}),
    Entrance.anybody: frozenset(),
}
