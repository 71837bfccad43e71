"""When a stream has something to do by itself, so that a start knows which rooms to open.

Revision 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("streams", sa.Column("wake_at", sa.Double(), nullable=True))


def downgrade() -> None:
    op.drop_column("streams", "wake_at")
