from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.types import Message
from structlog.testing import capture_logs

from server.http.app import ROUTES, create_app
from tests.server.http.home import Browser, Home, greet, home_in, open_house

UNSAFE = ("POST", "PUT", "PATCH", "DELETE")


def addresses(routes: tuple[BaseRoute, ...]) -> Iterator[tuple[str, str]]:
    for route in routes:
        if isinstance(route, Route):
            path = route.path.replace("{", "").replace("}", "")
            yield from ((method, path) for method in sorted(route.methods or ()) if method != "OPTIONS")


@pytest.mark.parametrize(("method", "path"), sorted(set(addresses(tuple(ROUTES)))))
def test_every_route_refuses_what_another_site_sends_and_whoever_is_not_signed_in(
    home: Home, method: str, path: str
) -> None:
    evil = Browser(home).send(method, path, headers={"origin": "http://evil.example"})
    nobody = Browser(home).send(method, path)

    assert nobody.status_code == 401
    assert evil.status_code == (403 if method in UNSAFE else 401)


def test_the_list_of_routes_holds_nothing_that_the_table_above_does_not_know() -> None:
    assert all(isinstance(route, Route | Mount | WebSocketRoute) for route in ROUTES)


def test_every_answer_carries_the_security_headers(home: Home) -> None:
    for path in ("/static/favicon.svg", "/api/seats/x/people", "/nowhere"):
        headers = home.client.get(path).headers

        policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == "'self'"
        assert policy["connect-src"] == "'self' ws://testserver"
        assert policy["require-trusted-types-for"] == "'script'"
        assert policy["report-uri"] == "/csp-reports"
        assert policy["frame-ancestors"] == policy["base-uri"] == policy["object-src"] == "'none'"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert headers["permissions-policy"].startswith("camera=(self), microphone=(self), display-capture=(self)")
        assert "strict-transport-security" not in headers


def test_over_https_the_socket_is_wss_and_browsers_are_told_to_stay(tmp_path: Path) -> None:
    with home_in(tmp_path, "https://show.example.org") as home:
        headers = home.client.get("/nowhere").headers

    assert "connect-src 'self' wss://show.example.org" in headers["content-security-policy"]
    assert headers["strict-transport-security"] == "max-age=31536000"


def test_a_body_is_refused_at_its_limit_announced_or_not(home: Home) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)
    path, headers = f"/api/seats/{seat}/invitations", {"content-type": "application/json"}

    def chunks() -> Iterator[bytes]:
        yield from (b" " * 16_384 for _ in range(5))

    announced = organizer.post(path, headers=headers, content=b" " * 65_537)
    streamed = organizer.post(path, headers=headers, content=chunks())
    nonsense = organizer.post(path, headers={**headers, "content-length": "many"}, content=b"{}")

    for answer in (announced, streamed, nonsense):
        assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
        assert answer.json()["detail"] == "at most 65536 bytes"


def test_what_breaks_unforeseen_is_a_problem_without_a_word_of_why(tmp_path: Path) -> None:
    async def broken(request: Request) -> Response:
        raise ValueError("the secret reason")

    house, *_ = open_house(tmp_path)
    with TestClient(create_app(house, greet, pages=[Route("/broken", broken)])) as client:
        answer = client.get("/broken")

    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert "secret" not in answer.text
    assert "content-security-policy" in answer.headers


def test_the_log_of_what_breaks_holds_no_token(tmp_path: Path) -> None:
    async def broken(request: Request) -> Response:
        raise ValueError("why")

    house, *_ = open_house(tmp_path)
    routes = [Route("/i/{token}", broken)]
    with TestClient(create_app(house, greet, pages=routes)) as client, capture_logs() as lines:
        client.get("/i/a-secret")

    assert [(line["event"], line["path"]) for line in lines] == [
        ("request.failed", "/i/…"),
        ("request.refused", "/i/…"),
    ]
    assert len({line["trace"] for line in lines}) == 1


def test_what_breaks_half_way_through_an_answer_cannot_be_answered_again(tmp_path: Path) -> None:
    async def half(request: Request) -> Response:
        async def parts() -> AsyncIterator[bytes]:
            yield b"half"
            raise ValueError("half-way")

        return StreamingResponse(parts())

    house, *_ = open_house(tmp_path)
    with (
        TestClient(create_app(house, greet, pages=[Route("/half", half)])) as client,
        pytest.raises(ValueError, match="half-way"),
    ):
        client.get("/half")


@pytest.mark.asyncio
async def test_who_leaves_while_sending_breaks_nothing_and_is_in_no_log(tmp_path: Path) -> None:
    """Each body that was broken off once left a traceback, which anybody could make as many of as they liked."""

    async def reading(request: Request) -> Response:
        return Response(await request.body())

    house, *_ = open_house(tmp_path)
    app = create_app(house, greet, pages=[Route("/read", reading, methods=["POST"])])
    half: Message = {"type": "http.request", "body": b"half", "more_body": True}
    messages = iter([half, {"type": "http.disconnect"}])
    sent: list[Message] = []

    async def receive() -> Message:
        return next(messages)

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/read",
        "raw_path": b"/read",
        "query_string": b"",
        "headers": [],
    }
    scope |= {"scheme": "http", "server": ("testserver", 80), "client": ("192.0.2.1", 1), "root_path": ""}
    with capture_logs() as lines:
        await app(scope, receive, send)

    assert (lines, sent, house.tally["internal"]) == ([], [], 0)
