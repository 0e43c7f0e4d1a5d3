import pytest

from server.http import crossorigin
from tests.server.http.home import Home


@pytest.mark.parametrize(
    ("path", "opened"), [("/whip/a", True), ("/whep/a/b/layer", True), ("/api/seats/a/people", False)]
)
def test_only_addresses_that_go_by_token_are_readable_elsewhere(home: Home, path: str, opened: bool) -> None:
    headers = home.client.get(path).headers

    assert ("access-control-allow-origin" in headers) is opened
    assert "access-control-allow-credentials" not in headers


def test_a_preflight_names_the_methods() -> None:
    assert crossorigin.preflight(("POST", "OPTIONS"))["access-control-allow-methods"] == "POST, OPTIONS"
