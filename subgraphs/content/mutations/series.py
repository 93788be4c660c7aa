"""Writing series, and watching them."""

from typing import Annotated

import strawberry

from subgraphs.content.mutations.lessons import author_of
from subgraphs.content.service import series as service
from subgraphs.content.service.series import EpisodeDraft, NewSeries, SentenceDraft
from subgraphs.content.types.context import Info
from subgraphs.content.types.course_enums import ProficiencyLevel
from subgraphs.content.types.course_inputs import given, given_numbers, given_texts, key_of, keys_of
from subgraphs.content.types.series import Episode, Series
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.context import require_scope
from subgraphs.shared.scopes import Scope
from subgraphs.shared.user_errors import UserError, answer_refusals, user_errors_field

_WRITES = requires_scopes(Scope.CONTENT_WRITE)
_LEARNS = requires_scopes(Scope.LEARNING_WRITE)
SERIES_REVISION = "The `revision` of the series that the change was made on. Refused when there is a newer one."


@strawberry.input(description="A series to begin. Nobody but its authors sees it before it is published.")
class CreateSeriesInput:
    title: str = strawberry.field(description="What it is called, in English.")
    language: str = strawberry.field(description="The language that is spoken in it, as a tag such as `ja`.")
    original_title: str = strawberry.field(default="", description="What it is called in that language.")
    synopsis: str = strawberry.field(default="", description="What it is about.")
    level: ProficiencyLevel | None = strawberry.field(default=None, description="Who follows it.")
    genres: list[str] = strawberry.field(default_factory=list, description="What kind of story it is; at most 10.")
    organization_id: strawberry.ID | None = strawberry.field(
        default=None, description="Whose members alone may ever know of it; null: it is for everybody."
    )


@strawberry.input(description="What to change of a series. What is left out stays as it is.")
class UpdateSeriesInput:
    series_id: strawberry.ID = strawberry.field(description="The series.")
    revision: int = strawberry.field(description=SERIES_REVISION)
    title: str | None = strawberry.field(default=strawberry.UNSET, description="The new title. Null is refused.")
    original_title: str | None = strawberry.field(
        default=strawberry.UNSET, description="The new title in its own language; null empties it."
    )
    synopsis: str | None = strawberry.field(default=strawberry.UNSET, description="The new synopsis; null empties it.")
    language: str | None = strawberry.field(default=strawberry.UNSET, description="The new tag. Null is refused.")
    level: ProficiencyLevel | None = strawberry.field(
        default=strawberry.UNSET, description="The new level; null: for none in particular."
    )
    genres: list[str] | None = strawberry.field(
        default=strawberry.UNSET, description="All genres from now on; null empties the list."
    )


@strawberry.input(description="A season to add.")
class AddSeasonInput:
    series_id: strawberry.ID = strawberry.field(description="The series.")
    revision: int = strawberry.field(description=SERIES_REVISION)
    number: int = strawberry.field(description="Its number, which no other season has.")
    title: str = strawberry.field(description="What it is called.")
    synopsis: str = strawberry.field(default="", description="What it is about.")


@strawberry.input(description="Something that is said in an episode.")
class EpisodeSentenceInput:
    text: str = strawberry.field(description="What is said.")
    translation: str = strawberry.field(description="What it means, in English.")
    reading: str = strawberry.field(default="", description="How it is read, where the writing does not say so.")
    speaker: str = strawberry.field(default="", description="Who says it.")
    at_seconds: int | None = strawberry.field(default=None, description="When, from the start.")
    word_ids: list[strawberry.ID] = strawberry.field(default_factory=list, description="Words of the lists in it.")

    def to_draft(self) -> SentenceDraft:
        return SentenceDraft(
            self.text, self.translation, self.reading, self.speaker, self.at_seconds, keys_of(self.word_ids)
        )


