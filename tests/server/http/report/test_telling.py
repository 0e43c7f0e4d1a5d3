import pytest
from msgspec.structs import replace

from server.domain.visibility import Audience
from server.http.language import Languages
from server.http.report.telling import ROWS, told
from server.http.report.told import Told
from tests.server.domain.story import INES, IRIS, Story
from tests.server.http.report.evening import OWN, STAFF, empty, full, read

LANGUAGES = Languages()


def tell(story: Story, language: str = "en", audience: Audience = OWN) -> Told:
    return told(read(story, audience), story.state.plan, LANGUAGES[language])


def test_the_head_says_what_was_when_and_how_long() -> None:
    said = tell(full())

    assert (said.title, said.roadshow) == ("Project a", "Evening")
    assert said.when == "Tuesday, 24 November 2026 16:00 – 16:01"
    assert said.length == "1:40"
    assert said.as_of == "As of 24 Nov, 16:02"


def test_figures_are_counts_and_ranges_each_currency_for_itself() -> None:
    said = tell(full())

    assert [(fact.label, fact.value, fact.note) for fact in said.facts] == [
        ("People who watched", "3", "at most 3 at once, 2 on average"),
        ("Questions", "2", "1 unanswered"),
        ("Intents", "2", "from 2 parties"),
        ("Responses owed", "2", "neither accepted nor declined"),
        ("Stated, not binding", "CN¥1M – CN¥3M", "from 1 party"),
    ]


def test_a_question_says_who_asked_when_unless_they_did_not_want_it_known() -> None:
    ours, theirs = tell(full()).questions, tell(full(), audience=STAFF).questions

    assert [(asked.text, asked.waits, asked.answer) for asked in ours] == [
        ("=1+1?", True, ""),
        ("良率多少？ <x> & 𠮷", False, "92%"),
    ]
    assert [asked.who for asked in ours] == ["Anonymous", f"{IRIS.name} · {IRIS.organisation}"]
    assert theirs[0].who == "Name of ivan · House of ivan (Anonymous)"
    assert [(asked.when, asked.votes) for asked in ours] == [("1:00", "0 votes"), ("0:30", "1 vote")]


def test_what_was_erased_is_said_to_be() -> None:
    found = read(full())
    gone = [replace(question, text=None, name=None, organisation=None) for question in found.questions]

    asked = told(replace(found, questions=gone), full().state.plan, LANGUAGES["en"]).questions

    assert [(each.text, each.who) for each in asked] == [
        ("The text was erased.", "Anonymous"),
        ("The text was erased.", "Name erased"),
    ]


def test_an_intent_says_its_terms_and_a_number_where_there_is_no_name() -> None:
    first, second, third = tell(full()).intents

    assert (first.who, first.what) == (f"{INES.name} · {INES.organisation}", "Invest")
    assert first.details == [("By", "Equity")]
    assert (first.level, first.amount, first.when) == ("Considering", "CN¥1M – CN¥3M", "1:15")
    assert (second.who, second.what) == ("Investor 1", "Pilot")
    assert [(each.mark, each.over) for each in (first, third)] == [("On record", False), ("Withdrawn", True)]


def test_a_response_that_is_owed_says_until_when_and_how_long_that_is() -> None:
    first, _, third = tell(full()).intents

    assert first.due == "Response owed by 26 Nov, 16:01, 2 days left"
    assert third.due == ""
    assert "还剩" in tell(full(), "zh").intents[0].due


def test_what_was_taken_back_is_in_no_bar() -> None:
    kinds, states, amounts = tell(full()).groups

    assert [(bar.label, bar.count, bar.share) for bar in kinds.bars] == [("Invest", 1, 1), ("Pilot", 1, 1)]
    assert [(bar.label, bar.count) for bar in states.bars] == [("On record", 2)]
    assert [(bar.label, bar.count) for bar in amounts.bars] == [("CN¥1M to below CN¥10M", 1)]
    assert amounts.title == "By amount, low end, in CNY"


def test_the_plot_is_said_in_words_and_as_a_table() -> None:
    said = tell(full())

    assert said.summary == (
        "At most 3 watched at once, first at 0:40; 2 on average over 1:40. "
        "Interest while it lasted: questions 2, votes 1, intents 3."
    )
    assert [(row.begins, row.watching, list(row.counts)) for row in said.stretches] == [
        ("0:00", 2, [0, 0, 0]),
        ("0:30", 3, [1, 0, 0]),
        ("1:00", 2, [1, 1, 3]),
        ("1:30", 2, [0, 0, 0]),
    ]
    assert len(said.stretches) <= ROWS


def test_a_pitch_without_anything_says_so() -> None:
    said = tell(empty())

    assert said.summary.startswith("Nobody watched.")
    assert said.facts[0].note == ""
    assert (said.questions, said.intents, said.groups) == ([], [], [])


@pytest.mark.parametrize("story", [empty(), full()])
def test_in_chinese_nothing_is_left_in_english(story: Story) -> None:
    said = tell(story, "zh")

    ours = [*(fact.label for fact in said.facts), said.summary, said.standing, said.counting, said.as_of]
    for text in (*ours, *said.sorts.values(), *(group.title for group in said.groups)):
        assert any("\u4e00" <= char <= "\u9fff" for char in text), text
        assert "{" not in text
