import pytest
from starlette.requests import Request

from server.errors import Unacceptable, Unconditional, Unsupported
from server.http import conditions


def asking(**headers: str) -> Request:
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "POST", "headers": pairs})


@pytest.mark.parametrize(
    ("given", "sessions"),
    [
        ("*", None),
        ('"a"', ("a",)),
        (' "a","b" , W/"c"', ("a", "b")),
        ('W/"a"', ()),
        ("a", ()),
        ('"', ()),
        ('"a,b"', ("a,b",)),
    ],
)
def test_tags_are_compared_strongly(given: str, sessions: tuple[str, ...] | None) -> None:
    assert conditions.ice_sessions(asking(if_match=given)) == sessions


def test_a_request_without_a_condition_is_refused() -> None:
    with pytest.raises(Unconditional):
        conditions.ice_sessions(asking())


@pytest.mark.parametrize("accept", ["", "*/*", "application/*;q=0.1", "text/html, Application/SDP", "a/b,*/*;q=0.5"])
def test_an_answer_that_is_accepted_is_given(accept: str) -> None:
    conditions.refuse_other_answers(asking(accept=accept), "application/sdp")


@pytest.mark.parametrize("accept", ["text/html", "application/json", "application/sdp;q=0", "application/sdp; q=0.0"])
def test_an_answer_that_is_not_accepted_is_refused(accept: str) -> None:
    with pytest.raises(Unacceptable):
        conditions.refuse_other_answers(asking(accept=accept), "application/sdp")


def test_a_body_of_another_type_is_refused_with_the_right_one() -> None:
    conditions.require_type(asking(content_type="Application/SDP; charset=utf-8"), "application/sdp")

    with pytest.raises(Unsupported) as refused:
        conditions.require_type(asking(), "application/sdp")

    assert refused.value.accepted == {"accept-post": "application/sdp"}


@pytest.mark.parametrize(("method", "header"), [("PATCH", "accept-patch"), ("PUT", "accept")])
def test_the_right_type_stands_in_the_header_of_the_method(method: str, header: str) -> None:
    request = Request({"type": "http", "method": method, "headers": []})

    with pytest.raises(Unsupported) as refused:
        conditions.require_type(request, "application/json")

    assert refused.value.accepted == {header: "application/json"}
