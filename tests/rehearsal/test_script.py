"""Scripts are read strictly, and scaled to the minutes that are wanted."""

from pathlib import Path

import pytest

from rehearsal.script import BadScript, read


def test_the_script_that_comes_along_rehearses_everything() -> None:
    script = read()

    for field in ("media", "questions", "votes", "intents", "drop", "idle"):
        assert any(getattr(phase, field) for phase in script.phase), field
    assert [phase.show for phase in script.phase if phase.show] == ["pitch", "questions", "pitch", "questions"]
    assert script.pitches == 2
    assert script.lasting(6).seconds == pytest.approx(360)
    assert script.lasting(6).phase[1].seconds == pytest.approx(script.phase[1].seconds * 360 / script.seconds)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "phase = []",
        '[[phase]]\ntitle = { en = "A", zh = "A" }\nseconds = 0',
        '[[phase]]\ntitle = { en = "A", zh = "A" }\nseconds = 1\nviewers = 2',
        '[[phase]]\ntitle = { en = "A", zh = "A" }\nseconds = 1\nintents = 9999',
        '[[phase]]\ntitle = { en = "A", zh = "A" }\nseconds = 1\nshow = "dance"',
        '[[phase]]\ntitle = { en = "A", zh = "A" }\nseconds = 1\nintent = 1',
        '[[phase]]\ntitle = { en = "A", zh = "A" }\nseconds = 1\nshow = "questions"',
        '[[phase]]\ntitle = { en = "A", zh = "A" }\nseconds = 1\nshow = "end"',
    ],
)
def test_what_is_no_script_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "script.toml").write_text(text)

    with pytest.raises(BadScript, match=r"script\.toml cannot be played"):
        read(tmp_path / "script.toml")


def test_a_script_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadScript):
        read(tmp_path / "none.toml")
