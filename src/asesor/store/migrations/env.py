"""Alembic environment: runs on the connection that `schema.upgrade` hands over."""

from alembic import context

from asesor.store.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
)
context.run_migrations()
