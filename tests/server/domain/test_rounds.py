from hypothesis import given, settings
from hypothesis import strategies as st

from server.domain.kinds import Instrument
from server.domain.law import RoundTerms
from server.domain.law_views import own_round, recipients
from server.domain.messages import Actor, Bilingual, ProjectId, Role
from server.domain.presets import Admission, Certification, Gate, Preset, Recipients, RoundField
from server.domain.rounds import DescribeRound, OpenRound, RoundDescribed, RoundOpened
from server.domain.suitability import GiveCertificate, RecordGround, WithdrawCertificate
from server.errors import Rejected
from server.storage.presets import SHIPPED, read_presets
from tests.server.domain.story import HOST, IRIS, IVAN, PROJECT_A, PROJECT_B, Story, actor, planned

CARDS = read_presets([SHIPPED])
SEEKS = RoundTerms(instrument=Instrument.equity, amount=500, proceeds=Bilingual(en="<a factory>"))
DESCRIBE, OPEN_A = DescribeRound(project=PROJECT_A, terms=SEEKS), OpenRound(project=PROJECT_A)
CROWD = [actor(f"investor{number}", Role.investor) for number in range(6)]
TEXT = "c" * 64


def test_an_investor_is_shown_a_version_once_and_a_later_one_only_when_asking_again() -> None:
    story = planned().given(HOST, DESCRIBE)
    assert own_round(story.state, PROJECT_A, IRIS.person) is None

    story.when(IRIS, OPEN_A).then(RoundOpened(person=IRIS.person, project=PROJECT_A, version=1))
    story.when(IRIS, OPEN_A).refused("round_state")
    shown = own_round(story.state, PROJECT_A, IRIS.person)
    assert shown is not None
    assert shown.terms == SEEKS

    story.given(HOST, DescribeRound(project=PROJECT_A, terms=RoundTerms(amount=900)))
    assert own_round(story.state, PROJECT_A, IRIS.person) is None
    story.when(IRIS, OPEN_A).then(RoundOpened(person=IRIS.person, project=PROJECT_A, version=2))


def test_a_round_that_was_taken_away_comes_back_under_a_new_version() -> None:
    story = planned().given(HOST, DESCRIBE).given(IRIS, OPEN_A)

    story.given(HOST, DescribeRound(project=PROJECT_A, terms=None))
    story.when(IRIS, OPEN_A).refused("round_missing")
    story.when(HOST, DescribeRound(project=PROJECT_A, terms=None)).refused("round_missing")
    story.when(HOST, DESCRIBE).then(RoundDescribed(project=PROJECT_A, version=3, terms=SEEKS))
    assert own_round(story.state, PROJECT_A, IRIS.person) is None


def test_only_what_the_preset_lets_be_said_is_taken() -> None:
    four = CARDS["us_demo_day"].preset

    planned(preset=CARDS["cn_technology"].preset).when(HOST, DESCRIBE).refused("field_refused")
    planned(preset=four).when(HOST, DESCRIBE).then(RoundDescribed)
    valued = RoundTerms(amount=5, valuation=Bilingual(en="<high>"))
    planned(preset=four).when(HOST, DescribeRound(project=PROJECT_A, terms=valued)).refused("field_refused")


def test_terms_that_say_nothing_or_contradict_themselves_are_refused() -> None:
    def describe(terms: RoundTerms, project: ProjectId = PROJECT_A) -> DescribeRound:
        return DescribeRound(project=project, terms=terms)

    story = planned()
    story.when(HOST, describe(RoundTerms(proceeds=Bilingual(en=" ")))).refused("text_empty")
    story.when(HOST, describe(RoundTerms(amount=5, unsubscribed=6))).refused("amount_range")
    story.when(HOST, describe(RoundTerms(amount=5, currency="JPY"))).refused("currency_refused")
    story.when(HOST, describe(SEEKS, ProjectId("prj_nowhere"))).refused("project_missing")
    story.when(HOST, describe(RoundTerms(unsubscribed=0))).then(RoundDescribed)


def test_up_to_the_limit_distinct_persons_are_shown_terms_and_not_one_more() -> None:
    preset = Preset(recipients=Recipients(limit=3, warn=2))
    story = planned(preset=preset).given(HOST, DESCRIBE)
    story.given(HOST, DescribeRound(project=PROJECT_B, terms=SEEKS))
    fills = []
    for who in CROWD[:3]:
        story.given(who, OPEN_A, OpenRound(project=PROJECT_B))
        fills.append(recipients(story.state, "recipients").fill)

    story.when(CROWD[3], OPEN_A).refused("recipients_full")
    assert fills == ["fine", "near", "full"]
    assert recipients(story.state, "recipients").count == 3
    story.given(HOST, DESCRIBE).given(CROWD[0], OPEN_A)


def test_qualified_investors_are_sent_terms_only_with_a_ground_and_a_declaration_that_hold() -> None:
    preset = CARDS["cn_qualified"].preset
    assert preset.certification
    declare = GiveCertificate(basis="income", text=preset.certification.text)
    story = planned(preset=preset).given(HOST, DESCRIBE)

    story.when(IRIS, OPEN_A).refused("not_suitable")
    story.given(HOST, RecordGround(person=IRIS.person, ground="qualified_investor"))
    story.when(IRIS, OPEN_A).refused("not_certified")
    story.given(IRIS, declare).later(181 * 86_400).when(IRIS, OPEN_A).refused("certification_expired")
    story.given(IRIS, declare).given(IRIS, OPEN_A)
    shown = own_round(story.state, PROJECT_A, IRIS.person)
    assert shown is not None
    assert shown.terms is not None

    story.given(IRIS, WithdrawCertificate())
    assert own_round(story.state, PROJECT_A, IRIS.person) is None
    assert own_round(story.state, PROJECT_A, IVAN.person) is None


STRICT = Preset(
    admission=Admission(text="a" * 64, grounds=("invited",)),
    certification=Certification(text=TEXT, bases=("income",), before=(Gate.round,), days=2),
    recipients=Recipients(limit=3, warn=2),
    round=(RoundField.amount,),
)
MOVES = st.tuples(st.integers(0, 6), st.sampled_from(CROWD), st.sampled_from([PROJECT_A, PROJECT_B]))


def move(story: Story, what: int, who: Actor, project: ProjectId) -> None:
    acts = (
        (HOST, RecordGround(person=who.person, ground="invited")),
        (HOST, RecordGround(person=who.person, ground=None)),
        (who, GiveCertificate(basis="income", text=TEXT)),
        (who, WithdrawCertificate()),
        (who, OpenRound(project=project)),
        (HOST, DescribeRound(project=project, terms=RoundTerms(amount=7))),
        (HOST, DescribeRound(project=project, terms=None)),
    )
    try:
        story.later(3600).act(*acts[what])
    except Rejected:
        return


@settings(max_examples=150)
@given(st.lists(MOVES, max_size=60))
def test_whoever_is_sent_terms_was_counted_before_and_passes_the_gates(
    moves: list[tuple[int, Actor, ProjectId]],
) -> None:
    story = planned(preset=STRICT)
    for what, who, project in moves:
        move(story, what, who, project)
        state = story.state
        assert len(state.law.recipients) <= 3
        for one in CROWD:
            for key in (PROJECT_A, PROJECT_B):
                view = own_round(state, key, one.person)
                if view is None or view.terms is None:
                    continue
                assert one.person in state.law.recipients
                assert one.person in state.law.grounds
                assert one.person in state.law.certificates
                assert state.law.opened[(one.person, key)] == state.law.rounds[key].version
