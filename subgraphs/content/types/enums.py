"""The domain's enums as clients see them.

Types import them from here: Strawberry keeps the description that an enum has when a field first mentions it.
"""

from subgraphs.content.japanese.kana_table import KanaKind, KanaScript
from subgraphs.content.models.levels import JlptLevel
from subgraphs.content.models.search_terms import ItemKind
from subgraphs.shared.enums import describe_enum

__all__ = ["ItemKind", "JlptLevel", "KanaKind", "KanaScript"]

describe_enum(
    JlptLevel,
    "Level of the Japanese-Language Proficiency Test, easiest first. There are no official lists: what belongs to "
    "which level is the community's approximation.",
    {
        JlptLevel.N5: "Basic Japanese: the first 660 words and 80 kanji or so.",
        JlptLevel.N4: "Everyday topics, spoken slowly.",
        JlptLevel.N3: "The bridge between classroom Japanese and what people really say and write.",
        JlptLevel.N2: "Newspapers, work and conversation at nearly natural speed.",
        JlptLevel.N1: "Japanese in all circumstances, abstract and literary too.",
        JlptLevel.UNLISTED: "On none of the lists: rare kanji, and what is not Japanese.",
    },
)
describe_enum(
    KanaScript,
    "One of the two syllabic scripts. Each writes every sound.",
    {
        KanaScript.HIRAGANA: "The rounded script of native words and grammar: あ.",
        KanaScript.KATAKANA: "The angular script of foreign words, names of species and emphasis: ア.",
    },
)
describe_enum(
    KanaKind,
    "How a sign is made, in the order in which the kinds are taught.",
    {
        KanaKind.BASIC: "A plain sign of the table of sounds: か.",
        KanaKind.DAKUTEN: "Voiced by two strokes: が.",
        KanaKind.HANDAKUTEN: "An h that became a p by a circle: ぱ.",
        KanaKind.COMBINATION: "A sign and a small ya, yu or yo, read as one sound: きゃ.",
        KanaKind.SMALL: "A small sign that changes its neighbour: っ.",
        KanaKind.EXTENDED: "A katakana combination for sounds of other languages: ファ.",
    },
)
describe_enum(
    ItemKind,
    "What can be studied with a card of its own.",
    {
        ItemKind.KANJI: "A single character and its readings.",
        ItemKind.WORD: "A word, however it is written.",
        ItemKind.GRAMMAR: "A pattern of grammar.",
    },
    name="StudyItemKind",
)
