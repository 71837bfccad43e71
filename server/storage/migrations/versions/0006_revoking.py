"""By which invite people came, and which invites and people may not come any more.

Revision 0006, after 0005.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people", sa.Column("invite", sa.LargeBinary(), nullable=True))
    op.add_column(
        "people", sa.Column("role_given", sa.Boolean(), nullable=False, server_default=sa.text("false"))
    )
    op.add_column("people", sa.Column("shut_out_at", sa.Double(), nullable=True))
    op.create_index("ix_people_invite", "people", ["invite"])
    op.add_column("invites", sa.Column("revoked_at", sa.Double(), nullable=True))


def downgrade() -> None:
    op.drop_column("invites", "revoked_at")
    op.drop_index("ix_people_invite", "people")
    op.drop_column("people", "shut_out_at")
    op.drop_column("people", "role_given")
    op.drop_column("people", "invite")
