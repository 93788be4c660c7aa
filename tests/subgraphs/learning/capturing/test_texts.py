"""Text in whatever encoding, as people see it."""

import pytest

from subgraphs.learning.capturing.texts import clean_text, decode_text

NOVEL = "吾輩は猫である。名前はまだ無い。\nどこで生れたかとんと見当がつかぬ。"


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "cp932", "euc_jp", "iso2022_jp", "utf-16", "utf-16-le", "utf-16-be", "utf-32"],
)
def test_japanese_is_read_in_every_encoding_it_comes_in(encoding: str) -> None:
    assert decode_text(NOVEL.encode(encoding)) == NOVEL


@pytest.mark.parametrize(
    "content",
    [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"MZ\x90\0\x03\0\0\0", b"a\x01b", b"\xef\xbb\xbf\xff", b"\x81\x20\xff\xfe\x80"],
)
def test_what_is_no_text_is_told_from_it(content: bytes) -> None:
    assert decode_text(content) is None


def test_what_nobody_sees_is_left_out() -> None:
    assert clean_text("猫\u200b\u202eだ\ufeff\x07\r\nよ\u2028ね") == "猫だ\nよ\nね"


def test_furigana_in_brackets_are_left_out() -> None:
    assert clean_text("漢字(かんじ)と仮名（かな）、《ほか》") == "漢字と仮名、《ほか》"
    assert clean_text("吾輩《わがはい》は猫（くろ）だ（笑）") == "吾輩は猫だ（笑）"


def test_half_width_kana_become_common_ones() -> None:
    assert clean_text("ﾆｬｰﾆｬｰ 3 km") == "ニャーニャー 3 km"
