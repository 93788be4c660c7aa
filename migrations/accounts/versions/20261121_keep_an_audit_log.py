"""keep an audit log"""

import sqlalchemy as sa
from alembic import op

revision: str = "20261121191351"
down_revision: str | None = "20261121191057"
branch_labels: None = None
depends_on: None = None

REFUSED = (("audit_entry", "UPDATE"), ("audit_entry", "DELETE"), ("audit_details", "UPDATE"))
"""Details may be deleted, which erasing a person does; nothing else in the log ever changes."""


def refuse_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_to_change_the_audit_log() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION 'the audit log only grows'; END $$"
    )
    for table, change in (*REFUSED, ("audit_entry", "TRUNCATE"), ("audit_details", "TRUNCATE")):
        op.execute(
            f"CREATE TRIGGER {table}_refuses_{change.lower()} BEFORE {change} ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_the_audit_log()"
        )


def refuse_on_sqlite() -> None:
    for table, change in REFUSED:
        op.execute(
            f"CREATE TRIGGER {table}_refuses_{change.lower()} BEFORE {change} ON {table} "
            "BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END"
        )


def upgrade() -> None:
    op.create_table('audit_entry',
    sa.Column('position', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('occurred_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=True),
    sa.Column('actor_id', sa.Uuid(), nullable=True),
    sa.Column('impersonator_id', sa.Uuid(), nullable=True),
    sa.Column('details_hash', sa.String(), nullable=False),
    sa.Column('hash', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('position', name=op.f('pk_audit_entry'))
    )
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.create_index('ix_audit_entry_actor_id_position', ['actor_id', 'position'], unique=False)
        batch_op.create_index('ix_audit_entry_kind_position', ['kind', 'position'], unique=False)
        batch_op.create_index('ix_audit_entry_user_id_position', ['user_id', 'position'], unique=False)

    op.create_table('audit_details',
    sa.Column('position', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('salt', sa.String(), nullable=False),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['position'], ['audit_entry.position'], name=op.f('fk_audit_details_position')),
    sa.PrimaryKeyConstraint('position', name=op.f('pk_audit_details'))
    )
    if op.get_bind().dialect.name == "postgresql":
        refuse_on_postgresql()
    else:
        refuse_on_sqlite()


def downgrade() -> None:
    op.drop_table('audit_details')
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.drop_index('ix_audit_entry_user_id_position')
        batch_op.drop_index('ix_audit_entry_kind_position')
        batch_op.drop_index('ix_audit_entry_actor_id_position')

    op.drop_table('audit_entry')
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_to_change_the_audit_log()")
