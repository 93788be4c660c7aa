import pytest

from subgraphs.shared.japanese.romanize import romanize, to_hiragana


@pytest.mark.parametrize(
    ("kana", "romaji"),
    [
        ("ねこ", "neko"),
        ("しんぶん", "shinbun"),
        ("ちゅうがっこう", "chuugakkou"),
        ("りょこう", "ryokou"),
        ("つづく", "tsuzuku"),
    ],
)
def test_kana_are_written_in_hepburn(kana: str, romaji: str) -> None:
    assert romanize(kana) == romaji


@pytest.mark.parametrize(
    ("kana", "romaji"),
    [
        ("ほんや", "hon'ya"),
        ("きんえん", "kin'en"),
        ("こんな", "konna"),
        ("さんぽ", "sanpo"),
        ("ほん", "hon"),
        ("しんよう", "shin'you"),
    ],
)
def test_the_syllabic_n_is_kept_apart_where_it_could_be_read_with_the_next_sound(kana: str, romaji: str) -> None:
    assert romanize(kana) == romaji


@pytest.mark.parametrize(
    ("kana", "romaji"),
    [
        ("とうきょう", "toukyou"),
        ("おおきい", "ookii"),
        ("コーヒー", "koohii"),
        ("ニュース", "nyuusu"),
        ("ラーメン", "raamen"),
        ("ケーキ", "keeki"),
    ],
)
def test_long_vowels_are_written_out(kana: str, romaji: str) -> None:
    assert romanize(kana) == romaji


@pytest.mark.parametrize(
    ("kana", "romaji"),
    [
        ("ざっし", "zasshi"),
        ("まっちゃ", "matcha"),
        ("いっしょに", "isshoni"),
        ("けっこん", "kekkon"),
        ("きっぷ", "kippu"),
        ("ベッド", "beddo"),
        ("みっつ", "mittsu"),
        ("あっ", "a"),
    ],
)
def test_a_small_tsu_doubles_the_next_consonant(kana: str, romaji: str) -> None:
    assert romanize(kana) == romaji


@pytest.mark.parametrize(
    ("kana", "romaji"),
    [("パーティー", "paatii"), ("ファン", "fan"), ("チェック", "chekku"), ("ヴァイオリン", "vaiorin")],
)
def test_combinations_for_foreign_sounds_are_one_sound(kana: str, romaji: str) -> None:
    assert romanize(kana) == romaji


def test_what_is_not_kana_stays() -> None:
    assert romanize("Tシャツ!") == "Tshatsu!"


def test_katakana_become_hiragana_but_the_long_vowel_mark_stays() -> None:
    assert to_hiragana("コーヒー屋") == "こーひー屋"
