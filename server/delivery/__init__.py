"""What leaves the house: webhooks, mail and exports, sent from the outbox."""
