"""Texts of records in other languages."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlmodel import col

from subgraphs.content.models.courses import CourseRow, LessonRow
from subgraphs.content.models.series import EpisodeRow, SeriesRow
from subgraphs.content.models.translations import TranslationRow
from subgraphs.content.repository.base import Repository

TextsByField = dict[str, dict[str, list[str]]]
"""{field: {locale: texts}}"""


class TranslationRepository(Repository):
    async def of_subjects(self, subjects: Sequence[UUID]) -> dict[UUID, TextsByField]:
        statement = select(TranslationRow).where(col(TranslationRow.subject_id).in_(subjects))
        found: dict[UUID, TextsByField] = defaultdict(lambda: defaultdict(dict))
        for row in await self.all(statement):
            found[row.subject_id][row.field][row.locale] = row.texts
        return found

    async def locales_of(self, subject: UUID) -> set[str]:
        statement = select(col(TranslationRow.locale)).where(col(TranslationRow.subject_id) == subject)
        return set(await self.all(statement))

    async def set_texts(self, subject: UUID, locale: str, texts: Mapping[str, str | None]) -> None:
        """Write what fields of a record say in one language; None: nothing any more. Other fields stay."""
        row = TranslationRow
        replaced = col(row.field).in_(list(texts))
        await self.session.execute(
            delete(row).where(col(row.subject_id) == subject, col(row.locale) == locale, replaced)
        )
        said = ((field, text) for field, text in texts.items() if text is not None)
        self.session.add_all(row(subject_id=subject, field=field, locale=locale, texts=[text]) for field, text in said)
        await self.session.flush()

    async def delete_of(self, subject: UUID) -> None:
        await self.session.execute(delete(TranslationRow).where(col(TranslationRow.subject_id) == subject))

    async def delete_of_content_deleted_before(self, instant: datetime) -> None:
        """Those of courses and series that were deleted before then, and of what is in them."""
        courses = select(col(CourseRow.id)).where(col(CourseRow.deleted_at) < instant)
        series = select(col(SeriesRow.id)).where(col(SeriesRow.deleted_at) < instant)
        lessons = select(col(LessonRow.id)).where(col(LessonRow.course_id).in_(courses))
        episodes = select(col(EpisodeRow.id)).where(col(EpisodeRow.series_id).in_(series))
        for gone in (courses, lessons, series, episodes):
            await self.session.execute(delete(TranslationRow).where(col(TranslationRow.subject_id).in_(gone)))
