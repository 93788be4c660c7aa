import pytest

from subgraphs.shared.locales import accepted_locales, choose_locale, is_locale


@pytest.mark.parametrize(
    ("header", "locales"),
    [
        ("fr", ("fr",)),
        ("fr-CA, en;q=0.8, es;q=0.9", ("fr-ca", "es", "en")),
        ("en;q=0.5,fr;q=0.5", ("en", "fr")),
        ("*, de;q=0.1", ("de",)),
        ("fr;q=0", ()),
        ("fr;q=high, de;weight=1, pt;q=0.3", ("pt",)),
        ("x" * 300, ()),
        (None, ()),
        ("", ()),
    ],
)
def test_what_a_reader_accepts_is_read_best_first(header: str | None, locales: tuple[str, ...]) -> None:
    assert accepted_locales(header) == locales


def test_only_so_many_languages_of_a_header_are_read() -> None:
    assert len(accepted_locales(",".join(["fr"] * 1_000))) == 20


@pytest.mark.parametrize(
    ("wanted", "chosen"),
    [
        (["fr"], ("fr", False)),
        (["fr-ca"], ("fr", False)),
        (["zh-hant-tw", "pt-br"], ("pt-br", False)),
        (["de", "fr"], ("fr", False)),
        (["de"], ("en", True)),
        (["en-gb"], ("en", False)),
        ([], ("en", False)),
    ],
)
def test_the_first_language_that_there_is_wins(wanted: list[str], chosen: tuple[str, bool]) -> None:
    assert choose_locale(wanted, ["en", "fr", "pt-br"], "en") == chosen


@pytest.mark.parametrize(
    ("text", "is_one"), [("fr", True), ("pt-BR", True), ("zh-Hant-TW", True), ("f", False), ("fr_CA", False)]
)
def test_a_locale_has_the_form_of_a_language_tag(text: str, is_one: bool) -> None:
    assert is_locale(text) == is_one