@strawberry.input(description="An episode to add.")
class AddEpisodeInput:
    season_id: strawberry.ID = strawberry.field(description="The season.")
    revision: int = strawberry.field(description=SERIES_REVISION)
    number: int = strawberry.field(description="Its number, which no other episode of the season has.")
    title: str = strawberry.field(description="What it is called, in English.")
    seconds: int = strawberry.field(description="How long it is, up to a day.")
    original_title: str = strawberry.field(default="", description="What it is called in its own language.")
    synopsis: str = strawberry.field(default="", description="What happens in it.")
    word_ids: list[strawberry.ID] = strawberry.field(default_factory=list, description="Its vocabulary, in order.")
    sentences: list[EpisodeSentenceInput] = strawberry.field(
        default_factory=list, description="What is said, in order."
    )


@strawberry.input(description="What to change of an episode. What is left out stays as it is.")
class UpdateEpisodeInput:
    episode_id: strawberry.ID = strawberry.field(description="The episode.")
    revision: int = strawberry.field(description=SERIES_REVISION)
    number: int | None = strawberry.field(default=strawberry.UNSET, description="The new number. Null is refused.")
    title: str | None = strawberry.field(default=strawberry.UNSET, description="The new title. Null is refused.")
    seconds: int | None = strawberry.field(default=strawberry.UNSET, description="The new length. Null is refused.")
    original_title: str | None = strawberry.field(
        default=strawberry.UNSET, description="The new title in its own language; null empties it."
    )
    synopsis: str | None = strawberry.field(default=strawberry.UNSET, description="The new text; null empties it.")
    word_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="The whole new vocabulary; null leaves it as it is."
    )
    sentences: list[EpisodeSentenceInput] | None = strawberry.field(
        default=None, description="All new sentences; null leaves them as they are."
    )


@strawberry.input(description="An episode to throw away, with everybody's progress in it.")
class RemoveEpisodeInput:
    episode_id: strawberry.ID = strawberry.field(description="The episode.")
    revision: int = strawberry.field(description=SERIES_REVISION)


@strawberry.input(description="A series to bring out.")
class PublishSeriesInput:
    series_id: strawberry.ID = strawberry.field(description="The series, with at least one episode.")
    revision: int = strawberry.field(description=SERIES_REVISION)


@strawberry.input(description="A series to hide.")
class DeleteSeriesInput:
    series_id: strawberry.ID = strawberry.field(description="The series.")


@strawberry.input(description="A deleted series to bring back.")
class RestoreSeriesInput:
    series_id: strawberry.ID = strawberry.field(description="The series.")


@strawberry.input(description="How far the caller has come in an episode.")
class RecordEpisodeProgressInput:
    episode_id: strawberry.ID = strawberry.field(description="The episode.")
    position_seconds: int = strawberry.field(description="Where they stopped, from the start.")
    is_watched: bool = strawberry.field(
        default=False, description="True: they have seen all of it. It counts so near the end, too."
    )


@strawberry.input(description="Words that the caller knows, or does not.")
class MarkWordsInput:
    word_ids: list[strawberry.ID] = strawberry.field(description="The words, 200 together at most.")
    is_known: bool = strawberry.field(default=True, description="False: they do not know them after all.")


@strawberry.type
class SeriesPayload:
    series: Series | None = strawberry.field(default=None, description="The series by now; null when refused.")
    user_errors: list[UserError] = user_errors_field()


@strawberry.type(description="What came of beginning a series.")
class CreateSeriesPayload(SeriesPayload):
    pass


@strawberry.type(description="What came of changing a series.")
class UpdateSeriesPayload(SeriesPayload):
    pass


@strawberry.type(description="What came of adding a season.")
class AddSeasonPayload(SeriesPayload):
    pass


@strawberry.type(description="What came of throwing an episode away.")
class RemoveEpisodePayload(SeriesPayload):
    pass


@strawberry.type(description="What came of publishing a series.")
class PublishSeriesPayload(SeriesPayload):
    pass


@strawberry.type(description="What came of deleting a series.")
class DeleteSeriesPayload(SeriesPayload):
    pass


@strawberry.type(description="What came of restoring a series.")
class RestoreSeriesPayload(SeriesPayload):
    pass


