"""Files of a client's request on their way to a subgraph: in pieces as they come, never whole.

https://github.com/jaydenseric/graphql-multipart-request-spec
"""

from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from router.errors import SubgraphError
from router.language.names import SubgraphName


class FileInPlace:
    """Stands in the variables where a file belongs; in JSON it is null."""


@dataclass(frozen=True, slots=True)
class FilePart:
    """One file. Its content can be read once, before the next file is asked for."""

    key: str
    """What the client calls it in its `map`."""

    filename: str
    content_type: str
    content: AsyncIterator[bytes]


class SubgraphFiles(Protocol):
    """The files that one request to a subgraph takes along."""

    @property
    def places(self) -> Mapping[str, tuple[str, ...]]:
        """By key: where each file belongs, such as `variables.input.file`."""
        ...

    def parts(self) -> AsyncIterator[FilePart]:
        """In the order in which they come. Raises `UploadFailed`."""
        ...


class RequestFiles(Protocol):
    """The files of one request of a client."""

    def for_variables(self, names: Collection[str], subgraph: SubgraphName) -> SubgraphFiles | None:
        """Those that belong into these variables; None where there are none."""
        ...


class UploadFailed(SubgraphError):
    """A subgraph did not get a file. The message says what became of it on its way."""

    code = "FILE_UPLOADS_INVALID_MULTIPART_REQUEST"


class FileTooLarge(UploadFailed):
    code = "FILE_UPLOADS_LIMITS_MAX_FILE_SIZE_EXCEEDED"


class FileMissing(UploadFailed):
    code = "FILE_UPLOADS_FILES_MISSING"


class FileOutOfOrder(UploadFailed):
    code = "FILE_UPLOADS_OPERATION_CANNOT_STREAM"


class FilesNotTaken(UploadFailed):
    """The subgraph is called in a way that takes no files."""

    code = "FILE_UPLOADS_NOT_SUPPORTED"


def null_for_file(value: Any) -> None:
    """For a JSON encoder that meets what it does not know."""
    if not isinstance(value, FileInPlace):
        raise TypeError(f"{type(value).__name__} is no JSON")
