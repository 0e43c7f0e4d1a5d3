"""One run through all states, which every line of the tables is then held to."""

from collections.abc import Iterator, Mapping
from typing import Final

import pytest

from tests.rights.asking import Answer, Asked, ask
from tests.rights.commands import COMMANDS, INSTEAD, order
from tests.rights.routes import FORMS, addresses, request
from tests.rights.scene import SDP, Scene, scene_in
from tests.rights.table import COLUMNS, STATES

Key = tuple[str, str, str]
"""A line, somebody and a state."""

Tried = Mapping[Key, Answer]
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


def _cells(names: Mapping[str, object], instead: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    for name in names:
        for column, cast in COLUMNS.items():
            yield from ((name, instead.get(name, {}).get(column, who)) for who in cast)


def _media(scene: Scene, state: str) -> Iterator[tuple[Key, Answer]]:
    """What comes back from those who would change or end a media session, each time another one."""
    for name, who in _cells({name: None for name in addresses() if "{session}" in name}, {}):
        one, way = scene.people[who], name.partition("/")[2].partition("/")[0]
        owner = scene.people[OWNERS[way]]
        made = owner.browser.post(f"/{way}/{owner.seat}", headers=SDP, content=b"v=0")
        scene.things["session"] = made.headers["location"].rpartition("/")[2]
        seat = one.seat or scene.people["olga"].seat
        [answer] = ask(scene, [request(name, scene.things, one.browser.secret, seat)])
        owner.browser.send("DELETE", made.headers["location"])
        yield (name, who, state), answer
