"""The tables of the store, as SQLAlchemy Core sees them; migrations create them."""

from __future__ import annotations

import sqlalchemy as sa

METADATA = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

CONVERSATION = sa.Table(
    "conversation",
    METADATA,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("site", sa.String(64), nullable=True),
    sa.Column("channel", sa.String(32), nullable=False),
    sa.Column("state", sa.JSON, nullable=False),
    sa.Column("rev", sa.Integer, nullable=False),
    # Key of a first message that had no conversation yet, so that a repeat finds it; null once it expired.
    sa.Column("opening", sa.String(64), nullable=True, unique=True),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("updated_at", sa.DateTime, nullable=False),
)

TURN = sa.Table(
    "turn",
    METADATA,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("conversation_id", sa.ForeignKey("conversation.id", ondelete="CASCADE"), nullable=False),
    sa.Column("rev", sa.Integer, nullable=False),
    sa.Column("client_message_id", sa.String(64), nullable=True),
    sa.Column("text", sa.Text, nullable=False),
    # Text, not JSON: a repeat returns the very bytes of the first time.
    sa.Column("reply", sa.Text, nullable=False),
    sa.Column("status", sa.String(32), nullable=False),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.UniqueConstraint("conversation_id", "rev"),
    sa.UniqueConstraint("conversation_id", "client_message_id"),
)

FEEDBACK = sa.Table(
    "feedback",
    METADATA,
    sa.Column("turn_id", sa.ForeignKey("turn.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("rating", sa.Integer, nullable=False),
    sa.Column("comment", sa.Text, nullable=True),
    sa.Column("created_at", sa.DateTime, nullable=False),
)
