import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jsonschema import Draft7Validator

from server.app import feed
from server.app.wire import Up
from server.http.asyncapi.document import CLOSES, document
from server.ws import endpoint
from tests.server.http.asyncapi.described import COMPONENTS, DOCUMENT

ROOT = Path(__file__).parents[4]
SPECIFICATION = ROOT / "node_modules" / "@asyncapi" / "specs" / "schemas" / "3.0.0-without-$id.json"
PROTOCOL = (ROOT / "docs/protocol.md").read_text(encoding="utf-8")


def test_the_document_is_one_of_asyncapi_3() -> None:
    specification = json.loads(SPECIFICATION.read_text(encoding="utf-8"))

    assert list(Draft7Validator(specification).iter_errors(DOCUMENT)) == []


def test_every_reference_leads_somewhere() -> None:
    assert [reference for reference in references(DOCUMENT) if resolved(reference) is None] == []


def references(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for each in part:
            yield from references(each)
    elif isinstance(part, dict):
        yield from ([part["$ref"]] if "$ref" in part else ())
        for each in part.values():
            yield from references(each)


def resolved(reference: str) -> Any:
    part: Any = DOCUMENT
    for name in reference.removeprefix("#/").split("/"):
        part = part.get(name) if isinstance(part, dict) else None
    return part


def test_a_house_without_tls_is_met_without_it() -> None:
    plain, secure = document("http://127.0.0.1:8000"), document("https://show.example.org")

    assert plain["servers"]["house"]["host"] == "127.0.0.1:8000"
    assert (plain["servers"]["house"]["protocol"], secure["servers"]["house"]["protocol"]) == ("ws", "wss")
    assert plain["components"]["securitySchemes"]["session"]["name"] == "roadshow"
    assert secure["components"]["securitySchemes"]["session"]["name"] == "__Host-roadshow"


@pytest.mark.parametrize(
    "message",
    [
        '{"type":"hello"}',
        '{"type":"hello","epoch":"epo_1","seq":0}',
        '{"type":"hello","epoch":null,"seq":null}',
        '{"type":"hello","seq":-1}',
        '{"type":"hello","seq":1.5}',
        '{"type":"hello","since":1}',
        '{"type":"react","reaction":"wow"}',
        '{"type":"react","reaction":"boo"}',
        '{"type":"react"}',
        '{"type":"welcome"}',
        "{}",
        "[]",
    ],
)
def test_a_message_is_taken_where_the_document_says_so_and_nowhere_else(message: str) -> None:
    names = [each["$ref"].split("/")[-1] for each in DOCUMENT["operations"]["listen"]["messages"]]
    payloads = [DOCUMENT["components"]["messages"][name]["payload"] for name in names]

    described = Draft7Validator({"anyOf": payloads, "components": COMPONENTS}).is_valid(json.loads(message))

    assert described == taken(message)


def taken(message: str) -> bool:
    try:
        msgspec.json.decode(message, type=Up)
    except msgspec.MsgspecError:
        return False
    return True


def test_every_close_code_is_described_as_the_protocol_does() -> None:
    codes = {value for module in (feed, endpoint) for value in vars(module).values() if is_code(value)}

    assert codes == set(CLOSES)
    assert {int(code): why for code, why in DOCUMENT["channels"]["seat"]["x-close-codes"].items()} == CLOSES
    assert [code for code, why in CLOSES.items() if f"| {code} | {why} |" not in PROTOCOL] == []


def is_code(value: object) -> bool:
    return type(value) is int and (value == 1012 or 4000 <= value < 4999)


def test_patterns_are_those_of_json_schema_and_not_of_python() -> None:
    patterns = set(re.findall(r'"pattern": ?"([^"]*)"', json.dumps(DOCUMENT)))

    assert "^[A-Z]{3}$" in patterns
    assert [pattern for pattern in patterns if r"\A" in pattern or r"\Z" in pattern] == []


def test_the_protocol_tells_where_the_document_is() -> None:
    assert re.search(r"`GET /api/asyncapi\.json`", PROTOCOL)
