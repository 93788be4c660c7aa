"""The domain's enums as clients see them.

Types import them from here: Strawberry keeps the description that an enum has when a field first mentions it.
"""

from subgraphs.content.models.kanji import ReadingKind
from subgraphs.content.models.levels import JlptLevel
from subgraphs.content.models.search_terms import ItemKind
from subgraphs.content.models.words import PartOfSpeech
from subgraphs.shared.enums import describe_enum
from subgraphs.shared.japanese.kana_table import KanaKind, KanaScript

__all__ = ["ItemKind", "JlptLevel", "KanaKind", "KanaScript", "PartOfSpeech", "ReadingKind"]

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
        ItemKind.GRAMMAR: "A pattern and how it is used.",
    },
    name="StudyItemKind",
)
describe_enum(
    ReadingKind,
    "Where a reading of a kanji comes from.",
    {
        ReadingKind.ON: "From China, with the kanji; usual in words of several kanji.",
        ReadingKind.KUN: "A native word that was there before; usual where the kanji stands alone or before kana.",
    },
)
describe_enum(
    PartOfSpeech,
    "What a word does in a sentence, in classes that many languages share.",
    {
        PartOfSpeech.NOUN: "Names a thing, a person or an idea: 猫.",
        PartOfSpeech.PROPER_NOUN: "Names one of its kind: 東京.",
        PartOfSpeech.PRONOUN: "Stands for what was named before or is pointed at: 私, これ.",
        PartOfSpeech.NUMERAL: "A number: 三.",
        PartOfSpeech.COUNTER: "Follows a number and says what is counted: 冊 for books.",
        PartOfSpeech.VERB: "Says what happens or is done: 食べる.",
        PartOfSpeech.AUXILIARY: "Follows a verb or an adjective and bends its meaning: ます, た.",
        PartOfSpeech.ADJECTIVE: "Says how something is, whether it inflects (高い) or is joined with な (静か).",
        PartOfSpeech.DETERMINER: "Stands before a noun only: この, 大きな.",
        PartOfSpeech.ADVERB: "Says how, when or how much: とても.",
        PartOfSpeech.PARTICLE: "Says what the word before it is in the sentence: は, を.",
        PartOfSpeech.CONJUNCTION: "Joins sentences: しかし.",
        PartOfSpeech.INTERJECTION: "Stands for itself: はい.",
        PartOfSpeech.PREFIX: "Is put before a word: お, 不.",
        PartOfSpeech.SUFFIX: "Is put behind a word: さん, 的.",
        PartOfSpeech.EXPRESSION: "Several words that are learned as one: お願いします.",
        PartOfSpeech.SYMBOL: "A mark that is not read: 。",
    },
)
