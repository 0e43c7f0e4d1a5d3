"""Where a project's materials and the record of their downloads are kept, as the use cases need it."""

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from server.domain.materials import Download, Material, MaterialId
from server.domain.messages import RoadshowId


class MaterialStore(Protocol):
    """Keeps documents in parts, so that no statement waits for one to be written."""

    async def add(self, roadshow: RoadshowId, material: Material, content: bytes) -> None:
        """Keep a document; it is there in whole or, after a crash on the way, not at all."""
        ...

    async def put(self, roadshow: RoadshowId, material: Material) -> None:
        """Replace what is known of a document; its content stays."""
        ...

    async def all(self, roadshow: RoadshowId) -> Sequence[Material]:
        """Those of a roadshow in the order they were added, the removed ones too."""
        ...

    def content(self, material: MaterialId) -> AsyncIterator[bytes]:
        """The content, part by part."""
        ...

    async def record(self, roadshow: RoadshowId, download: Download) -> None:
        """Write that somebody downloaded a document."""
        ...

    async def downloads(self, roadshow: RoadshowId) -> Sequence[Download]:
        """Every download, in the order of time."""
        ...
