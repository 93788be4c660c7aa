"""remember facts"""

from datetime import UTC, datetime
from math import isqrt
from uuid import UUID, uuid4

import sqlalchemy as sa
from alembic import op

revision: str = "20261121223000"
down_revision: str | None = "20261121220955"
branch_labels: None = None
depends_on: None = None

RATINGS = {4: "AGAIN", 8: "HARD", 10: "GOOD", 12: "EASY"}
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
BATCH = 1_000


def upgrade() -> None:
    create_tables()
    with op.batch_alter_table('learners', schema=None) as batch_op:
        batch_op.add_column(sa.Column('highest_level', sa.Integer(), server_default='1', nullable=False))
        batch_op.add_column(sa.Column('streak_freezes', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('zones', sa.JSON(), server_default='[]', nullable=False))
        batch_op.add_column(sa.Column('goals', sa.JSON(), server_default='[]', nullable=False))
        batch_op.add_column(sa.Column('given_freezes', sa.JSON(), server_default='[]', nullable=False))
        batch_op.add_column(sa.Column('settled_before', sa.Date(), nullable=True))
    op.execute("CREATE TABLE awards_before AS SELECT * FROM awards")
    with op.batch_alter_table('awards', schema=None) as batch_op:
        batch_op.drop_index('ix_awards_user_day')
        batch_op.drop_index('ix_awards_user_earned')
    op.drop_table('awards')
    create_awards()
    remember_reviews()
    op.drop_table('awards_before')
    tell_learners()


def create_tables() -> None:
    op.create_table('heard_facts',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('type', sa.String(), nullable=False),
    sa.Column('identity', sa.String(), nullable=False),
    sa.Column('happened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('announced_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('day', sa.Date(), nullable=True),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('item_kind', sa.String(), nullable=True),
    sa.Column('item_id', sa.Uuid(), nullable=True),
    sa.Column('data', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_heard_facts')),
    sa.UniqueConstraint('user_id', 'type', 'identity', name=op.f('uq_heard_facts_user_id_type_identity'))
    )
    with op.batch_alter_table('heard_facts', schema=None) as batch_op:
        batch_op.create_index('ix_heard_facts_user_day', ['user_id', 'day'], unique=False)
        batch_op.create_index('ix_heard_facts_user_happened', ['user_id', 'happened_at'], unique=False)
        batch_op.create_index('ix_heard_facts_user_item', ['user_id', 'item_kind', 'item_id', 'happened_at'], unique=False)

    op.create_table('learner_days',
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('xp', sa.Integer(), nullable=False),
    sa.Column('reviews', sa.Integer(), nullable=False),
    sa.Column('milliseconds', sa.BigInteger(), nullable=False),
    sa.Column('is_studied', sa.Boolean(), nullable=False),
    sa.Column('goal', sa.Integer(), nullable=True),
    sa.Column('goal_reached_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('is_goal_announced', sa.Boolean(), nullable=False),
    sa.Column('streak_before', sa.Integer(), nullable=False),
    sa.Column('streak_days', sa.Integer(), nullable=False),
    sa.Column('streak_longest', sa.Integer(), nullable=False),
    sa.Column('streak_freezes', sa.Integer(), nullable=False),
    sa.Column('tally', sa.JSON(), nullable=False),
    sa.Column('last_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_identity', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('user_id', 'day', name=op.f('pk_learner_days'))
    )
    op.create_table('frozen_days',
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.PrimaryKeyConstraint('user_id', 'day', name=op.f('pk_frozen_days'))
    )
    op.create_table('mastery',
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('item_kind', sa.String(), nullable=False),
    sa.Column('item_id', sa.Uuid(), nullable=False),
    sa.Column('score', sa.Integer(), nullable=False),
    sa.Column('level', sa.String(), nullable=False),
    sa.Column('answers', sa.Integer(), nullable=False),
    sa.Column('last_answered_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('user_id', 'item_kind', 'item_id', name=op.f('pk_mastery'))
    )
    with op.batch_alter_table('mastery', schema=None) as batch_op:
        batch_op.create_index('ix_mastery_user_kind_level_score', ['user_id', 'item_kind', 'level', 'score', 'item_id'], unique=False)
        batch_op.create_index('ix_mastery_user_kind_score', ['user_id', 'item_kind', 'score', 'item_id'], unique=False)


def create_awards() -> None:
    op.create_table('awards',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('fact_type', sa.String(), nullable=False),
    sa.Column('fact_identity', sa.String(), nullable=False),
    sa.Column('rule', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('base', sa.Integer(), nullable=False),
    sa.Column('multipliers', sa.JSON(), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=False),
    sa.Column('taken_by_cap', sa.Integer(), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('item_kind', sa.String(), nullable=True),
    sa.Column('item_id', sa.Uuid(), nullable=True),
    sa.Column('earned_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('announced_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_awards'))
    )
    with op.batch_alter_table('awards', schema=None) as batch_op:
        batch_op.create_index('ix_awards_user_day', ['user_id', 'day'], unique=False)
        batch_op.create_index('ix_awards_user_earned', ['user_id', 'earned_at', 'id'], unique=False)


def remember_reviews() -> None:
    """Every review that was ever rewarded is a fact: its rating follows from its points."""
    connection = op.get_bind()
    before = sa.table(
        "awards_before",
        *(sa.column(name, sa.Uuid()) for name in ("id", "user_id", "review_id")),
        *(sa.column("reason", sa.String()), sa.column("amount", sa.Integer())),
        *(sa.column("earned_at", sa.DateTime(timezone=True)), sa.column("day", sa.Date())),
    )
    metadata = sa.MetaData()
    awards = sa.Table("awards", metadata, autoload_with=connection)
    facts = sa.Table("heard_facts", metadata, autoload_with=connection)
    typed(awards, facts)
    result = connection.execute(sa.select(before).order_by(before.c.id))
    rows = result.mappings().all()
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        connection.execute(awards.insert(), [award(row) for row in batch])
        reviews = [fact(row) for row in batch if row["reason"] == "REVIEW"]
        if reviews:
            connection.execute(facts.insert(), reviews)


def typed(*tables: sa.Table) -> None:
    """SQLite does not tell that a column holds ids or instants."""
    for table in tables:
        for column in table.c:
            if column.name in ("id", "user_id", "item_id"):
                column.type = sa.Uuid()
            elif column.name in ("data", "multipliers"):
                column.type = sa.JSON()


def award(row: sa.RowMapping) -> dict[str, object]:
    return {
        "id": row["id"],
        "user_id": row["user_id"],
        "fact_type": "FlashcardReviewed",
        "fact_identity": str(row["review_id"]),
        "rule": row["reason"],
        "reason": row["reason"],
        "base": row["amount"],
        "multipliers": [],
        "amount": row["amount"],
        "taken_by_cap": 0,
        "earned_at": row["earned_at"],
        "announced_at": row["earned_at"],
        "day": row["day"],
    }


def fact(row: sa.RowMapping) -> dict[str, object]:
    return {
        "id": row["review_id"],
        "user_id": row["user_id"],
        "type": "FlashcardReviewed",
        "identity": str(row["review_id"]),
        "happened_at": row["earned_at"],
        "announced_at": row["earned_at"],
        "day": row["day"],
        "data": {"rating": RATINGS[row["amount"]]},
    }


def tell_learners() -> None:
    """Where learners live was heard of before their facts; the rest of their figures is reckoned by a job."""
    connection = op.get_bind()
    learners = sa.table(
        "learners",
        sa.column("user_id", sa.Uuid()),
        sa.column("xp", sa.Integer()),
        sa.column("highest_level", sa.Integer()),
        sa.column("time_zone", sa.String()),
        sa.column("zones", sa.JSON()),
    )
    rows = connection.execute(sa.select(learners)).mappings().all()
    facts = sa.Table("heard_facts", sa.MetaData(), autoload_with=connection)
    typed(facts)
    for row in rows:
        level = (1 + isqrt(1 + 4 * (row["xp"] // 50))) // 2
        zones = [[BEGINNING.isoformat(), row["time_zone"]]]
        of_learner = learners.c.user_id == row["user_id"]
        connection.execute(sa.update(learners).where(of_learner).values(highest_level=level, zones=zones))
        connection.execute(facts.insert(), [zone_fact(row["user_id"], row["time_zone"])])
    if rows:
        enqueue_rebuild()


def zone_fact(user_id: UUID, time_zone: str) -> dict[str, object]:
    fact_id = uuid4()
    return {
        "id": fact_id,
        "user_id": user_id,
        "type": "ProfileUpdated",
        "identity": str(fact_id),
        "happened_at": BEGINNING,
        "announced_at": BEGINNING,
        "data": {"timeZone": time_zone},
    }


def enqueue_rebuild() -> None:
    now = datetime.now(UTC)
    job = sa.table(
        "job",
        sa.column("id", sa.Uuid()),
        *(sa.column(name, sa.String()) for name in ("kind", "payload", "correlation_id", "state")),
        *(sa.column(name, sa.Integer()) for name in ("attempt", "claim")),
        *(sa.column(name, sa.DateTime(timezone=True)) for name in ("due_at", "created_at")),
    )
    values = {"kind": "rebuild-progress", "payload": "{}", "correlation_id": "migration", "state": "waiting"}
    op.get_bind().execute(
        job.insert().values(id=uuid4(), attempt=0, claim=0, due_at=now, created_at=now, **values)
    )


def downgrade() -> None:
    raise NotImplementedError("Facts that were heard cannot be unheard.")
