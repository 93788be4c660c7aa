"""What a flashcard shows and what it wants to hear, in parts that a page can lay out."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import strawberry

from subgraphs.learning.faces import Face, Faces, faces_of, wording_of_content, wording_of_item
from subgraphs.learning.models.flashcards import FlashcardRow
from subgraphs.learning.types.context import Info
from subgraphs.learning.types.media import FlashcardMedia, media_of


@strawberry.type(description="A text for a device to read aloud, where there is no recording.")
class Speech:
    text: str = strawberry.field(description="What to say, in kana where a reading is known.")
    language: str = strawberry.field(description="In which language, as a BCP 47 tag: `ja`.")


@strawberry.type(description="One side of a flashcard. What is null or empty has no place on this side.")
class FlashcardFace:
    text: str | None = strawberry.field(
        description="What stands there largest; of a cloze, the text with its gap, or the whole of it on the back."
    )
    reading: str | None = strawberry.field(description="How it is read, in kana; several readings of a kanji.")
    meanings: list[str] = strawberry.field(description="What it means, each meaning by itself.")
    missing: str | None = strawberry.field(description="What belongs in the gap of a cloze.")
    speech: Speech | None = strawberry.field(description="What is to be heard, where the card has no recording of it.")
    hint: str | None = strawberry.field(description="The learner's own hint, shown with the question.")
    notes: str | None = strawberry.field(description="The learner's own notes, shown with the answer.")
    image_id: strawberry.Private[UUID | None]
    audio_id: strawberry.Private[UUID | None]
    owner_id: strawberry.Private[UUID]

    @strawberry.field(description="The picture, on the side whose meaning it shows.")
    async def image(self, info: Info) -> FlashcardMedia | None:
        return await media_of(info, self.owner_id, self.image_id)

    @strawberry.field(description="The recording, on the side whose sound it gives.")
    async def audio(self, info: Info) -> FlashcardMedia | None:
        return await media_of(info, self.owner_id, self.audio_id)


@strawberry.type(description="What a learner wrote on a flashcard. It wins over what the item says; null: as it says.")
class FlashcardWording:
    front: str | None = strawberry.field(
        description="What the card is about, as it is written; of a cloze, the text with its gaps: `{{c1::...}}`."
    )
    back: str | None = strawberry.field(description="What it means.")
    reading: str | None = strawberry.field(description="How it is read.")
    hint: str | None = strawberry.field(description="Shown with the question.")
    notes: str | None = strawberry.field(description="Shown with the answer.")


@strawberry.type
class FacedFlashcard:
    row: strawberry.Private[FlashcardRow]
    required_word: strawberry.Private[Mapping[str, Any] | None] = None
    required_kanji: strawberry.Private[Mapping[str, Any] | None] = None

    @strawberry.federation.field(
        requires=["word { text }", "kanji { character }"],
        description="What is shown, as one text: for a card that asks for the meaning, the word as it is written.",
    )
    async def front(self, info: Info) -> str | None:
        return (await self._faces(info)).front

    @strawberry.federation.field(
        requires=["word { reading meanings }", "kanji { meanings }"],
        description="What is to be recalled, as one text: how a word is read, and what it means.",
    )
    async def back(self, info: Info) -> str | None:
        return (await self._faces(info)).back

    @strawberry.field(description="What is shown, in parts. It needs no other domain.")
    async def question(self, info: Info) -> FlashcardFace:
        faces = await self._faces(info)
        return self._shown(faces, faces.question, hint=self.row.hint)

    @strawberry.field(description="What is to be recalled, in parts. It needs no other domain.")
    async def answer(self, info: Info) -> FlashcardFace:
        faces = await self._faces(info)
        return self._shown(faces, faces.answer, notes=self.row.notes)

    @strawberry.field(description="What the learner wrote on it themselves, for a form to change.")
    def wording(self) -> FlashcardWording:
        row = self.row
        return FlashcardWording(front=row.front, back=row.back, reading=row.reading, hint=row.hint, notes=row.notes)

    @strawberry.field(description="The learner's picture on it, whichever side it stands on.")
    async def image(self, info: Info) -> FlashcardMedia | None:
        return await media_of(info, self.row.owner_id, self.row.image_id)

    @strawberry.field(description="The learner's recording on it, whichever side it stands on.")
    async def audio(self, info: Info) -> FlashcardMedia | None:
        return await media_of(info, self.row.owner_id, self.row.audio_id)

    async def _faces(self, info: Info) -> Faces:
        item_id = self.row.item_id
        item = await info.context.loaders.item_by_id.load(item_id) if item_id is not None else None
        if item is not None:
            return faces_of(self.row, wording_of_item(item))
        return faces_of(self.row, wording_of_content(self.required_word, self.required_kanji))

    def _shown(self, faces: Faces, face: Face, hint: str | None = None, notes: str | None = None) -> FlashcardFace:
        row = self.row
        is_silent = row.audio_id is None
        return FlashcardFace(
            text=face.text,
            reading=face.reading,
            meanings=list(face.meanings),
            missing=face.missing,
            speech=Speech(text=face.spoken, language=faces.language) if face.spoken and is_silent else None,
            hint=hint,
            notes=notes,
            image_id=row.image_id if face.shows_image else None,
            audio_id=row.audio_id if face.plays_audio else None,
            owner_id=row.owner_id,
        )
