"""keep study sessions and tests"""

import sqlalchemy as sa
from alembic import op

revision: str = "20261121221745"
down_revision: str | None = "20261121221338"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    op.create_table('abilities',
    sa.Column('owner_id', sa.Uuid(), nullable=False),
    sa.Column('skill', sa.String(), nullable=False),
    sa.Column('ability', sa.Float(), nullable=False),
    sa.Column('error', sa.Float(), nullable=False),
    sa.Column('answers', sa.Integer(), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('owner_id', 'skill', name=op.f('pk_abilities'))
    )
    op.create_table('item_answer_counts',
    sa.Column('item_id', sa.Uuid(), nullable=False),
    sa.Column('guessing_percent', sa.Integer(), nullable=False),
    sa.Column('ability_class', sa.Integer(), nullable=False),
    sa.Column('answers', sa.Integer(), nullable=False),
    sa.Column('right_answers', sa.Float(), nullable=False),
    sa.PrimaryKeyConstraint('item_id', 'guessing_percent', 'ability_class', name=op.f('pk_item_answer_counts'))
    )
    op.create_table('item_difficulties',
    sa.Column('item_id', sa.Uuid(), nullable=False),
    sa.Column('difficulty', sa.Float(), nullable=False),
    sa.Column('answers', sa.Integer(), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('item_id', name=op.f('pk_item_difficulties'))
    )
    op.create_table('study_sessions',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('owner_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('chosen_from', sa.JSON(), nullable=False),
    sa.Column('card_count', sa.Integer(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('device', sa.String(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('right_answers', sa.Integer(), nullable=False),
    sa.Column('new_cards', sa.Integer(), nullable=False),
    sa.Column('lapses', sa.Integer(), nullable=False),
    sa.Column('active_ms', sa.Integer(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_active_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('paused_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('end_reason', sa.String(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_study_sessions'))
    )
    with op.batch_alter_table('study_sessions', schema=None) as batch_op:
        batch_op.create_index('ix_study_sessions_open_active', ['last_active_at'], unique=False, sqlite_where=sa.text('finished_at IS NULL'), postgresql_where=sa.text('finished_at IS NULL'))
        batch_op.create_index('ix_study_sessions_owner_started', ['owner_id', 'started_at', 'id'], unique=False)
        batch_op.create_index('uq_study_sessions_open', ['owner_id'], unique=True, sqlite_where=sa.text('finished_at IS NULL'), postgresql_where=sa.text('finished_at IS NULL'))

    op.create_table('study_tests',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('owner_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('chosen_from', sa.JSON(), nullable=False),
    sa.Column('seed', sa.BigInteger(), nullable=False),
    sa.Column('question_count', sa.Integer(), nullable=False),
    sa.Column('time_limit_seconds', sa.Integer(), nullable=True),
    sa.Column('counts_as_review', sa.Boolean(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered', sa.Integer(), nullable=False),
    sa.Column('right_answers', sa.Integer(), nullable=False),
    sa.Column('almost_answers', sa.Integer(), nullable=False),
    sa.Column('ability', sa.Float(), nullable=True),
    sa.Column('ability_error', sa.Float(), nullable=True),
    sa.Column('level', sa.String(), nullable=True),
    sa.Column('level_confidence', sa.Float(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_study_tests'))
    )
    with op.batch_alter_table('study_tests', schema=None) as batch_op:
        batch_op.create_index('ix_study_tests_open_expires', ['expires_at'], unique=False, sqlite_where=sa.text('finished_at IS NULL'), postgresql_where=sa.text('finished_at IS NULL'))
        batch_op.create_index('ix_study_tests_owner_started', ['owner_id', 'started_at', 'id'], unique=False)

    op.create_table('test_questions',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('test_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('form', sa.String(), nullable=False),
    sa.Column('skill', sa.String(), nullable=False),
    sa.Column('item_kind', sa.String(), nullable=False),
    sa.Column('item_id', sa.Uuid(), nullable=True),
    sa.Column('flashcard_id', sa.Uuid(), nullable=True),
    sa.Column('text', sa.String(), nullable=True),
    sa.Column('marked', sa.String(), nullable=True),
    sa.Column('speech', sa.String(), nullable=True),
    sa.Column('audio_id', sa.Uuid(), nullable=True),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('options', sa.JSON(), nullable=False),
    sa.Column('accepted', sa.JSON(), nullable=False),
    sa.Column('difficulty', sa.Float(), nullable=False),
    sa.Column('guessing', sa.Float(), nullable=False),
    sa.Column('answer', sa.String(), nullable=True),
    sa.Column('outcome', sa.String(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('duration_ms', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['test_id'], ['study_tests.id'], name=op.f('fk_test_questions_test_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_test_questions'))
    )
    with op.batch_alter_table('test_questions', schema=None) as batch_op:
        batch_op.create_index('uq_test_questions_test_position', ['test_id', 'position'], unique=True)

    op.create_table('study_session_cards',
    sa.Column('session_id', sa.Uuid(), nullable=False),
    sa.Column('flashcard_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('comes_back_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answers', sa.Integer(), nullable=False),
    sa.Column('wrong_answers', sa.Integer(), nullable=False),
    sa.Column('is_done', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['flashcard_id'], ['flashcards.id'], name=op.f('fk_study_session_cards_flashcard_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['session_id'], ['study_sessions.id'], name=op.f('fk_study_session_cards_session_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('session_id', 'flashcard_id', name=op.f('pk_study_session_cards'))
    )
    with op.batch_alter_table('study_session_cards', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_study_session_cards_flashcard_id'), ['flashcard_id'], unique=False)
        batch_op.create_index('ix_study_session_cards_waiting', ['session_id', 'is_done', 'position'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('study_session_cards', schema=None) as batch_op:
        batch_op.drop_index('ix_study_session_cards_waiting')
        batch_op.drop_index(batch_op.f('ix_study_session_cards_flashcard_id'))

    op.drop_table('study_session_cards')
    with op.batch_alter_table('test_questions', schema=None) as batch_op:
        batch_op.drop_index('uq_test_questions_test_position')

    op.drop_table('test_questions')
    with op.batch_alter_table('study_tests', schema=None) as batch_op:
        batch_op.drop_index('ix_study_tests_owner_started')
        batch_op.drop_index('ix_study_tests_open_expires', sqlite_where=sa.text('finished_at IS NULL'), postgresql_where=sa.text('finished_at IS NULL'))

    op.drop_table('study_tests')
    with op.batch_alter_table('study_sessions', schema=None) as batch_op:
        batch_op.drop_index('uq_study_sessions_open', sqlite_where=sa.text('finished_at IS NULL'), postgresql_where=sa.text('finished_at IS NULL'))
        batch_op.drop_index('ix_study_sessions_owner_started')
        batch_op.drop_index('ix_study_sessions_open_active', sqlite_where=sa.text('finished_at IS NULL'), postgresql_where=sa.text('finished_at IS NULL'))

    op.drop_table('study_sessions')
    op.drop_table('item_difficulties')
    op.drop_table('item_answer_counts')
    op.drop_table('abilities')
