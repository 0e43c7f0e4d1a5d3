import pytest

from server.app.presets import Presets
from server.errors import Missing
from server.storage.presets import SHIPPED, read_presets
from tests.contracts.text_store import MemoryTexts

CARDS = read_presets([SHIPPED])


def test_a_preset_is_chosen_by_its_id() -> None:
    presets = Presets(CARDS, MemoryTexts())

    assert presets.card("internal").preset.id == "internal"
    assert [card.preset.id for card in presets.cards] == sorted(CARDS)
    with pytest.raises(Missing, match="cn_technology"):
        presets.card("atlantis")


@pytest.mark.asyncio
async def test_a_text_that_was_kept_stays_when_its_file_says_something_else() -> None:
    store = MemoryTexts()
    card = CARDS["cn_technology"]
    assert card.preset.notice

    await Presets(CARDS, store).keep(card)
    later = Presets({}, store)

    assert await later.text(card.preset.notice.text) in [text.body for text in card.texts]
    with pytest.raises(Missing, match="text_missing"):
        await later.text("0" * 64)
