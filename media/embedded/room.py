"""One room: who publishes, what is on the stage, and who previews what."""

from collections.abc import Callable, Iterator
from typing import Protocol

from media.api import SourceId
from media.embedded.feed import Feed, Source


class Publisher(Source, Protocol):
    """A source of the room, wherever its packets come in."""

    @property
    def source(self) -> SourceId:
        """Which it is."""
        ...

    @property
    def started(self) -> bool:
        """Whether anything has come yet."""
        ...


class Room:
    """Keeps every feed on the source it is meant to show, while sources come, go and are replaced."""

    def __init__(self, open_feed: Callable[[], Feed]) -> None:
        self.publishers: dict[SourceId, Publisher] = {}
        self.on_stage: SourceId | None = None
        self._open_feed = open_feed
        self._stage = open_feed()
        self._previews: dict[SourceId, Feed] = {}

    @property
    def vacant(self) -> bool:
        """Whether nothing would be lost by forgetting this room."""
        return not (self.publishers or self._previews or self._stage.viewers or self.on_stage)

    @property
    def feeds(self) -> Iterator[Feed]:
        """The stage and every preview."""
        return (feed for _, feed in self.watched)

    @property
    def watched(self) -> Iterator[tuple[SourceId | None, Feed]]:
        """The stage under None and every preview under its source."""
        yield None, self._stage
        yield from self._previews.items()

    def feed(self, source: SourceId | None) -> Feed:
        """Return the stage's feed, or the preview of a source, which shows it now or once it starts."""
        if source is None:
            return self._stage
        if source not in self._previews:
            self._previews[source] = self._open_feed()
            self._previews[source].show(self._started(source))
        return self._previews[source]

    def put_on_stage(self, source: SourceId | None) -> None:
        """Show a source on the stage, now or once it starts."""
        self.on_stage = source
        self._stage.show(self._started(source))

    def _started(self, source: SourceId | None) -> Publisher | None:
        publisher = self.publishers.get(source) if source is not None else None
        return publisher if publisher is not None and publisher.started else None

    def show_started(self, publisher: Publisher) -> None:
        """Show a publisher that has started wherever its source is meant to be seen."""
        if publisher.source == self.on_stage:
            self._stage.show(publisher)
        if publisher.source in self._previews:
            self._previews[publisher.source].show(publisher)

    def remove_publisher(self, publisher: Publisher) -> None:
        """Forget a publisher; its source stays where it was put, for when it comes back."""
        if self.publishers.get(publisher.source) is publisher:
            del self.publishers[publisher.source]
        for feed in self.feeds:
            feed.lose(publisher)

    def prune(self) -> None:
        """Forget previews nobody watches."""
        self._previews = {source: feed for source, feed in self._previews.items() if feed.viewers}
