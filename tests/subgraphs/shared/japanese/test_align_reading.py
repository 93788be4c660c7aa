import pytest

from subgraphs.shared.japanese.align_reading import align_reading

READINGS = {
    "食": ("ショク", "ジキ", "く.う", "く.らう", "た.べる"),
    "物": ("ブツ", "モツ", "もの"),
    "学": ("ガク", "まな.ぶ"),
    "校": ("コウ",),
    "花": ("カ", "はな"),
    "火": ("カ", "ひ"),
    "受": ("ジュ", "う.ける"),
    "付": ("フ", "つ.ける"),
    "一": ("イチ", "イツ", "ひと-"),
    "匹": ("ヒツ", "ひき"),
    "人": ("ジン", "ニン", "ひと"),
    "今": ("コン", "いま"),
    "日": ("ニチ", "ジツ", "ひ"),
    "明": ("メイ", "ミョウ", "あ.かり", "あか.るい"),
    "月": ("ゲツ", "ガツ", "つき"),
}


def parts(text: str, reading: str) -> list[tuple[str, str, str | None]]:
    found = align_reading(text, reading, lambda character: READINGS.get(character, ()))
    return [(part.text, part.reading, part.dictionary_reading) for part in found or ()]


def test_kana_of_the_text_stand_for_themselves() -> None:
    assert parts("食べる", "たべる") == [("食", "た", "た.べる"), ("べる", "べる", None)]
    assert parts("ニュース", "ニュース") == [("ニュース", "ニュース", None)]


def test_a_reading_that_fits_the_kana_behind_it_is_preferred() -> None:
    assert parts("食う", "くう")[0] == ("食", "く", "く.う")
    assert parts("食らう", "くらう")[0] == ("食", "く", "く.らう")


@pytest.mark.parametrize(
    ("text", "reading", "expected"),
    [
        ("学校", "がっこう", [("学", "がっ", "ガク"), ("校", "こう", "コウ")]),
        ("花火", "はなび", [("花", "はな", "はな"), ("火", "び", "ひ")]),
        ("一匹", "いっぴき", [("一", "いっ", "イチ"), ("匹", "ぴき", "ひき")]),
        ("受付", "うけつけ", [("受", "うけ", "う.ける"), ("付", "つけ", "つ.ける")]),
    ],
)
def test_sounds_that_neighbours_changed_are_recognised(
    text: str, reading: str, expected: list[tuple[str, str, str]]
) -> None:
    assert parts(text, reading) == expected


def test_the_sign_of_repetition_is_read_as_what_it_repeats() -> None:
    assert parts("人々", "ひとびと") == [("人", "ひと", "ひと"), ("々", "びと", None)]


def test_kanji_without_readings_of_their_own_are_one_piece() -> None:
    assert parts("今日", "きょう") == [("今日", "きょう", None)]
    assert parts("明日", "あした") == [("明日", "あした", None)]


def test_a_counting_ke_is_read_ka() -> None:
    assert parts("一ヶ月", "いっかげつ") == [("一", "いっ", "イチ"), ("ヶ", "か", None), ("月", "げつ", "ゲツ")]


def test_the_reading_keeps_the_script_it_was_given_in() -> None:
    assert parts("アジア人", "アジアじん") == [("アジア", "アジア", None), ("人", "じん", "ジン")]


@pytest.mark.parametrize(("text", "reading"), [("食べる", "のむ"), ("ねこ", "いぬ"), ("食べ", "た"), ("花", "")])
def test_what_cannot_be_read_so_has_no_parts(text: str, reading: str) -> None:
    assert align_reading(text, reading, lambda character: READINGS.get(character, ())) is None
