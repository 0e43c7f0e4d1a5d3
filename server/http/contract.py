"""The contract of the HTTP API as an OpenAPI 3.1 document, made from the table of routes."""

import asyncio
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from http import HTTPStatus
from itertools import groupby
from typing import Any, Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from server.domain.messages import Role
from server.domain.roadshow import RULES
from server.errors import KINDS, SENTENCES, Retry, Unauthenticated
from server.http.auth import cookie_name
from server.http.bodies import JSON
from server.http.commands import KEY
from server.http.operations import Entrance, Gives, Operation, Operations
from server.http.problems import JSON as PROBLEM
from server.http.problems import Problem
from server.http.shapes import REFERENCE, Schema, Shapes

PATH: Final = "/api/openapi.json"

ABOUT: Final = """\
Everything that a program may ask of this server over HTTP: JSON, files, and media by WHIP and WHEP.

Left out on purpose: the pages for people (HTML, the forms that they send, the words and files that they load from
`/words` and `/static`), and the sockets of `/ws/{seat}`, which `/api/asyncapi.json` describes. The rules behind all
of it are in docs/protocol.md, how to begin in docs/api.md.

GET answers HEAD too. What would change something and comes from another site's page is refused.
"""

VERSION: Final = "0.1.0"
LICENSE: Final = {"name": "Apache-2.0", "identifier": "Apache-2.0"}

# By which of the schemes one gets in; by any one of them.
SCHEMES: Final[dict[Entrance, tuple[str, ...]]] = {
    Entrance.seat: ("session",),
    Entrance.media: ("session", "encoder"),
    Entrance.account: ("session",),
    Entrance.rehearsal: ("rehearsal",),
    Entrance.monitor: ("monitor",),
    Entrance.anybody: (),
}
BEARERS: Final = {
    "encoder": "The token of the seat in the address, which `POST /api/seats/{seat}/encoder` makes.",
    "rehearsal": "The token of a rehearsal, which `POST /api/seats/{seat}/rehearsals` makes.",
    "monitor": "The token in the file of `--metrics-token`.",
}
HEADERS: Final = {
    "Retry-After": "After how many seconds to send the same again.",
    "Location": "The address of the session.",
    "ETag": "The version of what is given; of a media session, its ICE session.",
    "Link": "TURN servers (`rel=ice-server`), and where a viewer chooses a layer.",
    "WWW-Authenticate": "`Bearer`: a token lets in.",
    "Allow": "The methods of this address.",
    "Accept-Post": "The content type of a body.",
    "Accept-Patch": "The content type of a body.",
    "Content-Disposition": "The name of the file.",
}


def contract(routes: Iterable[BaseRoute], cookie: str) -> Schema:
    """The document of what is described among the routes, for a house whose session cookie is called so."""
    described = list(_described(routes))
    operations = [operation for _, _, operation in described]
    shapes = Shapes(list(_taken(operations)), [Problem, *_given(operations)])
    paths: dict[str, Schema] = {}
    for path, method, operation in described:
        paths.setdefault(path, {})[method.lower()] = _operation(path, method, operation, shapes)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Roadshow", "version": VERSION, "description": ABOUT, "license": LICENSE},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {"schemas": _components(operations, shapes), "securitySchemes": _schemes(cookie)},
    }


def served(routes: Sequence[BaseRoute]) -> Operations:
    """The address at which anybody reads the contract of all these routes, made once and when it is first asked for."""

    @cache
    def encoded(cookie: str) -> bytes:
        return msgspec.json.encode(contract(routes, cookie))

    async def reply(request: Request) -> Response:
        """The contract of the HTTP API, which is this."""
        # Half a second for the first who asks, and nobody waits for it.
        body = await asyncio.to_thread(encoded, cookie_name(request))
        return Response(body, headers={"cache-control": "no-cache"}, media_type=JSON)

    told = Operation(reply, entrance=Entrance.anybody, gives=(Gives(200, JSON, dict[str, Any]),))
    return Operations(PATH, GET=told)


def _described(routes: Iterable[BaseRoute]) -> Iterator[tuple[str, str, Operation]]:
    for route in routes:
        if isinstance(route, Operations):
            yield from ((route.path, method, operation) for method, operation in route.operations.items())


def _taken(operations: Sequence[Operation]) -> Iterator[Any]:
    for operation in operations:
        yield from filter(None, (operation.query, operation.body and operation.body.shape))


def _given(operations: Sequence[Operation]) -> Iterator[Any]:
    for operation in operations:
        yield from (answer.shape for answer in operation.answers() if answer.shape)


