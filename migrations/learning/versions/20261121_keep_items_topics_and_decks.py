"""Keep items, topics and decks, and on a card what its owner writes there."""

import sqlalchemy as sa
from alembic import op

revision: str = "20261121220632"
down_revision: str | None = "20261121193105"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    op.create_table('decks',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('owner_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('description', sa.String(), nullable=True),
    sa.Column('new_per_day', sa.Integer(), nullable=True),
    sa.Column('reviews_per_day', sa.Integer(), nullable=True),
    sa.Column('desired_retention', sa.Float(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_decks'))
    )
    with op.batch_alter_table('decks', schema=None) as batch_op:
        batch_op.create_index('uq_decks_owner_name', ['owner_id', 'name'], unique=True)

    op.create_table('items',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('reading', sa.String(), nullable=True),
    sa.Column('meanings', sa.JSON(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('level', sa.String(), nullable=True),
    sa.Column('rank', sa.Integer(), nullable=True),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.Column('organization_id', sa.Uuid(), nullable=True),
    sa.Column('version', sa.String(), nullable=False),
    sa.Column('is_withdrawn', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_items'))
    )
    with op.batch_alter_table('items', schema=None) as batch_op:
        batch_op.create_index('ix_items_kind_level_rank', ['kind', 'level', 'rank', 'id'], unique=False)
        batch_op.create_index('ix_items_reading', ['reading'], unique=False)
        batch_op.create_index('ix_items_text', ['text'], unique=False)

    op.create_table('learners',
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('time_zone', sa.String(), nullable=False),
    sa.Column('locale', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('user_id', name=op.f('pk_learners'))
    )
    op.create_table('topics',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('owner_id', sa.Uuid(), nullable=False),
    sa.Column('parent_id', sa.Uuid(), nullable=True),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('description', sa.String(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('origin', sa.String(), nullable=False),
    sa.Column('origin_id', sa.Uuid(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['parent_id'], ['topics.id'], name=op.f('fk_topics_parent_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_topics'))
    )
    with op.batch_alter_table('topics', schema=None) as batch_op:
        batch_op.create_index('ix_topics_owner_parent', ['owner_id', 'parent_id', 'position', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_topics_parent_id'), ['parent_id'], unique=False)

    op.create_table('flashcard_tags',
    sa.Column('flashcard_id', sa.Uuid(), nullable=False),
    sa.Column('tag', sa.String(), nullable=False),
    sa.Column('owner_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['flashcard_id'], ['flashcards.id'], name=op.f('fk_flashcard_tags_flashcard_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('flashcard_id', 'tag', name=op.f('pk_flashcard_tags'))
    )
    with op.batch_alter_table('flashcard_tags', schema=None) as batch_op:
        batch_op.create_index('ix_flashcard_tags_owner_tag', ['owner_id', 'tag'], unique=False)

    with op.batch_alter_table('flashcards', schema=None) as batch_op:
        batch_op.add_column(sa.Column('template', sa.String(), server_default='RECOGNITION', nullable=False))
        batch_op.add_column(sa.Column('variant', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('note_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('topic_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('deck_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('front', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('back', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('reading', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('hint', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('notes', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('image_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('audio_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('origin', sa.String(), server_default='OWN', nullable=False))
        batch_op.add_column(sa.Column('origin_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('search_text', sa.String(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('updated_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('suspended_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('buried_until', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('leech_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('ease', sa.Float(), nullable=True))
        batch_op.add_column(sa.Column('interval_days', sa.Float(), nullable=True))
        batch_op.alter_column('item_id',
               existing_type=sa.Uuid(),
               nullable=True)
        batch_op.drop_constraint(batch_op.f('uq_flashcards_owner_id_item_kind_item_id'), type_='unique')
        batch_op.create_index('ix_flashcards_deck', ['deck_id'], unique=False)
        batch_op.create_index('ix_flashcards_note', ['owner_id', 'note_id'], unique=False)
        batch_op.create_index('ix_flashcards_topic', ['topic_id'], unique=False)
        batch_op.create_unique_constraint(batch_op.f('uq_flashcards_owner_id_item_kind_item_id_template_variant'), ['owner_id', 'item_kind', 'item_id', 'template', 'variant'])
        batch_op.create_foreign_key(batch_op.f('fk_flashcards_deck_id'), 'decks', ['deck_id'], ['id'], ondelete='SET NULL')
        batch_op.create_foreign_key(batch_op.f('fk_flashcards_topic_id'), 'topics', ['topic_id'], ['id'], ondelete='SET NULL')

    with op.batch_alter_table('reviews', schema=None) as batch_op:
        batch_op.add_column(sa.Column('owner_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('client_review_id', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('session_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('quality', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('algorithm', sa.String(), server_default='FSRS', nullable=False))
        batch_op.add_column(sa.Column('recall_probability', sa.Float(), nullable=True))
        batch_op.add_column(sa.Column('interval_days', sa.Float(), nullable=True))

    op.execute(
        'UPDATE reviews SET owner_id = (SELECT owner_id FROM flashcards WHERE flashcards.id = reviews.flashcard_id)'
    )
    with op.batch_alter_table('reviews', schema=None) as batch_op:
        batch_op.alter_column('owner_id', existing_type=sa.Uuid(), nullable=False)
        batch_op.create_index('ix_reviews_owner_reviewed', ['owner_id', 'reviewed_at', 'id'], unique=False)
        batch_op.create_unique_constraint(batch_op.f('uq_reviews_owner_id_client_review_id'), ['owner_id', 'client_review_id'])



def downgrade() -> None:
    with op.batch_alter_table('reviews', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_reviews_owner_id_client_review_id'), type_='unique')
        batch_op.drop_index('ix_reviews_owner_reviewed')
        batch_op.drop_column('interval_days')
        batch_op.drop_column('recall_probability')
        batch_op.drop_column('algorithm')
        batch_op.drop_column('undone_at')
        batch_op.drop_column('quality')
        batch_op.drop_column('session_id')
        batch_op.drop_column('client_review_id')
        batch_op.drop_column('owner_id')

    with op.batch_alter_table('flashcards', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_flashcards_topic_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_flashcards_deck_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('uq_flashcards_owner_id_item_kind_item_id_template_variant'), type_='unique')
        batch_op.drop_index('ix_flashcards_topic')
        batch_op.drop_index('ix_flashcards_note')
        batch_op.drop_index('ix_flashcards_deck')
        batch_op.create_unique_constraint(batch_op.f('uq_flashcards_owner_id_item_kind_item_id'), ['owner_id', 'item_kind', 'item_id'])
        batch_op.alter_column('item_id',
               existing_type=sa.Uuid(),
               nullable=False)
        batch_op.drop_column('interval_days')
        batch_op.drop_column('ease')
        batch_op.drop_column('leech_at')
        batch_op.drop_column('deleted_at')
        batch_op.drop_column('buried_until')
        batch_op.drop_column('suspended_at')
        batch_op.drop_column('updated_at')
        batch_op.drop_column('search_text')
        batch_op.drop_column('origin_id')
        batch_op.drop_column('origin')
        batch_op.drop_column('audio_id')
        batch_op.drop_column('image_id')
        batch_op.drop_column('notes')
        batch_op.drop_column('hint')
        batch_op.drop_column('reading')
        batch_op.drop_column('back')
        batch_op.drop_column('front')
        batch_op.drop_column('deck_id')
        batch_op.drop_column('topic_id')
        batch_op.drop_column('note_id')
        batch_op.drop_column('variant')
        batch_op.drop_column('template')

    with op.batch_alter_table('flashcard_tags', schema=None) as batch_op:
        batch_op.drop_index('ix_flashcard_tags_owner_tag')

    op.drop_table('flashcard_tags')
    with op.batch_alter_table('topics', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_topics_parent_id'))
        batch_op.drop_index('ix_topics_owner_parent')

    op.drop_table('topics')
    op.drop_table('learners')
    with op.batch_alter_table('items', schema=None) as batch_op:
        batch_op.drop_index('ix_items_text')
        batch_op.drop_index('ix_items_reading')
        batch_op.drop_index('ix_items_kind_level_rank')

    op.drop_table('items')
    with op.batch_alter_table('decks', schema=None) as batch_op:
        batch_op.drop_index('uq_decks_owner_name')

    op.drop_table('decks')
