import re

import pytest
import typer

from router.__main__ import app
from tests.router.composer.composition_docs import PAGE, with_reference


def test_the_reference_of_codes_is_up_to_date() -> None:
    page = PAGE.read_text("utf-8")
    assert with_reference(page) == page


@pytest.mark.parametrize("page", ["router.md", "governance.md"])
def test_every_option_of_the_command_is_explained(page: str) -> None:
    command = typer.main.get_command(app)
    assert isinstance(command, typer.core.TyperGroup)
    options = [name for parameter in command.commands["compose"].params for name in parameter.opts]
    text = (PAGE.parent / page).read_text("utf-8")
    unexplained = [name for name in options if name.startswith("--") and not re.search(rf"{name}\b", text)]
    assert unexplained == []
