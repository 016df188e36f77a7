"""Runs migrations on the connection that `database` hands over, inside its transaction."""

from alembic import context

from dragoman.store.schema import VERSION_TABLE, Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table=VERSION_TABLE,
)
context.run_migrations()
