"""Which words of a text get cards."""

import pytest

from subgraphs.learning.capturing.drafts import best_place, draft_of
from subgraphs.learning.capturing.levels import guess_level, steps_between
from subgraphs.learning.capturing.local_processor import LocalProcessor, choose_words
from subgraphs.learning.capturing.passages import Sentence
from subgraphs.learning.capturing.tokens import Token
from subgraphs.learning.capturing.vocabulary import CapturedText, Entry, FoundWord, Place, place_words
from subgraphs.learning.models.captures import CaptureProcessorKind
from subgraphs.shared.ids import new_id, seed_id


def entry(written: str, level: str | None = "N4", rank: int = 1, reading: str = "よみ") -> Entry:
    return Entry(seed_id("word", f"{written}|{reading}"), written, reading, (f"{written}!", "b", "c", "d"), level, rank)


def word(
    written: str,
    level: str | None = "N4",
    rank: int = 1,
    count: int = 1,
    has_card: bool = False,
    is_known: bool = False,
) -> FoundWord:
    return FoundWord(entry(written, level, rank), tuple(Place(0, 0, 1) for _ in range(count)), has_card, is_known)


def text(*words: FoundWord, level: str = "N4") -> CapturedText:
    return CapturedText((Sentence("猫が魚を食べる。"),), words, level, least_cards=3, most_cards=5)


def chosen(captured: CapturedText) -> list[str]:
    return [each.entry.written for each in choose_words(captured)]


def test_words_of_the_own_level_come_first_and_those_on_no_list_last() -> None:
    words = [word("none", None), word("n1", "N1"), word("n3", "N3"), word("n5", "N5"), word("n4", "N4")]
    assert chosen(text(*words)) == ["n4", "n5", "n3", "n1", "none"]


def test_within_a_level_what_the_text_uses_more_often_counts_more_and_then_what_is_used_everywhere() -> None:
    assert chosen(text(word("rare", rank=9), word("common", rank=2), word("here", rank=99, count=2))) == [
        "here",
        "common",
        "rare",
    ]


def test_no_more_words_are_taken_than_a_learner_can_bear() -> None:
    assert len(chosen(text(*(word(f"w{number}") for number in range(9))))) == 5


def test_known_words_are_left_out_and_those_being_learnt_fill_up() -> None:
    words = [word("known", is_known=True), word("begun", has_card=True), word("new"), word("begun2", has_card=True)]
    assert chosen(text(*words)) == ["new", "begun", "begun2"]
    enough = [word("begun", has_card=True), *(word(f"new{number}") for number in range(3))]
    assert chosen(text(*enough)) == ["new0", "new1", "new2"]


async def test_a_draft_quotes_the_sentence_that_says_enough_and_not_too_much() -> None:
    sentences = ("猫。", "動物園で小さい猫を見ました。", "猫" + "と" * 100)
    places = (Place(0, 0, 1), Place(1, 7, 8), Place(2, 0, 1))
    captured = CapturedText(
        tuple(map(Sentence, sentences)), (FoundWord(entry("猫"), places, False, False),), "N5", 1, 5
    )
    assert best_place(captured, places) == places[1]
    draft = draft_of(captured, captured.words[0])
    assert (draft.sentence.text, draft.gap, draft.meaning) == (sentences[1], (7, 8), "猫!, b, c")
    drafts = await LocalProcessor().draft(captured, new_id())
    assert (list(drafts.cards), drafts.processor) == ([draft], CaptureProcessorKind.LOCAL)


def token(written: str, reading: str, normalized: str = "", surface: str = "") -> Token:
    return Token(0, len(written), surface or written, written, normalized or written, reading)


@pytest.mark.parametrize(
    ("found", "spelt"),
    [
        (token("辛い", "つらい"), "辛い|つらい"),
        (token("辛い", "からい"), "辛い|からい"),
        (token("おいしい", "おいしい", "美味しい"), "美味しい|おいしい"),
        (token("何", "なん"), "何|なに"),
        (token("辛い", "しんどい"), None),
        (token("走る", "はしる"), None),
    ],
)
def test_a_word_is_the_entry_that_is_read_as_it_is_here(found: Token, spelt: str | None) -> None:
    entries = {
        "辛い": [entry("辛い", reading="からい"), entry("辛い", reading="つらい")],
        "美味しい": [entry("美味しい", reading="おいしい")],
        "何": [entry("何", reading="なに")],
    }
    placed = place_words([[found]], entries)
    assert [one.item_id for one in placed] == ([seed_id("word", spelt)] if spelt else [])


def test_an_entry_stands_in_every_sentence_that_uses_it() -> None:
    cat = entry("猫", reading="ねこ")
    placed = place_words([[token("猫", "ねこ")], [], [token("猫", "ねこ")]], {"猫": [cat]})
    assert placed == {cat: (Place(0, 0, 1), Place(2, 0, 1))}


def test_a_level_is_guessed_by_what_is_known_of_each() -> None:
    words = {"N5": 100, "N4": 100, "N3": 100, "N2": 100, "N1": 100}
    assert guess_level({}, words, 0.6) == "N5"
    assert guess_level({"N5": 59}, words, 0.6) == "N5"
    assert guess_level({"N5": 60, "N3": 90}, words, 0.6) == "N4"
    assert guess_level(words, words, 0.6) == "N1"


def test_levels_that_are_none_have_no_distance() -> None:
    assert steps_between("N5", "N3") == 2
    assert steps_between("N3", "N5") == -2
    assert steps_between("N5", "A1") is None
