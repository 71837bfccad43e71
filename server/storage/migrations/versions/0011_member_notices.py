"""What members are to be told, what they want to hear of in each room, and which addresses they confirmed.

Revision 0011, after 0010. An address that was set before is confirmed by nobody.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("notices", sa.Column("rings", sa.Boolean(), nullable=False, server_default=sa.text("true")))
    op.create_table(
        "tidings",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("handled", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["stream"], ["streams.stream"], name=op.f("fk_tidings_stream")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_tidings")),
    )
    op.create_index(
        "ix_tidings_to_handle",
        "tidings",
        ["number"],
        sqlite_where=sa.text("NOT handled"),
        postgresql_where=sa.text("NOT handled"),
    )
    op.create_table(
        "room_choices",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("follows", sa.Boolean(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("person", "room", name=op.f("pk_room_choices")),
    )
    op.create_index(
        "ix_room_choices_followers",
        "room_choices",
        ["room"],
        sqlite_where=sa.text("follows"),
        postgresql_where=sa.text("follows"),
    )
    op.create_table(
        "confirmed_emails",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_confirmed_emails")),
    )
    op.create_table(
        "email_links",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("spent", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_email_links")),
    )
    for column in ("person", "email", "at"):
        op.create_index(f"ix_email_links_{column}", "email_links", [column])


def downgrade() -> None:
    op.drop_table("email_links")
    op.drop_table("confirmed_emails")
    op.drop_table("room_choices")
    op.drop_table("tidings")
    op.drop_column("notices", "rings")
