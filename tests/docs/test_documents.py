"""What the documents list is what there is."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from starlette.routing import Route

from server.cli import COMMANDS
from server.config import OPTIONS
from server.domain.export import Header, Line
from server.domain.keys import PublicKey
from server.domain.ledger import Receipt, SignedHead
from server.domain.outbox import LEAVES, MOVES, TEST, type_of
from server.domain.roadshow import EVOLVE, RULES
from server.domain.visibility import OWN, SHARED
from server.errors import KINDS, SENTENCES
from server.http import contract, webhooks, whip

PROTOCOL = Path("docs/protocol.md").read_text()
API = Path("docs/api.md").read_text()
OPERATIONS = Path("docs/operations.md").read_text()
PROOF = Path("docs/proof.md").read_text()
WEBHOOKS = Path("docs/webhooks.md").read_text()


def tag(message: type) -> str:
    return str(message.__struct_config__.tag)  # type: ignore[attr-defined]


@pytest.mark.parametrize("message", [*RULES, *EVOLVE], ids=tag)
def test_every_command_and_event_is_in_the_protocol_with_its_sentence(message: type) -> None:
    sentence = (message.__doc__ or "").strip().split("\n")[0]

    assert re.search(rf"^\| `{re.escape(tag(message))}` \|.*{re.escape(sentence)} \|$", PROTOCOL, re.MULTILINE)


def test_the_manual_of_the_api_explains_every_status_of_a_refusal_and_where_the_contract_is() -> None:
    explained = re.findall(r"^\| (\d[\d, ]+) \|", API, re.MULTILINE)

    assert set(", ".join(explained).split(", ")) == {str(kind.status) for kind in KINDS.values()}
    assert f"GET {contract.PATH}" in API
    assert f"GET {contract.PATH}" in PROTOCOL


@pytest.mark.parametrize("code", SENTENCES)
def test_every_error_code_is_in_the_protocol_with_its_sentence(code: str) -> None:
    assert f"| `{code}` | {SENTENCES[code]} |" in PROTOCOL


def test_no_code_is_listed_that_is_not_there() -> None:
    section = PROTOCOL.split("### The codes")[1].split("\n## ")[0]

    assert set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)) - {"code"} == set(SENTENCES)


@pytest.mark.parametrize("kind", [*SHARED, *OWN])
def test_every_kind_of_view_is_in_the_protocol(kind: str) -> None:
    assert f"`{kind}`" in PROTOCOL


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.flag)
def test_every_setting_is_in_the_operators_manual(option: object) -> None:
    assert f"`{option.flag}`" in OPERATIONS  # type: ignore[attr-defined]


@pytest.mark.parametrize("route", whip.ROUTES, ids=lambda route: route.path)
def test_every_media_address_is_in_the_protocol_with_its_methods(route: Route) -> None:
    methods = (route.methods or set()) - {"OPTIONS"}

    assert {each for each in methods if f"`{each} {route.path}`" not in PROTOCOL} == set()


def test_every_type_of_message_is_told_to_receivers_with_its_fields_and_no_other() -> None:
    section = WEBHOOKS.split("## The types")[1].split("\n## ")[0]
    rows = {
        type_: re.findall(r"`(\w+)`", fields)
        for type_, fields in re.findall(r"^\| `([\w.]+)` \|(.*)\|$", section, re.M)
    }

    assert rows.pop("type")
    assert rows.pop(TEST)
    assert rows == {**{type_of(event): list(fields) for event, fields in LEAVES.items()}, **sent_of(MOVES)}


def sent_of(moves: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    return {type_: list(fields) for type_, fields in moves.items()}


@pytest.mark.parametrize("route", webhooks.ROUTES, ids=lambda route: f"{route.methods} {route.path}")
def test_every_address_of_webhooks_is_in_the_protocol(route: Route) -> None:
    path = re.sub(r"\{(endpoint|delivery)\}", "{id}", route.path)

    assert any(f"`{method} {path}`" in PROTOCOL for method in route.methods or ())


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_operators_manual_or_with_the_proofs(command: str) -> None:
    assert command in ("serve", "demo") or f"`roadshow {command}" in OPERATIONS + PROOF


@pytest.mark.parametrize("part", [Receipt, SignedHead, Line, Header, PublicKey], ids=lambda part: str(part.__name__))
def test_every_member_of_what_is_signed_or_exported_is_described(part: type) -> None:
    ours = {"kty", "crv", "alg", "use"}  # RFC 7517 and RFC 8037 describe these.

    names = set(part.__struct_fields__) - ours  # type: ignore[attr-defined]

    assert {name for name in names if f'"{name}"' not in PROOF and f"| `{name}` |" not in PROOF} == set()
