"""From what an author says of a block to the block, or to what is wrong with it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from subgraphs.content.blocks import (
    AudioBlock,
    Block,
    ExampleBlock,
    KanaBlock,
    KanjiBlock,
    QuizBlock,
    TextBlock,
    WordBlock,
)
from subgraphs.content.errors import ItemIsUnknown, QuizIsInvalid, TooMany
from subgraphs.content.quizzes import QuizDraft, QuizKind, make_quiz
from subgraphs.content.repository.study import StudyRepository
from subgraphs.content.service.text_rules import Path, check_length, check_line, check_markdown
from subgraphs.content.settings import ContentSettings
from subgraphs.shared.errors import Refusal
from subgraphs.shared.unit_of_work import UnitOfWork

LONGEST_LINE = 500
MOST_OPTIONS = 12
MOST_KANA = 30
MOST_WORDS = 30


@dataclass(frozen=True, slots=True)
class TextDraft:
    markdown: str


@dataclass(frozen=True, slots=True)
class WordDraft:
    word_id: UUID
    note: str | None = None


@dataclass(frozen=True, slots=True)
class KanjiDraft:
    kanji_id: UUID
    note: str | None = None


@dataclass(frozen=True, slots=True)
class KanaDraft:
    kana_ids: tuple[UUID, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ExampleDraft:
    text: str
    translation: str
    reading: str | None = None
    word_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class AudioDraft:
    media_id: UUID
    transcript: str | None = None


BlockDraft = TextDraft | WordDraft | KanjiDraft | KanaDraft | ExampleDraft | AudioDraft | QuizDraft


def make_block(block_id: UUID, draft: BlockDraft) -> Block:
    match draft:
        case TextDraft(markdown):
            return TextBlock(id=block_id, markdown=markdown)
        case WordDraft(word_id, note):
            return WordBlock(id=block_id, word_id=word_id, note=note)
        case KanjiDraft(kanji_id, note):
            return KanjiBlock(id=block_id, kanji_id=kanji_id, note=note)
        case KanaDraft(kana_ids, note):
            return KanaBlock(id=block_id, kana_ids=kana_ids, note=note)
        case ExampleDraft(text, translation, reading, word_ids):
            return ExampleBlock(id=block_id, text=text, reading=reading, translation=translation, word_ids=word_ids)
        case AudioDraft(media_id, transcript):
            return AudioBlock(id=block_id, media_id=media_id, transcript=transcript)
        case QuizDraft():
            return QuizBlock(id=block_id, quiz=make_quiz(block_id, draft))


async def faults_of_blocks(
    work: UnitOfWork, drafts: Sequence[BlockDraft], paths: Sequence[Path], settings: ContentSettings
) -> list[Refusal]:
    found: list[Refusal] = []
    for draft, path in zip(drafts, paths, strict=True):
        found += _faults_of(draft, path, settings)
    return found + await _unknown_items(work, drafts, paths)


def _faults_of(draft: BlockDraft, path: Path, settings: ContentSettings) -> Iterator[Refusal]:
    match draft:
        case TextDraft(markdown):
            yield from check_line(markdown, settings.longest_text, (*path, "text", "markdown"))
            yield from check_markdown(markdown, settings.longest_text, (*path, "text", "markdown"))
        case WordDraft(note=note) | KanjiDraft(note=note) | KanaDraft(note=note):
            yield from check_length(note or "", LONGEST_LINE, path)
            if isinstance(draft, KanaDraft) and not 1 <= len(draft.kana_ids) <= MOST_KANA:
                yield TooMany(f"From 1 to {MOST_KANA} signs.", (*path, "kana", "kanaIds"))
        case ExampleDraft():
            yield from check_line(draft.text, LONGEST_LINE, (*path, "example", "text"))
            yield from check_line(draft.translation, LONGEST_LINE, (*path, "example", "translation"))
            yield from check_length(draft.reading or "", LONGEST_LINE, (*path, "example", "reading"))
            if len(draft.word_ids) > MOST_WORDS:
                yield TooMany(f"At most {MOST_WORDS} words.", (*path, "example", "wordIds"))
        case AudioDraft(transcript=transcript):
            yield from check_length(transcript or "", settings.longest_text, (*path, "audio", "transcript"))
        case QuizDraft():
            yield from faults_of_quiz(draft, (*path, "quiz"))


def faults_of_quiz(draft: QuizDraft, path: Path) -> Iterator[Refusal]:
    yield from check_line(draft.prompt, LONGEST_LINE, (*path, "prompt"))
    yield from check_length(draft.explanation, LONGEST_LINE, (*path, "explanation"))
    texts = [option.text for option in draft.options]
    matches = [option.match for option in draft.options if option.match is not None]
    for index, text in enumerate(texts):
        yield from check_line(text, LONGEST_LINE, (*path, "options", str(index), "text"))
    for index, text in enumerate(draft.accepted):
        yield from check_line(text, LONGEST_LINE, (*path, "accepted", str(index)))
    if len(set(texts)) < len(texts) or len(set(matches)) < len(matches):
        yield QuizIsInvalid("Two options say the same.", (*path, "options"))
    if len(texts) > MOST_OPTIONS or len(draft.accepted) > MOST_OPTIONS:
        yield TooMany(f"At most {MOST_OPTIONS}.", path)
    fault = _shape_fault(draft)
    if fault is not None:
        yield QuizIsInvalid(fault, path)


def _shape_fault(draft: QuizDraft) -> str | None:
    count, right = len(draft.options), sum(option.is_right for option in draft.options)
    match draft.kind:
        case QuizKind.SINGLE_CHOICE if count < 2 or right != 1:
            return "A single choice has at least two options, of which exactly one is right."
        case QuizKind.MULTIPLE_CHOICE if count < 2 or right < 1:
            return "A multiple choice has at least two options, of which at least one is right."
        case QuizKind.ORDERING if count < 2:
            return "An order has at least two pieces."
        case QuizKind.MATCHING if count < 2 or any(not (option.match or "").strip() for option in draft.options):
            return "Matching has at least two options, each with its match."
        case QuizKind.TYPED if not draft.accepted or count:
            return "A typed answer has no options, and at least one text that is accepted."
        case _:
            return None


async def _unknown_items(work: UnitOfWork, drafts: Sequence[BlockDraft], paths: Sequence[Path]) -> list[Refusal]:
    """Whatever a block points at has to be there."""
    repository = StudyRepository(work.session)
    words, kanji, kana = set[UUID](), set[UUID](), set[UUID]()
    for draft in drafts:
        match draft:
            case WordDraft(word_id):
                words.add(word_id)
            case ExampleDraft(word_ids=word_ids):
                words.update(word_ids)
            case KanjiDraft(kanji_id):
                kanji.add(kanji_id)
            case KanaDraft(kana_ids):
                kana.update(kana_ids)
            case _:
                pass
    known = {row.id for row in await repository.words_by_ids(sorted(words))} if words else set()
    known |= {row.id for row in await repository.kanji_by_ids(sorted(kanji))} if kanji else set()
    known |= {row.id for row in await repository.kana_by_ids(sorted(kana))} if kana else set()
    return [
        ItemIsUnknown("There is no such word, kanji or kana.", path)
        for draft, path in zip(drafts, paths, strict=True)
        if not _items_of(draft) <= known
    ]


def _items_of(draft: BlockDraft) -> set[UUID]:
    match draft:
        case WordDraft(word_id):
            return {word_id}
        case KanjiDraft(kanji_id):
            return {kanji_id}
        case ExampleDraft(word_ids=word_ids):
            return set(word_ids)
        case KanaDraft(kana_ids):
            return set(kana_ids)
        case _:
            return set()
