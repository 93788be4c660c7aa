"""What all packs hold together, in the order in which it is ranked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from subgraphs.content.models.levels import JlptLevel
from subgraphs.content.seeding.ids import grammar_id, kanji_id, sentence_id, word_id
from subgraphs.content.seeding.packs import Entry, LanguagePack


@dataclass(frozen=True, slots=True)
class Item:
    """An entry with what its pack says of it, and its rank among its kind in all packs."""

    entry: Entry
    id: UUID
    rank: int
    language: str
    level_scale: str | None

    @property
    def common(self) -> Entry:
        """The columns that all kinds of items have."""
        is_listed = self.entry["level"] != JlptLevel.UNLISTED
        return {
            "id": self.id,
            "rank": self.rank,
            "language": self.language,
            "level": self.entry["level"],
            "level_scale": self.level_scale if is_listed else None,
        }


@dataclass(frozen=True, slots=True)
class Word(Item):
    sentences: tuple[int, ...]
    """Ranks of the sentences that use it."""


@dataclass(frozen=True, slots=True)
class Sentence(Item):
    first_word: int
    """The rank of the first word of its pack: tokens count words from there."""


@dataclass(frozen=True, slots=True)
class Material:
    kanji: Sequence[Item]
    words: Sequence[Word]
    sentences: Sequence[Sentence]
    grammar: Sequence[Item]
    strokes: Sequence[Entry]
    radicals: Sequence[Entry]


def gather(packs: Sequence[LanguagePack]) -> Material:
    kanji: list[Item] = []
    words: list[Word] = []
    sentences: list[Sentence] = []
    grammar: list[Item] = []
    for pack in packs:
        first_word, first_sentence = len(words), len(sentences)
        told = (pack.language, pack.level_scale)
        kanji += [Item(one, kanji_id(one), rank, *told) for rank, one in enumerate(pack.kanji, len(kanji))]
        words += [
            Word(one, word_id(one, pack.language), rank, *told, tuple(first_sentence + at for at in one["sentences"]))
            for rank, one in enumerate(pack.words, first_word)
        ]
        sentences += [
            Sentence(one, sentence_id(one, pack.language), rank, *told, first_word)
            for rank, one in enumerate(pack.sentences, first_sentence)
        ]
        grammar += [
            Item(one, grammar_id(one, pack.language), rank, *told)
            for rank, one in enumerate(pack.grammar, len(grammar))
        ]
    return Material(kanji, words, sentences, grammar, list(_all(packs, "strokes")), list(_all(packs, "radicals")))


def _all(packs: Sequence[LanguagePack], name: str) -> Iterator[Entry]:
    for pack in packs:
        yield from getattr(pack, name)
