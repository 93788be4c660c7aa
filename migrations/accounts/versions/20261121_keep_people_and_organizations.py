"""keep people and organizations"""

import sqlalchemy as sa
from alembic import op

revision: str = "20261121191951"
down_revision: str | None = "20261121191830"
branch_labels: None = None
depends_on: None = None


def skeleton_of(handle: str) -> str:
    """As handles are compared when this step is written."""
    text = handle.replace("_", "")
    for looks, like in (("0", "o"), ("1", "l"), ("rn", "m"), ("vv", "w")):
        text = text.replace(looks, like)
    return text


def claim_handles() -> None:
    """Everybody has the handle that they have."""
    connection = op.get_bind()
    user = sa.table("user_account", sa.column("id", sa.Uuid()), sa.column("handle"), sa.column("created_at", sa.DateTime(timezone=True)))
    claim = sa.table(
        "handle_claim",
        sa.column("handle"),
        sa.column("skeleton"),
        sa.column("user_id", sa.Uuid()),
        sa.column("claimed_at", sa.DateTime(timezone=True)),
    )
    rows = [
        {"handle": row.handle, "skeleton": skeleton_of(row.handle), "user_id": row.id, "claimed_at": row.created_at}
        for row in connection.execute(sa.select(user))
    ]
    if rows:
        connection.execute(sa.insert(claim), rows)


def fill_name_keys() -> None:
    """People are found by the name they show, in any case."""
    connection = op.get_bind()
    profile = sa.table("profile", sa.column("user_id", sa.Uuid()), sa.column("display_name"), sa.column("name_key"))
    for row in connection.execute(sa.select(profile.c.user_id, profile.c.display_name)).all():
        key = row.display_name.casefold()
        connection.execute(sa.update(profile).where(profile.c.user_id == row.user_id).values(name_key=key))


