"""What nodes share beside the log: who does the work of the office, which tickets were used, and files.

Revision 0014, after 0013.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "leases",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("beat", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.create_table(
        "used_tickets",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("until", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_used_tickets")),
    )
    op.create_index(op.f("ix_used_tickets_until"), "used_tickets", ["until"])
    op.create_table(
        "files",
        sa.Column("space", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("space", "id", name=op.f("pk_files")),
    )
    op.create_table(
        "file_chunks",
        sa.Column("space", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["space", "file"], ["files.space", "files.id"], name=op.f("fk_file_chunks_space")
        ),
        sa.PrimaryKeyConstraint("space", "file", "number", name=op.f("pk_file_chunks")),
    )


def downgrade() -> None:
    for name in ("file_chunks", "files", "used_tickets", "leases"):
        op.drop_table(name)
