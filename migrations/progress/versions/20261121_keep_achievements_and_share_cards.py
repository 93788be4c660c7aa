"""Keep achievements and share cards."""

import sqlalchemy as sa
from alembic import op

revision: str = "20261121223616"
down_revision: str | None = "20261121223000"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    op.create_table('counted_days',
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('deeds', sa.JSON(), nullable=False),
    sa.Column('is_stale', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('user_id', 'day', name=op.f('pk_counted_days'))
    )
    with op.batch_alter_table('counted_days', schema=None) as batch_op:
        batch_op.create_index('ix_counted_days_stale', ['is_stale', 'user_id'], unique=False)

    op.create_table('learner_counters',
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('counters', sa.JSON(), nullable=False),
    sa.Column('counted_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('user_id', name=op.f('pk_learner_counters'))
    )
    op.create_table('person_names',
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('display_name', sa.String(), nullable=False),
    sa.Column('as_of', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('user_id', name=op.f('pk_person_names'))
    )
    op.create_table('share_cards',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('client_mutation_id', sa.String(), nullable=True),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('achievement_id', sa.String(), nullable=True),
    sa.Column('locale', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('object_key', sa.String(), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_share_cards')),
    sa.UniqueConstraint('user_id', 'client_mutation_id', name=op.f('uq_share_cards_user_id_client_mutation_id'))
    )
    with op.batch_alter_table('share_cards', schema=None) as batch_op:
        batch_op.create_index('ix_share_cards_object', ['object_key'], unique=False)
        batch_op.create_index('ix_share_cards_user_created', ['user_id', 'created_at', 'id'], unique=False)

    op.create_table('unlocked_achievements',
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('achievement_id', sa.String(), nullable=False),
    sa.Column('unlocked_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('user_id', 'achievement_id', name=op.f('pk_unlocked_achievements'))
    )


def downgrade() -> None:
    op.drop_table('unlocked_achievements')
    with op.batch_alter_table('share_cards', schema=None) as batch_op:
        batch_op.drop_index('ix_share_cards_user_created')
        batch_op.drop_index('ix_share_cards_object')

    op.drop_table('share_cards')
    op.drop_table('person_names')
    op.drop_table('learner_counters')
    with op.batch_alter_table('counted_days', schema=None) as batch_op:
        batch_op.drop_index('ix_counted_days_stale')

    op.drop_table('counted_days')
