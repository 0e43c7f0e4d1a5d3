from datetime import date

from server.app.lead_rows import LeadRow
from server.app.lead_sheets import LeadSheet, Written
from server.domain.course import IntentState
from server.domain.kinds import Instrument, IntentKind
from server.domain.messages import (
    Amount,
    Bilingual,
    IntentId,
    LeadId,
    PersonId,
    PitchId,
    ProjectId,
)
from server.domain.scoring import Score
from server.domain.terms import Level, Terms
from server.domain.views import IntentView, LeadView
from server.domain.workspace import LeadStage, LostReason, Note, NoteId
from server.http.leads import LEAD, WORK, exported
from tests.contracts.account_store import HOST, NOW

VIEW = LeadView(
    lead=LeadId("lea_1"),
    project=ProjectId("prj_1"),
    number=7,
    person=None,
    name=None,
    organisation=None,
    first_at=NOW,
    last_at=NOW,
    questions=1,
    votes=2,
    intents=3,
)


def intent(terms: Terms, comment: str | None = None) -> IntentView:
    return IntentView(
        intent=IntentId("int_1"),
        project=ProjectId("prj_1"),
        pitch=PitchId("pit_1"),
        number=7,
        version=1,
        terms=terms,
        comment=comment,
        condition=None,
        nda_reference=None,
        provenance=None,
        person=PersonId("per_1"),
        name=None,
        organisation=None,
        content="",
        stated_at=NOW,
        at=NOW,
        seq=1,
        since=NOW,
        state=IntentState.submitted,
        feedback=None,
        reason=None,
    )


def sheet(*intents: IntentView, note: str = "") -> LeadSheet:
    row = LeadRow(
        lead=VIEW.lead,
        revision=1,
        view=VIEW,
        contact=None,
        consented=False,
        intents=(),
        watched=0,
        waiting=False,
        score=Score(total=40, intent=40, fit=0, engagement=0, recency=0),
        merged=(),
        version=0,
        owner=HOST.id,
        stage=LeadStage.disqualified,
        lost_reason=LostReason.timing,
        next_step="",
        due=None,
        tags=("a", "b"),
        fit=(),
        do_not_contact=True,
        channels=(),
        external={},
        notes=1,
        last_note=note,
    )
    written = Note(note=NoteId("not_1"), lead=VIEW.lead, by=HOST.id, at=NOW, text=note)
    return LeadSheet(
        row=row,
        project_title=Bilingual(zh="涂料", en="Paint"),
        owner="Olga",
        merged=[],
        intents=list(intents),
        story=[],
        notes=[Written(note=written, author="Olga")] if note else [],
        changes=[],
        twins=[],
    )


def table(*sheets: LeadSheet) -> list[list[str]]:
    lines = exported(sheets).decode("utf-8-sig").splitlines()
    return [line[1:-1].split('","') for line in lines]


def test_without_leads_the_header_is_there() -> None:
    assert table() == [[*LEAD, *WORK]]


def test_a_lead_without_a_name_is_a_number() -> None:
    header, row = table(sheet())

    cells = dict(zip(header, row, strict=True))
    assert (cells["number"], cells["name"], cells["contact"], cells["project_title"]) == ("7", "", "", "涂料")
    assert (cells["questions"], cells["votes"], cells["intents"]) == ("1", "2", "0")


def test_every_kind_that_somebody_stated_has_its_columns_and_an_empty_place_for_the_others() -> None:
    money = Amount(minimum=100, maximum=250, currency="USD")
    invest = Terms(kind=IntentKind.invest, level=Level.soft_committed, amount=money, instrument=Instrument.safe)
    talk = Terms(kind=IntentKind.talk, decide_by=date(2026, 5, 1))

    header, first, second = table(sheet(intent(talk, "=1")), sheet(intent(invest), note="-"))

    talked, invested = dict(zip(header, first, strict=True)), dict(zip(header, second, strict=True))
    assert header.index("invest_level") < header.index("talk_level")
    assert (talked["talk_decide_by"], talked["talk_comment"], talked["invest_level"]) == ("2026-05-01", "'=1", "")
    assert (invested["invest_level"], invested["invest_instrument"]) == ("soft_committed", "safe")
    assert (invested["invest_amount_min_minor"], invested["invest_amount_max_minor"]) == ("100", "250")
    assert (invested["invest_currency"], invested["talk_level"], invested["notes"]) == ("USD", "", "'-")


def test_the_work_on_a_lead_is_in_the_file() -> None:
    header, row = table(sheet(note="rang"))

    cells = dict(zip(header, row, strict=True))
    assert (cells["score"], cells["owner"], cells["stage"], cells["lost_reason"]) == (
        *("40", "Olga", "disqualified", "timing"),
    )
    assert (cells["tags"], cells["do_not_contact"], cells["notes"]) == ("a, b", "yes", "rang")
