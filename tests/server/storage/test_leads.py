from datetime import date

import pytest

from server.domain.leads import LeadOpened
from server.domain.merging import Merge, Parting
from server.domain.messages import LeadId, PersonId, RoadshowId
from server.domain.workspace import Change, LeadStage, Note, NoteId, Work, WorkChange
from server.errors import Conflict, Missing, Rejected
from server.storage.database import Database
from server.storage.leads import DatabaseLeads, erase_leads
from tests.contracts.account_store import HOST, LATER, NOW, ROADSHOW
from tests.server.storage.test_catalog import recorded
from tests.server.storage.test_projections import ANN, LEAD, PROJECT

OTHER, BEN = LeadId("lea_2"), PersonId("per_ben")
CHANGE = WorkChange(version=0, owner=HOST.id, stage=LeadStage.meeting, due=date(2026, 4, 1))
NOTE = Note(note=NoteId("not_1"), lead=LEAD, by=HOST.id, at=NOW, text="rang")


@pytest.fixture
def leads(database: Database) -> DatabaseLeads:
    return DatabaseLeads(database)


async def opened(database: Database) -> None:
    await recorded(
        database,
        ROADSHOW,
        LeadOpened(lead=LEAD, person=ANN, project=PROJECT, number=1),
        LeadOpened(lead=OTHER, person=BEN, project=PROJECT, number=2),
    )


async def revised(leads: DatabaseLeads, lead: LeadId, change: WorkChange) -> Work:
    (result,) = await leads.revise(ROADSHOW, [(lead, change)], HOST.id, LATER)
    assert isinstance(result, Work), result
    return result


@pytest.mark.asyncio
async def test_a_change_is_the_next_version_and_stays(database: Database, leads: DatabaseLeads) -> None:
    await opened(database)

    first = await revised(leads, LEAD, CHANGE)
    second = await revised(leads, LEAD, WorkChange(version=1, due=None))

    assert (first.version, first.due) == (1, date(2026, 4, 1))
    assert (second.version, second.owner, second.stage, second.due) == (2, HOST.id, "meeting", None)
    assert (await leads.works(ROADSHOW))[0] == second


@pytest.mark.asyncio
async def test_some_leads_can_be_read_alone(database: Database, leads: DatabaseLeads) -> None:
    await opened(database)

    changed = await revised(leads, OTHER, CHANGE)

    assert await leads.works(ROADSHOW, [OTHER, LeadId("lea_none")]) == [changed]
    assert await leads.works(RoadshowId("rsh_2"), [OTHER]) == await leads.works(ROADSHOW, []) == []


@pytest.mark.asyncio
async def test_every_change_says_who_made_which_field_what(database: Database, leads: DatabaseLeads) -> None:
    await opened(database)

    await revised(leads, LEAD, CHANGE)

    change = Change(
        number=1,
        lead=LEAD,
        by=HOST.id,
        at=LATER,
        before={"owner": None, "stage": "new", "due": None},
        after={"owner": HOST.id, "stage": "meeting", "due": "2026-04-01"},
    )
    assert await leads.changes(ROADSHOW) == await leads.changes(ROADSHOW, [LEAD]) == [change]
    assert await leads.changes(ROADSHOW, [OTHER]) == await leads.changes(RoadshowId("rsh_2")) == []


@pytest.mark.asyncio
async def test_of_several_changes_those_that_can_be_made_are(database: Database, leads: DatabaseLeads) -> None:
    await opened(database)
    await revised(leads, LEAD, CHANGE)
    nothing = (LeadId("lea_none"), CHANGE)

    stale, missing, made = await leads.revise(ROADSHOW, [(LEAD, CHANGE), nothing, (OTHER, CHANGE)], HOST.id, LATER)

    assert isinstance(stale, Conflict)
    assert stale.code == "version_stale"
    assert isinstance(missing, Missing)
    assert isinstance(made, Work)
    assert len(await leads.changes(ROADSHOW)) == 2
    (elsewhere,) = await leads.revise(RoadshowId("rsh_2"), [(OTHER, CHANGE)], HOST.id, LATER)
    assert isinstance(elsewhere, Rejected)


