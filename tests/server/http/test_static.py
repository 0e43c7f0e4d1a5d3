from tests.server.http.home import Home


def test_a_versioned_file_is_kept_and_any_other_is_asked_for_each_time(home: Home) -> None:
    versioned = home.client.get("/static/favicon.svg?v=abc")
    plain = home.client.get("/static/favicon.svg")

    assert versioned.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert plain.headers["cache-control"] == "no-cache"
    again = home.client.get("/static/favicon.svg", headers={"if-none-match": plain.headers["etag"]})
    assert (again.status_code, again.headers["cache-control"]) == (304, "no-cache")


def test_a_file_that_is_not_there_is_not_kept_as_such_and_nothing_outside_is_served(home: Home) -> None:
    missing = home.client.get("/static/none.js?v=abc")
    outside = home.client.get("/static/..%2f..%2fpyproject.toml")

    assert [(answer.status_code, answer.json()["code"]) for answer in (missing, outside)] == [(404, "page_missing")] * 2
    assert "cache-control" not in missing.headers
