from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from server.http.app import create_app
from server.http.pages.table import error_page, routes
from server.http.rendering import Renderer
from server.storage.migrate import upgrade
from tests.server.http.home import Home, greet, open_house


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    house, database, clock, plane = open_house(tmp_path)
    renderer = Renderer(house.languages)
    pages, scripts = routes(renderer), [renderer.script_hash]
    app = create_app(house, greet, pages=pages, error_page=error_page(renderer), scripts=scripts)
    with TestClient(app, follow_redirects=False, raise_server_exceptions=False) as client:
        home = Home(client, house, database, clock, plane)
        home.call(database.run, upgrade)
        yield home
        home.call(house.studio.close)
        home.call(house.rooms.close)
        home.call(database.close)
