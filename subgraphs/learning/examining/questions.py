"""Questions, made from items.

Everything that is left to chance comes from one generator, so that a test made again from its seed asks the same. An
item of which no fair question of a form can be made, such as a reading of what is written in kana, is asked in another
form of the same test, or not at all.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from subgraphs.learning.examining.distractors import DISTRACTORS, choose_distractors
from subgraphs.learning.examining.kanji_readings import reading_question
from subgraphs.learning.models.flashcards import FlashcardRow
from subgraphs.learning.models.items import ItemKind, ItemRow
from subgraphs.learning.models.study_tests import QuestionForm, Skill, StudyTestKind
from subgraphs.shared.japanese.align_reading import is_kanji
from subgraphs.shared.japanese.fold import plain_reading

MEANINGS_SHOWN = 3
FEWEST_OPTIONS = 2


@dataclass(frozen=True, slots=True)
class Subject:
    """What is asked about: an item, or what a learner wrote on a free card."""

    item: ItemRow | None
    card: FlashcardRow | None = None


@dataclass(frozen=True, slots=True)
class Material:
    """What questions are made with."""

    pool: Mapping[tuple[str, str | None], Sequence[ItemRow]]
    """By kind and level: where wrong answers come from."""
    look_alikes: Mapping[UUID, Sequence[ItemRow]] = field(default_factory=dict)
    """Of a kanji."""
    kanji_readings: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Of a character, as dictionaries write them."""
    free_backs: Sequence[str] = ()
    """What stands on other free cards of the learner."""


@dataclass(frozen=True, slots=True)
class QuestionDraft:
    form: QuestionForm
    skill: Skill
    text: str | None
    accepted: tuple[str, ...]
    options: tuple[str, ...] = ()
    marked: str | None = None
    speech: str | None = None

    @property
    def guessing(self) -> float:
        return 1 / len(self.options) if self.options else 0.0


@dataclass(frozen=True, slots=True)
class Style:
    form: QuestionForm
    is_typed: bool


_CHOOSE_MEANING = Style(QuestionForm.TEXT_TO_MEANING, is_typed=False)
_CHOOSE_TEXT = Style(QuestionForm.MEANING_TO_TEXT, is_typed=False)
_CHOOSE_READING = Style(QuestionForm.TEXT_TO_READING, is_typed=False)
_LISTEN = Style(QuestionForm.SPEECH_TO_MEANING, is_typed=False)
_TYPE_MEANING = Style(QuestionForm.TEXT_TO_MEANING, is_typed=True)
_TYPE_TEXT = Style(QuestionForm.MEANING_TO_TEXT, is_typed=True)
_TYPE_READING = Style(QuestionForm.TEXT_TO_READING, is_typed=True)

STYLES: Mapping[StudyTestKind, Sequence[Style]] = {
    StudyTestKind.MULTIPLE_CHOICE: (_CHOOSE_MEANING, _CHOOSE_TEXT),
    StudyTestKind.TYPING: (_TYPE_MEANING, _TYPE_TEXT, _TYPE_READING),
    StudyTestKind.LISTENING: (_LISTEN,),
    StudyTestKind.KANJI_READING: (_CHOOSE_READING,),
    StudyTestKind.MIXED: (
        *(_CHOOSE_MEANING, _CHOOSE_TEXT, _CHOOSE_READING, _LISTEN),
        *(_TYPE_MEANING, _TYPE_TEXT, _TYPE_READING),
    ),
    StudyTestKind.PLACEMENT: (_CHOOSE_MEANING,),
}

ITEM_KINDS: Mapping[StudyTestKind, Sequence[ItemKind]] = {
    StudyTestKind.MULTIPLE_CHOICE: (ItemKind.WORD, ItemKind.KANJI, ItemKind.SENTENCE),
    StudyTestKind.TYPING: (ItemKind.WORD, ItemKind.KANJI),
    StudyTestKind.LISTENING: (ItemKind.WORD, ItemKind.SENTENCE),
    StudyTestKind.KANJI_READING: (ItemKind.WORD, ItemKind.KANJI),
    StudyTestKind.MIXED: (ItemKind.WORD, ItemKind.KANJI, ItemKind.SENTENCE),
    StudyTestKind.PLACEMENT: (ItemKind.WORD, ItemKind.KANJI, ItemKind.SENTENCE),
}


def make_question(
    kind: StudyTestKind, subject: Subject, material: Material, rng: random.Random
) -> QuestionDraft | None:
    """A question about this in one of the forms of the test; None where it has none for it."""
    styles = list(STYLES[kind])
    rng.shuffle(styles)
    for style in styles:
        draft = (
            _of_item(subject.item, style, material, rng) if subject.item else _of_card(subject, style, material, rng)
        )
        if draft is not None:
            return draft
    return None


def question_of_style(item: ItemRow, style: Style, material: Material, rng: random.Random) -> QuestionDraft | None:
    return _of_item(item, style, material, rng)


def _of_item(item: ItemRow, style: Style, material: Material, rng: random.Random) -> QuestionDraft | None:
    if not item.meanings:
        return None
    match style.form:
        case QuestionForm.TEXT_TO_MEANING:
            return _meaning(item, style, material, rng)
        case QuestionForm.SPEECH_TO_MEANING:
            return _speech(item, material, rng)
        case QuestionForm.MEANING_TO_TEXT:
            return _text(item, style, material, rng)
        case QuestionForm.TEXT_TO_READING:
            return _reading(item, style, material, rng)


def _meaning(item: ItemRow, style: Style, material: Material, rng: random.Random) -> QuestionDraft | None:
    if not style.is_typed:
        return _choice(item, QuestionForm.TEXT_TO_MEANING, material, rng)
    if item.kind == ItemKind.SENTENCE:
        return None
    return QuestionDraft(QuestionForm.TEXT_TO_MEANING, _skill_of(item), item.text, tuple(item.meanings))


