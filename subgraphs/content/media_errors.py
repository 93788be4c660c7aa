"""Refusals about media that a caller should expect."""

from collections.abc import Sequence

from subgraphs.shared.errors import NotFound, Refusal


class MediaIsUnknown(NotFound):
    """There is none, or it is not for this caller to know of."""

    def __init__(self, media_id: object) -> None:
        super().__init__(f'There is no medium "{media_id}".')


class FileIsRefused(Refusal):
    """What is in the file, or is said of it, cannot be taken."""


class FileIsEmpty(FileIsRefused):
    code = "FILE_IS_EMPTY"

    def __init__(self, path: Sequence[str]) -> None:
        super().__init__("The file is empty.", path)


class FileTypeIsNotTaken(FileIsRefused):
    code = "FILE_TYPE_IS_NOT_TAKEN"

    def __init__(self, path: Sequence[str]) -> None:
        super().__init__(
            "Media are JPEG, PNG, GIF, WebP and AVIF pictures; MP3, AAC, M4A, Ogg, WebM, WAV and FLAC recordings; MP4 "
            "and WebM films; PDF, WebVTT and plain text in UTF-8.",
            path,
        )


class FileIsTooLarge(FileIsRefused):
    code = "FILE_IS_TOO_LARGE"

    def __init__(self, most: int, path: Sequence[str]) -> None:
        super().__init__(f"A file of this kind has at most {most} bytes.", path)


class FileIsDamaged(FileIsRefused):
    code = "FILE_IS_DAMAGED"

    def __init__(self, path: Sequence[str]) -> None:
        super().__init__("The file breaks off, or is not what it begins like.", path)


class PictureIsTooLarge(FileIsRefused):
    code = "PICTURE_IS_TOO_LARGE"

    def __init__(self, most_pixels: int, path: Sequence[str]) -> None:
        super().__init__(f"A picture has at most {most_pixels} pixels.", path)


class PictureIsTooCostly(FileIsRefused):
    code = "PICTURE_IS_TOO_COSTLY"

    def __init__(self, path: Sequence[str]) -> None:
        super().__init__("The picture takes too long to read. Send a smaller one.", path)


class FileDiffers(FileIsRefused):
    code = "FILE_DIFFERS"

    def __init__(self, path: Sequence[str]) -> None:
        super().__init__("The file that came is not of the type or the size that was announced.", path)


class QuotaIsReached(Refusal):
    code = "QUOTA_IS_REACHED"

    def __init__(self, path: Sequence[str]) -> None:
        super().__init__("There is no room left for this file. Delete others first.", path)


class UploadIsMissing(Refusal):
    code = "UPLOAD_IS_MISSING"

    def __init__(self) -> None:
        super().__init__("Nothing was put at the address of this upload yet.", ("input", "mediaId"))


class UploadHasExpired(Refusal):
    code = "UPLOAD_HAS_EXPIRED"

    def __init__(self) -> None:
        super().__init__("The upload took too long. Begin a new one.", ("input", "mediaId"))


class MediaAreInUse(Refusal):
    code = "MEDIA_ARE_IN_USE"

    def __init__(self) -> None:
        super().__init__("Lessons or episodes show this. Take it out of them first.", ("input", "mediaId"))


class RestorePeriodIsOver(Refusal):
    code = "RESTORE_PERIOD_IS_OVER"

    def __init__(self) -> None:
        super().__init__("It was deleted too long ago to be brought back.", ("input", "mediaId"))
