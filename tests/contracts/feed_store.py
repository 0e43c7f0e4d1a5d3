"""What every FeedStore promises."""

import pytest

from server.domain.messages import PersonId
from server.ports import AccountStore, Catalog
from server.ports.feeds import FeedStore
from tests.contracts.account_store import HOST, LATER, NOW, founded

OTHER = PersonId("per_9")


class FeedStoreContract:
    """A subclass gives the fixtures `feeds`, `store` and `catalog`, on one database."""

    @pytest.mark.asyncio
    async def test_a_person_has_one_secret_at_a_time(
        self, feeds: FeedStore, store: AccountStore, catalog: Catalog
    ) -> None:
        await founded(store, catalog)
        assert await feeds.feed_since(HOST.id) is None

        await feeds.set_feed(HOST.id, b"1" * 32, NOW)
        assert (await feeds.feed(b"1" * 32), await feeds.feed_since(HOST.id)) == (HOST.id, NOW)
        await feeds.set_feed(HOST.id, b"2" * 32, LATER)

        assert await feeds.feed(b"1" * 32) is None
        assert (await feeds.feed(b"2" * 32), await feeds.feed_since(HOST.id)) == (HOST.id, LATER)

    @pytest.mark.asyncio
    async def test_a_secret_is_forgotten_for_good(
        self, feeds: FeedStore, store: AccountStore, catalog: Catalog
    ) -> None:
        await founded(store, catalog)
        await feeds.set_feed(HOST.id, b"1" * 32, NOW)

        await feeds.drop_feed(HOST.id)
        await feeds.drop_feed(OTHER)

        assert await feeds.feed(b"1" * 32) is None
        assert await feeds.feed_since(HOST.id) is None
