from tests.router.composer.composition_docs import PAGE, with_reference


def test_the_reference_of_codes_is_up_to_date() -> None:
    page = PAGE.read_text("utf-8")
    assert with_reference(page) == page
