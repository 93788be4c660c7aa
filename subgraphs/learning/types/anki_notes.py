"""What a flashcard was in Anki, made safe to show."""

from collections.abc import Mapping

import strawberry

from subgraphs.learning.anki.collection import Card
from subgraphs.learning.anki.html_text import safe_html
from subgraphs.learning.anki.render import faces_of
from subgraphs.learning.anki_loaders import KnownNote
from subgraphs.learning.models.flashcards import FlashcardRow
from subgraphs.learning.service.anki_notes import note_of, note_type_of
from subgraphs.learning.types.context import Info
from subgraphs.shared.file_types import BINARY
from subgraphs.shared.scalars import Url


@strawberry.type(description="A field of a note of Anki.")
class AnkiField:
    name: str = strawberry.field(description="As the note type calls it.")
    html: str = strawberry.field(
        description="What stands in it, as HTML without anything that could run or call elsewhere."
    )


@strawberry.type(description="A picture, recording or film that a note of Anki shows or plays.")
class AnkiMedia:
    name: str = strawberry.field(description="As the note calls it.")
    content_type: str = strawberry.field(description="The type of the file, by its content.")
    url: Url = strawberry.field(description="Where the file can be read for a while, by whoever has the address.")


@strawberry.type(description="The note of Anki that a flashcard came from, as it was written there.")
class AnkiNote:
    note_type: str = strawberry.field(description="What Anki calls notes of its kind.")
    fields: list[AnkiField] = strawberry.field(description="Its fields, in their order.")
    question_html: str = strawberry.field(description="What Anki asks, as HTML that is safe to show.")
    answer_html: str = strawberry.field(description="What Anki answers, without the question, as HTML safe to show.")
    tags: list[str] = strawberry.field(description="Its tags as they were in Anki.")
    media: list[AnkiMedia] = strawberry.field(description="Its pictures, recordings and films.")


@strawberry.type
class AnkiFlashcard:
    row: strawberry.Private[FlashcardRow]

    @strawberry.field(
        description="What it was in Anki, with its markup; null where it does not come from there. What the flashcard "
        "itself says is plain text."
    )
    async def anki_note(self, info: Info) -> AnkiNote | None:
        known = await info.context.loaders.anki_note_by_flashcard.load(self.row.id)
        return _shown(info, known) if known is not None and known.card.owner_id == self.row.owner_id else None


def _shown(info: Info, known: KnownNote) -> AnkiNote:
    objects = info.context.services.objects
    media = [
        AnkiMedia(name=each.name, content_type=each.media.content_type, url=Url(objects.signed_url(each.media.key)))
        for each in known.media
        if each.media.content_type != BINARY.content_type
    ]
    addresses: Mapping[str, str] = {each.name: str(each.url) for each in media}
    note, note_type = note_of(known.note), note_type_of(known.note_type)
    card = Card(0, 0, 0, known.card.ordinal, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "")
    faces = faces_of(note, note_type, card)
    return AnkiNote(
        note_type=note_type.name,
        fields=[
            AnkiField(name=field.name, html=safe_html(value, addresses))
            for field, value in zip(note_type.fields, note.fields, strict=False)
        ],
        question_html=safe_html(faces.question, addresses) if faces is not None else "",
        answer_html=safe_html(faces.answer, addresses) if faces is not None else "",
        tags=list(note.tags),
        media=media,
    )
