"""give api keys to organizations"""

import sqlalchemy as sa
from alembic import op

revision: str = "20261121202925"
down_revision: str | None = "20261121200825"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    with op.batch_alter_table('api_key', schema=None) as batch_op:
        batch_op.add_column(sa.Column('organization_id', sa.Uuid(), nullable=True))
        batch_op.create_index(batch_op.f('ix_api_key_organization_id'), ['organization_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_api_key_organization_id'), 'organization', ['organization_id'], ['id'], ondelete='CASCADE')



def downgrade() -> None:
    with op.batch_alter_table('api_key', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_api_key_organization_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_api_key_organization_id'))
        batch_op.drop_column('organization_id')

