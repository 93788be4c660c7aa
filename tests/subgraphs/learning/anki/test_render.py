import pytest

from subgraphs.learning.anki.collection import Card, CardTemplate, Note, NoteField, NoteKind, NoteType
from subgraphs.learning.anki.html_text import files_in, files_in_style, plain_text, safe_html
from subgraphs.learning.anki.render import Faces, cloze_text, faces_of


def faces(
    question: str, answer: str = "", ordinal: int = 0, kind: NoteKind = NoteKind.STANDARD, **fields: str
) -> Faces:
    template = CardTemplate("Card 1", question, answer)
    note_type = NoteType(1, "Type", kind, tuple(NoteField(name) for name in fields), (template,))
    note = Note(1, "g", 1, 0, ("n5", "animal"), tuple(fields.values()))
    card = Card(1, 1, 1, ordinal, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "")
    found = faces_of(note, note_type, card, "Japanese::Words")
    assert found is not None
    return found


def test_fields_and_what_is_said_of_the_note_are_filled_in() -> None:
    found = faces(
        "{{Front}} {{Tags}} {{Deck}} {{Subdeck}} {{Missing}}", "{{FrontSide}}<hr>{{ Back }}", Front="猫", Back="cat"
    )
    assert found == Faces("猫 n5 animal Japanese::Words Words ", "<hr>cat")


def test_sections_are_shown_where_a_field_is_filled_or_not() -> None:
    template = "{{#A}}a{{#B}}b{{/B}}{{/A}}{{^B}}no b{{/B}}{{^A}}no a{{/A}}"
    assert faces(template, A="x", B="<br>&nbsp;").question == "ano b"
    assert faces(template, A='<img src="x.png">', B="y").question == "ab"


def test_sections_that_are_not_closed_do_no_harm() -> None:
    assert faces("{{#A}}a{{/B}} {{/A}}{{/A}}b{{#A}}c", A="x").question == "a bc"


def test_filters_of_readings_and_of_plain_text() -> None:
    reading = " 日本語[にほんご]を 話[はな]す"
    assert faces("{{kana:R}}", R=reading).question == "にほんごをはなす"
    assert faces("{{kanji:R}}", R=reading).question == "日本語を話す"
    assert faces("{{furigana:R}}", R=reading).question.startswith("<ruby>日本語<rt>にほんご</rt></ruby>を")
    assert faces("{{text:R}}", R="<b>a</b> &amp; b").question == "a & b"
    assert faces("{{type:R}}{{hint:R}}", "{{hint:R}}", R="x") == Faces("", "x")
    assert faces("{{no-such-filter:R}}", R="x").question == "x"


def test_a_gap_is_open_on_its_own_card_only() -> None:
    text = "{{c1::猫}}が{{c2::好き::like}}です{{c1::ね}}"
    first = faces("{{cloze:T}}", "{{cloze:T}}", 0, NoteKind.CLOZE, T=text)
    second = faces("{{cloze:T}}", "{{cloze:T}}", 1, NoteKind.CLOZE, T=text)
    assert first == Faces("[...]が好きです[...]", "猫が好きですね")
    assert second == Faces("猫が[like]ですね", "猫が好きですね")


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("{{c1::a {{c2::b}} c}} d", "[...] d"),
        ("{{c2::a {{c1::b}} c}} d", "a [...] c d"),
        ("{{c1::never closed", "[...]"),
        ("closed}} only", "closed}} only"),
    ],
)
def test_gaps_may_nest_and_may_be_broken(source: str, shown: str) -> None:
    assert cloze_text(source, 1, True) == shown


def test_gaps_that_nest_without_end_do_no_harm() -> None:
    assert len(cloze_text("{{c1::" * 5_000, 1, True)) <= 30_010


def test_a_text_is_read_without_markup() -> None:
    source = '<div>猫<ruby>犬<rt>いぬ</rt></ruby></div>a&nbsp;b<br>c<script>x()</script>[sound:m.mp3]<img src="a.png">'
    assert plain_text(source) == "猫犬(いぬ)\na b\nc"
    assert plain_text("1 &lt; 2") == "1 < 2"


def test_what_could_run_or_call_home_is_taken_out() -> None:
    source = (
        '<b onclick="x()">a</b><script>x()</script><img src="cat.png" onerror="x()"><img src="//evil.example/x.png">'
        '<a href="javascript:x()">b</a><iframe src="https://evil.example"></iframe><style>*{}</style><svg onload="x()">'
        '<div style="background:url(https://evil.example)">c</div><form action="https://evil.example"></form>'
    )
    found = safe_html(source, {"cat.png": "https://files.example/1"})
    assert found.startswith('<b>a</b><img src="https://files.example/1"><img>')
    assert not any(
        word in found for word in ("evil", "script", "onerror", "onclick", "onload", "style", "iframe", "form")
    )


def test_files_are_found_wherever_they_are_named() -> None:
    pictures = """<img src="a b.png"><IMG width=1 src='c&amp;d.jpg'><img src=e.gif>"""
    source = pictures + '[sound:f.mp3][sound:f.mp3]<audio src="g.ogg">'
    assert files_in(source) == ["a b.png", "c&d.jpg", "e.gif", "g.ogg", "f.mp3"]
    assert files_in_style("@import url('_a.css'); @font-face { src: url(_b.ttf) } .x { background: url(c.png) }") == [
        "_a.css",
        "_b.ttf",
    ]
