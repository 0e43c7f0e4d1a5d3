from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.http.home import Home, home_in


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with home_in(tmp_path) as home:
        yield home
