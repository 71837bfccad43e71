"""Who is on duty, what people were told, and where they are reached.

Revision 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "duty_plans",
        sa.Column("space", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["space"], ["spaces.id"], name=op.f("fk_duty_plans_space")),
        sa.PrimaryKeyConstraint("space", "version", name=op.f("pk_duty_plans")),
    )
    _create_notices()
    _create_deliveries()
    _create_addresses()


def _create_notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("space", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("room_title", sa.Text(), nullable=False),
        sa.Column("obligation", sa.BigInteger(), nullable=False),
        sa.Column("cycle", sa.BigInteger(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("class", sa.Text(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("excerpt", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(["space"], ["spaces.id"], name=op.f("fk_notices_space")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint(
            "person", "room", "obligation", "cycle", "target", "level", "reason",
            name=op.f("uq_notices_person_room_obligation_cycle_target_level_reason"),
        ),
    )
    op.create_index(
        "ix_notices_unseen",
        "notices",
        ["person", "id"],
        sqlite_where=sa.text("seen_at IS NULL"),
        postgresql_where=sa.text("seen_at IS NULL"),
    )


def _create_deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("notice", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.Double(), nullable=False),
        sa.Column("made_at", sa.Double(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["notice"], ["notices.id"], name=op.f("fk_deliveries_notice")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint(
            "notice", "channel", "address", name=op.f("uq_deliveries_notice_channel_address")
        ),
    )
    op.create_index(
        "ix_deliveries_waiting",
        "deliveries",
        ["next_at"],
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )


def _create_addresses() -> None:
    op.create_table(
        "push_subscriptions",
        sa.Column("endpoint", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("p256dh", sa.Text(), nullable=False),
        sa.Column("auth", sa.Text(), nullable=False),
        sa.Column("made_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("endpoint", name=op.f("pk_push_subscriptions")),
    )
    op.create_index("ix_push_subscriptions_person", "push_subscriptions", ["person"])
    op.create_table(
        "webhooks",
        sa.Column("space", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("kinds", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["space"], ["spaces.id"], name=op.f("fk_webhooks_space")),
        sa.PrimaryKeyConstraint("space", "id", name=op.f("pk_webhooks")),
    )
    op.create_table(
        "notification_settings",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_notification_settings")),
    )
    op.create_table(
        "push_keys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("private", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_keys")),
    )


def downgrade() -> None:
    for table in (
        "push_keys",
        "notification_settings",
        "webhooks",
        "push_subscriptions",
        "deliveries",
        "notices",
        "duty_plans",
    ):
        op.drop_table(table)
