from pathlib import Path
from typing import cast

import pytest

from tests.cluster import Cluster


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Run a test on both databases; `tests.server.http.home.at` looks which it is."""
    if request.param == "postgresql":
        postgres = cast(Cluster, request.getfixturevalue("postgres"))
        (tmp_path / "postgresql").write_text(postgres.address())
