"""What lessons consist of. A learner sees of a quiz what is needed to answer it; its solution follows the answer."""

import asyncio
from collections.abc import Sequence
from typing import Self
from uuid import UUID

import strawberry

from subgraphs.content import blocks as stored
from subgraphs.content.course_access import user_id_of
from subgraphs.content.markdown import to_html
from subgraphs.content.models.enrollments import QuizAnswerRow
from subgraphs.content.quizzes import Quiz, shown_matches, shown_options
from subgraphs.content.quizzes import QuizOption as StoredOption
from subgraphs.content.types.context import Info
from subgraphs.content.types.course_enums import QuizKind
from subgraphs.content.types.kana import Kana
from subgraphs.content.types.media import MediaAsset
from subgraphs.content.types.study import Kanji, Word


def id_of(record: UUID) -> strawberry.ID:
    return strawberry.ID(str(record))


@strawberry.interface(description="A part of a lesson. Blocks are shown one after another.")
class LessonBlock:
    id: strawberry.ID = strawberry.field(description="The same in all versions in which the block is part of a lesson.")


@strawberry.type(description="A text to read.")
class TextBlock(LessonBlock):
    markdown: str = strawberry.field(
        description="CommonMark without HTML. Links lead to the web, to an address for mail, or within the platform."
    )

    @strawberry.field(description="The same as HTML that is safe to insert.")
    def html(self) -> str:
        return to_html(self.markdown)


@strawberry.type(description="A word to meet.")
class WordBlock(LessonBlock):
    note: str | None = strawberry.field(description="What the author says of it here; null when nothing.")
    item_id: strawberry.Private[UUID]

    @strawberry.field(description="The word; null when the lists hold it no longer.")
    async def word(self, info: Info) -> Word | None:
        return await Word.resolve_reference(info, str(self.item_id))


@strawberry.type(description="A kanji to meet.")
class KanjiBlock(LessonBlock):
    note: str | None = strawberry.field(description="What the author says of it here; null when nothing.")
    item_id: strawberry.Private[UUID]

    @strawberry.field(description="The kanji; null when the lists hold it no longer.")
    async def kanji(self, info: Info) -> Kanji | None:
        return await Kanji.resolve_reference(info, str(self.item_id))


@strawberry.type(description="Signs of a syllabic script to meet together.")
class KanaBlock(LessonBlock):
    note: str | None = strawberry.field(description="What the author says of them here; null when nothing.")
    item_ids: strawberry.Private[Sequence[UUID]]

    @strawberry.field(description="The signs in the author's order.")
    async def kana(self, info: Info) -> list[Kana]:
        found = await asyncio.gather(*(Kana.resolve_reference(info, str(one)) for one in self.item_ids))
        return [kana for kana in found if kana is not None]


@strawberry.type(description="A sentence that shows how something is said.")
class ExampleBlock(LessonBlock):
    text: str = strawberry.field(description="The sentence in the language that is taught.")
    reading: str | None = strawberry.field(description="How it is read, where the writing does not say so.")
    translation: str = strawberry.field(description="What it says.")
    item_ids: strawberry.Private[Sequence[UUID]]

    @strawberry.field(description="Words of the lists that it uses, in the author's order.")
    async def words(self, info: Info) -> list[Word]:
        found = await asyncio.gather(*(Word.resolve_reference(info, str(one)) for one in self.item_ids))
        return [word for word in found if word is not None]


@strawberry.type(description="Something to listen to.")
class AudioBlock(LessonBlock):
    media_id: strawberry.ID = strawberry.field(description="The recording, by its id among the media.")
    transcript: str | None = strawberry.field(description="What is said in it; null when the author gave none.")

    @strawberry.field(description="The recording itself; null when it has been taken away.")
    async def media(self, info: Info) -> MediaAsset | None:
        return await MediaAsset.shown_by(info, UUID(self.media_id))


@strawberry.type(description="Something that a quiz offers.")
class QuizOption:
    id: strawberry.ID = strawberry.field(description="What an answer names it by. It says nothing of what is right.")
    text: str = strawberry.field(description="What it says.")

    @classmethod
    def from_stored(cls, option: StoredOption) -> Self:
        return cls(id=strawberry.ID(option.id), text=option.text)


@strawberry.type(description="An option and what belongs to it.")
class QuizPair:
    option: QuizOption = strawberry.field(description="One of the quiz's `options`.")
    match: QuizOption = strawberry.field(description="The one of its `matches` that belongs to it.")


