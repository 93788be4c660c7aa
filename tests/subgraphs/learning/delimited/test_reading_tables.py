from pathlib import Path

import pytest

from subgraphs.learning.delimited.columns import CardColumn, guess_columns, header_of
from subgraphs.learning.delimited.drafts import CardDraft, DraftLimits, drafts_of
from subgraphs.learning.delimited.read_rows import Delimiter, Encoding, Table, TableForm, TableIsRefused, read_table
from subgraphs.learning.delimited.write_rows import write_rows

LIMITS = DraftLimits(longest_text=100, most_tags=3)
ROWS = [["猫", "cat, pet"], ["犬", 'dog "wan"'], ["鳥", "bird"]]


def table(text: str, encoding: str = "utf-8", form: TableForm | None = None) -> Table:
    return read_table(text.encode(encoding), form or TableForm())


def cells(found: Table) -> list[list[str]]:
    return [list(row) for _, row in found.rows()]


def drafts(text: str, *columns: CardColumn) -> list[CardDraft]:
    return list(drafts_of(table(text).rows(), columns, LIMITS))


@pytest.mark.parametrize("delimiter", list(Delimiter))
def test_what_is_written_reads_the_same(delimiter: Delimiter, tmp_path: Path) -> None:
    rows = [*ROWS, ["二行\n目", "a;b|c\td"]]
    write_rows(tmp_path / "cards.csv", ["front", "back"], rows, delimiter)
    found = read_table((tmp_path / "cards.csv").read_bytes(), TableForm())
    assert (found.delimiter, found.encoding) == (delimiter, Encoding.UTF_8)
    assert cells(found) == [["front", "back"], *rows]


@pytest.mark.parametrize(
    ("codec", "encoding"),
    [
        ("utf-8", Encoding.UTF_8),
        ("utf-8-sig", Encoding.UTF_8),
        ("utf-16", Encoding.UTF_16),
        ("cp932", Encoding.SHIFT_JIS),
        ("euc_jp", Encoding.EUC_JP),
    ],
)
def test_the_encoding_is_found_out(codec: str, encoding: Encoding) -> None:
    text = "表,意味\n①ソ能表,cat\n"
    form = TableForm(encoding=encoding) if codec == "euc_jp" else TableForm()
    source = text.replace("①", "") if codec == "euc_jp" else text
    found = read_table(source.encode(codec), form)
    assert found.encoding == encoding and cells(found)[0] == ["表", "意味"]


def test_a_wrong_encoding_and_no_text_at_all_are_refused() -> None:
    with pytest.raises(TableIsRefused, match="ENCODING_IS_WRONG"):
        read_table("猫".encode("cp932"), TableForm(encoding=Encoding.UTF_8))
    with pytest.raises(TableIsRefused, match="ENCODING_IS_UNKNOWN"):
        read_table(b"abc\x81", TableForm())
    with pytest.raises(TableIsRefused, match="NOT_A_TABLE"):
        read_table(b"a\x00b", TableForm())


def test_commas_within_texts_do_not_make_a_table_of_commas() -> None:
    assert table("猫\tcat, pet, animal\n犬\tdog\n鳥\tbird, fowl\n").delimiter is Delimiter.TAB
    assert table("猫;cat, pet\n犬;dog, hound\n鳥;bird\n").delimiter is Delimiter.SEMICOLON


def test_a_cell_without_an_end_is_refused_and_takes_no_memory() -> None:
    with pytest.raises(TableIsRefused, match="TABLE_IS_DAMAGED"):
        cells(table('a,b\n"' + "x" * 200_000))


def test_a_header_is_known_by_its_names() -> None:
    found = table("Word,Meaning,よみ,Tags,Page\n猫,cat,ねこ,n5,3\n")
    first = cells(found)[0]
    header = header_of(found, first, None)
    assert header == first
    assert guess_columns(found, header, 5) == [
        CardColumn.FRONT, CardColumn.BACK, CardColumn.READING, CardColumn.TAGS, CardColumn.IGNORED,
    ]  # fmt: skip
    assert header_of(found, first, False) is None
    assert header_of(found, ["猫", "cat"], None) is None
    assert header_of(found, ["x", "y"], True) == ["x", "y"]


def test_without_names_the_places_tell() -> None:
    assert guess_columns(table("a"), None, 2) == [CardColumn.FRONT, CardColumn.BACK]
    assert guess_columns(table("a"), None, 1) == [CardColumn.FRONT]
    assert guess_columns(table("a"), None, 4)[2:] == [CardColumn.READING, CardColumn.IGNORED]


def test_a_column_that_comes_twice_counts_once() -> None:
    assert guess_columns(table("a"), ["front", "front", "back"], 3) == [
        CardColumn.FRONT, CardColumn.IGNORED, CardColumn.BACK,
    ]  # fmt: skip


def test_what_anki_says_at_the_top_of_its_texts_is_heard() -> None:
    found = table("#separator:tab\n#html:true\n#deck column:1\n#tags column:4\nJapanese\t猫\tcat, pet\tn5 animal\n")
    assert found.delimiter is Delimiter.TAB and found.directives["html"] == "true"
    ((line, row),) = found.rows()
    assert line == 5 and row[1] == "猫"
    assert guess_columns(found, None, 4) == [CardColumn.DECK, CardColumn.BACK, CardColumn.READING, CardColumn.TAGS]


def test_rows_become_cards() -> None:
    columns = (CardColumn.FRONT, CardColumn.BACK, CardColumn.TAGS, CardColumn.TEMPLATE, CardColumn.DECK)
    one, two = drafts("猫, cat ,n5 animal,production,Words\n{{c1::犬}}だ,,a;b c,,\n", *columns)
    assert (one.front, one.back, one.tags, one.template, one.deck) == (
        "猫",
        "cat",
        ("n5", "animal"),
        "PRODUCTION",
        "Words",
    )
    assert (two.template, two.back, two.tags, two.deck) == ("CLOZE", None, ("a", "b c"), None)
    assert one.is_usable and two.is_usable and one.problems == ()


@pytest.mark.parametrize(
    ("row", "code", "is_usable"),
    [
        (",cat,,", "FRONT_IS_MISSING", False),
        ("猫,,,", "BACK_IS_MISSING", False),
        ("猫,cat,,CLOZE", "GAP_IS_MISSING", False),
        (f"猫,{'x' * 101},,", "TEXT_IS_TOO_LONG", False),
        ("猫,cat,a b c d,", "TOO_MANY_TAGS", False),
        ("猫,cat,,SINGING", "TEMPLATE_IS_UNKNOWN", True),
        ("猫,cat,,,more", "TOO_MANY_CELLS", True),
        ("猫,cat", "TOO_FEW_CELLS", True),
    ],
)
def test_problems_of_a_row_are_told(row: str, code: str, is_usable: bool) -> None:
    columns = (CardColumn.FRONT, CardColumn.BACK, CardColumn.TAGS, CardColumn.TEMPLATE)
    (draft,) = drafts_of(read_table(row.encode(), TableForm(delimiter=Delimiter.COMMA)).rows(), columns, LIMITS)
    assert [problem.code for problem in draft.problems] == [code]
    assert draft.is_usable is is_usable
