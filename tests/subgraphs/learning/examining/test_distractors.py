import random
from typing import Any

from subgraphs.learning.examining.distractors import choose_distractors, is_wrong
from subgraphs.learning.examining.kanji_readings import reading_question
from subgraphs.learning.examining.questions import shown_meaning, text_of
from subgraphs.learning.models.items import ItemRow
from subgraphs.shared.ids import seed_id


def word(text: str, reading: str, *meanings: str, part: str = "NOUN", **details: Any) -> ItemRow:
    return item("WORD", text, reading, meanings, {"partsOfSpeech": [part], **details})


def kanji(character: str, *meanings: str) -> ItemRow:
    return item("KANJI", character, None, meanings, {})


def item(kind: str, text: str, reading: str | None, meanings: tuple[str, ...], details: dict[str, Any]) -> ItemRow:
    return ItemRow(
        id=seed_id(kind, text + (reading or "")),
        kind=kind,
        text=text,
        reading=reading,
        meanings=list(meanings),
        language="ja",
        level="N5",
        rank=1,
        details=details,
        organization_id=None,
        edition=1,
        is_withdrawn=False,
    )


BRIDGE = word("橋", "はし", "bridge")
POOL = [
    word("箸", "はし", "chopsticks"),
    word("端", "はし", "edge"),
    word("走る", "はしる", "to run", part="VERB"),
    word("柱", "はしら", "pillar"),
    word("歩道橋", "ほどうきょう", "pedestrian bridge"),
    word("犬", "いぬ", "dog"),
    word("図書館", "としょかん", "library"),
]


def test_what_means_the_same_or_a_kind_of_it_is_no_wrong_answer() -> None:
    assert not is_wrong(BRIDGE, word("歩道橋", "ほどうきょう", "pedestrian bridge"))
    assert not is_wrong(word("大きい", "おおきい", "big", "large"), word("でかい", "でかい", "large, huge"))
    assert not is_wrong(BRIDGE, word("橋梁", "きょうりょう", "span", otherForms=["橋"]))
    assert is_wrong(BRIDGE, word("箸", "はし", "chopsticks"))


def test_what_sounds_the_same_is_no_wrong_answer_to_what_is_heard() -> None:
    assert not is_wrong(BRIDGE, word("箸", "はし", "chopsticks"), is_heard=True)
    assert is_wrong(BRIDGE, word("柱", "はしら", "pillar"), is_heard=True)


def test_near_words_come_before_far_ones() -> None:
    offered = {
        text
        for seed in range(20)
        for text in choose_distractors(BRIDGE, POOL, shown_meaning, random.Random(seed), count=1)
    }
    assert offered == {"chopsticks", "edge", "pillar"}


def test_options_are_distinct_and_never_right() -> None:
    for seed in range(20):
        wrong = choose_distractors(BRIDGE, [*POOL, *POOL], shown_meaning, random.Random(seed))
        assert len(set(wrong)) == 3 and "bridge" not in " ".join(wrong)


def test_kanji_that_look_alike_are_offered_first() -> None:
    target, alike = kanji("未", "not yet"), [kanji("末", "end"), kanji("木", "tree"), kanji("来", "come")]
    others = [kanji(character, f"meaning {character}") for character in "日月火水金土"]
    ids = {one.id for one in alike}
    wrong = choose_distractors(target, [*others, *alike], text_of, random.Random(1), look_alikes=ids, count=1)
    assert wrong[0] in {"末", "木", "来"}


def test_the_same_seed_offers_the_same() -> None:
    first, second = (choose_distractors(BRIDGE, POOL, shown_meaning, random.Random(7)) for _ in range(2))
    assert first == second


READINGS = {"学": ("ガク", "まな.ぶ"), "生": ("セイ", "ショウ", "い.きる", "う.まれる"), "人": ("ジン", "ニン", "ひと")}


def test_wrong_readings_of_a_word_come_from_other_readings_of_its_kanji() -> None:
    question = reading_question("人生", "じんせい", (), READINGS, random.Random(0), count=10)
    assert question is not None
    expected = {"人": {"にんせい", "ひとせい"}, "生": {"じんしょう", "じんせ"}}
    assert expected[question.marked] <= set(question.wrong)
    assert "じんせい" not in question.wrong


def test_another_right_reading_of_the_word_is_not_offered() -> None:
    for seed in range(10):
        question = reading_question("人生", "じんせい", ("にんせい",), READINGS, random.Random(seed), count=10)
        assert question is not None and "にんせい" not in question.wrong


def test_a_word_whose_reading_its_kanji_do_not_explain_is_not_asked() -> None:
    assert reading_question("大人", "おとな", (), {"大": ("ダイ",), "人": ("ジン",)}, random.Random(0)) is None
    assert reading_question("かな", "かな", (), {}, random.Random(0)) is None
