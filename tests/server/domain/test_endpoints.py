from base64 import b64decode
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest

from server.domain.endpoints import (
    BodyFormat,
    Endpoint,
    EndpointChange,
    EndpointId,
    EndpointState,
    NewEndpoint,
    Secret,
    checked_url,
    destination,
)
from server.domain.messages import PersonId, RoadshowId, SeatId
from server.errors import Invalid, Malformed

AT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
HOME = (ip_network("127.0.0.0/8"),)

ENDPOINT = Endpoint(
    id=EndpointId("end_1"),
    roadshow=RoadshowId("rsh_1"),
    seat=SeatId("sea_1"),
    person=PersonId("per_1"),
    url="https://crm.example.org/hook",
    types=("intent.stated",),
    body=BodyFormat.standard,
    secrets=(Secret(value=b"a" * 32),),
    created_at=AT,
)


def test_two_secrets_sign_for_a_day_and_then_the_new_one_alone() -> None:
    rotated = ENDPOINT.rotated(b"b" * 32, AT)
    twice = rotated.rotated(b"c" * 32, AT + timedelta(hours=1))

    assert [secret.value[:1] for secret in rotated.live(AT + timedelta(hours=23))] == [b"b", b"a"]
    assert [secret.value[:1] for secret in rotated.live(AT + timedelta(hours=24))] == [b"b"]
    assert [secret.value[:1] for secret in twice.live(AT + timedelta(hours=2))] == [b"c", b"b"]


def test_a_secret_is_shown_as_receivers_configure_it() -> None:
    assert b64decode(Secret(value=b"\x00\xff" * 16).shown().removeprefix("whsec_")) == b"\x00\xff" * 16


@pytest.mark.parametrize(
    "url",
    [
        *("http://crm.example.org/", "ftp://crm.example.org/", "crm.example.org", "https://", "https:///x", ""),
        *("https://user@crm.example.org/", "https://u:p@crm.example.org/", "https://crm.example.org/#part"),
        *("https://crm.example.org:22/", "https://crm.example.org:70000/", "https://crm.example.org/a b"),
        *("https://crm.example.org/\r\nhost: evil", "https://路演.example.org/", "javascript:alert(1)"),
    ],
)
def test_an_address_that_nothing_is_ever_sent_to_is_refused(url: str) -> None:
    with pytest.raises(Invalid, match="url_refused"):
        checked_url(url, ())


@pytest.mark.parametrize(
    "url",
    [
        *("https://127.0.0.1/", "https://[::1]/", "https://10.0.0.1:8443/x", "https://169.254.169.254/latest"),
        *("https://[::ffff:127.0.0.1]/", "https://[64:ff9b::7f00:1]/", "https://100.64.0.1/"),
    ],
)
def test_a_literal_address_inside_a_network_is_refused_at_once(url: str) -> None:
    with pytest.raises(Invalid, match="address_refused"):
        checked_url(url, ())


def test_an_allowed_network_needs_no_tls() -> None:
    assert checked_url(" http://127.0.0.1:9000/hook ", HOME) == "http://127.0.0.1:9000/hook"
    with pytest.raises(Invalid, match="address_refused"):
        checked_url("http://10.0.0.1:9000/hook", HOME)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://crm.example.org/hook?a=b", ("https", "crm.example.org", 443)),
        ("https://CRM.example.org:8443", ("https", "crm.example.org", 8443)),
        ("http://[::1]/", ("http", "::1", 80)),
    ],
)
def test_where_an_address_leads(url: str, expected: tuple[str, str, int]) -> None:
    assert destination(url) == expected


def test_types_are_known_and_there_once() -> None:
    twice = NewEndpoint(url=ENDPOINT.url, types=("lead.opened", "intent.stated", "lead.opened"))

    assert twice.checked(()).types == ("intent.stated", "lead.opened")
    for types in ((), ("intent.stated", "intent.imagined")):
        with pytest.raises(Malformed, match="types"):
            NewEndpoint(url=ENDPOINT.url, types=types).checked(())


def test_a_change_leaves_what_it_does_not_name() -> None:
    disabled = EndpointChange(active=False).applied(ENDPOINT)
    changed = EndpointChange(body=BodyFormat.cloudevents, types=("lead.opened",), active=True).applied(disabled)

    assert (disabled.state, disabled.types, disabled.body) == (EndpointState.disabled, ENDPOINT.types, "standard")
    assert (changed.state, changed.types, changed.body) == (EndpointState.active, ("lead.opened",), "cloudevents")
    assert changed.secrets == ENDPOINT.secrets
