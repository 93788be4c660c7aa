"""Imports for tests: files sent, jobs done, and what came of it."""

from typing import Any
from uuid import UUID

from subgraphs.learning.repository.imports import ExportRepository
from subgraphs.shared.uploads import FileSpool, UploadedFile
from tests.subgraphs.learning.cards import AIKO
from tests.support.subgraphs import SubgraphUnderTest

IMPORT_FIELDS = """
  id format state fileName fileBytes progress { done total }
  counts { created updated skipped failed notes reviews media }
  problems { code message line text } problemCount failureCode failureMessage finishedAt
"""
IMPORT = f"""
mutation ($input: ImportFlashcardsInput!) {{
  importFlashcards(input: $input) {{ import {{ {IMPORT_FIELDS} }} userErrors {{ code path }} }}
}}
"""
SHOW = f"""
query ($id: ID!) {{
  flashcardImport(id: $id) {{ {IMPORT_FIELDS} preview {{
    totalCount unusableCount delimiter encoding hasHeader columns {{ name column }} decks noteTypes
    flashcards {{ line front back reading tags deck template problems {{ code }} }}
  }} }}
}}
"""
START = f"""
mutation ($input: StartFlashcardImportInput!) {{
  startFlashcardImport(input: $input) {{ import {{ {IMPORT_FIELDS} }} userErrors {{ code path }} }}
}}
"""
CANCEL = f"""
mutation ($input: CancelFlashcardImportInput!) {{
  cancelFlashcardImport(input: $input) {{ import {{ {IMPORT_FIELDS} }} userErrors {{ code path }} }}
}}
"""
CARDS = """
... on User { flashcards(first: 100) { totalCount edges { node {
  id state due reps lapses stability difficulty lastReviewedAt createdAt template kind tags suspendedAt
  wording { front back reading } deck { name } topic { name parent { name } } word { id }
  image { name contentType } audio { name contentType }
} } } }
"""


async def uploaded(content: bytes, name: str = "deck.apkg") -> UploadedFile:
    spool = FileSpool(name, "application/octet-stream", 100_000_000)
    await spool.write(content)
    return spool.finish()


async def send(
    subgraph: SubgraphUnderTest, content: bytes, format: str = "ANKI", caller: UUID = AIKO, **fields: Any
) -> dict[str, Any]:
    """The payload of `importFlashcards`."""
    file = await uploaded(content)
    try:
        variables = {"input": {"file": file, "format": format, **fields}}
        payload: dict[str, Any] = (await subgraph.data(IMPORT, variables, caller=caller))["importFlashcards"]
    finally:
        file.close()
    return payload


async def show(subgraph: SubgraphUnderTest, import_id: str, caller: UUID = AIKO) -> dict[str, Any]:
    found: dict[str, Any] = (await subgraph.data(SHOW, {"id": import_id}, caller=caller))["flashcardImport"]
    return found


async def imported(
    subgraph: SubgraphUnderTest, content: bytes, format: str = "ANKI", caller: UUID = AIKO, **options: Any
) -> dict[str, Any]:
    """An import, when it has ended."""
    payload = await send(subgraph, content, format, caller, options=options)
    assert payload["userErrors"] == [], payload
    await subgraph.run_jobs()
    return await show(subgraph, payload["import"]["id"], caller)


async def cards_of(subgraph: SubgraphUnderTest, caller: UUID = AIKO) -> list[dict[str, Any]]:
    user = [{"__typename": "User", "id": str(caller)}]
    answer = await subgraph.entities(user, CARDS, caller=caller)
    assert "errors" not in answer, answer
    return [edge["node"] for edge in answer["data"]["_entities"][0]["flashcards"]["edges"]]


EXPORT_FIELDS = "id format state flashcardCount mediaCount fileBytes downloadUrl failureCode expiresAt"
EXPORT = f"""
mutation ($input: ExportFlashcardsInput!) {{
  exportFlashcards(input: $input) {{ export {{ {EXPORT_FIELDS} }} userErrors {{ code path }} }}
}}
"""
SHOW_EXPORT = f"query ($id: ID!) {{ flashcardExport(id: $id) {{ {EXPORT_FIELDS} }} }}"


async def export(
    subgraph: SubgraphUnderTest, format: str = "ANKI", caller: UUID = AIKO, **fields: Any
) -> dict[str, Any]:
    """The payload of `exportFlashcards`."""
    variables = {"input": {"format": format, **fields}}
    payload: dict[str, Any] = (await subgraph.data(EXPORT, variables, caller=caller))["exportFlashcards"]
    return payload


async def show_export(subgraph: SubgraphUnderTest, export_id: str, caller: UUID = AIKO) -> dict[str, Any]:
    found: dict[str, Any] = (await subgraph.data(SHOW_EXPORT, {"id": export_id}, caller=caller))["flashcardExport"]
    return found


async def exported(subgraph: SubgraphUnderTest, format: str = "ANKI", caller: UUID = AIKO, **fields: Any) -> bytes:
    """The file of an export."""
    payload = await export(subgraph, format, caller, **fields)
    assert payload["userErrors"] == [], payload
    await subgraph.run_jobs()
    found = await show_export(subgraph, payload["export"]["id"], caller)
    assert found["state"] == "READY", found
    async with subgraph.subgraph.database.read() as session:
        rows = await ExportRepository(session).by_ids([UUID(found["id"])])
    key = rows[UUID(found["id"])].object_key
    assert key is not None
    content: bytes = await subgraph.subgraph.services.objects.read_all(key)
    return content
