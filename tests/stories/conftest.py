from collections.abc import Iterator

import pytest

from tests.cluster import Cluster
from tests.cluster import cluster as running


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """One of the test's own, which it may stop."""
    with running() as made:
        yield made
