"""Of what flashcards are made, and how they ask."""

from subgraphs.learning.models.flashcards import FlashcardTemplate
from subgraphs.learning.models.items import ItemKind
from subgraphs.learning.models.media import MediaKind
from subgraphs.learning.models.topics import Origin
from subgraphs.learning.service.topics import CardsFate
from subgraphs.shared.enums import describe_enum

describe_enum(
    ItemKind,
    "What a flashcard is made from.",
    {
        ItemKind.WORD: "A word of the dictionary.",
        ItemKind.KANJI: "A kanji.",
        ItemKind.SENTENCE: "An example sentence.",
        ItemKind.LESSON: "A lesson as a whole. Making cards from one makes them from its words and kanji instead.",
        ItemKind.FREE: "Nothing but what the learner wrote on it.",
    },
    name="FlashcardKind",
)
describe_enum(
    FlashcardTemplate,
    "What a flashcard asks for.",
    {
        FlashcardTemplate.RECOGNITION: "It shows what is written, and asks how it is read and what it means.",
        FlashcardTemplate.PRODUCTION: "It shows the meaning, and asks how that is written.",
        FlashcardTemplate.READING: "It shows what is written, and asks how it is read.",
        FlashcardTemplate.LISTENING: "It lets one hear it, and asks what it was.",
        FlashcardTemplate.CLOZE: "It shows a text with a gap, and asks what belongs there.",
    },
)
describe_enum(
    Origin,
    "How a flashcard, or a topic, came to be.",
    {
        Origin.OWN: "The learner made it.",
        Origin.CAPTURE: "It was made from something that the learner captured.",
        Origin.IMPORT: "It was brought from another program.",
        Origin.SYLLABUS: "It belongs to a syllabus.",
    },
    name="FlashcardOrigin",
)
describe_enum(
    MediaKind,
    "What a file on a flashcard is, by its content.",
    {MediaKind.IMAGE: "A picture.", MediaKind.AUDIO: "Something to listen to."},
    name="FlashcardMediaKind",
)
describe_enum(
    CardsFate,
    "What becomes of the flashcards of something that is thrown away.",
    {
        CardsFate.KEEP: "They stay: those of a topic move to the one above it.",
        CardsFate.DELETE: "They are deleted, and can be restored for some time, into no topic and no deck.",
    },
)
