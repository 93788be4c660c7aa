"""Refusals about captures that a caller should expect."""

from collections.abc import Sequence

from subgraphs.shared.errors import NotFound, Refusal

_FILE = ("input", "file")


class CaptureIsUnknown(NotFound):
    """There is none, or it is somebody else's: the answer is the same, so that ids cannot be probed."""

    def __init__(self, capture_id: str) -> None:
        super().__init__(f'You have no capture "{capture_id}".')


class CaptureIsEmpty(Refusal):
    code = "CAPTURE_IS_EMPTY"

    def __init__(self, message: str, path: Sequence[str]) -> None:
        super().__init__(message, path)


class FileIsEmpty(Refusal):
    code = "FILE_IS_EMPTY"

    def __init__(self, path: Sequence[str] = _FILE) -> None:
        super().__init__("The file is empty.", path)


class FileTypeIsNotTaken(Refusal):
    code = "FILE_TYPE_IS_NOT_TAKEN"

    def __init__(self, taken: str, path: Sequence[str] = _FILE) -> None:
        super().__init__(f"What is taken here: {taken}.", path)


class FileIsTooLarge(Refusal):
    code = "FILE_IS_TOO_LARGE"

    def __init__(self, most: int, path: Sequence[str] = _FILE) -> None:
        super().__init__(f"A file of this kind has at most {most} bytes.", path)


class FileIsDamaged(Refusal):
    code = "FILE_IS_DAMAGED"

    def __init__(self) -> None:
        super().__init__("The picture breaks off, or is not what it begins like.", _FILE)


class PictureIsTooLarge(Refusal):
    code = "PICTURE_IS_TOO_LARGE"

    def __init__(self, most_pixels: int) -> None:
        super().__init__(f"A picture has at most {most_pixels} pixels.", _FILE)


class TextIsTooLong(Refusal):
    code = "TOO_LONG"

    def __init__(self, most: int, path: Sequence[str]) -> None:
        super().__init__(f"This has at most {most} characters.", path)


class TitleIsEmpty(Refusal):
    code = "EMPTY"

    def __init__(self) -> None:
        super().__init__("A title has at least one character.", ("input", "title"))


class TooManyTags(Refusal):
    code = "TOO_MANY"

    def __init__(self, most: int) -> None:
        super().__init__(f"A capture has at most {most} tags.", ("input", "tags"))


class TagIsEmpty(Refusal):
    code = "EMPTY"

    def __init__(self, index: int) -> None:
        super().__init__("A tag has at least one character.", ("input", "tags", str(index)))


class QuotaIsReached(Refusal):
    code = "QUOTA_IS_REACHED"

    def __init__(self) -> None:
        super().__init__("There is no room left for this capture. Delete others first.", ("input",))


class CaptureIsBeingProcessed(Refusal):
    code = "CAPTURE_IS_BEING_PROCESSED"

    def __init__(self) -> None:
        super().__init__("This capture is being processed. Wait until it is done.", ("input", "captureId"))


class CaptureHasCards(Refusal):
    code = "CAPTURE_HAS_CARDS"

    def __init__(self) -> None:
        super().__init__("Cards were made of this capture already.", ("input", "captureId"))
