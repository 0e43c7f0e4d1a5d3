"""The part of the composition root that makes a house of its adapters and use cases."""

import asyncio
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from shutil import disk_usage
from typing import Final

import structlog

from media.supervisor import Supervisor
from server.app.accounts import Accounts
from server.app.attendance import Attendance
from server.app.departures import Departures
from server.app.encoders import Encoders
from server.app.erasures import Erasures
from server.app.exports import Exports
from server.app.imports import Imports
from server.app.invitations import Invitations
from server.app.leads import Leads
from server.app.mail import Mail
from server.app.materials import Materials
from server.app.media import Studio
from server.app.meetings import Meetings
from server.app.presets import Presets
from server.app.readiness import Readiness
from server.app.recipients import Recipients
from server.app.rehearsals import Rehearsals
from server.app.reports import Reports
from server.app.retention import Retention
from server.app.roadshows import Roadshows
from server.app.room import Outside
from server.app.rooms import Rooms
from server.app.sessions import Sessions
from server.app.slips import Slips
from server.app.trail import Trail
from server.app.turn import Turn
from server.app.watching import Watching
from server.app.webhooks import Leaving, Webhooks
from server.app.workbook import Workbook
from server.config import Settings, secret_in
from server.domain.presets import PresetCard
from server.footing import open_files, sockets_beside
from server.http.house import House
from server.http.language import Languages
from server.http.limits import Limits
from server.ports import LogBroken
from server.several import Several
from server.storage import wal
from server.storage.accounts import DatabaseAccounts
from server.storage.catalog import DatabaseCatalog
from server.storage.choices import DatabaseChoices
from server.storage.database import Database
from server.storage.deliveries import DatabaseOutbox
from server.storage.endpoints import DatabaseEndpoints
from server.storage.erasure import DatabaseErasures
from server.storage.feeds import DatabaseFeeds
from server.storage.keys import KeyRing
from server.storage.leads import DatabaseLeads
from server.storage.location import Location
from server.storage.log import DatabaseLog
from server.storage.materials import DatabaseMaterials
from server.storage.rehearsals import DatabaseRehearsals
from server.storage.retention import DatabaseRetention
from server.storage.texts import DatabaseTexts
from server.storage.trail import DatabaseTrail
from server.storage.watching import DatabaseWatching
from server.system import RandomIds, SystemClock
from server.ws.places import Places

BROKEN_DISK: Final = 74  # EX_IOERR of sysexits.h

logger = structlog.get_logger()


@dataclass(frozen=True)
class Basis:
    """What a house is built on, read or opened before it."""

    settings: Settings
    location: Location
    database: Database
    signer: KeyRing
    plane: Supervisor
    turn: Turn
    cards: Mapping[str, PresetCard]
    leaving: Leaving
    several: Several | None


@dataclass(frozen=True)
class Core:
    """What other use cases are made of, and where they keep what is theirs."""

    clock: SystemClock
    ids: RandomIds
    store: DatabaseAccounts
    spans: DatabaseWatching
    documents: DatabaseMaterials
    work: DatabaseLeads
    rooms: Rooms
    accounts: Accounts
    encoders: Encoders
    presets: Presets
    roadshows: Roadshows
    studio: Studio
    watching: Watching
    materials: Materials
    trail: Trail
    workbook: Workbook


