"""keep preferences and fits"""

import sqlalchemy as sa
from alembic import op

revision: str = "20261121222234"
down_revision: str | None = "20261121222104"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    op.create_table(
        "parameter_fits",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("fitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("review_count", sa.Integer(), nullable=False),
        sa.Column("training_count", sa.Integer(), nullable=False),
        sa.Column("heldout_count", sa.Integer(), nullable=False),
        sa.Column("log_loss_before", sa.Float(), nullable=True),
        sa.Column("log_loss_after", sa.Float(), nullable=True),
        sa.Column("rmse_before", sa.Float(), nullable=True),
        sa.Column("rmse_after", sa.Float(), nullable=True),
        sa.Column("parameters", sa.JSON(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parameter_fits")),
    )
    with op.batch_alter_table("parameter_fits", schema=None) as batch_op:
        batch_op.create_index("ix_parameter_fits_user", ["user_id", "fitted_at", "id"], unique=False)

    op.create_table(
        "preferences",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("algorithm", sa.String(), nullable=False),
        sa.Column("desired_retention", sa.Float(), nullable=False),
        sa.Column("learning_steps", sa.JSON(), nullable=False),
        sa.Column("relearning_steps", sa.JSON(), nullable=False),
        sa.Column("is_fuzzy", sa.Boolean(), nullable=False),
        sa.Column("maximum_interval", sa.Integer(), nullable=False),
        sa.Column("new_per_day", sa.Integer(), nullable=False),
        sa.Column("reviews_per_day", sa.Integer(), nullable=False),
        sa.Column("day_starts_at", sa.Integer(), nullable=False),
        sa.Column("leech_threshold", sa.Integer(), nullable=False),
        sa.Column("leech_action", sa.String(), nullable=False),
        sa.Column("buries_siblings", sa.Boolean(), nullable=False),
        sa.Column("is_reminded", sa.Boolean(), nullable=False),
        sa.Column("reminder_hour", sa.Integer(), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=True),
        sa.Column("schedule_version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_preferences")),
    )
    op.create_table(
        "reminder_rounds",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("done_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_reminder_rounds")),
    )
    op.create_table(
        "reminders",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "day", name=op.f("pk_reminders")),
    )
    with op.batch_alter_table("reminders", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reminders_announced_at"), ["announced_at"], unique=False)

    with op.batch_alter_table("flashcards", schema=None) as batch_op:
        batch_op.add_column(sa.Column("next_repetition_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("starting_memory", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("schedule_version", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("history_version", sa.Integer(), server_default="0", nullable=False))

    with op.batch_alter_table("reviews", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_practice", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("reviews", schema=None) as batch_op:
        batch_op.drop_column("is_practice")

    with op.batch_alter_table("flashcards", schema=None) as batch_op:
        batch_op.drop_column("history_version")
        batch_op.drop_column("schedule_version")
        batch_op.drop_column("starting_memory")
        batch_op.drop_column("next_repetition_on")

    with op.batch_alter_table("reminders", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reminders_announced_at"))

    op.drop_table("reminders")
    op.drop_table("reminder_rounds")
    op.drop_table("preferences")
    with op.batch_alter_table("parameter_fits", schema=None) as batch_op:
        batch_op.drop_index("ix_parameter_fits_user")

    op.drop_table("parameter_fits")
