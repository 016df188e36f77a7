"""The steps from each layout of the tables to the next (Alembic). They run when a store is opened."""
