"""What every store of texts must do; an adapter's test subclasses this and provides `texts`."""

from collections.abc import Sequence
from hashlib import sha256

import pytest

from server.domain.messages import Bilingual
from server.domain.presets import Text, Use
from server.ports import TextStore

NOTICE = Text(use=Use.notice, preset="p", version="1", text=Bilingual(zh="甲", en="a"))
CONSENT = Text(use=Use.consent, preset="p", version="1", text=Bilingual(zh="乙", en="b"))


class MemoryTexts:
    """The shortest thing that keeps the contract, but for surviving the process."""

    def __init__(self) -> None:
        self._bodies: dict[str, bytes] = {}

    async def keep(self, texts: Sequence[Text]) -> None:
        for text in texts:
            self._bodies.setdefault(text.digest, text.body)

    async def body(self, digest: str) -> bytes | None:
        return self._bodies.get(digest)


class TextStoreContract:
    @pytest.mark.asyncio
    async def test_a_kept_text_is_found_by_the_hash_of_its_bytes(self, texts: TextStore) -> None:
        await texts.keep([NOTICE, CONSENT])

        body = await texts.body(NOTICE.digest)

        assert body == NOTICE.body
        assert sha256(body).hexdigest() == NOTICE.digest

    @pytest.mark.asyncio
    async def test_keeping_again_adds_what_is_new_and_changes_nothing(self, texts: TextStore) -> None:
        await texts.keep([NOTICE])
        await texts.keep([])
        await texts.keep([NOTICE, CONSENT])

        assert await texts.body(NOTICE.digest) == NOTICE.body
        assert await texts.body(CONSENT.digest) == CONSENT.body

    @pytest.mark.asyncio
    async def test_what_was_never_kept_is_not_there(self, texts: TextStore) -> None:
        assert await texts.body(NOTICE.digest) is None
