"""keep avatars"""

import sqlalchemy as sa
from alembic import op

revision: str = "20261121200825"
down_revision: str | None = "20261121193405"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    op.create_table('avatar',
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('files', sa.JSON(), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_avatar_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('user_id', name=op.f('pk_avatar'))
    )


def downgrade() -> None:
    op.drop_table('avatar')
