"""warn of ending streaks"""

import sqlalchemy as sa
from alembic import op

revision: str = "20261121233138"
down_revision: str | None = "20261121225713"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    with op.batch_alter_table("learners", schema=None) as batch_op:
        batch_op.add_column(sa.Column("streak_warned_on", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("learners", schema=None) as batch_op:
        batch_op.drop_column("streak_warned_on")
