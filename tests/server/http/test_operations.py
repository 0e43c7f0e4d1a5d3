import ast
import inspect
from collections.abc import Iterator

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from server.domain.messages import Role
from server.domain.rules import EVERYONE
from server.http import health
from server.http.app import ROUTES
from server.http.asyncapi import routes as asyncapi
from server.http.bodies import JSON, Created, Done
from server.http.operations import Entrance, Gives, Operation, Operations
from server.http.pages.table import NOUNS
from tests.rights.table import ADDRESS_LINES
from tests.server.http.home import Home

DESCRIBED = [route for route in (*ROUTES, *health.ROUTES, *asyncapi.ROUTES) if isinstance(route, Operations)]


async def made(request: Request) -> Created[list[int]]:
    return Created([1])


async def done(request: Request) -> Done:
    return Done()


async def filed(request: Request) -> Response:
    return Response("", media_type="text/csv")


def all_operations() -> Iterator[tuple[str, Operation]]:
    for route in DESCRIBED:
        yield from ((f"{method} {route.path}", each) for method, each in route.operations.items())


NAMED = dict(all_operations())


def test_every_route_is_described_but_for_the_files_of_pages() -> None:
    bare = [route for route in (*ROUTES, *health.ROUTES, *asyncapi.ROUTES) if not isinstance(route, Operations)]

    assert [route.name for route in bare if isinstance(route, Mount)] == ["static"]
    assert len(bare) == 1


def test_a_page_is_described_where_it_is_for_programs_and_then_only() -> None:
    addresses = [address for noun in NOUNS for address in noun.ADDRESSES]
    described = {address.path for address in addresses if address.gives}

    assert described == {
        *("/r/{roadshow}/calendar.ics", "/r/{roadshow}/heads.json", "/texts/{digest}.json"),
        *("/.well-known/jwks.json", "/c/{token}/meetings.ics"),
    }


def test_what_is_annotated_is_what_is_given() -> None:
    assert list(Operation(made).answers()) == [Gives(201, JSON, list[int])]
    assert list(Operation(done).answers()) == [Gives(204)]
    assert list(Operation(filed, gives=(Gives(200, "text/csv"),)).answers()) == [Gives(200, "text/csv")]


@pytest.mark.parametrize("name", NAMED)
def test_everything_gives_something_that_succeeds(name: str) -> None:
    operation = NAMED[name]

    assert any(each.status < 300 for each in operation.answers())
    assert operation.reply.__doc__


def wanted_by(operation: Operation, function: str) -> set[str]:
    """Which types a route hands to a function that parses, those of its module's own functions counted in."""
    module = inspect.getmodule(operation.reply)
    assert module is not None
    tree = ast.parse(inspect.getsource(module))
    functions = {each.name: each for each in tree.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)}
    left, found, seen = [operation.reply.__name__], set(), set()
    while left:
        name = left.pop()
        seen.add(name)
        for node in ast.walk(functions.get(name, ast.Module([], []))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                if node.func.id == function:
                    found.add(ast.unparse(node.args[1]).rpartition(".")[2])
                elif node.func.id in functions and node.func.id not in seen:
                    left.append(node.func.id)
    return found


@pytest.mark.parametrize("name", NAMED)
def test_what_is_described_is_what_is_parsed(name: str) -> None:
    operation = NAMED[name]
    body, query = operation.body, operation.query
    bodies = wanted_by(operation, "parsed") - ({"Selection"} if name.startswith("GET") else set())
    # What has no columns refuses the query of what has.
    queries = wanted_by(operation, "asked") - ({"Tabular"} if name.endswith((".jsonl", ".vcf")) else set())

    assert bodies == ({body.shape.__name__} if body and isinstance(body.shape, type) else set())
    assert queries == ({query.__name__} if query else set())


SITTING = {
    Role.audience: ("audience",),
    Role.investor: ("investor", "another investor"),
    Role.presenter: ("presenter", "another presenter"),
    Role.organizer: ("organizer",),
    Role.auditor: ("auditor",),
}


@pytest.mark.parametrize("name", [name for name in NAMED if "{seat}" in name and not name.startswith("OPTIONS")])
def test_who_may_ask_is_who_the_table_of_rights_does_not_refuse_for_their_role(name: str) -> None:
    lines = [line for known, line in ADDRESS_LINES.items() if known.partition("+")[0] == name]
    heard = {
        role for role, columns in SITTING.items() if any(line.cells[one] != "no" for line in lines for one in columns)
    }

    assert NAMED[name].by == (EVERYONE if name.endswith("/commands") else heard)


def test_codes_follow_from_who_gets_in_and_what_is_read() -> None:
    reading = Operation(filed, entrance=Entrance.anybody, refuses="lead_missing").codes("GET")
    writing = Operation(filed, key=True, matches=True).codes("DELETE")

    assert reading == ["lead_missing", "body_too_large", "storage_away", "internal"]
    assert {"origin_refused", "key_missing", "key_reused", "precondition_missing", "signed_out", "too_many"} < set(
        writing
    )


def test_an_address_refuses_other_methods_and_names_all_its_own(home: Home) -> None:
    refused = home.client.put("/api/seats/x/invitations")

    assert (refused.status_code, refused.json()["code"]) == (405, "method_refused")
    assert set(refused.headers["allow"].split(", ")) == {"GET", "HEAD", "POST"}


def test_an_address_that_is_named_in_full_is_not_taken_for_one_with_a_parameter(home: Home) -> None:
    for method, path, own in (("PATCH", "leads/import", {"POST"}), ("DELETE", "invitations/csv", {"POST"})):
        refused = home.client.request(method, f"/api/seats/x/{path}")

        assert (refused.status_code, set(refused.headers["allow"].split(", "))) == (405, own)


def test_one_address_answers_each_method_and_head_as_get() -> None:
    app = Operations("/x", GET=Operation(filed), POST=Operation(made))
    client = TestClient(app)

    assert client.get("/x").headers["content-type"] == "text/csv; charset=utf-8"
    assert client.head("/x").status_code == 200
    assert client.post("/x").json() == [1]
    assert isinstance(app, Route)
