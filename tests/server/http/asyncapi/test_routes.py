from tests.server.http.home import Home


def test_anybody_may_read_what_the_wire_is(home: Home) -> None:
    answer = home.client.get("/api/asyncapi.json")

    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert (answer.json()["asyncapi"], answer.json()["servers"]["house"]["host"]) == ("3.0.0", "testserver")