@pytest.mark.asyncio
async def test_a_note_is_written_changed_and_taken_away_and_the_lead_knows(
    database: Database, leads: DatabaseLeads
) -> None:
    await opened(database)

    work = await leads.write(ROADSHOW, NOTE)
    changed = await leads.rewrite(ROADSHOW, NOTE.note, 1, "rang twice", HOST.id, LATER)
    (note,) = await leads.notes(ROADSHOW, [LEAD])
    gone = await leads.strike(ROADSHOW, NOTE.note, 2, HOST.id, LATER)

    assert (work.version, work.notes, work.last_note) == (0, 1, "rang")
    assert (changed.last_note, note.text, note.version, note.edited_at) == ("rang twice", "rang twice", 2, LATER)
    assert (gone.notes, gone.last_note, await leads.notes(ROADSHOW)) == (0, "", [])
    assert [(one.before, one.after, one.about) for one in await leads.changes(ROADSHOW)] == [
        ({"note": "rang twice"}, {}, NOTE.note),
        ({"note": "rang"}, {"note": "rang twice"}, NOTE.note),
        ({}, {"note": "rang"}, NOTE.note),
    ]


@pytest.mark.asyncio
async def test_a_note_belongs_to_its_author(database: Database, leads: DatabaseLeads) -> None:
    await opened(database)
    await leads.write(ROADSHOW, NOTE)

    with pytest.raises(Conflict, match="note_foreign"):
        await leads.rewrite(ROADSHOW, NOTE.note, 1, "mine", BEN, LATER)
    with pytest.raises(Conflict, match="note_foreign"):
        await leads.strike(ROADSHOW, NOTE.note, 1, BEN, LATER)
    with pytest.raises(Missing, match="note_missing"):
        await leads.strike(RoadshowId("rsh_2"), NOTE.note, 1, HOST.id, LATER)
    with pytest.raises(Missing, match="lead_missing"):
        await leads.write(RoadshowId("rsh_2"), NOTE)

    assert await leads.notes(ROADSHOW) == [NOTE]


@pytest.mark.asyncio
async def test_a_merge_sets_a_pointer_and_is_undone(database: Database, leads: DatabaseLeads) -> None:
    await opened(database)
    before = (await leads.works(ROADSHOW))[1]

    merged = await leads.merge(ROADSHOW, OTHER, Merge(version=0, into=LEAD), HOST.id, LATER)
    parted = await leads.merge(ROADSHOW, OTHER, Parting(version=1), HOST.id, LATER)

    assert (merged.merged_into, parted.merged_into, parted.stage) == (LEAD, None, before.stage)
    assert [one.after for one in await leads.changes(ROADSHOW)] == [{"merged_into": None}, {"merged_into": LEAD}]
    with pytest.raises(Missing):
        await leads.merge(ROADSHOW, LeadId("lea_none"), Parting(version=1), HOST.id, LATER)


@pytest.mark.asyncio
async def test_erasing_a_person_leaves_the_leads_and_nothing_that_was_written_of_them(
    database: Database, leads: DatabaseLeads
) -> None:
    await opened(database)
    await revised(leads, LEAD, WorkChange(version=0, next_step="Call Ann", tags=("ann",), owner=HOST.id))
    await leads.write(ROADSHOW, NOTE)

    assert await database.run(lambda connection: erase_leads(connection, ANN, HOST.id, LATER, ROADSHOW)) == 1

    erased, kept = await leads.works(ROADSHOW)
    assert (erased.stage, erased.next_step, erased.tags, erased.last_note) == (LeadStage.erased, "", (), "")
    assert kept.stage is LeadStage.new
    assert await leads.notes(ROADSHOW) == []
    assert [(one.before, one.after) for one in await leads.changes(ROADSHOW)] == [
        ({"stage": "new"}, {"stage": "erased"})
    ]
