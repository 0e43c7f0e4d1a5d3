"""A project's documents, and who downloaded them."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "material",
        sa.Column("material", sa.String(64), primary_key=True),
        sa.Column("roadshow", sa.String(64), nullable=False),
        sa.Column("project", sa.String(64), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("investors", sa.Boolean, nullable=False),
        sa.Column("added_at", sa.String(32), nullable=False),
        sa.Column("added_by", sa.String(64), nullable=False),
        sa.Column("removed", sa.Boolean, nullable=False),
    )
    op.create_index("material_roadshow", "material", ["roadshow"])
    op.create_table(
        "material_part",
        sa.Column("material", sa.String(64), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("roadshow", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "download",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("roadshow", sa.String(64), nullable=False),
        sa.Column("material", sa.String(64), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("pitch", sa.String(64)),
        sa.Column("second", sa.Integer),
    )
    op.create_index("download_roadshow", "download", ["roadshow"])
    op.create_index("download_person", "download", ["person"])
