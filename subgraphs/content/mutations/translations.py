"""Translating what courses and series say of themselves."""

from typing import Annotated

import strawberry

from subgraphs.content.mutations.courses import CoursePayload
from subgraphs.content.mutations.lessons import LessonPayload, author_of, shown
from subgraphs.content.mutations.series import SERIES_REVISION, EpisodePayload, SeriesPayload
from subgraphs.content.service import translations as service
from subgraphs.content.types.context import Info
from subgraphs.content.types.course_inputs import COURSE_REVISION, LESSON_REVISION, given, key_of
from subgraphs.content.types.courses import Course
from subgraphs.content.types.series import Episode, Series
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.scopes import Scope
from subgraphs.shared.user_errors import answer_refusals

_WRITES = requires_scopes(Scope.CONTENT_WRITE)
_LOCALE = "The language of these texts, as a BCP 47 tag such as `fr` or `pt-BR`; `en` is refused."
_TITLE = "The title, in at most 120 characters; null takes the translation back."
_SUMMARY = "The summary, in at most 300 characters; null takes the translation back."
_SYNOPSIS = "The synopsis, in at most 2,000 characters; null takes the translation back."
_DESCRIPTION = "The description, CommonMark without HTML; null takes the translation back."


@strawberry.input(description="What a course says in another language. What is left out stays as it is.")
class TranslateCourseInput:
    course_id: strawberry.ID = strawberry.field(description="The course.")
    revision: int = strawberry.field(description=COURSE_REVISION)
    locale: str = strawberry.field(description=_LOCALE)
    title: str | None = strawberry.field(default=strawberry.UNSET, description=_TITLE)
    summary: str | None = strawberry.field(default=strawberry.UNSET, description=_SUMMARY)
    description: str | None = strawberry.field(default=strawberry.UNSET, description=_DESCRIPTION)


@strawberry.input(description="What a lesson says in another language. What is left out stays as it is.")
class TranslateLessonInput:
    lesson_id: strawberry.ID = strawberry.field(description="The lesson, by its id in the draft.")
    revision: int = strawberry.field(description=LESSON_REVISION)
    locale: str = strawberry.field(description=_LOCALE)
    title: str | None = strawberry.field(default=strawberry.UNSET, description=_TITLE)
    summary: str | None = strawberry.field(default=strawberry.UNSET, description=_SUMMARY)


@strawberry.input(description="What a series says in another language. What is left out stays as it is.")
class TranslateSeriesInput:
    series_id: strawberry.ID = strawberry.field(description="The series.")
    revision: int = strawberry.field(description=SERIES_REVISION)
    locale: str = strawberry.field(description=_LOCALE)
    title: str | None = strawberry.field(default=strawberry.UNSET, description=_TITLE)
    synopsis: str | None = strawberry.field(default=strawberry.UNSET, description=_SYNOPSIS)


@strawberry.input(description="What an episode says in another language. What is left out stays as it is.")
class TranslateEpisodeInput:
    episode_id: strawberry.ID = strawberry.field(description="The episode.")
    revision: int = strawberry.field(description=SERIES_REVISION)
    locale: str = strawberry.field(description=_LOCALE)
    title: str | None = strawberry.field(default=strawberry.UNSET, description=_TITLE)
    synopsis: str | None = strawberry.field(default=strawberry.UNSET, description=_SYNOPSIS)


@strawberry.type(description="What came of translating a course.")
class TranslateCoursePayload(CoursePayload):
    pass


@strawberry.type(description="What came of translating a lesson.")
class TranslateLessonPayload(LessonPayload):
    pass


@strawberry.type(description="What came of translating a series.")
class TranslateSeriesPayload(SeriesPayload):
    pass


@strawberry.type(description="What came of translating an episode.")
class TranslateEpisodePayload(EpisodePayload):
    pass


@strawberry.type
class TranslationMutations:
    @strawberry.mutation(
        description="Say in another language what a course says of itself. Learners see it at once, with any version.",
        directives=[_WRITES],
    )
    @answer_refusals
    async def translate_course(
        self, info: Info, input: Annotated[TranslateCourseInput, strawberry.argument(description="The translation.")]
    ) -> TranslateCoursePayload:
        author = author_of(info)
        texts = given(title=input.title, summary=input.summary, description=input.description)
        async with info.context.unit_of_work() as work:
            row = await service.translate_course(
                work, author, key_of(input.course_id), input.revision, input.locale, texts
            )
        return TranslateCoursePayload(course=await Course.by_id(info, row.id))

    @strawberry.mutation(
        description="Say in another language what a lesson says of itself. Learners see it at once, with any version.",
        directives=[_WRITES],
    )
    @answer_refusals
    async def translate_lesson(
        self, info: Info, input: Annotated[TranslateLessonInput, strawberry.argument(description="The translation.")]
    ) -> TranslateLessonPayload:
        author = author_of(info)
        texts = given(title=input.title, summary=input.summary)
        async with info.context.unit_of_work() as work:
            held = await service.translate_lesson(
                work, author, key_of(input.lesson_id), input.revision, input.locale, texts
            )
        return TranslateLessonPayload(**await shown(info, held))

    @strawberry.mutation(
        description="Say in another language what a series says of itself. Viewers see it at once.",
        directives=[_WRITES],
    )
    @answer_refusals
    async def translate_series(
        self, info: Info, input: Annotated[TranslateSeriesInput, strawberry.argument(description="The translation.")]
    ) -> TranslateSeriesPayload:
        author = author_of(info)
        texts = given(title=input.title, synopsis=input.synopsis)
        async with info.context.unit_of_work() as work:
            row = await service.translate_series(
                work, author, key_of(input.series_id), input.revision, input.locale, texts
            )
        return TranslateSeriesPayload(series=await Series.by_id(info, row.id))

    @strawberry.mutation(
        description="Say in another language what an episode says of itself. Viewers see it at once.",
        directives=[_WRITES],
    )
    @answer_refusals
    async def translate_episode(
        self, info: Info, input: Annotated[TranslateEpisodeInput, strawberry.argument(description="The translation.")]
    ) -> TranslateEpisodePayload:
        author = author_of(info)
        texts = given(title=input.title, synopsis=input.synopsis)
        async with info.context.unit_of_work() as work:
            row = await service.translate_episode(
                work, author, key_of(input.episode_id), input.revision, input.locale, texts
            )
        return TranslateEpisodePayload(episode=await Episode.by_id(info, row.id))
