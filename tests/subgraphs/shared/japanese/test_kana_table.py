from collections import Counter

from subgraphs.shared.japanese.kana_table import KanaKind, KanaScript, kana_signs


def test_no_sign_stands_twice_in_the_table() -> None:
    characters = [sign.character for script in KanaScript for sign in kana_signs(script)]

    assert [character for character, times in Counter(characters).items() if times > 1] == []


def test_every_kind_has_as_many_signs_as_the_script_has() -> None:
    hiragana = Counter(sign.kind for sign in kana_signs(KanaScript.HIRAGANA))
    katakana = Counter(sign.kind for sign in kana_signs(KanaScript.KATAKANA))

    assert hiragana == {
        KanaKind.BASIC: 48,
        KanaKind.DAKUTEN: 21,
        KanaKind.HANDAKUTEN: 5,
        KanaKind.COMBINATION: 36,
        KanaKind.SMALL: 10,
    }
    assert katakana == hiragana + Counter({KanaKind.SMALL: 3, KanaKind.EXTENDED: 32})


def test_signs_stand_in_their_own_block_of_unicode() -> None:
    blocks = {KanaScript.HIRAGANA: ("\u3041", "\u309f"), KanaScript.KATAKANA: ("\u30a1", "\u30ff")}
    strays = [
        sign
        for script, (first, last) in blocks.items()
        for sign in kana_signs(script)
        if not all(first <= character <= last for character in sign.character)
    ]

    assert strays == []


def test_the_scripts_agree_on_the_sounds_they_share() -> None:
    def sounds(script: KanaScript) -> list[str | None]:
        shared = set(KanaKind) - {KanaKind.SMALL, KanaKind.EXTENDED}
        return [sign.romaji for sign in kana_signs(script) if sign.kind in shared]

    assert sounds(KanaScript.HIRAGANA) == sounds(KanaScript.KATAKANA)


def test_only_signs_without_a_sound_have_no_romaji() -> None:
    silent = [sign.character for script in KanaScript for sign in kana_signs(script) if sign.romaji is None]

    assert silent == ["っ", "ッ", "ー"]
