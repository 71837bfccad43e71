"""Whom to propose for another role, what operators made of it, and since when somebody has theirs.

Revision 0009, after 0008.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people", sa.Column("role_at", sa.Double(), nullable=True))
    op.create_table(
        "promotion_rules",
        sa.Column("space", sa.Text(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["space"], ["spaces.id"], name=op.f("fk_promotion_rules_space")),
        sa.PrimaryKeyConstraint("space", name=op.f("pk_promotion_rules")),
    )
    op.create_table(
        "promotion_decisions",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("space", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("causes", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["space"], ["spaces.id"], name=op.f("fk_promotion_decisions_space")),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_promotion_decisions_person")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_promotion_decisions")),
    )
    op.create_index("ix_promotion_decisions_space_number", "promotion_decisions", ["space", "number"])


def downgrade() -> None:
    op.drop_table("promotion_decisions")
    op.drop_table("promotion_rules")
    op.drop_column("people", "role_at")
