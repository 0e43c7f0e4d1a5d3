import ast
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from starlette.routing import Route

from server.domain.roadshow import RULES
from server.errors import KINDS, SENTENCES
from server.http import health
from server.http.app import ROUTES
from server.http.asyncapi import routes as asyncapi
from server.http.commands import RULED
from server.http.contract import PATH, VERSION, contract
from server.http.language import Languages
from server.http.operations import Operations
from server.http.pages.table import routes as page_routes
from server.http.rendering import Renderer
from tests.server.http.home import Home, home_in


@pytest.fixture
def document(home: Home) -> dict[str, Any]:
    answer = home.client.get(PATH)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    found: dict[str, Any] = answer.json()
    return found


def operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [operation for path in document["paths"].values() for operation in path.values()]


def test_every_described_route_is_in_it_with_its_methods(home: Home, document: dict[str, Any]) -> None:
    app: Any = home.client.app
    described = {route.path: {*route.operations} for route in app.routes if isinstance(route, Operations)}

    assert {path: {method.upper() for method in found} for path, found in document["paths"].items()} == described
    assert PATH in described
    assert all(isinstance(route, Route) or route.name == "static" for route in app.routes)


def test_each_reference_leads_somewhere_and_each_schema_is_one(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    references = set(re.findall(r"#/components/schemas/([\w.]+)", str(document)))

    assert references <= set(schemas)
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)


def test_the_command_is_a_union_with_one_schema_for_each_and_who_may_give_it(document: dict[str, Any]) -> None:
    command = document["paths"]["/api/seats/{seat}/commands"]["post"]
    union = command["requestBody"]["content"]["application/json"]["schema"]

    assert len(union["anyOf"]) == len(union["discriminator"]["mapping"]) == len(RULES)
    assert document["components"]["schemas"]["StateIntent"]["x-roles"] == ["investor"]
    assert document["components"]["schemas"]["EraseRecords"]["x-roles"] == []


def test_every_operation_has_a_name_of_its_own_its_rights_and_its_codes(document: dict[str, Any]) -> None:
    found = operations(document)

    assert len({each["operationId"] for each in found}) == len(found)
    for each in found:
        assert each["summary"]
        assert each["description"].startswith("For ")
        refusals = [answer for status, answer in each["responses"].items() if int(status) >= 400]
        assert all("application/problem+json" in answer["content"] for answer in refusals)


def test_a_seat_is_asked_for_with_the_cookie_of_this_house(tmp_path: Path, document: dict[str, Any]) -> None:
    with home_in(tmp_path, "https://show.example.org") as home:
        secure = home.client.get(PATH).json()

    schemes = [each["components"]["securitySchemes"]["session"]["name"] for each in (document, secure)]
    assert schemes == ["roadshow", "__Host-roadshow"]
    people = document["paths"]["/api/seats/{seat}/people"]["get"]
    assert (people["security"], people["x-roles"]) == ([{"session": []}], ["organizer", "auditor"])


def test_where_a_token_lets_in_a_refusal_says_so(home: Home, document: dict[str, Any]) -> None:
    for method, path in (("GET", "/metrics"), ("DELETE", "/api/rehearsals"), ("POST", "/whip/x")):
        assert home.client.request(method, path).headers["www-authenticate"] == "Bearer"

    assert "www-authenticate" not in home.client.get("/api/seats/x/people").headers
    described = {
        path for path, each in document["paths"].items() if "WWW-Authenticate" in str(each) and "options" not in each
    }
    assert described == {"/metrics", "/api/rehearsals", "/api/rehearsals/enter"}


def test_what_needs_no_session_says_so(document: dict[str, Any]) -> None:
    free = {path for path, each in document["paths"].items() if any(one["security"] == [] for one in each.values())}

    preflights = {path for path, each in document["paths"].items() if "options" in each}

    assert len(preflights) == 5
    assert free == {"/healthz", "/readyz", "/csp-reports", "/api/asyncapi.json", PATH} | preflights


def test_every_code_is_of_an_operation_or_of_what_is_not_in_the_contract() -> None:
    pages = page_routes(Renderer(Languages()))
    whole = contract([*ROUTES, *health.ROUTES, *asyncapi.ROUTES, *pages], "roadshow")
    listed = set(re.findall(r"- `(\w+)`: ", str(whole)))
    # Of the socket, of pages, of rows in files, of methods that an address has not.
    others = {"message_malformed", "method_refused", "invitation_only", "invitation_spent", "browser_missing"}
    rows = {
        "lead_unknown",
        "lead_ambiguous",
        "row_anonymous",
        "row_nameless",
        "row_project",
        "row_repeated",
        "value_unknown",
    }

    assert set(SENTENCES) - listed == others | rows
    assert set(KINDS) == set(SENTENCES)


def imports(module: str) -> set[str]:
    """The modules of the domain that one of them names."""
    tree = ast.parse(source(module))
    named = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
    slices = {f"server.domain.{alias.name}" for node in named if node.module == "server.domain" for alias in node.names}
    return slices | {str(node.module) for node in named if str(node.module).startswith("server.domain.")}


def source(module: str) -> str:
    return Path(module.replace(".", "/") + ".py").read_text(encoding="utf-8")


def test_a_command_lists_every_code_that_the_rules_of_the_domain_say_no_with() -> None:
    left, seen = {"server.domain.roadshow"}, set[str]()
    while left:
        seen.add(module := left.pop())
        left |= imports(module) - seen
    nodes = [node for module in seen for node in ast.walk(ast.parse(source(module)))]
    codes = {node.value for node in nodes if isinstance(node, ast.Constant) and node.value in SENTENCES}

    # No rule asks whether it is a rehearsal, and everybody's seat is asked about the last two anyway.
    assert set(RULED.split()) == codes - {"rehearsal_shut", "forbidden", "removed"}


def test_the_version_is_the_projects() -> None:
    assert tomllib.loads(Path("pyproject.toml").read_text())["project"]["version"] == VERSION
