"""Keep the catalogue: of which edition items are, courses with their lessons, and who belongs to organizations."""

import sqlalchemy as sa
from alembic import op

revision: str = "20261121221338"
down_revision: str | None = "20261121220632"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    op.create_table('catalogue_editions',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('edition', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_catalogue_editions'))
    )
    op.create_table('courses',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('level', sa.String(), nullable=True),
    sa.Column('organization_id', sa.Uuid(), nullable=True),
    sa.Column('lesson_ids', sa.JSON(), nullable=False),
    sa.Column('is_deleted', sa.Boolean(), nullable=False),
    sa.Column('deletion_changed_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_courses'))
    )
    op.create_table('organization_members',
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('user_id', 'organization_id', name=op.f('pk_organization_members'))
    )
    with op.batch_alter_table('organization_members', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_organization_members_organization_id'), ['organization_id'], unique=False)

    with op.batch_alter_table('items', schema=None) as batch_op:
        batch_op.add_column(sa.Column('course_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('edition', sa.BigInteger(), server_default='0', nullable=False))
        batch_op.create_index('ix_items_course', ['course_id'], unique=False)
        batch_op.drop_column('version')


def downgrade() -> None:
    with op.batch_alter_table('items', schema=None) as batch_op:
        batch_op.add_column(sa.Column('version', sa.VARCHAR(), server_default='', nullable=False))
        batch_op.drop_index('ix_items_course')
        batch_op.drop_column('edition')
        batch_op.drop_column('course_id')

    with op.batch_alter_table('organization_members', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_organization_members_organization_id'))

    op.drop_table('organization_members')
    op.drop_table('courses')
    op.drop_table('catalogue_editions')