def _components(operations: Sequence[Operation], shapes: Shapes) -> dict[str, Schema]:
    """The schemas that are referred to; each command says who may give it."""
    for command, rule in RULES.items():
        shapes.components[command.__name__]["x-roles"] = _named(rule.roles)
    queries = {shapes.name(operation.query) for operation in operations if operation.query}
    return {name: schema for name, schema in shapes.components.items() if name not in queries}


def _schemes(cookie: str) -> Schema:
    session = {"type": "apiKey", "in": "cookie", "name": cookie, "description": "The session of a browser."}
    bearers = {name: {"type": "http", "scheme": "bearer", "description": text} for name, text in BEARERS.items()}
    return {"session": session, **bearers}


def _operation(path: str, method: str, operation: Operation, shapes: Shapes) -> Schema:
    body = operation.body
    words = re.findall(r"\w+", path.removeprefix("/api/seats/{seat}"))
    made: Schema = {
        "operationId": "_".join((method.lower(), *words)),
        "tags": [words[1] if words[0] == "api" else words[0]],
        "summary": (operation.reply.__doc__ or "").strip(),
        "description": _rights(operation),
        "security": [{name: []} for name in SCHEMES[operation.entrance]],
        "x-roles": _named(operation.by) if "{seat}" in path else [],
        "parameters": list(_parameters(path, operation, shapes)),
        "responses": _responses(method, operation, shapes),
    }
    if body:
        made["requestBody"] = {"required": True, "content": {body.media: _content(body.media, body.shape, shapes)}}
    return made


def _rights(operation: Operation) -> str:
    match operation.entrance:
        case Entrance.seat | Entrance.media:
            who = "anyone with a seat" if operation.by == frozenset(Role) else ", ".join(_named(operation.by))
        case Entrance.account:
            who = "who has an organizer's account"
        case Entrance.anybody:
            who = "anybody"
        case _:
            who = "who has the token"
    return f"For {who}" + (f": {operation.own}." if operation.own else ".")


def _named(roles: Iterable[Role]) -> list[str]:
    return [role.value for role in Role if role in roles]


def _parameters(path: str, operation: Operation, shapes: Shapes) -> Iterator[Schema]:
    for name in re.findall(r"{(\w+)}", path):
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
    if operation.query:
        for name, schema, required in shapes.fields(operation.query):
            yield {"name": name, "in": "query", "required": required, "schema": schema}
    if operation.key:
        key = {"type": "string", "pattern": f"^{KEY.pattern}$", "minLength": 8, "maxLength": 64}
        yield {"name": "Idempotency-Key", "in": "header", "required": True, "schema": key}
    if operation.matches:
        yield {"name": "If-Match", "in": "header", "required": True, "schema": {"type": "string"}}


def _responses(method: str, operation: Operation, shapes: Shapes) -> Schema:
    made: Schema = {}
    for answer in operation.answers():
        found = made.setdefault(str(answer.status), {"description": HTTPStatus(answer.status).phrase})
        if answer.media:
            content = _content(answer.media, answer.shape, shapes)
            found.setdefault("content", {})[answer.media] = content
        if answer.headers:
            found["headers"] = {name: _header(name) for name in answer.headers}
    for status, codes in groupby(sorted(operation.codes(method), key=_status), key=_status):
        refused = _refused(list(codes))
        if status == Unauthenticated.status and SCHEMES[operation.entrance] != ("session",):
            refused["headers"] = {"WWW-Authenticate": _header("WWW-Authenticate")}
        found = made.setdefault(str(status), refused)
        found["content"] = {**found.get("content", {}), **refused["content"]}
    return made


def _content(media: str, shape: Any, shapes: Shapes) -> Schema:
    if shape is not None:
        return {"schema": shapes.of(shape)}
    # What is no JSON has no schema in OpenAPI 3.1, or that of its text.
    return {"schema": {"type": "string"}} if media.startswith(TEXTUAL) else {}


def _refused(codes: Sequence[str]) -> Schema:
    """One status with all its codes."""
    named = {"properties": {"status": {"const": _status(codes[0])}, "code": {"enum": codes}}}
    problem = {"schema": {"allOf": [{"$ref": f"{REFERENCE}Problem"}, named]}}
    made: Schema = {
        "description": "\n".join(f"- `{code}`: {SENTENCES[code]}" for code in codes),
        "content": {PROBLEM: problem},
    }
    return {**made, "headers": {"Retry-After": _header("Retry-After")}} if issubclass(KINDS[codes[0]], Retry) else made


def _header(name: str) -> Schema:
    return {"description": HEADERS[name], "schema": {"type": "string"}}


def _status(code: str) -> int:
    return KINDS[code].status


TEXTUAL: Final = ("text/", "application/sdp", "application/trickle-ice-sdpfrag", "application/jsonl")
