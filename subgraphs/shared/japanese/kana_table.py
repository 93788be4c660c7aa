"""Every kana sign with its romaji, written by hand. One line is: hiragana, katakana, romaji.

Romaji is Hepburn. A hyphen stands for a sign that the other script does not have; the two signs that have no
sound of their own (the small tsu and the long vowel mark) have a hyphen for romaji.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class KanaScript(StrEnum):
    HIRAGANA = "HIRAGANA"
    KATAKANA = "KATAKANA"


class KanaKind(StrEnum):
    BASIC = "BASIC"
    DAKUTEN = "DAKUTEN"
    HANDAKUTEN = "HANDAKUTEN"
    COMBINATION = "COMBINATION"
    SMALL = "SMALL"
    EXTENDED = "EXTENDED"


@dataclass(frozen=True, slots=True)
class KanaSign:
    """One sign, or one pair of signs that is read as one sound."""

    character: str
    script: KanaScript
    kind: KanaKind
    romaji: str | None
    """None for a sign that only changes its neighbour."""


_TABLE = {
    KanaKind.BASIC: """
        あ ア a     い イ i     う ウ u     え エ e     お オ o
        か カ ka    き キ ki    く ク ku    け ケ ke    こ コ ko
        さ サ sa    し シ shi   す ス su    せ セ se    そ ソ so
        た タ ta    ち チ chi   つ ツ tsu   て テ te    と ト to
        な ナ na    に ニ ni    ぬ ヌ nu    ね ネ ne    の ノ no
        は ハ ha    ひ ヒ hi    ふ フ fu    へ ヘ he    ほ ホ ho
        ま マ ma    み ミ mi    む ム mu    め メ me    も モ mo
        や ヤ ya    ゆ ユ yu    よ ヨ yo
        ら ラ ra    り リ ri    る ル ru    れ レ re    ろ ロ ro
        わ ワ wa    ゐ ヰ i     ゑ ヱ e     を ヲ o     ん ン n
    """,
    KanaKind.DAKUTEN: """
        が ガ ga    ぎ ギ gi    ぐ グ gu    げ ゲ ge    ご ゴ go
        ざ ザ za    じ ジ ji    ず ズ zu    ぜ ゼ ze    ぞ ゾ zo
        だ ダ da    ぢ ヂ ji    づ ヅ zu    で デ de    ど ド do
        ば バ ba    び ビ bi    ぶ ブ bu    べ ベ be    ぼ ボ bo
        ゔ ヴ vu
    """,
    KanaKind.HANDAKUTEN: """
        ぱ パ pa    ぴ ピ pi    ぷ プ pu    ぺ ペ pe    ぽ ポ po
    """,
    KanaKind.COMBINATION: """
        きゃ キャ kya    きゅ キュ kyu    きょ キョ kyo
        しゃ シャ sha    しゅ シュ shu    しょ ショ sho
        ちゃ チャ cha    ちゅ チュ chu    ちょ チョ cho
        にゃ ニャ nya    にゅ ニュ nyu    にょ ニョ nyo
        ひゃ ヒャ hya    ひゅ ヒュ hyu    ひょ ヒョ hyo
        みゃ ミャ mya    みゅ ミュ myu    みょ ミョ myo
        りゃ リャ rya    りゅ リュ ryu    りょ リョ ryo
        ぎゃ ギャ gya    ぎゅ ギュ gyu    ぎょ ギョ gyo
        じゃ ジャ ja     じゅ ジュ ju     じょ ジョ jo
        ぢゃ ヂャ ja     ぢゅ ヂュ ju     ぢょ ヂョ jo
        びゃ ビャ bya    びゅ ビュ byu    びょ ビョ byo
        ぴゃ ピャ pya    ぴゅ ピュ pyu    ぴょ ピョ pyo
    """,
    KanaKind.SMALL: """
        ぁ ァ a     ぃ ィ i     ぅ ゥ u     ぇ ェ e     ぉ ォ o
        ゃ ャ ya    ゅ ュ yu    ょ ョ yo    ゎ ヮ wa    っ ッ -
        -  ヵ ka    -  ヶ ke    -  ー -
    """,
    KanaKind.EXTENDED: """
        - イェ ye     - ウィ wi     - ウェ we     - ウォ wo
        - ヴァ va     - ヴィ vi     - ヴェ ve     - ヴォ vo     - ヴュ vyu
        - シェ she    - ジェ je     - チェ che
        - ティ ti     - トゥ tu     - テュ tyu    - ディ di     - ドゥ du     - デュ dyu
        - ツァ tsa    - ツィ tsi    - ツェ tse    - ツォ tso
        - ファ fa     - フィ fi     - フェ fe     - フォ fo     - フュ fyu
        - クァ kwa    - クィ kwi    - クェ kwe    - クォ kwo    - グァ gwa
    """,
}


def kana_signs(script: KanaScript) -> Iterator[KanaSign]:
    """All signs of a script in the order in which they are taught."""
    column = 0 if script is KanaScript.HIRAGANA else 1
    for kind, rows in _TABLE.items():
        cells = rows.split()
        for at in range(0, len(cells), 3):
            character, romaji = cells[at + column], cells[at + 2]
            if character != "-":
                yield KanaSign(character, script, kind, None if romaji == "-" else romaji)
