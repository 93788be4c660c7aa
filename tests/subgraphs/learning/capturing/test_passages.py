"""Sentences of a text, and when in a film they are said."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subgraphs.learning.capturing.passages import plain_text, read_passages, split_sentences, unwrap
from subgraphs.learning.capturing.subtitles import parse_subtitles

TIDY = """1
00:00:01,000 --> 00:00:03,000
猫がいます。

2
00:00:04,500 --> 00:00:06,000
犬もいます。
"""


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("猫だ。犬だ！鳥？", ["猫だ。", "犬だ！", "鳥？"]),
        ("本当！？まさか……。", ["本当！？", "まさか……。"]),
        ("「はい。」と言った。帰った。", ["「はい。」と言った。", "帰った。"]),
        ("「はい。」「いいえ。」", ["「はい。」", "「いいえ。」"]),
        ("It is 3.5 km. Go!", ["It is 3.5 km.", "Go!"]),
        ("一行目\n二行目", ["一行目", "二行目"]),
        ("  \n。\n", ["。"]),
    ],
)
def test_a_text_is_cut_where_sentences_end(text: str, sentences: list[str]) -> None:
    assert split_sentences(text) == sentences


def test_no_sentence_is_longer_than_a_card_shows() -> None:
    pieces = split_sentences("猫" * 1_000)
    assert "".join(pieces) == "猫" * 1_000
    assert max(map(len, pieces)) <= 300


def test_lines_that_a_page_broke_are_put_together() -> None:
    assert unwrap("昨日、動物園で小さい\n猫を見ました。\n終わり") == "昨日、動物園で小さい猫を見ました。\n終わり"


def test_short_lines_are_left_alone() -> None:
    song = "春\n夏\n秋の長い夜に月を見る"
    assert unwrap(song) == song


@given(st.text(alphabet="猫犬。！？「」（）.\n a", max_size=200))
def test_cutting_loses_nothing_but_blanks(text: str) -> None:
    assert "".join("".join(split_sentences(text)).split()) == "".join(text.split())


def test_sentences_of_subtitles_know_when_they_are_said() -> None:
    found = read_passages(TIDY)
    assert [(each.text, each.start_ms, each.end_ms) for each in found] == [
        ("猫がいます。", 1_000, 3_000),
        ("犬もいます。", 4_500, 6_000),
    ]
    assert plain_text(found) == "猫がいます。\n犬もいます。"


def test_a_text_without_times_is_no_subtitles() -> None:
    assert parse_subtitles("1\n猫がいます。\n2 --> 3") is None
    assert read_passages("猫です。")[0].start_ms is None


@pytest.mark.parametrize(
    "broken",
    [
        TIDY.replace("\n", "\r\n"),
        TIDY.replace("\n", "\r"),
        "\ufeff" + TIDY,
        "WEBVTT - a title\nKind: captions\n\nNOTE\nnothing\n\nSTYLE\n::cue { color: red }\n\n" + TIDY.replace(",", "."),
        TIDY.replace("00:00:", "00:").replace(",", "."),
        TIDY.replace("03,000", "03,000 align:start position:0%"),
        TIDY.replace("\n\n", "\n"),
        TIDY.replace("猫", "<i>猫</i>").replace("犬", '<font color="#ff0">犬</font>'),
        TIDY.replace("猫", "{\\an8}猫").replace("犬", "<c.yellow>犬</c>"),
        TIDY.replace("猫", "<ruby>猫<rp>(</rp><rt>ねこ</rt><rp>)</rp></ruby>"),
        TIDY.replace("猫", "<v 太郎>猫").replace("犬", "（次郎）犬"),
        TIDY.replace("猫", "- 猫").replace("犬", "♪ 犬"),
        TIDY + "\n3\n00:00:07,000 --> 00:00:08,000\n♪〜\n",
        "\n\n".join(reversed(TIDY.strip().split("\n\n"))),
        TIDY.replace("-->", "->"),
    ],
)
def test_subtitles_are_read_as_they_are_found(broken: str) -> None:
    assert [(each.text, each.start_ms) for each in read_passages(broken)] == [
        ("猫がいます。", 1_000),
        ("犬もいます。", 4_500),
    ]


def test_lines_of_a_cue_are_put_together() -> None:
    text = "00:01.000 --> 00:02.000\n動物園へ\n行きました。\n\n00:05.000 --> 00:06.000\nHello\nthere &amp; you."
    assert [each.text for each in read_passages(text)] == ["動物園へ\u3000行きました。", "Hello there & you."]


def test_a_sentence_that_goes_on_is_put_together() -> None:
    text = "00:01.000 --> 00:02.000\n雨だから、\n\n00:02.100 --> 00:04.000\n帰ります。\n"
    (found,) = read_passages(text)
    assert (found.text, found.start_ms, found.end_ms) == ("雨だから、帰ります。", 1_000, 4_000)


def test_lines_that_are_shown_twice_are_said_once() -> None:
    text = (
        "00:01.000 --> 00:03.000\n猫がいます。\n\n00:02.000 --> 00:05.000\n猫がいます。\n犬もいます。\n\n"
        "00:30.000 --> 00:31.000\n犬もいます。\n"
    )
    assert [each.text for each in read_passages(text)] == ["猫がいます。", "犬もいます。", "犬もいます。"]


@given(st.text(alphabet="12:,.->\n 猫<i>{}&;（）♪", max_size=200), st.randoms(use_true_random=False))
def test_whatever_comes_as_subtitles_is_read_somehow(noise: str, chance: random.Random) -> None:
    lines = [*TIDY.split("\n"), *noise.split("\n")]
    chance.shuffle(lines)
    for sentence in read_passages("\n".join(lines)):
        assert sentence.text
        assert sentence.start_ms is None or sentence.start_ms <= (sentence.end_ms or 0)
