"""What rooms are for, which begin anew every day or are archived, and who made what of them.

Revision 0012, after 0011.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("rooms", sa.Column("purpose", sa.Text(), nullable=False, server_default="questions"))
    for name in ("daily", "archived"):
        op.add_column(
            "rooms", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.text("false"))
        )
    op.create_table(
        "room_changes",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("space", sa.Text(), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("was", sa.Text(), nullable=False),
        sa.Column("became", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["space"], ["spaces.id"], name=op.f("fk_room_changes_space")),
        sa.ForeignKeyConstraint(["room"], ["rooms.id"], name=op.f("fk_room_changes_room")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_room_changes")),
    )
    op.create_index("ix_room_changes_space_number", "room_changes", ["space", "number"])


def downgrade() -> None:
    op.drop_table("room_changes")
    for name in ("archived", "daily", "purpose"):
        op.drop_column("rooms", name)
