"""Endpoints on a database: what `server.ports.EndpointStore` promises."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, delete, func, insert, select, update

from server.domain.endpoints import BodyFormat, Endpoint, EndpointId, EndpointState, Secret
from server.domain.ledger import stamp
from server.domain.messages import PersonId, RoadshowId, SeatId
from server.storage.database import Database
from server.storage.outbox_tables import endpoint
from server.storage.rows import time


class DatabaseEndpoints:
    """Each method is one transaction on the database's thread."""

    def __init__(self, database: Database) -> None:
        """Take a database whose schema is up to date."""
        self._run = database.run

    async def endpoints(self, roadshow: RoadshowId) -> Sequence[Endpoint]:
        """All of a roadshow."""
        query = select(endpoint).where(endpoint.c.roadshow == roadshow).order_by(endpoint.c.id)
        return [to_endpoint(row) for row in await self._run(lambda connection: connection.execute(query).all())]

    async def add(self, one: Endpoint, most: int) -> bool:
        """Count first, in the same transaction."""
        return await self._run(lambda connection: _add(connection, one, most))

    async def replace(self, one: Endpoint) -> None:
        """The whole row."""
        change = update(endpoint).where(endpoint.c.id == one.id).values(_values(one))
        await self._run(lambda connection: connection.execute(change))

    async def remove(self, roadshow: RoadshowId, wanted: EndpointId) -> bool:
        """The row; its deliveries and their attempts go with it."""
        gone = delete(endpoint).where(endpoint.c.roadshow == roadshow, endpoint.c.id == wanted)
        return await self._run(lambda connection: connection.execute(gone).rowcount > 0)


def _add(connection: Connection, one: Endpoint, most: int) -> bool:
    there = select(func.count()).select_from(endpoint).where(endpoint.c.roadshow == one.roadshow)
    if connection.execute(there).scalar_one() >= most:
        return False
    connection.execute(insert(endpoint).values(_values(one)))
    return True


def _values(one: Endpoint) -> dict[str, object]:
    return {
        "id": one.id,
        "roadshow": one.roadshow,
        "seat": one.seat,
        "person": one.person,
        "url": one.url,
        "types": msgspec.json.encode(one.types),
        "body": one.body.value,
        "secrets": msgspec.json.encode(one.secrets),
        "state": one.state.value,
        "created_at": stamp(one.created_at),
        "paused_until": stamp(one.paused_until) if one.paused_until else None,
    }


def to_endpoint(row: Row[Any]) -> Endpoint:
    """The endpoint of a row."""
    return Endpoint(
        id=EndpointId(row.id),
        roadshow=RoadshowId(row.roadshow),
        seat=SeatId(row.seat),
        person=PersonId(row.person),
        url=row.url,
        types=msgspec.json.decode(row.types, type=tuple[str, ...]),
        body=BodyFormat(row.body),
        secrets=msgspec.json.decode(row.secrets, type=tuple[Secret, ...]),
        state=EndpointState(row.state),
        created_at=datetime.fromisoformat(row.created_at),
        paused_until=time(row.paused_until),
    )
