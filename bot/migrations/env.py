"""Run by Alembic: applies the migrations on the connection that the store has opened."""

from alembic import context

from bot.store.schema import metadata

connection = context.config.attributes["connection"]
# Batches let SQLite, which cannot alter most of a table, copy it instead.
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
