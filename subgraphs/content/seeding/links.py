"""Which words are written with a kanji and read how, and which sentences use those words."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from subgraphs.content.models.kanji import reading_id
from subgraphs.content.seeding.material import Material
from subgraphs.content.seeding.packs import Entry


class Links:
    def __init__(self, material: Material) -> None:
        self._words = material.words
        self._sentences = material.sentences
        self._kanji_ids = {item.entry["character"]: item.id for item in material.kanji}
        self.words_of_kanji: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for word in material.words:
            for place, character in enumerate(self._kanji_in(word.entry)):
                self.words_of_kanji[character].append((word.rank, place))
        # Sentences that show the kanji itself come before those that write it in another way.
        texts = [item.entry["text"] for item in material.sentences]
        self.sentences_of_kanji: dict[str, list[int]] = defaultdict(list)
        for character, words in self.words_of_kanji.items():
            used = {sentence for word, _ in words for sentence in material.words[word].sentences}
            self.sentences_of_kanji[character] = sorted(used, key=lambda one: (character not in texts[one], one))

    def kanji_words(self) -> Iterator[Entry]:
        for character, words in self.words_of_kanji.items():
            for position, (word, place) in enumerate(words):
                yield {
                    "kanji_id": self._kanji_ids[character],
                    "position": position,
                    "word_id": self._words[word].id,
                    "place_in_word": place,
                }

    def reading_words(self) -> Iterator[Entry]:
        positions: dict[tuple[str, str], int] = defaultdict(int)
        for word in self._words:
            for character, reading in dict.fromkeys(map(tuple, word.entry["kanjiReadings"])):
                yield {
                    "reading_id": reading_id(character, reading),
                    "position": positions[character, reading],
                    "word_id": word.id,
                }
                positions[character, reading] += 1

    def word_sentences(self) -> Iterator[Entry]:
        for word in self._words:
            for position, sentence in enumerate(word.sentences):
                yield {"word_id": word.id, "position": position, "sentence_id": self._sentences[sentence].id}

    def kanji_sentences(self) -> Iterator[Entry]:
        for character, sentences in self.sentences_of_kanji.items():
            for position, sentence in enumerate(sentences):
                yield {
                    "kanji_id": self._kanji_ids[character],
                    "position": position,
                    "sentence_id": self._sentences[sentence].id,
                }

    def _kanji_in(self, word: Entry) -> Iterable[str]:
        """The kanji of all forms of a word, in order, each once; 々 repeats and is none of its own."""
        written = "".join([word["text"], *word["otherForms"]])
        return dict.fromkeys(one for one in re.sub("々", "", written) if one in self._kanji_ids)
