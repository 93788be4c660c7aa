"""Flashcards brought along and taken away, through the router, for the demo learner."""

from functools import partial
from typing import Any

from subgraphs.shared.ids import new_id
from tests.federation.client import Client
from tests.federation.mutating import Trial, mutate
from tests.federation.trials_of_media import send_file
from tests.support.subgraphs import eventually

IMPORT = "import { id format state fileName } userErrors { code path }"
TABLE = "front,back\n猫,cat\n犬,dog\n".encode()


async def _sent(client: Client, content: bytes = TABLE, **more: Any) -> dict[str, Any]:
    document = f"mutation ($input: ImportFlashcardsInput!) {{ importFlashcards(input: $input) {{ {IMPORT} }} }}"
    payload = (await send_file(client, document, content, "cards.csv", format="CSV", **more))["importFlashcards"]
    found: dict[str, Any] = payload
    return found


async def import_flashcards(client: Client) -> None:
    begun = (await _sent(client, clientMutationId="import-once"))["import"]
    assert (begun["format"], begun["fileName"]) == ("CSV", "cards.csv")
    again = (await _sent(client, clientMutationId="import-once"))["import"]
    assert again["id"] == begun["id"]
    empty = await _sent(client, b"")
    assert empty == {"import": None, "userErrors": [{"code": "FILE_IS_EMPTY", "path": ["input", "file"]}]}
    history = await client.data("{ viewer { flashcardImports(first: 5) { edges { node { id } } } } }")
    assert history["viewer"]["flashcardImports"]["edges"][0]["node"]["id"] == begun["id"]
    await eventually(partial(_is, client, "flashcardImport", begun["id"], "DONE"), seconds=60)


async def _is(client: Client, field: str, key: str, state: str) -> bool:
    found = await client.data(f'{{ {field}(id: "{key}") {{ state }} }}')
    return bool(found[field]["state"] == state)


async def start_flashcard_import(client: Client) -> None:
    answer = await client.answer(
        f'mutation {{ startFlashcardImport(input: {{importId: "{new_id()}"}}) {{ import {{ id }} }} }}'
    )
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["NOT_FOUND"]


async def cancel_flashcard_import(client: Client) -> None:
    answer = await client.answer(
        f'mutation {{ cancelFlashcardImport(input: {{importId: "{new_id()}"}}) {{ import {{ id }} }} }}'
    )
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["NOT_FOUND"]


async def export_flashcards(client: Client) -> None:
    selection = "export { id state flashcardCount downloadUrl } userErrors { code path }"
    payload = await mutate(client, "exportFlashcards", {"format": "ANKI"}, selection)
    assert payload["userErrors"] == []
    assert payload["export"]["flashcardCount"] > 0
    history = await client.data("{ viewer { flashcardExports(first: 1) { edges { node { id } } } } }")
    assert history["viewer"]["flashcardExports"]["edges"][0]["node"]["id"] == payload["export"]["id"]
    nothing = await mutate(client, "exportFlashcards", {"format": "CSV", "tags": ["no such tag"]}, selection)
    assert nothing["export"] is None
    await eventually(partial(_is, client, "flashcardExport", payload["export"]["id"], "READY"), seconds=60)


async def cancel_flashcard_export(client: Client) -> None:
    answer = await client.answer(
        f'mutation {{ cancelFlashcardExport(input: {{exportId: "{new_id()}"}}) {{ export {{ id }} }} }}'
    )
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["NOT_FOUND"]


TRIALS: dict[str, Trial] = {
    "importFlashcards": import_flashcards,
    "startFlashcardImport": start_flashcard_import,
    "cancelFlashcardImport": cancel_flashcard_import,
    "exportFlashcards": export_flashcards,
    "cancelFlashcardExport": cancel_flashcard_export,
}

INPUTS_OF_SIGNED_IN = {
    "startFlashcardImport": f'{{importId: "{new_id()}"}}',
    "cancelFlashcardImport": f'{{importId: "{new_id()}"}}',
    "exportFlashcards": "{format: CSV}",
    "cancelFlashcardExport": f'{{exportId: "{new_id()}"}}',
}
"""For those mutations that mean nothing without a caller."""
