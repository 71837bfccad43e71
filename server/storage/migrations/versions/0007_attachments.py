"""Which messages have which file attached, and who has sent which file.

Revision 0007, after 0006.
"""

import sqlalchemy as sa
from alembic import op

from server.storage.message_rows import attachment_rows, decode_message

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

AT_ONCE = 1000


def upgrade() -> None:
    attachments = op.create_table(
        "attachments",
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("message", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["stream"], ["streams.stream"], name=op.f("fk_attachments_stream")),
        sa.PrimaryKeyConstraint("stream", "file", "message", name=op.f("pk_attachments")),
    )
    op.create_table(
        "uploads",
        sa.Column("space", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["space"], ["spaces.id"], name=op.f("fk_uploads_space")),
        sa.PrimaryKeyConstraint("space", "file", "person", name=op.f("pk_uploads")),
    )
    messages = op.get_bind().execute(sa.text("SELECT stream, body FROM messages"))
    for some in messages.partitions(AT_ONCE):
        rows = [row for stream, body in some for row in attachment_rows(stream, decode_message(body))]
        if rows:
            op.bulk_insert(attachments, rows)


def downgrade() -> None:
    op.drop_table("uploads")
    op.drop_table("attachments")
