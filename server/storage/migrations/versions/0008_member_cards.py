"""What members wrote about themselves for the staff, and who looked at it.

Revision 0008, after 0007.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "member_cards",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_member_cards_person")),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_member_cards")),
    )
    op.create_table(
        "card_looks",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_card_looks_person")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_card_looks")),
    )
    op.create_index("ix_card_looks_person_number", "card_looks", ["person", "number"])


def downgrade() -> None:
    op.drop_table("card_looks")
    op.drop_table("member_cards")
