from collections.abc import Callable
from pathlib import Path

import pytest

from server.domain.kinds import IntentKind
from server.domain.presets import Asked, Gate, RoundField, Shown, Use
from server.storage.presets import SHIPPED, BadPreset, read_preset, read_presets

NAMES = ["cn_qualified", "cn_technology", "eu_generic", "internal", "us_demo_day", "us_ttw_241"]
INTERNAL = (SHIPPED / "internal.2026-11.toml").read_text()
QUALIFIED = (SHIPPED / "cn_qualified.2026-11.toml").read_text()


def written(folder: Path, text: str, name: str = "internal.2026-11.toml") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_six_presets_come_along_and_none_says_that_it_was_reviewed() -> None:
    cards = read_presets([SHIPPED])

    assert sorted(cards) == NAMES
    assert {card.reviewed_by for card in cards.values()} == {""}
    for path in SHIPPED.glob("*.toml"):
        assert "to be reviewed by the operator's lawyer" in path.read_text()


@pytest.mark.parametrize("name", NAMES)
def test_every_text_is_in_both_languages_and_claims_no_compliance(name: str) -> None:
    card = read_presets([SHIPPED])[name]

    for text in card.texts:
        for words in (text.text, *text.parts.values()):
            assert words.zh
            assert words.en
            assert "complian" not in words.en.lower()
            assert "合规" not in words.zh
    assert (card.preset.consent is None) is (name == "internal")
    assert {text.digest for text in card.texts} >= {card.preset.consent} - {None}


def test_no_chinese_preset_shows_a_round_in_public_and_both_limit_who_sees_one() -> None:
    cards = read_presets([SHIPPED])

    for name in ("cn_technology", "cn_qualified"):
        preset = cards[name].preset
        assert Shown.round not in preset.page
        assert preset.recipients
        assert preset.recipients.limit == 200


def test_a_technology_roadshow_takes_no_amount_for_fund_raising_and_has_no_round() -> None:
    preset = read_presets([SHIPPED])["cn_technology"].preset

    for kind in (IntentKind.invest, IntentKind.contribute_as_equity):
        assert not {Asked.amount, Asked.instrument, Asked.valuation} & set(preset.asks(kind) or ())
    assert Asked.amount in (preset.asks(IntentKind.license) or ())
    assert preset.round == ()


def test_a_demo_day_has_two_projects_three_grounds_and_four_lines_of_a_round() -> None:
    preset = read_presets([SHIPPED])["us_demo_day"].preset

    assert preset.least_projects == 2
    assert preset.admission
    assert preset.admission.grounds == ("member_of_sponsor", "believed_accredited", "invited_for_experience")
    assert set(preset.round) == {
        RoundField.instrument, RoundField.amount, RoundField.proceeds, RoundField.unsubscribed,
    }  # fmt: skip
    assert Shown.round not in preset.page


def test_qualified_investors_declare_it_before_they_are_shown_anything() -> None:
    certification = read_presets([SHIPPED])["cn_qualified"].preset.certification

    assert certification
    assert certification.before == (Gate.round, Gate.intent)


def test_a_folder_of_the_operators_overrides_and_adds(tmp_path: Path) -> None:
    written(tmp_path, INTERNAL.replace('en = "Internal"', 'en = "House rules"'))
    written(tmp_path, INTERNAL.replace('id = "internal"', 'id = "mine"'), "mine.2026-11.toml")

    cards = read_presets([SHIPPED, tmp_path])

    assert cards["internal"].preset.title.en == "House rules"
    assert sorted(cards) == sorted([*NAMES, "mine"])


def test_the_latest_version_in_a_folder_counts(tmp_path: Path) -> None:
    written(tmp_path, INTERNAL)
    written(tmp_path, INTERNAL.replace('"2026-11"', '"2026-12"'), "internal.2026-12.toml")

    assert read_presets([tmp_path])["internal"].preset.version == "2026-12"


def test_a_changed_text_has_another_hash_and_the_others_keep_theirs(tmp_path: Path) -> None:
    before = read_preset(written(tmp_path, QUALIFIED, "cn_qualified.2026-11.toml"))
    after = read_preset(written(tmp_path, QUALIFIED.replace("自己的陈述", "本人的陈述"), "cn_qualified.2026-11.toml"))

    old, new = ({text.use: text.digest for text in card.texts} for card in (before, after))
    assert {use for use in Use if old[use] != new[use]} == {Use.certification}


WRONG: dict[str, tuple[Callable[[str], str], str]] = {
    "no TOML": (lambda text: text + "\n=", "Invalid"),
    "unknown field": (lambda text: "colour = 1\n" + text, "colour"),
    "missing language": (lambda text: text.replace('en = "Internal"', ""), "title"),
    "unknown kind": (lambda text: text.replace('"pilot"', '"gamble"'), "gamble"),
    "unknown line": (lambda text: text.replace('"proceeds"', '"profit"'), "profit"),
    "another name": (lambda text: text.replace('"2026-11"', '"2026-10"'), "internal.2026-10.toml"),
    "narrowed": (
        lambda text: text.replace("[round]", "[form.narrowed]\ntalk = []\n[round]").replace(', "talk"', ""),
        "",
    ),
    "warn above limit": (lambda text: text + "\n[recipients]\nlimit = 10\nwarn = 11\n", "recipients.warn"),
    "notice before a round": (
        lambda text: text + '\n[notice]\nbefore = "round"\nzh = "甲"\nen = "a"\n',
        "notice.before",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_bad_file_is_refused_in_a_line_with_its_name_and_the_place(tmp_path: Path, case: str) -> None:
    change, named = WRONG[case]
    path = written(tmp_path, change(INTERNAL))

    with pytest.raises(BadPreset) as refused:
        read_preset(path)

    assert str(refused.value).startswith(f"{path}: ")
    assert named in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('"deemed"]', '"deemed", "rumour"]', "certification.words"),
        ('"prior_relationship"]', '"prior_relationship", "rumour"]', "admission.words"),
        ('before = ["round", "intent"]', 'before = ["amount"]', "certification.before"),
        ("{recipient}", "somebody", "{recipient}"),
    ],
)
def test_every_ground_and_basis_has_its_words(tmp_path: Path, old: str, new: str, named: str) -> None:
    with pytest.raises(BadPreset, match=named):
        read_preset(written(tmp_path, QUALIFIED.replace(old, new), "cn_qualified.2026-11.toml"))


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadPreset, match="no folder"):
        read_presets([tmp_path / "none"])
