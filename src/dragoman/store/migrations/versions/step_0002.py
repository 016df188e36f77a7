"""Tables for incidents; the records of an older store are joined when incidents are next asked for."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the tables, and list the articles whose records are to be joined."""
    op.create_table("unjoined", sa.Column("article_id", _ID, primary_key=True, autoincrement=False))
    op.create_table(
        "tellings",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("record_id", sa.BigInteger, nullable=False, unique=True),
        sa.Column("incident_id", sa.BigInteger, nullable=False),
        sa.Column("telling", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_tellings_incident", "tellings", ["incident_id"])
    op.create_table(
        "telling_keys",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("last_day", sa.Integer, primary_key=True),
        sa.Column("record_id", sa.BigInteger, primary_key=True),
        sqlite_with_rowid=False,
    )
    op.execute("INSERT INTO unjoined (article_id) SELECT DISTINCT article_id FROM records")
