"""The part of the composition root that sends: the courier, and who carries for it."""

import random
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from server.app.room import Follower
from server.app.webhooks import Leaving
from server.config import Settings, mail_server_of
from server.delivery.carriers import Carriers
from server.delivery.courier import Courier
from server.delivery.network import Resolver
from server.delivery.webhooks import Webhooks as WebhookCarrier
from server.domain.letters import MailServer
from server.domain.messages import Entry, RoadshowId
from server.domain.outbox import LEAVES
from server.domain.state import Roadshow
from server.http.house import House
from server.ports.outbox import Carrier, Tally
from server.storage.accounts import DatabaseAccounts
from server.storage.choices import DatabaseChoices
from server.storage.database import Database
from server.storage.deliveries import DatabaseOutbox
from server.system import SystemClock


def courier_of(settings: Settings, database: Database) -> tuple[Courier, Leaving]:
    """What delivers, and what the use cases know of it."""
    tally: Tally = Counter()
    outbox = DatabaseOutbox(database, mails=bool(settings.smtp_url))
    courier = Courier(outbox, SystemClock(), random.SystemRandom().random, tally)
    return courier, Leaving(allowed=settings.private_networks, wake=courier.wake, tally=tally)


@asynccontextmanager
async def carriers_of(settings: Settings, database: Database, house: House) -> AsyncIterator[Carrier]:
    """Whoever makes the attempts; letters only where there is a mail server."""
    resolver = Resolver()
    webhooks = WebhookCarrier(settings.url, settings.private_networks, resolver)
    server = mail_server_of(settings)
    try:
        yield Carriers(webhooks, _letters(settings, database, house, server)) if server else webhooks
    finally:
        await webhooks.close()
        resolver.close()


def _letters(settings: Settings, database: Database, house: House, server: MailServer) -> Carrier:
    # Only where mail is sent.
    from server.delivery.letters import Letters as LetterCarrier
    from server.delivery.mail import SmtpMailer
    from server.http.letters import Letters
    from server.http.rendering import Renderer

    renderer = Renderer(house.languages)
    accounts, choices = DatabaseAccounts(database), DatabaseChoices(database)
    return LetterCarrier(
        Letters(renderer, house.rooms, house.slips, accounts, choices, settings.url), SmtpMailer(server)
    )


def waking(courier: Courier) -> Follower:
    """A courier is told of the batches alone that something may leave the house with."""

    def follow(roadshow: RoadshowId, entries: Sequence[Entry], state: Roadshow) -> None:
        if any(type(entry.event) in LEAVES for entry in entries):
            courier.wake()

    return follow
