"""What is kept of conversations: SQLAlchemy tables, migrations and one grouped writer."""

from asesor.store.conversations import Conversation, Entry, Store

__all__ = ["Conversation", "Entry", "Store"]
