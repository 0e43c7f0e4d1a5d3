from demo.programme import PITCHES, plan


def test_everything_is_said_in_both_languages() -> None:
    planned = plan()

    texts = [planned["title"], planned["host"], planned["summary"]]
    texts += [pitch[field] for pitch in PITCHES for field in ("title", "summary", "team", "field")]
    assert all(text["zh"] and text["en"] for text in texts)