@strawberry.type
class EpisodePayload:
    episode: Episode | None = strawberry.field(default=None, description="The episode by now; null when refused.")
    user_errors: list[UserError] = user_errors_field()


@strawberry.type(description="What came of adding an episode.")
class AddEpisodePayload(EpisodePayload):
    pass


@strawberry.type(description="What came of changing an episode.")
class UpdateEpisodePayload(EpisodePayload):
    pass


@strawberry.type(description="What came of noting how far somebody has come.")
class RecordEpisodeProgressPayload(EpisodePayload):
    pass


@strawberry.type(description="What came of marking words.")
class MarkWordsPayload:
    known_word_count: int | None = strawberry.field(
        default=None, description="How many words the caller knows by now; null when refused."
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.type
class SeriesMutations:
    @strawberry.mutation(description="Begin a series.", directives=[_WRITES])
    @answer_refusals
    async def create_series(
        self, info: Info, input: Annotated[CreateSeriesInput, strawberry.argument(description="The series.")]
    ) -> CreateSeriesPayload:
        author = author_of(info)
        wanted = NewSeries(
            title=input.title,
            language=input.language,
            original_title=input.original_title,
            synopsis=input.synopsis,
            level=input.level,
            genres=input.genres,
            organization_id=key_of(input.organization_id) if input.organization_id is not None else None,
        )
        async with info.context.unit_of_work() as work:
            row = await service.create_series(work, author, wanted)
        return CreateSeriesPayload(series=await Series.by_id(info, row.id))

    @strawberry.mutation(description="Change what a series says of itself.", directives=[_WRITES])
    @answer_refusals
    async def update_series(
        self, info: Info, input: Annotated[UpdateSeriesInput, strawberry.argument(description="The changes.")]
    ) -> UpdateSeriesPayload:
        author = author_of(info)
        changes = given_texts(
            title=input.title,
            original_title=input.original_title,
            synopsis=input.synopsis,
            language=input.language,
        )
        changes |= given(level=input.level)
        changes |= {name: value or [] for name, value in given(genres=input.genres).items()}
        async with info.context.unit_of_work() as work:
            row = await service.update_series(work, author, key_of(input.series_id), input.revision, changes)
        return UpdateSeriesPayload(series=await Series.by_id(info, row.id))

    @strawberry.mutation(description="Add a season to a series.", directives=[_WRITES])
    @answer_refusals
    async def add_season(
        self, info: Info, input: Annotated[AddSeasonInput, strawberry.argument(description="The season.")]
    ) -> AddSeasonPayload:
        author = author_of(info)
        async with info.context.unit_of_work() as work:
            row = await service.add_season(
                work, author, key_of(input.series_id), input.revision, input.number, input.title, input.synopsis
            )
        return AddSeasonPayload(series=await Series.by_id(info, row.id))

    @strawberry.mutation(description="Add an episode to a season.", directives=[_WRITES])
    @answer_refusals
    async def add_episode(
        self, info: Info, input: Annotated[AddEpisodeInput, strawberry.argument(description="The episode.")]
    ) -> AddEpisodePayload:
        author = author_of(info)
        texts = given(
            number=input.number,
            title=input.title,
            original_title=input.original_title,
            synopsis=input.synopsis,
            seconds=input.seconds,
        )
        draft = EpisodeDraft(texts, keys_of(input.word_ids), [one.to_draft() for one in input.sentences])
        async with info.context.unit_of_work() as work:
            row = await service.add_episode(work, author, key_of(input.season_id), input.revision, draft)
        return AddEpisodePayload(episode=await Episode.by_id(info, row.id))

    @strawberry.mutation(description="Change an episode, its vocabulary or its sentences.", directives=[_WRITES])
    @answer_refusals
    async def update_episode(
        self, info: Info, input: Annotated[UpdateEpisodeInput, strawberry.argument(description="The changes.")]
    ) -> UpdateEpisodePayload:
        author = author_of(info)
        changes = given_texts(title=input.title, original_title=input.original_title, synopsis=input.synopsis)
        changes |= given_numbers(number=input.number, seconds=input.seconds)
        draft = EpisodeDraft(
            changes,
            keys_of(input.word_ids) if input.word_ids is not None else None,
            [one.to_draft() for one in input.sentences] if input.sentences is not None else None,
        )
        async with info.context.unit_of_work() as work:
            row = await service.update_episode(work, author, key_of(input.episode_id), input.revision, draft)
        return UpdateEpisodePayload(episode=await Episode.by_id(info, row.id))

    @strawberry.mutation(description="Throw an episode away.", directives=[_WRITES])
    @answer_refusals
    async def remove_episode(
        self, info: Info, input: Annotated[RemoveEpisodeInput, strawberry.argument(description="Which episode.")]
    ) -> RemoveEpisodePayload:
        author = author_of(info)
        async with info.context.unit_of_work() as work:
            row = await service.remove_episode(work, author, key_of(input.episode_id), input.revision)
        return RemoveEpisodePayload(series=await Series.by_id(info, row.id))

    @strawberry.mutation(description="Bring a series out. What is changed later shows at once.", directives=[_WRITES])
    @answer_refusals
    async def publish_series(
        self, info: Info, input: Annotated[PublishSeriesInput, strawberry.argument(description="Which series.")]
    ) -> PublishSeriesPayload:
        author = author_of(info)
        async with info.context.unit_of_work() as work:
            row = await service.publish_series(work, author, key_of(input.series_id), input.revision)
        return PublishSeriesPayload(series=await Series.by_id(info, row.id))

    @strawberry.mutation(description="Hide a series. It can be restored for a while.", directives=[_WRITES])
    @answer_refusals
    async def delete_series(
        self, info: Info, input: Annotated[DeleteSeriesInput, strawberry.argument(description="Which series.")]
    ) -> DeleteSeriesPayload:
        author = author_of(info)
        async with info.context.unit_of_work() as work:
            row = await service.delete_series(work, author, key_of(input.series_id))
        return DeleteSeriesPayload(series=await Series.by_id(info, row.id))

    @strawberry.mutation(description="Bring a deleted series back.", directives=[_WRITES])
    @answer_refusals
    async def restore_series(
        self, info: Info, input: Annotated[RestoreSeriesInput, strawberry.argument(description="Which series.")]
    ) -> RestoreSeriesPayload:
        author = author_of(info)
        async with info.context.unit_of_work() as work:
            row = await service.restore_series(work, author, key_of(input.series_id))
        return RestoreSeriesPayload(series=await Series.by_id(info, row.id))

    @strawberry.mutation(
        description="Note how far one has come in an episode. What was watched once stays watched.",
        directives=[_LEARNS],
    )
    @answer_refusals
    async def record_episode_progress(
        self, info: Info, input: Annotated[RecordEpisodeProgressInput, strawberry.argument(description="How far.")]
    ) -> RecordEpisodeProgressPayload:
        caller = require_scope(info, Scope.LEARNING_WRITE)
        episode_id, share = key_of(input.episode_id), info.context.services.settings.watched_share
        async with info.context.unit_of_work() as work:
            await service.record_progress(
                work, caller.user_id, episode_id, input.position_seconds, input.is_watched, share
            )
        return RecordEpisodeProgressPayload(episode=await Episode.by_id(info, episode_id))

    @strawberry.mutation(
        description="Say which words one knows. They count in every episode that has them.", directives=[_LEARNS]
    )
    @answer_refusals
    async def mark_words(
        self, info: Info, input: Annotated[MarkWordsInput, strawberry.argument(description="Which words.")]
    ) -> MarkWordsPayload:
        caller = require_scope(info, Scope.LEARNING_WRITE)
        async with info.context.unit_of_work() as work:
            count = await service.mark_words(work, caller.user_id, keys_of(input.word_ids), input.is_known)
        return MarkWordsPayload(known_word_count=count)
