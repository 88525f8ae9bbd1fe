"""Alembic's home: how the tables came to be, one file a step."""