def upgrade() -> None:
    op.create_table('organization',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('description', sa.String(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_organization'))
    )
    op.create_table('block',
    sa.Column('blocker_id', sa.Uuid(), nullable=False),
    sa.Column('blocked_id', sa.Uuid(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['blocked_id'], ['user_account.id'], name=op.f('fk_block_blocked_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['blocker_id'], ['user_account.id'], name=op.f('fk_block_blocker_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('blocker_id', 'blocked_id', name=op.f('pk_block'))
    )
    with op.batch_alter_table('block', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_block_blocked_id'), ['blocked_id'], unique=False)
        batch_op.create_index('ix_block_blocker_id_since', ['blocker_id', 'since', 'blocked_id'], unique=False)

    op.create_table('follow',
    sa.Column('follower_id', sa.Uuid(), nullable=False),
    sa.Column('followee_id', sa.Uuid(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['followee_id'], ['user_account.id'], name=op.f('fk_follow_followee_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['follower_id'], ['user_account.id'], name=op.f('fk_follow_follower_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('follower_id', 'followee_id', name=op.f('pk_follow'))
    )
    with op.batch_alter_table('follow', schema=None) as batch_op:
        batch_op.create_index('ix_follow_followee_id_since', ['followee_id', 'since', 'follower_id'], unique=False)
        batch_op.create_index('ix_follow_follower_id_since', ['follower_id', 'since', 'followee_id'], unique=False)

    op.create_table('friend_request',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('requester_id', sa.Uuid(), nullable=False),
    sa.Column('recipient_id', sa.Uuid(), nullable=False),
    sa.Column('message', sa.String(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['recipient_id'], ['user_account.id'], name=op.f('fk_friend_request_recipient_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['requester_id'], ['user_account.id'], name=op.f('fk_friend_request_requester_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_friend_request'))
    )
    with op.batch_alter_table('friend_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_friend_request_recipient_id'), ['recipient_id'], unique=False)
        batch_op.create_index('uq_friend_request_pair', ['requester_id', 'recipient_id'], unique=True)

    op.create_table('friendship',
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('friend_id', sa.Uuid(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['friend_id'], ['user_account.id'], name=op.f('fk_friendship_friend_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_friendship_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('user_id', 'friend_id', name=op.f('pk_friendship'))
    )
    with op.batch_alter_table('friendship', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_friendship_friend_id'), ['friend_id'], unique=False)
        batch_op.create_index('ix_friendship_user_id_since', ['user_id', 'since', 'friend_id'], unique=False)

    op.create_table('handle_claim',
    sa.Column('handle', sa.String(), nullable=False),
    sa.Column('skeleton', sa.String(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reserved_until', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_handle_claim_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('handle', name=op.f('pk_handle_claim'))
    )
    with op.batch_alter_table('handle_claim', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_handle_claim_skeleton'), ['skeleton'], unique=False)
        batch_op.create_index(batch_op.f('ix_handle_claim_user_id'), ['user_id'], unique=False)

    op.create_table('invitation',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('role', sa.String(), nullable=False),
    sa.Column('email', sa.String(), nullable=True),
    sa.Column('email_key', sa.String(), nullable=True),
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('invited_by', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('uses_left', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['invited_by'], ['user_account.id'], name=op.f('fk_invitation_invited_by'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_invitation_organization_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_invitation_token_hash'))
    )
    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_invitation_email_key'), ['email_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_invitation_invited_by'), ['invited_by'], unique=False)
        batch_op.create_index(batch_op.f('ix_invitation_organization_id'), ['organization_id'], unique=False)

    op.create_table('membership',
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('role', sa.String(), nullable=False),
    sa.Column('joined_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_membership_organization_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_membership_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('organization_id', 'user_id', name=op.f('pk_membership'))
    )
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_membership_user_id'), ['user_id'], unique=False)

    op.create_table('suspension',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('suspended_by', sa.Uuid(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lifted_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_suspension_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_suspension'))
    )
    with op.batch_alter_table('suspension', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_suspension_user_id'), ['user_id'], unique=False)

    op.create_table('user_settings',
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('daily_goal', sa.Integer(), nullable=False),
    sa.Column('profile_audience', sa.String(), nullable=False),
    sa.Column('friends_audience', sa.String(), nullable=False),
    sa.Column('progress_audience', sa.String(), nullable=False),
    sa.Column('presence_audience', sa.String(), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_user_settings_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('user_id', name=op.f('pk_user_settings'))
    )
    with op.batch_alter_table('profile', schema=None) as batch_op:
        batch_op.add_column(sa.Column('name_key', sa.String(), server_default='', nullable=False))
        batch_op.create_index(batch_op.f('ix_profile_name_key'), ['name_key'], unique=False)

    claim_handles()
    fill_name_keys()


def downgrade() -> None:
    op.drop_table('user_settings')
    with op.batch_alter_table('suspension', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_suspension_user_id'))

    op.drop_table('suspension')
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_membership_user_id'))

    op.drop_table('membership')
    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_invitation_organization_id'))
        batch_op.drop_index(batch_op.f('ix_invitation_invited_by'))
        batch_op.drop_index(batch_op.f('ix_invitation_email_key'))

    op.drop_table('invitation')
    with op.batch_alter_table('handle_claim', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_handle_claim_user_id'))
        batch_op.drop_index(batch_op.f('ix_handle_claim_skeleton'))

    op.drop_table('handle_claim')
    with op.batch_alter_table('friendship', schema=None) as batch_op:
        batch_op.drop_index('ix_friendship_user_id_since')
        batch_op.drop_index(batch_op.f('ix_friendship_friend_id'))

    op.drop_table('friendship')
    with op.batch_alter_table('friend_request', schema=None) as batch_op:
        batch_op.drop_index('uq_friend_request_pair')
        batch_op.drop_index(batch_op.f('ix_friend_request_recipient_id'))

    op.drop_table('friend_request')
    with op.batch_alter_table('follow', schema=None) as batch_op:
        batch_op.drop_index('ix_follow_follower_id_since')
        batch_op.drop_index('ix_follow_followee_id_since')

    op.drop_table('follow')
    with op.batch_alter_table('block', schema=None) as batch_op:
        batch_op.drop_index('ix_block_blocker_id_since')
        batch_op.drop_index(batch_op.f('ix_block_blocked_id'))

    op.drop_table('block')
    op.drop_table('organization')
    with op.batch_alter_table('profile', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_profile_name_key'))
        batch_op.drop_column('name_key')
