"""The first layout."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_BYTEWISE = sa.String(500).with_variant(sa.String(500, collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables and their indexes."""
    op.create_table(
        "versions",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("program", sa.Text, nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("dictionaries", sa.Text, nullable=False),
        sa.Column("ontology", sa.Text, nullable=False),
        sa.Column("min_confidence", sa.Text, nullable=False),
        sa.UniqueConstraint("program", "model", "dictionaries", "ontology", "min_confidence"),
    )
    op.create_table(
        "runs",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("version_id", _ID, sa.ForeignKey("versions.id"), nullable=False),
        sa.Column("command", sa.Text, nullable=False),
        sa.Column("sources", sa.Text, nullable=False),
        sa.Column("folder", sa.Text, nullable=False),
        sa.Column("host", sa.Text, nullable=False),
        sa.Column("process", sa.BigInteger, nullable=False),
        sa.Column("process_start", sa.Text, nullable=False),
        sa.Column("started", sa.Text, nullable=False),
        sa.Column("seen", sa.Text, nullable=False),
        sa.Column("ended", sa.Text),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("told", sa.Boolean, nullable=False),
    )
    op.create_table(
        "pages",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("key", sa.String(64), nullable=False, unique=True),
        sa.Column("clean", sa.Boolean, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "sources",
        sa.Column("page_id", _ID, sa.ForeignKey("pages.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("run_id", _ID, sa.ForeignKey("runs.id"), nullable=False),
        sa.Column("digest", sa.String(16), nullable=False),
        sa.Column("prefix", _BYTEWISE, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("date", sa.Text, nullable=False),
        sa.Column("notes", sa.Text, nullable=False),
        sa.UniqueConstraint("page_id", "digest"),
    )
    op.create_index("ix_sources_prefix", "sources", ["prefix", "page_id"])
    op.create_table(
        "articles",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("page_id", _ID, sa.ForeignKey("pages.id"), nullable=False),
        sa.Column("version_id", _ID, sa.ForeignKey("versions.id"), nullable=False),
        sa.Column("run_id", _ID, sa.ForeignKey("runs.id"), nullable=False),
        sa.Column("current", sa.Boolean, nullable=False),
        sa.Column("coded", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("date", sa.Date),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("site", _BYTEWISE, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("events", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_articles_page_version", "articles", ["page_id", "version_id"], unique=True)
    op.create_index(
        "ix_articles_current",
        "articles",
        ["page_id"],
        unique=True,
        sqlite_where=sa.text("current = 1"),
        postgresql_where=sa.text("current"),
    )
    op.create_index("ix_articles_version", "articles", ["version_id", "current"])
    op.create_index("ix_articles_run", "articles", ["run_id"])
    op.create_index(
        "ix_articles_site",
        "articles",
        [sa.text("lower(site)")],
        sqlite_where=sa.text("site != ''"),
        postgresql_where=sa.text("site != ''"),
    )
    op.create_table(
        "records",
        sa.Column("id", _ID, primary_key=True, autoincrement=False),
        sa.Column("article_id", _ID, sa.ForeignKey("articles.id"), nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("voice", sa.Text, nullable=False),
        sa.Column("country", sa.Text),
        sa.Column("latitude", sa.Float),
        sa.Column("longitude", sa.Float),
        sa.Column("first_day", sa.Date),
        sa.Column("last_day", sa.Date),
        sa.Column("confidence", sa.Float, nullable=False),
    )
    op.create_index("ix_records_article", "records", ["article_id"])
    op.create_index("ix_records_type", "records", ["type"])
    op.create_index("ix_records_status", "records", ["status"])
    op.create_index("ix_records_voice", "records", ["voice"])
    op.create_index("ix_records_country", "records", ["country"])
    op.create_index("ix_records_days", "records", ["last_day", "first_day"])
    op.create_index("ix_records_point", "records", ["latitude", "longitude"])
    op.create_index("ix_records_confidence", "records", ["confidence"])
    op.create_table(
        "facets",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, primary_key=True),
        sa.Column("record_id", sa.BigInteger, primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "failures",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("key", sa.String(64), nullable=False, unique=True),
        sa.Column("run_id", _ID, sa.ForeignKey("runs.id"), nullable=False),
        sa.Column("argument", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("first", sa.Text, nullable=False),
        sa.Column("last", sa.Text, nullable=False),
        sa.Column("page", sa.LargeBinary),
    )
    for name in ("article_words", "quote_words"):
        if op.get_bind().dialect.name == "sqlite":
            # The words alone: texts and quotes stand in the articles' bodies.
            op.execute(
                f"CREATE VIRTUAL TABLE {name} USING fts5"
                "(words, content='', tokenize='porter unicode61 remove_diacritics 2')"
            )
        else:
            op.create_table(
                name,
                sa.Column("id", sa.BigInteger, primary_key=True),
                sa.Column("words", postgresql.TSVECTOR, nullable=False),
            )
            op.create_index(f"ix_{name}", name, ["words"], postgresql_using="gin")
