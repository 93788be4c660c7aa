"""What learning refuses about imports and exports, and why."""

from collections.abc import Sequence

from subgraphs.shared.errors import NotFound, Refusal

_FILE = ("input", "file")


class ImportIsUnknown(NotFound):
    """There is none, or it is somebody else's: the answer is the same, so that ids cannot be probed."""

    def __init__(self, import_id: str) -> None:
        super().__init__(f'You have no import "{import_id:.80}".')


class ExportIsUnknown(NotFound):
    def __init__(self, export_id: str) -> None:
        super().__init__(f'You have no export "{export_id:.80}".')


class ImportFileIsEmpty(Refusal):
    code = "FILE_IS_EMPTY"

    def __init__(self) -> None:
        super().__init__("The file is empty.", _FILE)


class ImportFileIsTooLarge(Refusal):
    code = "FILE_IS_TOO_LARGE"

    def __init__(self, most: int) -> None:
        super().__init__(f"Such a file has at most {most} bytes.", _FILE)


class AnotherImportIsRunning(Refusal):
    code = "ANOTHER_IMPORT_IS_RUNNING"

    def __init__(self) -> None:
        super().__init__("Another import of yours has not ended. Wait for it, or cancel it.")


class AnotherExportIsRunning(Refusal):
    code = "ANOTHER_EXPORT_IS_RUNNING"

    def __init__(self) -> None:
        super().__init__("Another export of yours has not ended. Wait for it, or cancel it.")


class TooManyImports(Refusal):
    code = "TOO_MANY_IMPORTS"

    def __init__(self, most: int) -> None:
        super().__init__(f"At most {most} are begun within a day. Come back tomorrow.")


class ImportIsOver(Refusal):
    code = "IS_OVER"

    def __init__(self) -> None:
        super().__init__("It has ended already.")


class ImportHasNoPreview(Refusal):
    code = "IS_NOT_PREVIEWED"

    def __init__(self) -> None:
        super().__init__("Only an import that waits with its preview can be started.")


class ColumnsAreWrong(Refusal):
    code = "COLUMNS_ARE_WRONG"

    def __init__(self, path: Sequence[str]) -> None:
        super().__init__("One column must be the front, and no kind of column may come twice.", path)


class DuplicatesCannotBeAdded(Refusal):
    code = "DUPLICATES_CANNOT_BE_ADDED"

    def __init__(self) -> None:
        super().__init__("A note of Anki is there once. Skip those that you have, or update them.")


class NothingToExport(Refusal):
    code = "NOTHING_TO_EXPORT"

    def __init__(self) -> None:
        super().__init__("No flashcard is as you have said.")


class TooMuchToExport(Refusal):
    code = "TOO_MANY_FLASHCARDS"

    def __init__(self, most: int) -> None:
        super().__init__(f"At most {most} flashcards are exported at once.")
