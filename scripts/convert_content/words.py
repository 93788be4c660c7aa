"""What dictionaries know of a word beyond its lists: senses, parts of speech, which kanji is read how."""

from typing import Any

from scripts.convert_content.edict import DictionaryWord, Edict
from scripts.convert_content.openjlpt import SURU, Word
from scripts.convert_content.sentences import Reader
from subgraphs.shared.japanese.align_reading import ReadingsOf, align_reading, is_kanji


def describe_word(word: Word, edict: Edict, reader: Reader) -> dict[str, Any]:
    found = edict.find(*_forms_to_look_up(word), word.meanings)
    if found is None:
        part = reader.part_of_speech(word.text) or "EXPRESSION"
        return {"senses": [{"meanings": word.meanings, "partsOfSpeech": [part]}], "inflection": None}
    is_verb = word.text.endswith(SURU)
    return {
        "senses": list(_senses(found, is_verb, reader.part_of_speech(word.text))),
        "inflection": found.inflection if is_verb or found.inflection != "suru" else None,
    }


def _forms_to_look_up(word: Word) -> tuple[list[str], str]:
    """A verb made with する stands in dictionaries as its noun."""
    forms = [word.text, *word.other_forms]
    if word.text.endswith(SURU) and word.text != SURU:
        return [form.removesuffix(SURU) for form in forms], word.reading.removesuffix(SURU)
    return [*forms, word.reading], word.reading


def _senses(found: DictionaryWord, is_verb: bool, otherwise: str | None) -> Any:
    for sense in found.senses:
        parts = ["VERB" if is_verb and part == "NOUN" else part for part in sense.parts_of_speech]
        entry = {"meanings": list(sense.meanings), "partsOfSpeech": parts or [otherwise or "EXPRESSION"]}
        yield entry | ({"notes": list(sense.notes)} if sense.notes else {})


def describe_reading(word: Word, readings_of: ReadingsOf) -> dict[str, Any]:
    parts = align_reading(word.text, word.reading, readings_of) or ()
    return {
        "furigana": [[part.text, part.reading] if is_kanji(part.text[0]) else [part.text] for part in parts],
        "kanjiReadings": [[part.text, part.dictionary_reading] for part in parts if part.dictionary_reading],
    }
