"""Keep syllabi, and which lessons learners have completed."""

import sqlalchemy as sa
from alembic import op

revision: str = "20261121223641"
down_revision: str | None = "20261121223206"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    op.create_table('completed_lessons',
    sa.Column('learner_id', sa.Uuid(), nullable=False),
    sa.Column('lesson_id', sa.Uuid(), nullable=False),
    sa.Column('course_id', sa.Uuid(), nullable=False),
    sa.Column('completed_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('learner_id', 'lesson_id', name=op.f('pk_completed_lessons'))
    )
    op.create_table('syllabi',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('owner_id', sa.Uuid(), nullable=False),
    sa.Column('goal', sa.String(), nullable=False),
    sa.Column('from_level', sa.String(), nullable=False),
    sa.Column('level', sa.String(), nullable=False),
    sa.Column('minutes_per_day', sa.Integer(), nullable=False),
    sa.Column('days_per_week', sa.Integer(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('target_date', sa.Date(), nullable=False),
    sa.Column('expected_date', sa.Date(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('next_adaptation_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('adapted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_syllabi'))
    )
    with op.batch_alter_table('syllabi', schema=None) as batch_op:
        batch_op.create_index('ix_syllabi_next_adaptation', ['state', 'next_adaptation_at', 'id'], unique=False)
        batch_op.create_index('ix_syllabi_owner_created', ['owner_id', 'created_at', 'id'], unique=False)

    op.create_table('syllabus_items',
    sa.Column('syllabus_id', sa.Uuid(), nullable=False),
    sa.Column('item_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('week', sa.Integer(), nullable=False),
    sa.Column('seconds', sa.Integer(), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['syllabus_id'], ['syllabi.id'], name=op.f('fk_syllabus_items_syllabus_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('syllabus_id', 'item_id', name=op.f('pk_syllabus_items'))
    )
    with op.batch_alter_table('syllabus_items', schema=None) as batch_op:
        batch_op.create_index('ix_syllabus_items_item', ['item_id'], unique=False)
        batch_op.create_index('ix_syllabus_items_week', ['syllabus_id', 'week', 'position'], unique=False)

    op.create_table('syllabus_weeks',
    sa.Column('syllabus_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('new_seconds', sa.Integer(), nullable=False),
    sa.Column('review_count', sa.Integer(), nullable=False),
    sa.Column('review_seconds', sa.Integer(), nullable=False),
    sa.Column('planned_count', sa.Integer(), nullable=True),
    sa.Column('done_count', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['syllabus_id'], ['syllabi.id'], name=op.f('fk_syllabus_weeks_syllabus_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('syllabus_id', 'number', name=op.f('pk_syllabus_weeks'))
    )


def downgrade() -> None:
    op.drop_table('syllabus_weeks')
    with op.batch_alter_table('syllabus_items', schema=None) as batch_op:
        batch_op.drop_index('ix_syllabus_items_week')
        batch_op.drop_index('ix_syllabus_items_item')

    op.drop_table('syllabus_items')
    with op.batch_alter_table('syllabi', schema=None) as batch_op:
        batch_op.drop_index('ix_syllabi_owner_created')
        batch_op.drop_index('ix_syllabi_next_adaptation')

    op.drop_table('syllabi')
    op.drop_table('completed_lessons')
