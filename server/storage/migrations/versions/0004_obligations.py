"""What is owed, whom it was escalated to, and answered questions with a search index.

Revision 0004, after 0003.
"""

from collections import defaultdict
from typing import get_args

import msgspec
import sqlalchemy as sa
from alembic import op

from rooms.events import AnyEvent
from rooms.questions.events import QuestionsEvent
from server.storage.question_rows import question_row
from signaling.answer_model import KeptQuestion, keep

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

AT_ONCE = 1000

SQLITE_INDEX = (
    "CREATE VIRTUAL TABLE question_words USING fts5("
    "words, content='questions', content_rowid='number', tokenize='ascii')",
    "CREATE TRIGGER questions_inserted AFTER INSERT ON questions BEGIN "
    "INSERT INTO question_words (rowid, words) VALUES (new.number, new.words); END",
    "CREATE TRIGGER questions_updated AFTER UPDATE OF words ON questions WHEN old.words <> new.words BEGIN "
    "INSERT INTO question_words (question_words, rowid, words) VALUES ('delete', old.number, old.words); "
    "INSERT INTO question_words (rowid, words) VALUES (new.number, new.words); END",
    "CREATE TRIGGER questions_deleted AFTER DELETE ON questions BEGIN "
    "INSERT INTO question_words (question_words, rowid, words) VALUES ('delete', old.number, old.words); END",
)
POSTGRESQL_INDEX = ("CREATE INDEX ix_questions_words ON questions USING gin (word_vector(words))",)


def upgrade() -> None:
    op.create_index("ix_events_kind_at", "events", ["kind", "at"])
    _create_obligations()
    _create_escalations()
    _create_questions()
    _fill_questions()


def _create_obligations() -> None:
    op.create_table(
        "obligations",
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("home", sa.Text(), nullable=False),
        sa.Column("class", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("asker", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.Double(), nullable=False),
        sa.Column("due_at", sa.Double(), nullable=True),
        sa.Column("acked_at", sa.Double(), nullable=True),
        sa.Column("closed_at", sa.Double(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["stream"], ["streams.stream"], name=op.f("fk_obligations_stream")),
        sa.PrimaryKeyConstraint("stream", "id", name=op.f("pk_obligations")),
    )
    op.create_index("ix_obligations_home_closed_at", "obligations", ["home", "closed_at"])


def _create_escalations() -> None:
    op.create_table(
        "escalations",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("obligation", sa.BigInteger(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("handled", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["stream"], ["streams.stream"], name=op.f("fk_escalations_stream")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_escalations")),
        sa.UniqueConstraint(
            "stream", "obligation", "cycle", "target", "level",
            name=op.f("uq_escalations_stream_obligation_cycle_target_level"),
        ),
    )
    op.create_index(
        "ix_escalations_to_handle",
        "escalations",
        ["number"],
        sqlite_where=sa.text("NOT handled"),
        postgresql_where=sa.text("NOT handled"),
    )


def _create_questions() -> None:
    op.create_table(
        "questions",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["stream"], ["streams.stream"], name=op.f("fk_questions_stream")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_questions")),
        sa.UniqueConstraint("stream", "id", name=op.f("uq_questions_stream_id")),
    )
    for statement in SQLITE_INDEX if op.get_bind().dialect.name == "sqlite" else POSTGRESQL_INDEX:
        op.execute(statement)


def _fill_questions() -> None:
    """From the log, which knew questions before there was this table."""
    kinds = [kind.__struct_config__.tag for kind in get_args(QuestionsEvent)]
    events = sa.table("events", *(sa.column(name) for name in ("stream", "seq", "kind", "body")))
    decoder = msgspec.msgpack.Decoder(AnyEvent)
    asked: defaultdict[str, dict[int, KeptQuestion]] = defaultdict(dict)
    rows = op.get_bind().execute(
        sa.select(events.c.stream, events.c.body)
        .where(events.c.kind.in_(kinds))
        .order_by(events.c.stream, events.c.seq)
    )
    for some in rows.partitions(AT_ONCE):
        for stream, body in some:
            keep(asked[stream], decoder.decode(body))
    questions = sa.table("questions", *(sa.column(name) for name in ("stream", "id", "words", "body")))
    made = [question_row(stream, each) for stream, kept in asked.items() for each in kept.values()]
    if made:
        op.bulk_insert(questions, made)


def downgrade() -> None:
    for table in ("question_words", "questions", "escalations", "obligations"):
        op.execute(f"DROP TABLE IF EXISTS {table}")
    op.drop_index("ix_events_kind_at", "events")
