"""Adapters that keep events and rows, on SQLite or PostgreSQL through SQLAlchemy Core."""