def _speech(item: ItemRow, material: Material, rng: random.Random) -> QuestionDraft | None:
    if item.kind not in (ItemKind.WORD, ItemKind.SENTENCE):
        return None
    return _choice(item, QuestionForm.SPEECH_TO_MEANING, material, rng)


def _text(item: ItemRow, style: Style, material: Material, rng: random.Random) -> QuestionDraft | None:
    if item.kind == ItemKind.SENTENCE:
        return None
    if not style.is_typed:
        return _choice(item, QuestionForm.MEANING_TO_TEXT, material, rng)
    if item.kind != ItemKind.WORD:
        return None
    accepted = (item.text, *item.details.get("otherForms", ()), *readings_of(item))
    return QuestionDraft(QuestionForm.MEANING_TO_TEXT, Skill.VOCABULARY, shown_meaning(item), accepted)


def _reading(item: ItemRow, style: Style, material: Material, rng: random.Random) -> QuestionDraft | None:
    accepted = readings_of(item)
    if item.kind not in (ItemKind.WORD, ItemKind.KANJI) or not accepted or not any(map(is_kanji, item.text)):
        return None
    if style.is_typed:
        return QuestionDraft(QuestionForm.TEXT_TO_READING, Skill.KANJI, item.text, accepted)
    if item.kind == ItemKind.KANJI:
        return _reading_of_kanji(item, accepted, material, rng)
    found = reading_question(item.text, accepted[0], accepted[1:], material.kanji_readings, rng)
    if found is None or not found.wrong:
        return None
    options = _shuffled([accepted[0], *found.wrong], rng)
    return QuestionDraft(
        QuestionForm.TEXT_TO_READING, Skill.KANJI, item.text, accepted[:1], options, marked=found.marked
    )


def _reading_of_kanji(
    item: ItemRow, accepted: tuple[str, ...], material: Material, rng: random.Random
) -> QuestionDraft | None:
    near = [*material.look_alikes.get(item.id, ()), *material.pool.get((item.kind, item.level), ())]
    others = [one for row in near[: DISTRACTORS * 4] for one in _main_readings(row) if one not in accepted]
    wrong = list(dict.fromkeys(others))[: DISTRACTORS * 3]
    if len(wrong) + 1 < FEWEST_OPTIONS:
        return None
    right = rng.choice(_main_readings(item))
    options = _shuffled([right, *rng.sample(wrong, min(DISTRACTORS, len(wrong)))], rng)
    return QuestionDraft(QuestionForm.TEXT_TO_READING, Skill.KANJI, item.text, (right,), options)


def _choice(item: ItemRow, form: QuestionForm, material: Material, rng: random.Random) -> QuestionDraft | None:
    shows_text = form is QuestionForm.MEANING_TO_TEXT
    alike = material.look_alikes.get(item.id, ())
    pool = [*alike, *material.pool.get((item.kind, item.level), ())]
    is_heard = form is QuestionForm.SPEECH_TO_MEANING
    shown = text_of if shows_text else shown_meaning
    wrong = choose_distractors(item, pool, shown, rng, is_heard=is_heard, look_alikes={row.id for row in alike})
    if len(wrong) + 1 < FEWEST_OPTIONS:
        return None
    right = shown(item)
    prompt = shown_meaning(item) if shows_text else None if is_heard else item.text
    skill = Skill.LISTENING if is_heard else _skill_of(item)
    speech = (item.reading or item.text) if is_heard else None
    return QuestionDraft(form, skill, prompt, (right,), _shuffled([right, *wrong], rng), speech=speech)


def _of_card(subject: Subject, style: Style, material: Material, rng: random.Random) -> QuestionDraft | None:
    """A free card says what it asks and what is right; others of the learner's give wrong answers."""
    card = subject.card
    if card is None or not card.front or not card.back or style.form is not QuestionForm.TEXT_TO_MEANING:
        return None
    if style.is_typed:
        return QuestionDraft(style.form, Skill.VOCABULARY, card.front, (card.back,))
    wrong = sorted({back for back in material.free_backs if back.casefold() != card.back.casefold()})
    if not wrong:
        return None
    options = _shuffled([card.back, *rng.sample(wrong, min(DISTRACTORS, len(wrong)))], rng)
    return QuestionDraft(style.form, Skill.VOCABULARY, card.front, (card.back,), options)


def readings_of(item: ItemRow) -> tuple[str, ...]:
    """The best first."""
    if item.kind == ItemKind.KANJI:
        named = (*item.details.get("onReadings", ()), *item.details.get("kunReadings", ()))
        return tuple(dict.fromkeys(plain_reading(one) for one in named))
    return tuple(one for one in (item.reading, *item.details.get("otherReadings", ())) if one)


def _main_readings(kanji: ItemRow) -> list[str]:
    """The first of either kind: the others are rare."""
    first = (*kanji.details.get("onReadings", ())[:1], *kanji.details.get("kunReadings", ())[:1])
    return [plain_reading(one) for one in first]


def shown_meaning(item: ItemRow) -> str:
    return "; ".join(item.meanings[:MEANINGS_SHOWN])


def text_of(item: ItemRow) -> str:
    return item.text


def _skill_of(item: ItemRow) -> Skill:
    if item.kind == ItemKind.KANJI:
        return Skill.KANJI
    return Skill.READING if item.kind == ItemKind.SENTENCE else Skill.VOCABULARY


def _shuffled(options: list[str], rng: random.Random) -> tuple[str, ...]:
    rng.shuffle(options)
    return tuple(options)
