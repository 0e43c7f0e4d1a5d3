"""The HTTP entrance: every command and every page comes in here."""
