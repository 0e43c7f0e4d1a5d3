from pathlib import Path

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from server.errors import (
    Conflict,
    Forbidden,
    Invalid,
    Malformed,
    Missing,
    RoadshowError,
    TooLarge,
    TooMany,
    Unacceptable,
    Unauthenticated,
    Unavailable,
    Unconditional,
    Unmatched,
    Unsupported,
)
from server.http.app import ROUTES, create_app
from server.http.language import Languages
from server.http.pages.table import routes as page_routes
from server.http.problems import Problem, path_to_log, refusal
from server.http.rendering import Renderer
from server.ports import LogAway, LogBroken, LogFull
from tests.server.http.home import greet, open_house


def page(request: Request, problem: Problem) -> Response:
    return HTMLResponse(f"<h1>{problem.title}</h1>", problem.status)


def client_raising(path: Path, error: Exception) -> TestClient:
    async def fail(request: Request) -> Response:
        raise error

    routes = [Route("/page", fail), Route("/api/thing", fail)]
    house, *_ = open_house(path)
    return TestClient(create_app(house, greet, pages=routes, error_page=page))


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Forbidden("forbidden"), 403, "forbidden"),
        (Missing("lead_missing"), 404, "lead_missing"),
        (Conflict("version_stale"), 409, "version_stale"),
        (Invalid("amount_range"), 422, "amount_range"),
        (Malformed("body_malformed"), 400, "body_malformed"),
        (Unauthenticated("signed_out"), 401, "signed_out"),
        (TooLarge("body_too_large"), 413, "body_too_large"),
        (Unacceptable("answer_unacceptable"), 406, "answer_unacceptable"),
        (Unmatched("ice_stale"), 412, "ice_stale"),
        (Unsupported("type_unsupported", accepted={"accept-post": "a/b"}), 415, "type_unsupported"),
        (Unconditional("precondition_missing"), 428, "precondition_missing"),
        (TooMany("too_many", after=3), 429, "too_many"),
        (Unavailable("inbox_full", after=3), 503, "inbox_full"),
        (RoadshowError("internal"), 500, "internal"),
        (LogFull("full"), 503, "storage_full"),
        (LogBroken("broken"), 503, "storage_full"),
        (LogAway("away"), 503, "storage_away"),
        (HTTPException(404), 404, "page_missing"),
        (HTTPException(405), 405, "method_refused"),
        (HTTPException(413), 413, "body_too_large"),
        (HTTPException(400, "no boundary"), 400, "form_malformed"),
    ],
)
def test_every_refusal_has_its_status_and_its_code(tmp_path: Path, error: Exception, status: int, code: str) -> None:
    answer = client_raising(tmp_path, error).get("/api/thing", headers={"accept-language": "en"})

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["type"], problem["status"], problem["code"]) == ("about:blank", status, code)
    assert problem["title"].endswith((".", "again."))
    assert ("retry-after" in answer.headers) is (status in (429, 503))


def test_the_sentence_is_in_the_readers_language(tmp_path: Path) -> None:
    client = client_raising(tmp_path, Missing("lead_missing"))

    chinese = client.get("/api/thing", headers={"accept-language": "zh-CN"}).json()["title"]
    english = client.get("/api/thing", headers={"accept-language": "en"}).json()["title"]

    assert english == "There is no such lead."
    assert chinese != english


def test_a_person_gets_a_page_and_a_program_gets_json(tmp_path: Path) -> None:
    client = client_raising(tmp_path, Missing("lead_missing"))
    person = {"accept": "text/html,application/xhtml+xml", "accept-language": "en"}

    assert client.get("/page", headers=person).text == "<h1>There is no such lead.</h1>"
    assert client.get("/page").json()["code"] == "lead_missing"
    assert client.get("/api/thing", headers=person).json()["code"] == "lead_missing"


def test_no_such_page_and_no_such_method_are_problems_too(tmp_path: Path) -> None:
    client = client_raising(tmp_path, Missing("lead_missing"))

    missing, method = client.get("/nowhere"), client.post("/page")

    assert (missing.status_code, missing.json()["code"]) == (404, "page_missing")
    assert (method.status_code, method.json()["code"]) == (405, "method_refused")
    assert set(method.headers["allow"].split(", ")) == {"GET", "HEAD"}


