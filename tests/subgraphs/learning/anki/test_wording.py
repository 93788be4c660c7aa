from subgraphs.learning.anki.collection import Card, CardTemplate, Note, NoteField, NoteKind, NoteType
from subgraphs.learning.anki.wording import Wording, wording_of

WORD = NoteType(
    1,
    "Word",
    NoteKind.STANDARD,
    (NoteField("Expression"), NoteField("Meaning"), NoteField("Kana Reading"), NoteField("Audio")),
    (
        CardTemplate("Card 1", "{{Expression}}", "{{FrontSide}}<hr>{{Meaning}} {{Audio}}"),
        CardTemplate("Card 2", "{{Meaning}}", "{{FrontSide}}<hr>{{Expression}}"),
        CardTemplate("Reading", "{{Expression}}", "{{Kana Reading}}"),
        CardTemplate("Ears", "{{Audio}}", "{{Meaning}}"),
    ),
)
CLOZE = NoteType(
    2,
    "Cloze",
    NoteKind.CLOZE,
    (NoteField("Text"), NoteField("Extra")),
    (CardTemplate("Cloze", "{{cloze:Text}}", "{{cloze:Text}}<br>{{Extra}}"),),
)


def wording(note_type: NoteType, ordinal: int, *fields: str) -> Wording:
    note = Note(1, "g", note_type.id, 0, (), fields)
    found = wording_of(note, note_type, Card(1, 1, 1, ordinal, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ""))
    assert found is not None
    return found


def test_what_a_card_asks_for_makes_its_template() -> None:
    fields = ('<b>猫</b><img src="cat.png">', "cat", " 猫[ねこ]", "[sound:cat.mp3]")
    found = [wording(WORD, ordinal, *fields) for ordinal in range(4)]
    assert [each.template for each in found] == ["RECOGNITION", "PRODUCTION", "READING", "LISTENING"]
    assert [(each.front, each.back) for each in found] == [
        ("猫", "cat"),
        ("猫", "cat"),
        ("猫", "猫[ねこ]"),
        ("", "cat"),
    ]
    assert {each.reading for each in found} == {"ねこ"}
    assert (found[0].pictures, found[0].sounds) == (["cat.png"], ["cat.mp3"])


def test_a_cloze_keeps_its_own_gap_alone() -> None:
    text = "{{c1::猫}}が{{c2::<i>好き</i>::like}}です"
    first, second = wording(CLOZE, 0, text, "I like cats"), wording(CLOZE, 1, text, "I like cats")
    assert (first.template, first.variant, first.front, first.back) == (
        "CLOZE",
        1,
        "{{c1::猫}}が好きです",
        "I like cats",
    )
    assert (second.variant, second.front) == (2, "猫が{{c2::好き::like}}です")


def test_a_cloze_without_its_gap_is_a_plain_card() -> None:
    found = wording(CLOZE, 4, "{{c1::猫}}", "x")
    assert (found.template, found.variant, found.front) == ("RECOGNITION", 0, "猫")


def test_a_card_without_a_template_has_no_wording() -> None:
    note = Note(1, "g", 1, 0, (), ("a", "b", "c", "d"))
    assert wording_of(note, WORD, Card(1, 1, 1, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "")) is None
