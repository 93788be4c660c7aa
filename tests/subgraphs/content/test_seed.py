"""The checked-in data itself: what every record must have, and what is known to be odd."""

import gzip
import json
import re
from collections import Counter
from typing import Any

import pytest

from subgraphs.content.seeding.ids import word_id
from subgraphs.content.seeding.material import gather
from subgraphs.content.seeding.packs import JAPANESE, SEED_FOLDER, LanguagePack, load_pack
from subgraphs.content.seeding.rows import rows_by_table
from subgraphs.shared.ids import seed_id
from subgraphs.shared.japanese.kana_table import KanaScript, kana_signs
from subgraphs.shared.japanese.romanize import to_hiragana

KANA = re.compile(r"[\u3041-\u309f\u30a1-\u30ffー]+")


@pytest.fixture(scope="module")
def seed() -> LanguagePack:
    return load_pack(SEED_FOLDER / JAPANESE)


def test_all_words_and_kanji_of_the_levels_are_there(seed: LanguagePack) -> None:
    assert (len(seed.kanji), len(seed.words), len(seed.sentences)) == (13_108, 8_334, 12_196)
    assert Counter(word["level"] for word in seed.words) == {
        "N5": 662,
        "N4": 632,
        "N3": 1_784,
        "N2": 1_793,
        "N1": 3_463,
    }
    assert Counter(kanji["level"] for kanji in seed.kanji) == {
        "N5": 79,
        "N4": 166,
        "N3": 367,
        "N2": 367,
        "N1": 1_232,
        "UNLISTED": 10_897,
    }


def test_the_manifest_counts_what_the_files_hold(seed: LanguagePack) -> None:
    manifest = json.loads((SEED_FOLDER / JAPANESE / "manifest.json").read_text())

    assert manifest["counts"] == {
        "kanji": len(seed.kanji),
        "words": len(seed.words),
        "sentences": len(seed.sentences),
        "strokes": len(seed.strokes),
        "radicals": len(seed.radicals),
        "grammar": len(seed.grammar),
    }


def test_kanji_have_a_drawn_path_for_each_of_their_strokes(seed: LanguagePack) -> None:
    paths = {entry["character"]: entry["paths"] for entry in seed.strokes}
    odd = {
        kanji["character"]: (kanji["strokeCount"], len(paths.get(kanji["character"], [])))
        for kanji in seed.kanji
        if kanji["level"] != "UNLISTED" and kanji["strokeCount"] != len(paths.get(kanji["character"], []))
    }
    others = [kanji for kanji in seed.kanji if kanji["level"] == "UNLISTED" and kanji["character"] in paths]
    counted_otherwise = [one for one in others if one["strokeCount"] != len(paths[one["character"]])]

    # The sources agree on every one of the lists; of some rare ones they count or draw another form.
    assert odd == {}
    assert (len(others), len(counted_otherwise)) == (4_206, 108)


def test_every_single_kana_is_drawn(seed: LanguagePack) -> None:
    drawn = {entry["character"] for entry in seed.strokes}
    single = {sign.character for script in KanaScript for sign in kana_signs(script) if len(sign.character) == 1}

    assert single - drawn == set()


def test_every_path_is_svg_path_data(seed: LanguagePack) -> None:
    path_data = re.compile(r"[Mm][0-9MmCcSsLlHhVvQqTtZz,.\-\s]+")
    odd = [path for entry in seed.strokes for path in entry["paths"] if not path_data.fullmatch(path)]

    assert odd == []


def test_every_kanji_of_a_level_has_a_meaning_a_reading_and_a_grade(seed: LanguagePack) -> None:
    incomplete = [
        kanji["character"]
        for kanji in seed.kanji
        if kanji["level"] != "UNLISTED"
        and not (kanji["meanings"] and (kanji["onReadings"] or kanji["kunReadings"]) and kanji["grade"])
    ]

    assert incomplete == []


def test_every_word_has_a_reading_in_kana_a_romaji_and_a_meaning(seed: LanguagePack) -> None:
    def is_complete(word: dict[str, Any]) -> bool:
        readings = [word["reading"], *word["otherReadings"]]
        is_read = all(KANA.fullmatch(reading) for reading in readings)
        is_romaji = re.fullmatch(r"[a-z']+", word["romaji"]) is not None
        return is_read and is_romaji and bool(word["meanings"]) and all(word["meanings"])

    assert [word["text"] for word in seed.words if not is_complete(word)] == []


