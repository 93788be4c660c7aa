"""What there is to study, one by one and in lists."""

from typing import Annotated

import strawberry

from subgraphs.content.models.kanji import KanjiRow
from subgraphs.content.models.sentences import SentenceRow
from subgraphs.content.models.words import WordRow
from subgraphs.content.queries.reading import count_when_asked, read
from subgraphs.content.repository.study import ItemFilter, KanjiWanted, StudyRepository, WordsWanted
from subgraphs.content.types.context import Info
from subgraphs.content.types.enums import KanaKind, KanaScript
from subgraphs.content.types.inputs import KanjiFilter, SentenceFilter, WordFilter
from subgraphs.content.types.items import item_by_id
from subgraphs.content.types.kana import Kana
from subgraphs.content.types.material import Radical, StudyItem
from subgraphs.content.types.study import (
    Kanji,
    KanjiConnection,
    Sentence,
    SentenceConnection,
    Word,
    WordConnection,
    radical_from_row,
)
from subgraphs.shared.connections import After, Before, First, Last
from subgraphs.shared.pagination import page_request


@strawberry.type
class StudyQueries:
    @strawberry.field(description="A kanji by its character, such as 猫; null where no dictionary has it.")
    async def kanji(
        self,
        info: Info,
        character: Annotated[str, strawberry.argument(description="A single character.")],
    ) -> Kanji | None:
        return await Kanji.by_character(info, character)

    @strawberry.field(description="A word by its id; null where there is none.")
    async def word(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The `id` of a `Word`.")]
    ) -> Word | None:
        return await Word.resolve_reference(info, id)

    @strawberry.field(description="An example sentence by its id; null where there is none.")
    async def sentence(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The `id` of a `Sentence`.")]
    ) -> Sentence | None:
        return await Sentence.resolve_reference(info, id)

    @strawberry.field(description="A word or kanji by its id, whichever it is; null where there is none.")
    async def study_item(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The `id` of a `Word` or a `Kanji`.")],
    ) -> StudyItem | None:
        return await item_by_id(info, id)

    @strawberry.field(description="All signs of a script, in the order in which they are taught.")
    async def kana(
        self,
        info: Info,
        script: Annotated[KanaScript, strawberry.argument(description="Which of the two scripts.")],
        kind: Annotated[KanaKind | None, strawberry.argument(description="Only signs made in this way.")] = None,
    ) -> list[Kana] | None:
        rows = await read(info, lambda session: StudyRepository(session).kana(script))
        return [Kana.from_row(row) for row in rows if kind is None or row.kind == kind]

    @strawberry.field(description="The 214 radicals in the order of dictionaries.")
    async def radicals(self, info: Info) -> list[Radical] | None:
        return [radical_from_row(row) for row in await read(info, lambda session: StudyRepository(session).radicals())]

    @strawberry.field(description="Kanji by level, within a level those that newspapers use most first.")
    async def kanji_list(
        self,
        info: Info,
        filter: Annotated[KanjiFilter | None, strawberry.argument(description="All kanji unless said.")] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> KanjiConnection | None:
        wanted = filter.to_wanted() if filter else KanjiWanted()
        request = page_request(first, after, last, before)
        page = await read(info, lambda session: StudyRepository(session).kanji_list(wanted, request))
        return KanjiConnection.of(
            page, count_when_asked(info, lambda session: StudyRepository(session).count(KanjiRow, wanted))
        )

    @strawberry.field(description="Words by level, within a level those that the example sentences use most first.")
    async def words(
        self,
        info: Info,
        filter: Annotated[WordFilter | None, strawberry.argument(description="All words unless said.")] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> WordConnection | None:
        wanted = filter.to_wanted() if filter else WordsWanted()
        request = page_request(first, after, last, before)
        page = await read(info, lambda session: StudyRepository(session).words(wanted, request))
        return WordConnection.of(
            page, count_when_asked(info, lambda session: StudyRepository(session).count(WordRow, wanted))
        )

    @strawberry.field(description="Example sentences by level, within a level short ones first.")
    async def sentences(
        self,
        info: Info,
        filter: Annotated[SentenceFilter | None, strawberry.argument(description="All sentences unless said.")] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> SentenceConnection | None:
        wanted = filter.to_wanted() if filter else ItemFilter()
        request = page_request(first, after, last, before)
        page = await read(info, lambda session: StudyRepository(session).sentences(wanted, request))
        return SentenceConnection.of(
            page, count_when_asked(info, lambda session: StudyRepository(session).count(SentenceRow, wanted))
        )
