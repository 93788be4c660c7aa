"""Which part of a reading belongs to which kanji of a word.

A reading is given for the whole word (食べ物: たべもの), but a learner wants it over each kanji (食 た, べ, 物 もの),
and a dictionary wants to know that this is the reading た.べる of 食. Kana of the text stand in the reading as they
are, and a kanji stands for one of its dictionary readings, perhaps changed by its neighbours: voiced (花火: はなび),
doubled (学校: がっこう), half voiced (一匹: いっぴき), or without the kana that a verb usually shows (受付: うけつけ).
Every split is tried, and the cheapest wins: plain readings cost nothing, changes cost a little, and kanji that have no
reading of their own in this word (今日: きょう) cost most and are taken together.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from subgraphs.shared.japanese.romanize import to_hiragana

_VOICED = dict(zip("かきくけこさしすせそたちつてとはひふへほ", "がぎぐげござじずぜぞだぢづでどばびぶべぼ", strict=True))
_HALF_VOICED = dict(zip("はひふへほ", "ぱぴぷぺぽ", strict=True))
_STEM_END = dict(zip("うくぐすつぬぶむる", "いきぎしちにびみり", strict=True))
_DOUBLED = "つちくき"
_COUNTING_KE = "ヶヵケ"

_MISPLACED, _OTHER_OKURIGANA, _CHANGED, _UNKNOWN, _UNKNOWN_MORE = 2, 2, 4, 40, 1

ReadingsOf = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class ReadingPart:
    """A piece of a word, how it is read there, and the dictionary reading that this is, where it is one."""

    text: str
    reading: str
    dictionary_reading: str | None = None


@dataclass(frozen=True, slots=True)
class _Split:
    cost: int
    parts: tuple[ReadingPart, ...]


def align_reading(text: str, reading: str, readings_of: ReadingsOf) -> tuple[ReadingPart, ...] | None:
    """The parts of a word in order, or None where the reading cannot be that of this text.

    `readings_of` gives the dictionary readings of a kanji (た.べる, ショク), none for another character.
    """
    kana = to_hiragana(reading)

    @cache
    def split(at: int, heard: int) -> _Split | None:
        if at == len(text):
            return _Split(0, ()) if heard == len(kana) else None
        steps = _steps(text, kana, at, heard, readings_of)
        found = [
            _Split(cost + rest.cost, (part, *rest.parts))
            for cost, part in steps
            if (rest := split(at + len(part.text), heard + len(part.reading))) is not None
        ]
        return min(found, key=lambda one: (one.cost, len(one.parts)), default=None)

    best = split(0, 0)
    return tuple(_as_written(_joined(best.parts), reading)) if best else None


def _steps(text: str, kana: str, at: int, heard: int, readings_of: ReadingsOf) -> Iterator[tuple[int, ReadingPart]]:
    character = text[at]
    source = text[at - 1] if character == "々" and at else character
    if to_hiragana(character) == kana[heard : heard + 1]:
        yield 0, ReadingPart(character, kana[heard])
    if character in _COUNTING_KE and kana[heard : heard + 1] in ("か", "が", "こ"):
        yield _CHANGED, ReadingPart(character, kana[heard])
    if not is_kanji(character):
        return
    for reading in readings_of(source):
        misplaced = (reading.startswith("-") and at == 0) or (reading.endswith("-") and at == len(text) - 1)
        for cost, sound in _sounds(reading, text[at + 1 :], is_first=at == 0):
            if sound and kana.startswith(sound, heard):
                yield (
                    cost + _MISPLACED * misplaced,
                    ReadingPart(character, sound, reading if source == character else None),
                )
    for end in _ends_of_kanji(text, at):
        for length in range(1, len(kana) - heard + 1):
            cost = _UNKNOWN + _UNKNOWN_MORE * (end - at - 1)
            yield cost, ReadingPart(text[at:end], kana[heard : heard + length])


def _ends_of_kanji(text: str, at: int) -> Iterator[int]:
    """Behind each kanji of the unbroken row that begins here."""
    while at < len(text) and is_kanji(text[at]):
        at += 1
        yield at


def is_kanji(character: str) -> bool:
    return (
        "\u3400" <= character <= "\u9fff"
        or "\uf900" <= character <= "\ufaff"
        or character > "\uffff"
        or character in "々〆"
    )


def _sounds(reading: str, following: str, is_first: bool) -> Iterator[tuple[int, str]]:
    """How a dictionary reading may sound here, and what each costs."""
    stem, dot, okurigana = to_hiragana(reading).replace("-", "").partition(".")
    next_kana = to_hiragana(following[:1])
    fits = not dot or okurigana[:1] == next_kana or _STEM_END.get(okurigana[-1:], "") == next_kana
    plain = [(0 if fits else _OTHER_OKURIGANA, stem)]
    if dot:
        plain.append((_OTHER_OKURIGANA, stem + okurigana))
        if ending := _STEM_END.get(okurigana[-1]):
            plain.append((_OTHER_OKURIGANA, stem + okurigana[:-1] + ending))
        if okurigana.endswith("る"):
            plain.append((_OTHER_OKURIGANA, stem + okurigana[:-1]))
    for cost, sound in plain:
        yield cost, sound
        for changed in _changes(sound, is_first):
            yield cost + _CHANGED, changed


def _changes(sound: str, is_first: bool) -> Iterator[str]:
    if not sound:
        return
    beginnings = [sound]
    if not is_first:
        beginnings += [table[sound[0]] + sound[1:] for table in (_VOICED, _HALF_VOICED) if sound[0] in table]
    yield from beginnings[1:]
    if len(sound) > 1 and sound[-1] in _DOUBLED:
        yield from (beginning[:-1] + "っ" for beginning in beginnings)


def _as_written(parts: Iterator[ReadingPart], reading: str) -> Iterator[ReadingPart]:
    """The parts in the script in which the reading is given."""
    heard = 0
    for part in parts:
        end = heard + len(part.reading)
        yield ReadingPart(part.text, reading[heard:end], part.dictionary_reading)
        heard = end


def _joined(parts: Sequence[ReadingPart]) -> Iterator[ReadingPart]:
    """Neighbours in kana as one piece, and neighbours among kanji without a reading of their own as one."""
    pending: ReadingPart | None = None
    for part in parts:
        if pending is not None and _belong_together(pending, part):
            pending = ReadingPart(pending.text + part.text, pending.reading + part.reading)
            continue
        if pending is not None:
            yield pending
        pending = part
    if pending is not None:
        yield pending


def _belong_together(left: ReadingPart, right: ReadingPart) -> bool:
    if left.dictionary_reading or right.dictionary_reading:
        return False
    return is_kanji(left.text[-1]) == is_kanji(right.text[0])