def test_meanings_are_free_of_the_marks_of_their_source(seed: LanguagePack) -> None:
    def is_marked(meaning: str) -> bool:
        is_unbalanced = meaning.count("(") != meaning.count(")")
        return is_unbalanced or re.match(r"\(?\d+[.)]\s", meaning) is not None or "  " in meaning or "(uk)" in meaning

    assert [meaning for word in seed.words for meaning in word["meanings"] if is_marked(meaning)] == []


def test_words_are_written_without_alternatives_in_their_text(seed: LanguagePack) -> None:
    assert [word["text"] for word in seed.words if re.search(r"[/ ()=、]", word["text"])] == []


def test_kana_in_the_text_of_a_word_stand_in_its_reading_too(seed: LanguagePack) -> None:
    def could_read_so(word: dict[str, Any]) -> bool:
        kana_or_anything = to_hiragana(re.sub(r"[\u3400-\u9fff々ヶ]+", ".+", word["text"]))
        return re.fullmatch(kana_or_anything, to_hiragana(word["reading"])) is not None

    assert [word["text"] for word in seed.words if not could_read_so(word)] == []


@pytest.mark.parametrize(
    ("text", "reading", "romaji"),
    [
        ("猫", "ねこ", "neko"),
        ("こんにちは", "こんにちは", "konnichiwa"),
        ("特派", "とくは", "tokuha"),
        ("勉強する", "べんきょうする", "benkyousuru"),
        ("コーヒー", "コーヒー", "koohii"),
        ("対立", "たいりつ", "tairitsu"),
        ("暖かい", "あたたかい", "atatakai"),
    ],
)
def test_words_read_as_they_should(seed: LanguagePack, text: str, reading: str, romaji: str) -> None:
    assert (reading, romaji) in {(word["reading"], word["romaji"]) for word in seed.words if word["text"] == text}


def test_a_word_with_several_forms_keeps_them(seed: LanguagePack) -> None:
    round_word = next(word for word in seed.words if word["text"] == "丸い")

    assert round_word["otherForms"] == ["円い"]


def test_every_sentence_has_a_translation_and_a_word(seed: LanguagePack) -> None:
    linked = {sentence for word in seed.words for sentence in word["sentences"]}

    assert linked == set(range(len(seed.sentences)))
    assert [one["text"] for one in seed.sentences if not one["translation"]] == []


def test_a_sentence_is_as_hard_as_its_hardest_word(seed: LanguagePack) -> None:
    hardest: dict[int, str] = {}
    for word in seed.words:  # easiest first
        hardest |= dict.fromkeys(word["sentences"], word["level"])

    assert [one["level"] for one in seed.sentences] == [hardest[at] for at in range(len(seed.sentences))]


def test_ids_come_from_what_a_record_is(seed: LanguagePack) -> None:
    ids = {word["text"]: word_id(word) for word in seed.words if word["text"] == "猫"}

    assert ids == {"猫": seed_id("word", "猫|ねこ")}


def test_homographs_have_ids_of_their_own(seed: LanguagePack) -> None:
    homographs = [word_id(word) for word in seed.words if word["homograph"] > 1]

    assert len(homographs) > 0
    assert len({word_id(word) for word in seed.words}) == len(seed.words)


def test_ranks_and_positions_have_no_gaps(seed: LanguagePack) -> None:
    rows = {table.__name__: rows for table, rows in rows_by_table(gather([seed]))}
    parents = {"KanjiWordRow": "kanji_id", "KanjiSentenceRow": "kanji_id", "WordSentenceRow": "word_id"}

    for table in ("KanaRow", "KanjiRow", "WordRow", "SentenceRow"):
        assert [row["rank"] for row in rows[table]] == list(range(len(rows[table])))
    for table, parent in parents.items():
        lengths = Counter(row[parent] for row in rows[table])
        ends = Counter({row[parent]: row["position"] + 1 for row in rows[table]})
        assert lengths == ends


def test_the_archives_say_nothing_of_when_and_where_they_were_made() -> None:
    headers = {path.name: gzip_header(path.read_bytes()) for path in sorted((SEED_FOLDER / JAPANESE).glob("*.gz"))}

    assert set(headers.values()) == {(0, 0)}


def gzip_header(archive: bytes) -> tuple[int, int]:
    """The flags, which would announce a file name, and the time."""
    assert gzip.decompress(archive)
    return archive[3], int.from_bytes(archive[4:8], "little")
