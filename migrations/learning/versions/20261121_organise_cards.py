"""Organise cards: a default deck, media of learners, what items are found by, marks of leeches and deleted cards."""

import sqlalchemy as sa
from alembic import op

revision: str = "20261121221921"
down_revision: str | None = "20261121221745"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    op.create_table('media',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('owner_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('content_type', sa.String(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('width', sa.Integer(), nullable=True),
    sa.Column('height', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_media'))
    )
    with op.batch_alter_table('media', schema=None) as batch_op:
        batch_op.create_index('ix_media_created', ['created_at'], unique=False)
        batch_op.create_index('uq_media_owner_digest', ['owner_id', 'digest'], unique=True)

    with op.batch_alter_table('decks', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_default', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.create_index('uq_decks_owner_default', ['owner_id'], unique=True, sqlite_where=sa.text('is_default'), postgresql_where=sa.text('is_default'))

    with op.batch_alter_table('flashcards', schema=None) as batch_op:
        batch_op.create_index('ix_flashcards_deleted', ['deleted_at', 'id'], unique=False, sqlite_where=sa.text('deleted_at IS NOT NULL'), postgresql_where=sa.text('deleted_at IS NOT NULL'))
        batch_op.create_index('ix_flashcards_leeches', ['owner_id', 'leech_at', 'id'], unique=False, sqlite_where=sa.text('leech_at IS NOT NULL'), postgresql_where=sa.text('leech_at IS NOT NULL'))

    with op.batch_alter_table('items', schema=None) as batch_op:
        batch_op.add_column(sa.Column('search_text', sa.String(), server_default='', nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('items', schema=None) as batch_op:
        batch_op.drop_column('search_text')

    with op.batch_alter_table('flashcards', schema=None) as batch_op:
        batch_op.drop_index('ix_flashcards_leeches', sqlite_where=sa.text('leech_at IS NOT NULL'), postgresql_where=sa.text('leech_at IS NOT NULL'))
        batch_op.drop_index('ix_flashcards_deleted', sqlite_where=sa.text('deleted_at IS NOT NULL'), postgresql_where=sa.text('deleted_at IS NOT NULL'))

    with op.batch_alter_table('decks', schema=None) as batch_op:
        batch_op.drop_index('uq_decks_owner_default', sqlite_where=sa.text('is_default'), postgresql_where=sa.text('is_default'))
        batch_op.drop_column('is_default')

    with op.batch_alter_table('media', schema=None) as batch_op:
        batch_op.drop_index('uq_media_owner_digest')
        batch_op.drop_index('ix_media_created')

    op.drop_table('media')
