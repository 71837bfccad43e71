"""Whole messages with a search index, what was created once, and how far people have read.

Revision 0003, after 0002.
"""

import msgspec
import sqlalchemy as sa
from alembic import op

from rooms.chat.terms import AuthorKind, MessageView
from server.storage.message_rows import message_row

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

AT_ONCE = 1000

SQLITE_INDEX = (
    "CREATE VIRTUAL TABLE message_words USING fts5("
    "stream, words, content='messages', content_rowid='number', tokenize=\"ascii tokenchars '-'\")",
    "CREATE TRIGGER messages_inserted AFTER INSERT ON messages BEGIN "
    "INSERT INTO message_words (rowid, stream, words) VALUES (new.number, new.stream, new.words); END",
    "CREATE TRIGGER messages_updated AFTER UPDATE OF words ON messages WHEN old.words <> new.words BEGIN "
    "INSERT INTO message_words (message_words, rowid, stream, words) "
    "VALUES ('delete', old.number, old.stream, old.words); "
    "INSERT INTO message_words (rowid, stream, words) VALUES (new.number, new.stream, new.words); END",
    "CREATE TRIGGER messages_deleted AFTER DELETE ON messages BEGIN "
    "INSERT INTO message_words (message_words, rowid, stream, words) "
    "VALUES ('delete', old.number, old.stream, old.words); END",
)


# Places end at 16383, and a word is at most 2 KiB: what is longer is no word that anybody looks for.
POSTGRESQL_INDEX = (
    "CREATE FUNCTION word_vector(words text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ "
    "SELECT coalesce(string_agg(quote_literal(left(word, 500)) || ':' || least(place, 16383), ' '), '')::tsvector "
    "FROM unnest(string_to_array(words, ' ')) WITH ORDINALITY AS found (word, place) WHERE word <> '' $$",
    "CREATE INDEX ix_messages_words ON messages USING gin (word_vector(words))",
)


def upgrade() -> None:
    _create_creations()
    op.execute("CREATE TABLE former_messages AS SELECT * FROM messages")
    op.drop_table("messages")
    _create_messages()
    _fill_messages()
    op.drop_table("former_messages")
    op.create_table(
        "read_marks",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("message", sa.BigInteger(), nullable=False),
        sa.Column("important", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person", "room", name=op.f("pk_read_marks")),
    )


def _create_creations() -> None:
    """From `events.dedup`, which was `author:cid` of posts; the last colon parts them."""
    creations = op.create_table(
        "creations",
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("cid", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["stream"], ["streams.stream"], name=op.f("fk_creations_stream")),
        sa.PrimaryKeyConstraint("stream", "author", "cid", name=op.f("pk_creations")),
    )
    posts = op.get_bind().execute(sa.text("SELECT stream, dedup, seq FROM events WHERE dedup IS NOT NULL"))
    for some in posts.partitions(AT_ONCE):
        op.bulk_insert(
            creations,
            [
                {"stream": stream, "author": dedup.rpartition(":")[0], "cid": dedup.rpartition(":")[2], "seq": seq}
                for stream, dedup, seq in some
            ],
        )
    with op.batch_alter_table("events") as events:
        events.drop_constraint(op.f("uq_events_stream_dedup"), type_="unique")
        events.drop_column("dedup")


def _create_messages() -> None:
    op.create_table(
        "messages",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("thread", sa.BigInteger(), nullable=False),
        sa.Column("important", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["stream"], ["streams.stream"], name=op.f("fk_messages_stream")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_messages")),
        sa.UniqueConstraint("stream", "id", name=op.f("uq_messages_stream_id")),
    )
    op.create_index("ix_messages_stream_thread_id", "messages", ["stream", "thread", "id"])
    op.create_index(
        "ix_messages_important",
        "messages",
        ["stream", "id"],
        sqlite_where=sa.text("important"),
        postgresql_where=sa.text("important"),
    )
    for statement in SQLITE_INDEX if op.get_bind().dialect.name == "sqlite" else POSTGRESQL_INDEX:
        op.execute(statement)


def _fill_messages() -> None:
    """The log knew no event about a message but its posting until now, so the former rows say all."""
    messages = sa.table(
        "messages", *(sa.column(name) for name in ("stream", "id", "thread", "important", "words", "body"))
    )
    former = op.get_bind().execute(sa.text("SELECT * FROM former_messages ORDER BY stream, id"))
    for some in former.mappings().partitions(AT_ONCE):
        op.bulk_insert(messages, [message_row(row["stream"], _view(row)) for row in some])


def _view(row: sa.RowMapping) -> MessageView:
    said = {name: value for name, value in row.items() if name != "stream"}
    return msgspec.convert(said | {"author_kind": AuthorKind(said["author_kind"])}, MessageView)


def downgrade() -> None:
    raise RuntimeError("the former tables cannot hold what these do")
