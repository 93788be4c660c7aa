"""What there is to study, told as a whole to whoever keeps a copy of it."""

from typing import Any, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from subgraphs.content.events.courses import CourseEvent
from subgraphs.shared.event import Event


class DictionaryEntry(BaseModel):
    """A word, kanji, sentence or point of grammar."""

    model_config = ConfigDict(frozen=True, alias_generator=to_camel, populate_by_name=True)

    kind: str = Field(description="WORD, KANJI, SENTENCE or GRAMMAR.")
    id: UUID
    text: str
    reading: str | None
    meanings: list[str]
    language: str
    level: str
    rank: int
    frequency: int | None
    details: dict[str, Any]


class DictionaryEvent(Event):
    """Those of one edition are delivered in the order in which they were announced."""

    topic: ClassVar[str] = "content-events"
    key_field: ClassVar[str] = "edition"

    edition: int = Field(
        description="Which telling of the dictionary this belongs to; a higher one is newer. Instants in milliseconds, "
        "so that a dictionary that is made anew goes on from those before."
    )


class DictionaryEntriesPublished(DictionaryEvent):
    """Some of the entries of an edition of the dictionary. See docs/content.md for what each kind of entry says."""

    entries: list[DictionaryEntry] = Field(
        description="Each with kind (WORD, KANJI, SENTENCE, GRAMMAR), id, text, reading (null: none of its own), "
        "meanings, language, level, rank (place among its kind, 0 the easiest), frequency (place among those that "
        "sentences use, 1 the most used; null: unknown) and details, which differ by kind."
    )


class DictionaryPublished(DictionaryEvent):
    """An edition of the dictionary has been told to its end: what is of an older one and not in it was withdrawn."""

    counts: dict[str, int] = Field(description="How many entries it has, by kind.")


class ListedLesson(BaseModel):
    """A lesson of a course that is published."""

    model_config = ConfigDict(frozen=True, alias_generator=to_camel, populate_by_name=True)

    lesson_id: UUID
    position: int
    title: str
    summary: str
    minutes: int
    word_ids: list[UUID]
    kanji_ids: list[UUID]


class CourseListed(CourseEvent):
    """What a published course holds, told again for whoever did not hear of its publication."""

    course_version: int = Field(description="The version that new learners take.")
    title: str = Field(description="Its title in this version.")
    summary: str = Field(description="What it is about, in a line or two.")
    language: str = Field(description="The language that it teaches, as a tag such as ja.")
    level: str | None = Field(description="BEGINNER to ADVANCED; null when it is for no level in particular.")
    lessons: list[ListedLesson] = Field(
        description="Its lessons in their order, each with lessonId, position, title, summary, minutes, wordIds and "
        "kanjiIds, as LessonPublished has them."
    )
