from datetime import timedelta
from pathlib import Path

import pytest

from server.app import retention
from server.app.feed import CHANGED, Viewer
from server.app.wire import Hello
from server.domain.accounts import Place
from server.domain.audit import Audit, record
from server.domain.retention import Records
from server.errors import Unauthenticated
from tests.server.app.home import Desk, desk_in
from tests.server.app.house import Line
from tests.server.app.test_erasures import asked
from tests.server.app.test_slips import command
from tests.server.http.home import at

YEAR = 366 * 86400

pytestmark = pytest.mark.usefixtures("either")


async def ended(desk: Desk) -> tuple[Place, str]:
    """A roadshow that is over, and its investor's secret."""
    host, _, signed = await asked(desk)
    await command(desk, host, '{"type":"roadshow.end"}')
    return host, signed.secret


@pytest.mark.asyncio
async def test_nothing_goes_before_its_time(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        host, _ = await ended(desk)
        desk.clock.pass_by(364 * 86400)

        assert await desk.house.retention.run() == []
        (one,) = await desk.house.retention._store.expiring()
        assert one.until == (await desk.house.rooms.state(host.seat.roadshow)).ended_at + timedelta(days=365)  # type: ignore[operator]


@pytest.mark.asyncio
async def test_what_is_past_its_time_goes_and_the_log_says_so_and_stays_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "AT_ONCE", 1)
    async with desk_in(tmp_path) as desk:
        host, secret = await ended(desk)
        desk.clock.pass_by(YEAR)
        line = Line()
        feed = (await desk.house.rooms.live(host.seat.roadshow)).feed
        feed.attach(Viewer(host.actor, line), Hello())

        done = await desk.house.retention.run()
        feed.tick(1.0)

        assert done == [(host.seat.roadshow, Records(texts=3, leads=1, people=1))]
        assert line.code == CHANGED
        state = await desk.house.rooms.state(host.seat.roadshow)
        assert ([one.text for one in state.questions.values()], state.erased_at) == ([None], desk.clock.now())
        with pytest.raises(Unauthenticated):
            await desk.house.accounts.session(secret)
        assert [one.name for one in await desk.house.attendance.all(host)] == ["Olga", ""]
        rows = await desk.house.rooms._outside.log.read(host.seat.roadshow, 0, 100)
        assert Audit(host.seat.roadshow).of(map(record, rows)) is None
        assert await desk.house.retention.run() == []


@pytest.mark.asyncio
async def test_broken_off_it_goes_on_where_it_was_and_says_all_of_it(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        host, _ = await ended(desk)
        desk.clock.pass_by(YEAR)
        await desk.house.retention._store.erase_some(host.seat.roadshow, desk.clock.now(), 1)

        ((_, records),) = await desk.house.retention.run()

        assert (records.texts, records.people) == (3, 1)


@pytest.mark.asyncio
async def test_one_that_was_never_ended_counts_from_what_somebody_did_last(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        await asked(desk)
        desk.clock.pass_by(364 * 86400)
        early = await desk.house.retention.run()
        desk.clock.pass_by(2 * 86400)

        assert (early, len(await desk.house.retention.run())) == ([], 1)


@pytest.mark.asyncio
async def test_it_looks_at_the_start_and_once_a_day(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        host, _ = await ended(desk)
        desk.house.retention.start()
        await desk.clock.waited_for()
        with at(tmp_path).reader().connect() as connection:
            before = connection.exec_driver_sql("SELECT count(*) FROM event_private").one()
        desk.clock.pass_by(YEAR)
        await desk.clock.waited_for()
        await desk.house.retention.close()

        assert before == (3,)
        assert (await desk.house.rooms.state(host.seat.roadshow)).erased_at is not None
