"""Which words stand in which sentence, and the sentences token by token, as SudachiPy reads them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import sudachipy  # type: ignore[import-not-found, unused-ignore]

from scripts.convert_content.openjlpt import LEVELS, SURU, Word
from subgraphs.shared.japanese.romanize import to_hiragana

FUNCTION_WORDS = frozenset(["助詞", "助動詞", "補助記号", "記号", "空白"])

_PARTS_OF_SPEECH = {
    "名詞": "NOUN", "代名詞": "PRONOUN", "動詞": "VERB", "形容詞": "ADJECTIVE", "形状詞": "ADJECTIVE",
    "連体詞": "DETERMINER", "副詞": "ADVERB", "接続詞": "CONJUNCTION", "感動詞": "INTERJECTION", "助詞": "PARTICLE",
    "助動詞": "AUXILIARY", "接頭辞": "PREFIX", "接尾辞": "SUFFIX",
}  # fmt: skip
_FINER = {"固有名詞": "PROPER_NOUN", "数詞": "NUMERAL", "助数詞": "COUNTER"}

USUAL_READINGS = {"私": "わたし", "日本": "にほん", "明日": "あした", "言う": "いう"}
NAN_BEFORE = "でだのとな時分年月日回人個本枚冊歳才度曜番階"


@dataclass(slots=True)
class Sentence:
    text: str
    translation: str
    level: str = "N5"
    """The level of its hardest word."""


class Reader:
    """Reads Japanese text; remembers the words of the lists by their forms."""

    def __init__(self, words: list[Word]) -> None:
        self._tokenizer = sudachipy.Dictionary().tokenizer()
        self._by_form: dict[str, list[Word]] = defaultdict(list)
        for word in words:
            for form in (word.text, *word.other_forms):
                self._by_form[form.removesuffix(SURU) or form].append(word)

    def find_words(self, text: str) -> Iterable[Word]:
        """The words of the lists that stand in a text, in whatever units it is split."""
        modes = (sudachipy.SplitMode.A, sudachipy.SplitMode.B, sudachipy.SplitMode.C)
        found = {
            id(word): word
            for mode in modes
            for token in self._tokenizer.tokenize(text, mode)
            for word in self._words_of(token)
        }
        return found.values()

    def tokens(self, text: str, word_ranks: dict[int, int]) -> list[list[Any]]:
        """[surface, dictionary form, reading, part of speech, place of the word], without what the end leaves empty."""
        units = list(self._units(text))
        following = [*(unit.surface() for unit in units[1:]), ""]
        return [
            to_entry(unit, reading_before(unit, behind), self._words_of(unit), word_ranks)
            for unit, behind in zip(units, following, strict=True)
        ]

    def part_of_speech(self, text: str) -> str | None:
        """What a text is that is one word, None for one that is several."""
        units = list(self._tokenizer.tokenize(text, sudachipy.SplitMode.C))
        return part_of_speech(units[0]) if len(units) == 1 else None

    def _units(self, text: str) -> Iterator[Any]:
        """Long units, but the shorter ones within them where only those are words of the lists."""
        for token in self._tokenizer.tokenize(text, sudachipy.SplitMode.C):
            shorter = list(token.split(sudachipy.SplitMode.A))
            is_known = any(True for _ in self._words_of(token))
            if not is_known and any(True for unit in shorter for _ in self._words_of(unit)):
                yield from shorter
            else:
                yield token

    def _words_of(self, token: Any) -> Iterator[Word]:
        if token.part_of_speech()[0] in FUNCTION_WORDS:
            return
        sound = to_hiragana(token.reading_form())
        by_form = self._by_form
        candidates = by_form.get(token.dictionary_form()) or by_form.get(token.normalized_form(), [])
        for word in candidates:
            readings = [to_hiragana(reading) for reading in (word.reading, *word.other_readings)]
            if is_noun_of(word, token):
                readings = [reading.removesuffix(SURU) for reading in readings]
                is_meant = sound in readings
            else:
                is_meant = any(reads_alike(reading, sound) for reading in readings)
            if is_meant:
                yield word


def is_noun_of(word: Word, token: Any) -> bool:
    """Whether the word is a verb with する and the token the noun before it."""
    return word.text.endswith(SURU) and word.text != SURU and token.part_of_speech()[0] != "動詞"


def reading_before(token: Any, following: str) -> str:
    """As people usually say it, where the dictionary has a stiffer reading."""
    surface = token.surface()
    if surface.isdecimal():
        return str(surface)
    if surface == "何":
        return "なん" if following[:1] in NAN_BEFORE else "なに"
    return USUAL_READINGS.get(surface) or to_hiragana(token.reading_form())


def to_entry(token: Any, reading: str, words: Iterable[Word], word_ranks: dict[int, int]) -> list[Any]:
    surface, part = token.surface(), part_of_speech(token)
    if part == "SYMBOL":
        return [surface, "", "", part]
    form = token.dictionary_form()
    ranks = sorted(word_ranks[id(word)] for word in words)
    return [
        surface,
        "" if form == surface else form,
        "" if to_hiragana(surface) == reading else reading,
        part,
        *ranks[:1],
    ]


def part_of_speech(token: Any) -> str:
    kinds = token.part_of_speech()
    finer = next((_FINER[kind] for kind in kinds[1:3] if kind in _FINER), None)
    return finer or _PARTS_OF_SPEECH.get(kinds[0], "SYMBOL")


def reads_alike(reading: str, sound: str) -> bool:
    """An inflected form begins as its dictionary form does; 来る and する change from the first sound on."""
    return reading[:1] == sound[:1] or reading in ("くる", "する")


def link_words(words: list[Word], translations: dict[str, str], reader: Reader) -> None:
    for sentence in translations:
        for word in reader.find_words(sentence):
            # Which of two homographs is meant, only the source can tell.
            if word.homograph == 1 or sentence in word.examples:
                word.found_in.append(sentence)


def rank_by_use(words: list[Word]) -> dict[int, int]:
    """The place of each word, by its identity, among those that the sentences use; those that none uses have none."""
    used = Counter({id(word): len(word.found_in) for word in words})
    places: dict[int, int] = {}
    for place, (word, count) in enumerate(used.most_common(), start=1):
        if count:
            places[word] = place
    return places


def drop_examples_of_other_readings(words: list[Word]) -> None:
    """The source looks for the text only: it shows 本を開く (ひらく) for 開く (あく) too."""
    by_text: dict[str, list[Word]] = defaultdict(list)
    for word in words:
        by_text[word.text].append(word)
    for word in words:
        others = [other for other in by_text[word.text] if other.reading != word.reading]
        read_otherwise = {sentence for other in others for sentence in other.found_in} - set(word.found_in)
        word.examples = [sentence for sentence in word.examples if sentence not in read_otherwise]


def sentences_of(word: Word) -> list[str]:
    """The source's own examples in which the word was recognised first, doubtful ones last, short before long."""
    examples, found = frozenset(word.examples), frozenset(word.found_in)
    doubtful_if_not_found = bool(found)
    return sorted(
        examples | found,
        key=lambda text: (doubtful_if_not_found and text not in found, text not in examples, len(text), text),
    )


def order_sentences(words: list[Word], translations: dict[str, str]) -> list[Sentence]:
    hardest: dict[str, int] = defaultdict(int)
    for word in words:
        for text in {*word.found_in, *word.examples}:
            hardest[text] = max(hardest[text], LEVELS.index(word.level))
    sentences = [Sentence(text, english, LEVELS[hardest[text]]) for text, english in translations.items()]
    return sorted(sentences, key=lambda one: (LEVELS.index(one.level), len(one.text), one.text))
