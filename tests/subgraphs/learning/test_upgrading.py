"""Databases that were filled by earlier versions."""

from pathlib import Path
from uuid import UUID

from sqlalchemy import text

from subgraphs.shared.database import Database
from subgraphs.shared.migrations import migrate

CARD, OWNER = UUID(int=7), UUID(int=9)


async def test_reviews_of_an_earlier_version_are_their_owners_and_survive(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/old.db"
    await migrate(url, "learning", "20261121193105")
    database = Database(url)
    async with database.write() as session:
        await session.execute(
            text(
                "INSERT INTO flashcards (id, owner_id, item_kind, item_id, created_at, state, step, due, reps, lapses)"
                " VALUES (:card, :owner, 'WORD', :item, :then, 'REVIEW', NULL, :then, 1, 0)"
            ),
            {"card": CARD.hex, "owner": OWNER.hex, "item": UUID(int=8).hex, "then": "2026-03-02 09:00:00"},
        )
        await session.execute(
            text(
                "INSERT INTO reviews"
                " (id, flashcard_id, rating, reviewed_at, recorded_at, state_before, state_after, due)"
                " VALUES (:id, :card, 'GOOD', :then, :then, 'NEW', 'REVIEW', :then)"
            ),
            {"id": UUID(int=1).hex, "card": CARD.hex, "then": "2026-03-02 09:00:00"},
        )
    await migrate(url, "learning")
    async with database.read() as session:
        rows = (await session.execute(text("SELECT owner_id, flashcard_id, algorithm FROM reviews"))).all()
        cards = (await session.execute(text("SELECT template, origin FROM flashcards"))).all()
    await database.close()
    assert [tuple(row) for row in rows] == [(OWNER.hex, CARD.hex, "FSRS")]
    assert [tuple(row) for row in cards] == [("RECOGNITION", "OWN")]
