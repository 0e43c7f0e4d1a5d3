from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from server.http.app import create_app
from server.http.house import house_of
from tests.server.http.home import greet, open_house


async def page(request: Request) -> Response:
    return PlainTextResponse(house_of(request).public_url)


def test_pages_stand_beside_the_api_and_reach_the_same_house(tmp_path: Path) -> None:
    house, *_ = open_house(tmp_path, "https://show.example.org")
    client = TestClient(create_app(house, greet, pages=[Route("/", page)], scripts=["'sha256-abc='"]))

    answer = client.get("/")

    assert answer.text == "https://show.example.org"
    assert "script-src 'self' 'sha256-abc=';" in answer.headers["content-security-policy"]
    assert client.get("/api/seats/x/people").status_code == 401
