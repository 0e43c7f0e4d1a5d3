from collections.abc import Iterator, Mapping
from typing import Final

import pytest
from msgspec.structs import replace
from starlette.websockets import WebSocketDisconnect

from tests.rights.asking import Asked, ask
from tests.rights.conftest import Tried
from tests.rights.routes import FORMS, JSON, addresses, request
from tests.rights.scene import Scene, scene_in
from tests.rights.table import ADDRESS_LINES

OTHERS: Final[Mapping[str, Mapping[str, str]]] = {
    "another site": {"origin": "http://evil.example"},
    "a page without an origin": {"origin": "null"},
    "a sub-domain": {"origin": "http://sub.testserver"},
    "the parent domain": {"origin": "http://server"},
    "a suffix": {"origin": "http://testserver.evil.example"},
    "a prefix": {"origin": "http://eviltestserver"},
    "another port": {"origin": "http://testserver:8080"},
    "our port, named": {"origin": "http://testserver:80"},
    "another scheme": {"origin": "https://testserver"},
    "capitals": {"origin": "http://TESTSERVER"},
    "a path": {"origin": "http://testserver/"},
    "our name as somebody's": {"origin": "http://testserver@evil.example"},
    "a dot at the end": {"origin": "http://testserver."},
    "two at once": {"origin": "http://testserver, http://evil.example"},
    "nothing": {"origin": ""},
    "a form of another site": {"sec-fetch-site": "cross-site"},
    "a form of a neighbour": {"sec-fetch-site": "same-site"},
    "a word that no browser sends": {"sec-fetch-site": "ours"},
    "ours by name, another site by fetch": {"origin": "http://testserver", "sec-fetch-site": "cross-site"},
}

OWN: Final = {"origin": "http://testserver", "sec-fetch-site": "same-origin"}

UNSAFE: Final = [name for name in sorted(set(addresses())) if not name.startswith("GET")]

RECORDED: Final = {
    "GET /api/seats/{seat}/invitations.csv",
    *(f"GET /api/seats/{{seat}}/leads.{file}" for file in ("csv", "xlsx", "jsonl", "vcf")),
    "GET /api/seats/{seat}/audit.csv",
    *(f"GET /api/seats/{{seat}}/reports/{{project}}{file}" for file in (".pdf", ".csv", "/seconds.csv")),
    "GET /api/seats/{seat}/materials/{material}/content",
    "GET /api/seats/{seat}/materials/{material}/content+closed",
}
"""What is taken out of the house, which is put on record."""


def takes_json(name: str) -> bool:
    """Whether an address has a body that is JSON; of the others the origin alone keeps forms out."""
    return name in FORMS and FORMS[name].headers.get("content-type") == JSON["content-type"]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A planned roadshow in which nothing can be changed, so that what is let in comes as far as the disk."""
    with scene_in(tmp_path_factory.mktemp("origins")) as scene:
        scene.plan()
        with scene.full():
            yield scene


def by(scene: Scene, name: str, who: str, headers: Mapping[str, str]) -> Asked:
    """A request that would be well formed."""
    one = scene.people[who]
    asked = request(name, scene.things, one.browser.secret, one.seat)
    return replace(asked, headers={**asked.headers, **headers})


@pytest.mark.parametrize("name", UNSAFE)
def test_nothing_is_sent_from_another_sites_page(scene: Scene, name: str) -> None:
    requests = [by(scene, name, who, headers) for who in ("olga", "iris") for headers in OTHERS.values()]

    answers = ask(scene, requests)

    assert {(answer.status, answer.code) for answer in answers} == {(403, "origin_refused")}


@pytest.mark.parametrize("name", UNSAFE)
def test_our_own_page_is_not_taken_for_another_sites(scene: Scene, name: str) -> None:
    [plain, ours] = ask(scene, [by(scene, name, "olga", headers) for headers in ({}, OWN)])

    assert (ours.status, ours.code) == (plain.status, plain.code)
    assert ours.code != "origin_refused"


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
@pytest.mark.parametrize("name", [name for name in UNSAFE if "/api/" in name and takes_json(name)])
def test_what_a_form_can_send_is_no_body_of_the_api(scene: Scene, name: str, kind: str) -> None:
    asked = by(scene, name, "olga", {})

    [answer] = ask(scene, [replace(asked, headers={**asked.headers, "content-type": kind})])

    assert (answer.status, answer.code) == (415, "type_unsupported")


@pytest.mark.parametrize("who", ["olga", "ada", "anna", "iris", "gil"])
@pytest.mark.parametrize("origin", sorted({each["origin"] for each in OTHERS.values() if "sec-fetch-site" not in each}))
def test_no_socket_is_opened_to_another_sites_page(scene: Scene, who: str, origin: str) -> None:
    one = scene.people[who]
    headers = {"cookie": f"roadshow={one.browser.secret}"}

    with (
        pytest.raises(WebSocketDisconnect),
        scene.home.client.websocket_connect(f"/ws/{one.seat}", headers={**headers, "origin": origin}) as kept,
    ):
        kept.receive_text()
    with scene.home.client.websocket_connect(f"/ws/{one.seat}", headers={**headers, **OWN}) as opened:
        assert opened.receive_text()


@pytest.mark.timeout(240)
def test_no_get_changes_anything_but_that_something_was_taken_out(tried: Tried) -> None:
    names = {name for name in ADDRESS_LINES if name.startswith("GET") and name != "GET /readyz"}

    assert {name for (name, _, _), answer in tried.items() if name in names and answer.status == 503} == RECORDED
