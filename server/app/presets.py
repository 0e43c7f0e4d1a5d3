"""Presets at work: which there are, the choice of one, and the texts behind a hash for as long as the house stands."""

from collections.abc import Mapping, Sequence

from server.domain.presets import PresetCard
from server.errors import Missing
from server.ports import TextStore


class Presets:
    """The presets that were read at the start, and the texts of all that were ever chosen."""

    def __init__(self, cards: Mapping[str, PresetCard], store: TextStore) -> None:
        """Take the presets by id and where texts are kept."""
        self._cards = cards
        self._store = store

    @property
    def cards(self) -> Sequence[PresetCard]:
        """What there is to choose from, by id."""
        return [self._cards[id] for id in sorted(self._cards)]

    def card(self, id: str) -> PresetCard:
        """One preset as it is now; raises Missing."""
        if (found := self._cards.get(id)) is None:
            raise Missing("preset_missing", ", ".join(sorted(self._cards)))
        return found

    async def keep(self, card: PresetCard) -> None:
        """Keep what a log is about to refer to, before it does."""
        await self._store.keep(card.texts)

    async def text(self, digest: str) -> bytes:
        """The bytes of a text, whose SHA-256 this is; raises Missing."""
        if (body := await self._store.body(digest)) is None:
            raise Missing("text_missing")
        return body