@strawberry.type(description="What a quiz wanted to hear.")
class QuizSolution:
    options: list[QuizOption] = strawberry.field(
        description="The right options, in their order where order matters; empty for other kinds of quiz."
    )
    pairs: list[QuizPair] = strawberry.field(description="What belongs to what; empty unless the quiz asks for it.")
    accepted: list[str] = strawberry.field(
        description="Texts that are accepted, the best first; empty unless the quiz is answered by a text."
    )
    explanation: str | None = strawberry.field(description="Why that is right; null when the author gave no reason.")

    @classmethod
    def from_stored(cls, quiz: Quiz) -> Self:
        option_by_id = {option.id: QuizOption.from_stored(option) for option in (*quiz.options, *quiz.matches)}
        is_matching = quiz.quiz_kind is QuizKind.MATCHING
        right = [option_by_id[one] for one in quiz.right]
        offered = [option_by_id[option.id] for option in quiz.options]
        pairs = [QuizPair(option=option, match=match) for option, match in zip(offered, right, strict=False)]
        return cls(
            options=[] if is_matching else right,
            pairs=pairs if is_matching else [],
            accepted=list(quiz.accepted),
            explanation=quiz.explanation or None,
        )


@strawberry.type(description="The answers that the caller has given to a quiz, in figures.")
class QuizRecord:
    attempts: int = strawberry.field(description="How often they have answered it.")
    is_right_at_first: bool = strawberry.field(description="Whether the first answer was right, which alone scores.")
    is_right: bool = strawberry.field(description="Whether the latest answer was right.")

    @classmethod
    def from_rows(cls, rows: Sequence[QuizAnswerRow]) -> Self | None:
        if not rows:
            return None
        return cls(attempts=len(rows), is_right_at_first=rows[0].is_correct, is_right=rows[-1].is_correct)


@strawberry.type(description="A question.")
class QuizBlock(LessonBlock):
    quiz: strawberry.Private[Quiz]
    shows_solution: strawberry.Private[bool]
    kind: QuizKind = strawberry.field(description="How it is answered.")
    prompt: str = strawberry.field(description="The question.")
    options: list[QuizOption] = strawberry.field(
        description="What to choose from or to put in order, in an order that tells nothing."
    )
    matches: list[QuizOption] = strawberry.field(
        description="What to match the options with; empty unless the quiz asks for it."
    )

    @strawberry.field(description="What the caller has answered so far; null before, or when nobody is signed in.")
    async def record(self, info: Info) -> QuizRecord | None:
        return QuizRecord.from_rows(await _answers(info, self.id))

    @strawberry.field(description="What is right; null until the caller has answered. Authors see it in their drafts.")
    async def solution(self, info: Info) -> QuizSolution | None:
        if self.shows_solution or await _answers(info, self.id):
            return QuizSolution.from_stored(self.quiz)
        return None

    @classmethod
    def from_stored(cls, block_id: UUID, quiz: Quiz, shows_solution: bool) -> Self:
        return cls(
            id=id_of(block_id),
            quiz=quiz,
            shows_solution=shows_solution,
            kind=quiz.quiz_kind,
            prompt=quiz.prompt,
            options=[QuizOption.from_stored(option) for option in shown_options(quiz)],
            matches=[QuizOption.from_stored(match) for match in shown_matches(quiz)],
        )


BLOCK_TYPES = (TextBlock, WordBlock, KanjiBlock, KanaBlock, ExampleBlock, AudioBlock, QuizBlock)


def block_from_stored(block: stored.Block, *, for_author: bool) -> LessonBlock:
    block_id = id_of(block.id)
    match block:
        case stored.TextBlock(markdown=markdown):
            return TextBlock(id=block_id, markdown=markdown)
        case stored.WordBlock(word_id=word_id, note=note):
            return WordBlock(id=block_id, item_id=word_id, note=note)
        case stored.KanjiBlock(kanji_id=kanji_id, note=note):
            return KanjiBlock(id=block_id, item_id=kanji_id, note=note)
        case stored.KanaBlock(kana_ids=kana_ids, note=note):
            return KanaBlock(id=block_id, item_ids=kana_ids, note=note)
        case stored.ExampleBlock():
            return ExampleBlock(
                id=block_id,
                text=block.text,
                reading=block.reading,
                translation=block.translation,
                item_ids=block.word_ids,
            )
        case stored.AudioBlock(media_id=media_id, transcript=transcript):
            return AudioBlock(id=block_id, media_id=id_of(media_id), transcript=transcript)
        case stored.QuizBlock(quiz=quiz):
            return QuizBlock.from_stored(block.id, quiz, for_author)


async def _answers(info: Info, block_id: str) -> Sequence[QuizAnswerRow]:
    if info.context.caller is None:
        return ()
    return await info.context.loaders.courses.answers_to_quiz.load((user_id_of(info.context.caller), UUID(block_id)))
