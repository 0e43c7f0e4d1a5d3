from tests.server.http.home import Home
from tests.server.http.pages.reading import anybody


def test_anybody_gets_the_public_keys_as_a_jwk_set(home: Home) -> None:
    answer = anybody(home).get("/.well-known/jwks.json")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/jwk-set+json"
    [key] = answer.json()["keys"]
    assert (key["kty"], key["crv"], key["since"]) == ("OKP", "Ed25519", "2026-01-01T00:00:00.000Z")
    assert key["kid"] == home.house.rooms.keys().keys[0].kid
    assert "d" not in key
