"""Conversation, turn and feedback."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conversation",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("site", sa.String(64), nullable=True),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("state", sa.JSON, nullable=False),
        sa.Column("rev", sa.Integer, nullable=False),
        sa.Column("opening", sa.String(64), nullable=True),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("updated_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_conversation"),
        sa.UniqueConstraint("opening", name="uq_conversation_opening"),
    )
    op.create_table(
        "turn",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("rev", sa.Integer, nullable=False),
        sa.Column("client_message_id", sa.String(64), nullable=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("reply", sa.Text, nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_turn"),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name="fk_turn_conversation_id_conversation",
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("conversation_id", "rev", name="uq_turn_conversation_id_rev"),
        sa.UniqueConstraint(
            "conversation_id", "client_message_id", name="uq_turn_conversation_id_client_message_id"
        ),
    )
    op.create_table(
        "feedback",
        sa.Column("turn_id", sa.String(64), nullable=False),
        sa.Column("rating", sa.Integer, nullable=False),
        sa.Column("comment", sa.Text, nullable=True),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("turn_id", name="pk_feedback"),
        sa.ForeignKeyConstraint(["turn_id"], ["turn.id"], name="fk_feedback_turn_id_turn", ondelete="CASCADE"),
    )


def downgrade() -> None:
    op.drop_table("feedback")
    op.drop_table("turn")
    op.drop_table("conversation")
