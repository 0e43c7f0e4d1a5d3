"""Who carries what: webhooks to endpoints, letters to persons."""

from datetime import datetime

from server.domain.deliveries import Answer
from server.domain.endpoints import Endpoint
from server.ports.outbox import Carrier, Errand


class Carriers:
    """Gives each errand to the carrier of its kind."""

    def __init__(self, webhooks: Carrier, letters: Carrier) -> None:
        """Take both."""
        self._webhooks = webhooks
        self._letters = letters

    async def carry(self, errand: Errand, at: datetime) -> Answer:
        """What came of it."""
        carrier = self._webhooks if isinstance(errand.to, Endpoint) else self._letters
        return await carrier.carry(errand, at)
