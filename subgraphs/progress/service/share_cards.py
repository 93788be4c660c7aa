"""Drawing share cards of what a learner has come to.

A picture is for everybody who has its address, which nobody can guess; it is made when the learner asks for it, tells
nothing but what is drawn on it, and goes with the card.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from subgraphs.progress.achievement_rules import AchievementRule, Counter
from subgraphs.progress.errors import AchievementIsNotHad, ShareCardIsUnknown, TooManyShareCards
from subgraphs.progress.experience import level_at
from subgraphs.progress.models.share_cards import ShareCardKind, ShareCardRow
from subgraphs.progress.repository.achievements import AchievementRepository
from subgraphs.progress.repository.days import DaysRepository
from subgraphs.progress.repository.learners import LearnersRepository
from subgraphs.progress.repository.share_cards import ShareCardRepository
from subgraphs.progress.share_card_drawing import HEIGHT, WIDTH, draw_share_card
from subgraphs.progress.share_card_texts import ShareCardLocale, ShareFigures, drawing_of, write_share_card
from subgraphs.shared.database import Database
from subgraphs.shared.file_types import PNG
from subgraphs.shared.ids import new_id
from subgraphs.shared.object_urls import PUBLIC
from subgraphs.shared.objects import ObjectStore, new_key
from subgraphs.shared.unit_of_work import UnitOfWork

FOLDER = f"{PUBLIC}share-cards"
_A_DAY = timedelta(days=1)
_GRACE = timedelta(days=1)
"""How old a file is at least that is taken for a left-over: a younger one may be about to be referred to."""


@dataclass(frozen=True, slots=True)
class ShareCardRequest:
    user_id: UUID
    kind: ShareCardKind
    locale: ShareCardLocale
    shows_name: bool
    achievement: AchievementRule | None = None
    """What an `ACHIEVEMENT` card is about."""

    client_mutation_id: str | None = None


@dataclass(frozen=True, slots=True)
class ShareCardLimits:
    kept: int
    per_day: int


@dataclass(frozen=True, slots=True)
class DrawnCard:
    """A card that is drawn, and whose picture is stored; whoever cannot keep it deletes that."""

    text: str
    object_key: str


async def card_made_before(database: Database, request: ShareCardRequest) -> ShareCardRow | None:
    """What came of the same mutation when it was sent before."""
    if request.client_mutation_id is None:
        return None
    async with database.read() as session:
        return await ShareCardRepository(session).by_client_mutation(request.user_id, request.client_mutation_id)


async def draw_card(
    database: Database, objects: ObjectStore, request: ShareCardRequest, limits: ShareCardLimits, now: datetime
) -> DrawnCard:
    """Before the transaction, since it takes its time."""
    async with database.read() as session:
        repository = ShareCardRepository(session)
        if await repository.count_since(request.user_id, now - _A_DAY) >= limits.per_day:
            raise TooManyShareCards(limits.per_day)
        name = await repository.name_of(request.user_id) if request.shows_name else None
    figures = await _figures(database, request, now)
    written = write_share_card(request.kind, request.locale, figures)
    drawing = drawing_of(request.kind, request.locale, figures, written, name)
    content = await asyncio.to_thread(draw_share_card, drawing)
    key = new_key(FOLDER, PNG)
    await objects.put(key, content)
    return DrawnCard(written.text, key)


async def keep_card(
    work: UnitOfWork, request: ShareCardRequest, drawn: DrawnCard, limits: ShareCardLimits
) -> tuple[ShareCardRow, Sequence[str]]:
    """The card, and the keys of pictures that had to make room, to delete when this is certain."""
    await LearnersRepository(work.session).locked_learner(request.user_id)
    repository = ShareCardRepository(work.session)
    if request.client_mutation_id is not None:
        earlier = await repository.by_client_mutation(request.user_id, request.client_mutation_id)
        if earlier is not None:
            return earlier, [drawn.object_key]
    row = ShareCardRow(
        id=new_id(),
        user_id=request.user_id,
        client_mutation_id=request.client_mutation_id,
        kind=request.kind,
        achievement_id=request.achievement.id if request.achievement is not None else None,
        locale=request.locale,
        text=drawn.text,
        object_key=drawn.object_key,
        width=WIDTH,
        height=HEIGHT,
        created_at=work.now,
    )
    repository.add(row)
    await work.session.flush()
    over = await repository.beyond(request.user_id, limits.kept)
    await repository.remove([each.id for each in over])
    return row, [each.object_key for each in over]


async def delete_card(work: UnitOfWork, user_id: UUID, card_id: UUID) -> str:
    """The key of its picture, to delete when this is certain."""
    repository = ShareCardRepository(work.session)
    row = await repository.owned(card_id, user_id)
    if row is None:
        raise ShareCardIsUnknown(str(card_id))
    await repository.remove([row.id])
    return row.object_key


async def collect_left_overs(database: Database, objects: ObjectStore, now: datetime) -> None:
    """Delete pictures of no card, as a process leaves them that was killed at the wrong instant."""
    found = [info async for info in objects.listing(FOLDER)]
    async with database.read() as session:
        kept = await ShareCardRepository(session).kept_keys([info.key for info in found])
    await objects.delete(*(info.key for info in found if info.key not in kept and info.written_at <= now - _GRACE))


async def _figures(database: Database, request: ShareCardRequest, now: datetime) -> ShareFigures:
    async with database.read() as session:
        user_id = request.user_id
        learner = (await LearnersRepository(session).learners([user_id])).get(user_id)
        counters = (await AchievementRepository(session).counters([user_id])).get(user_id)
        unlocked = (await AchievementRepository(session).unlocked([user_id])).get(user_id, {})
        if request.achievement is not None and request.achievement.id not in unlocked:
            raise AchievementIsNotHad(request.achievement.id)
        if learner is None:
            return ShareFigures(0, 1, 0, 0, 0, 0, 0, 0, 0)
        today = learner.day_at(now)
        week = await DaysRepository(session).since(user_id, today - timedelta(days=today.weekday()))
    counted = counters.counters if counters is not None else {}
    return ShareFigures(
        xp=learner.xp,
        level=level_at(learner.xp),
        streak_days=learner.streak.days_on(today),
        longest_streak=learner.streak_longest,
        week_xp=sum(day.xp for day in week.values()),
        week_reviews=sum(day.reviews for day in week.values()),
        reviews=int(counted.get(Counter.REVIEWS, 0)),
        words_mastered=int(counted.get(Counter.WORDS_MASTERED, 0)),
        kanji_mastered=int(counted.get(Counter.KANJI_MASTERED, 0)),
        achievement=request.achievement.name if request.achievement is not None else None,
        achievement_description=request.achievement.description if request.achievement is not None else "",
    )