def house_on(basis: Basis) -> House:
    """A house in which nothing goes on yet."""
    settings, database, several, core = basis.settings, basis.database, basis.several, _core(basis)
    clock, ids, store, rooms, studio = core.clock, core.ids, core.store, core.rooms, core.studio
    work, workbook, trail, outbox = core.work, core.workbook, core.trail, DatabaseOutbox(database)
    departures = Departures(core.accounts, core.encoders, rooms, studio, shared=several is not None)
    erasures = _erasures(database, core)
    return House(
        accounts=core.accounts,
        sessions=Sessions(core.accounts, store, clock, ids),
        departures=departures,
        invitations=Invitations(store, rooms, trail, clock, ids),
        slips=Slips(store, rooms, erasures, clock, ids),
        encoders=core.encoders,
        erasures=erasures,
        attendance=Attendance(store, rooms, studio),
        recipients=Recipients(store, rooms),
        roadshows=core.roadshows,
        rehearsals=_rehearsals(database, core),
        presets=core.presets,
        materials=core.materials,
        meetings=Meetings(DatabaseFeeds(database), store, rooms, clock, ids),
        rooms=rooms,
        studio=studio,
        webhooks=Webhooks(DatabaseEndpoints(database), outbox, rooms, trail, clock, ids, basis.leaving),
        leads=Leads(work, workbook, clock, ids),
        exports=Exports(work, workbook, trail),
        imports=Imports(work, workbook, rooms, trail, clock, ids),
        watching=core.watching,
        trail=trail,
        readiness=Readiness(rooms.ticking, lambda: disk_usage(settings.data).free, rooms, studio),
        reports=Reports(core.spans, core.documents, rooms, clock),
        retention=Retention(DatabaseRetention(database), rooms, clock),
        mail=Mail(DatabaseChoices(database), sends=bool(settings.smtp_url)),
        languages=Languages(),
        limits=Limits(asyncio.get_running_loop().time, hall=settings.sockets_per_address),
        places=_places(settings),
        clock=clock,
        public_url=settings.origin,
        turn=basis.turn,
        metrics_token=secret_in(settings.metrics_token, "--metrics-token"),
        nodes=several.join(rooms, core.accounts, departures) if several else None,
        wal=None if settings.database else partial(wal.size, basis.location.file),
    )


def _core(basis: Basis) -> Core:
    settings, database, rooms = basis.settings, basis.database, _rooms(basis)
    ids = RandomIds(clock := SystemClock())
    store, catalog = DatabaseAccounts(database), DatabaseCatalog(database)
    presets, studio = Presets(basis.cards, DatabaseTexts(database)), Studio(basis.plane, rooms)
    spans = DatabaseWatching(database, overlapping=basis.several is not None)
    watching, work = Watching(spans, rooms, studio, clock), DatabaseLeads(database)
    documents = DatabaseMaterials(database)
    materials = Materials(documents, rooms, clock, ids)
    return Core(
        clock=clock,
        ids=ids,
        store=store,
        spans=spans,
        documents=documents,
        work=work,
        rooms=rooms,
        accounts=Accounts(store, catalog, clock, ids, timedelta(hours=settings.staff_hours)),
        encoders=Encoders(store, rooms, clock, ids),
        presets=presets,
        roadshows=Roadshows(catalog, rooms, presets, clock, ids),
        studio=studio,
        watching=watching,
        materials=materials,
        trail=Trail(DatabaseTrail(database), store, rooms, clock),
        workbook=Workbook(work, store, rooms, clock, ids, watching.watched, materials.taken),
    )


def _rehearsals(database: Database, core: Core) -> Rehearsals:
    forget, store = (core.studio.remove, core.accounts.clear), DatabaseRehearsals(database)
    return Rehearsals(store, core.roadshows, core.rooms, core.clock, core.ids, forget=forget)


def _places(settings: Settings) -> Places:
    places = Places(min(settings.sockets, sockets_beside(open_files())), settings.sockets_per_address)
    logger.info("sockets.room", most=places.most, per_address=places.by_address)
    return places


def _rooms(basis: Basis) -> Rooms:
    clock, log = SystemClock(), DatabaseLog(basis.database, mails=bool(basis.settings.smtp_url))
    outside = Outside(log=log, clock=clock, ids=RandomIds(clock), signer=basis.signer, broken=stop_at_once)
    return Rooms(outside, basis.several.tenancy if basis.several else None)


def _erasures(database: Database, core: Core) -> Erasures:
    erasures = Erasures(DatabaseErasures(database), core.rooms)
    for forget in (core.accounts.forget, core.watching.forget, core.workbook.forget):
        erasures.on_erased(forget)
    return erasures


def stop_at_once(error: LogBroken) -> None:
    """After a failed sync nothing that is in memory can be trusted to be on disk, so nothing is tidied up."""
    logger.critical("disk.broken", error=str(error))
    os._exit(BROKEN_DISK)