@pytest.mark.parametrize("error", [Forbidden("forbidden"), Missing("seat_missing"), Conflict("invitation_spent")])
def test_who_wants_what_is_not_theirs_is_told_of_once_with_where_they_come_from(
    tmp_path: Path, error: RoadshowError
) -> None:
    client = client_raising(tmp_path, error)

    with capture_logs() as lines:
        client.get("/api/thing", headers=KEY)

    (line,) = lines
    assert (line["event"], line["log_level"], line["code"]) == ("right.refused", "warning", error.code)
    assert (line["path"], line["address"], line["trace"]) == ("/api/thing", "testclient", KEY["idempotency-key"])


def test_who_offers_a_secret_that_is_none_is_told_of_and_who_offers_none_is_not(tmp_path: Path) -> None:
    client = client_raising(tmp_path, Unauthenticated("signed_out"))

    with capture_logs() as lines:
        client.get("/api/thing")
        client.get("/api/thing", headers={"authorization": "Bearer a-Secret_1"})
        client.get("/api/thing", headers={"cookie": "roadshow=a-Secret_2"})

    assert [line["event"] for line in lines] == ["right.refused"] * 2
    assert "a-Secret" not in str(lines)


def test_who_tries_without_end_fills_no_log_that_is_kept(tmp_path: Path) -> None:
    client = client_raising(tmp_path, Forbidden("forbidden"))

    with capture_logs() as lines:
        for _ in range(50):
            client.get("/api/thing")

    assert len(lines) == 20


def test_a_socket_of_another_sites_page_is_told_of_like_a_request(tmp_path: Path) -> None:
    house, *_ = open_house(tmp_path)
    app = create_app(house, greet)
    scope = {
        **{"type": "websocket", "scheme": "ws", "path": "/ws/sea_1", "headers": [(b"host", b"testserver")]},
        **{"app": app, "client": ("203.0.113.5", 1)},
    }

    with capture_logs() as lines:
        refusal(HTTPConnection(scope), Forbidden("origin_refused"))
        refusal(HTTPConnection(scope), Unauthenticated("signed_out"))

    (line,) = lines
    assert (line["event"], line["code"], line["path"]) == ("right.refused", "origin_refused", "/ws/sea_1")
    assert line["address"] == "203.0.113.5"


def test_no_path_in_which_a_secret_stands_is_logged_with_it() -> None:
    """What failed before a route was found, as while handing over to another node, was once logged with its token."""
    templates = [each.path for each in (*ROUTES, *page_routes(Renderer(Languages()))) if isinstance(each, Route)]
    secret = [each for each in templates if "{token}" in each]

    assert len(secret) == 3
    for template in secret:
        path = template.replace("{token}", "a-Secret_1")
        assert "a-Secret_1" not in path_to_log(Request({"type": "http", "path": path}))
    assert path_to_log(Request({"type": "http", "path": "/api/seats/sea_1/commands"})) == "/api/seats/sea_1/commands"


KEY = {"idempotency-key": "key-of-a-page"}


@pytest.mark.parametrize(
    ("error", "key", "reference"),
    [
        (Conflict("version_stale"), KEY, "key-of-a-page"),
        (Conflict("version_stale"), {"idempotency-key": "no key"}, ""),
        (Conflict("version_stale"), {}, ""),
        # Strangers can have these as often as they like.
        (Unauthenticated("signed_out"), KEY, ""),
        (TooMany("too_many", after=3), KEY, ""),
    ],
)
def test_a_refusal_has_a_reference_where_the_log_has_a_line_about_it(
    tmp_path: Path, error: Exception, key: dict[str, str], reference: str
) -> None:
    with capture_logs() as lines:
        problem = client_raising(tmp_path, error).get("/api/thing", headers=key).json()

    assert problem["reference"] == reference
    assert [line["trace"] for line in lines if line["event"] == "request.refused"] == ([reference] if reference else [])


def test_what_went_wrong_here_has_a_reference_of_its_own_that_every_line_of_it_has(tmp_path: Path) -> None:
    with capture_logs() as lines:
        problem = client_raising(tmp_path, LogAway("away")).get("/api/thing").json()

    assert [line["event"] for line in lines] == ["storage.away", "request.refused"]
    assert {line["trace"] for line in lines} == {problem["reference"]}
    assert len(problem["reference"]) == 32
