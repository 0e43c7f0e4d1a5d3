"""One run through all states, which every line of the tables is then held to."""

from collections.abc import Iterator, Mapping
from typing import Final

import pytest
from msgspec.structs import replace

from tests.rights.asking import Answer, Asked, ask
from tests.rights.commands import COMMANDS, INSTEAD, order
from tests.rights.routes import FORMS, addresses, request
from tests.rights.scene import MONITOR, SDP, Scene, scene_in
from tests.rights.table import BEARERS, COLUMNS, STATES, TOKEN_LINES

Key = tuple[str, str, str]
"""A line, somebody and a state."""

Tried = Mapping[Key, Answer]
WORTHLESS_IN: Final = "live"
"""The state in which tokens are tried where they are worth nothing, since that is said before anybody asks for it."""

OWNERS: Final = {"whip": "anna", "whep": "iris"}


@pytest.fixture(scope="package")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Tried:
    """What came back from everything that everybody tried."""
    with scene_in(tmp_path_factory.mktemp("rights")) as scene:
        found: dict[Key, Answer] = {}
        for state in STATES:
            scene.reach(state)
            with scene.full():
                requests = dict(_requests(scene, state))
                found |= zip(requests, ask(scene, list(requests.values())), strict=True)
                scene.silence()
                found |= _media(scene, state)
        return found


def _requests(scene: Scene, state: str) -> Iterator[tuple[Key, Asked]]:
    seat = scene.people["olga"].seat
    for number, (name, who) in enumerate(_cells(COMMANDS, INSTEAD)):
        one = scene.people.get(who) or scene.people["iris"]
        key = f"cell-{state}-{number}"
        yield (name, who, state), order(name, scene.things, one.browser.secret, one.seat or seat, key)
    instead = {name: form.instead for name, form in FORMS.items()}
    for name, who in _cells(dict.fromkeys(addresses()), instead):
        one = scene.people[who]
        if "{session}" not in name:
            yield (name, who, state), request(name, scene.things, one.browser.secret, one.seat or seat)
    for name, who in _by_token(state):
        if "{session}" not in name:
            yield (name, who, state), by_token(scene, name, who)


def _by_token(state: str) -> Iterator[tuple[str, str]]:
    """What opens to a token in every state; all the rest, where nobody asks for the state, in one."""
    for name in (*COMMANDS, *addresses()):
        if name in TOKEN_LINES or state == WORTHLESS_IN:
            yield from ((name, who) for who in BEARERS)


def by_token(scene: Scene, name: str, who: str) -> Asked:
    """A command or an address, with a bearer's token and no session, at the presenter's seat or another."""
    things, seat = scene.things, scene.people["bert" if who == "encoder elsewhere" else "anna"].seat
    tokens = {"monitor": MONITOR, "rehearsal": things.token_of_rehearsal}
    asked = order(name, things, "", seat, "by-token") if name in COMMANDS else request(name, things, "", seat)
    return replace(asked, token=tokens.get(who, things.token_of_anna))


def _cells(names: Mapping[str, object], instead: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    for name in names:
        for column, cast in COLUMNS.items():
            yield from ((name, instead.get(name, {}).get(column, who)) for who in cast)


def _media(scene: Scene, state: str) -> Iterator[tuple[Key, Answer]]:
    """What comes back from those who would change or end a media session, each time another one."""
    names = {name: None for name in addresses() if "{session}" in name}
    cells = (*_cells(names, {}), *((name, who) for name, who in _by_token(state) if name in names))
    for name, who in cells:
        way = name.partition("/")[2].partition("/")[0]
        owner = scene.people["anna" if who in BEARERS else OWNERS[way]]
        made = owner.browser.post(f"/{way}/{owner.seat}", headers=SDP, content=b"v=0")
        scene.things["session"] = made.headers["location"].rpartition("/")[2]
        [answer] = ask(scene, [_of_session(scene, name, who)])
        owner.browser.send("DELETE", made.headers["location"])
        yield (name, who, state), answer


def _of_session(scene: Scene, name: str, who: str) -> Asked:
    if who in BEARERS:
        return by_token(scene, name, who)
    one = scene.people[who]
    return request(name, scene.things, one.browser.secret, one.seat or scene.people["olga"].seat)
