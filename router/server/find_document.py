"""From what a client sent to the text of its document, which may be sent in full, by its hash or by its id.

https://github.com/apollographql/apollo-link-persisted-queries#protocol
"""

from dataclasses import dataclass, replace
from typing import Any, ClassVar

import structlog

from router.errors import OperationError
from router.server.graphql_request import BadRequest, GraphQLRequest
from router.server.persisted_queries import PersistedQueries
from router.server.trusted_documents import TrustedDocuments, hash_text
from router.settings import TrustedDocumentsSettings

log = structlog.get_logger()

APQ_VERSION = 1
HASH_DIGITS = 64


class PersistedQueryNotFound(OperationError):
    """Clients know this message and code, and send the document in full."""

    code: ClassVar[str] = "PERSISTED_QUERY_NOT_FOUND"


class PersistedQueryNotSupported(OperationError):
    """Clients know this message and code, and send documents in full from then on."""

    code: ClassVar[str] = "PERSISTED_QUERY_NOT_SUPPORTED"


class PersistedQueryNotInList(OperationError):
    code: ClassVar[str] = "PERSISTED_QUERY_NOT_IN_LIST"


class QueryNotInSafelist(OperationError):
    code: ClassVar[str] = "QUERY_NOT_IN_SAFELIST"


class PersistedQueryIdRequired(OperationError):
    code: ClassVar[str] = "PERSISTED_QUERY_ID_REQUIRED"


class IdAndBodyDiffer(OperationError):
    code: ClassVar[str] = "CANNOT_SEND_PQ_ID_AND_BODY"


@dataclass(frozen=True, slots=True)
class FoundDocument:
    """The request with its document's text."""

    request: GraphQLRequest
    new_hash: str | None = None
    """By which to remember the document once it has proved to be valid."""


class Documents:
    """Finds documents, and refuses those that may not be run."""

    def __init__(
        self,
        settings: TrustedDocumentsSettings,
        trusted: TrustedDocuments,
        persisted: PersistedQueries | None,
    ) -> None:
        self._settings = settings
        self._trusted = trusted
        self._persisted = persisted
        self._lets_all_pass = settings.mode == "prefer" or not settings.manifests

    def passes(self, request: GraphQLRequest) -> bool:
        """Whether the request is its own document, to be run as it is: the common case."""
        return self._lets_all_pass and not (request.document_id or request.extensions)

    async def find(self, request: GraphQLRequest) -> FoundDocument:
        """Raises `OperationError` for a document that is unknown, ambiguous or not to be run."""
        document_hash = _hash_in(request.extensions)
        document_id = request.document_id or document_hash
        text = self._trusted.text_of(document_id) if document_id is not None else None
        if text is not None:
            return FoundDocument(_with_text(request, text))
        if request.document_id is not None:
            raise PersistedQueryNotInList("This router knows no document by that id.")
        if document_hash is None:
            self._judge(request.query)
            return FoundDocument(request)
        found = await self._find_by_hash(request, document_hash)
        self._judge(found.request.query)
        return found

    async def remember(self, found: FoundDocument) -> None:
        if found.new_hash is not None and self._persisted is not None:
            await self._persisted.put(found.new_hash, found.request.query)

    async def aclose(self) -> None:
        if self._persisted is not None:
            await self._persisted.aclose()

    async def _find_by_hash(self, request: GraphQLRequest, document_hash: str) -> FoundDocument:
        if self._persisted is None:
            if request.query:
                return FoundDocument(request)
            raise PersistedQueryNotSupported("PersistedQueryNotSupported")
        if request.query:
            if hash_text(request.query) != document_hash:
                raise BadRequest('"sha256Hash" is not the SHA-256 of "query".')
            return FoundDocument(request, document_hash)
        text = await self._persisted.get(document_hash) if len(document_hash) == HASH_DIGITS else None
        if text is None:
            raise PersistedQueryNotFound("PersistedQueryNotFound")
        return FoundDocument(replace(request, query=text))

    def _judge(self, text: str) -> None:
        """What is not sent by the id of a trusted document."""
        if self._lets_all_pass:
            return
        is_trusted = self._trusted.holds(text)
        if self._settings.mode == "log":
            if not is_trusted:
                log.warning("document.not_trusted", hash=hash_text(text))
        elif not is_trusted:
            raise QueryNotInSafelist("This router runs trusted documents only, and this is none of them.")
        elif self._settings.require_id:
            raise PersistedQueryIdRequired("This router runs trusted documents by their ids only.")


def _with_text(request: GraphQLRequest, text: str) -> GraphQLRequest:
    if request.query and request.query != text:
        raise IdAndBodyDiffer("The id stands for another document than the one that was sent with it.")
    return replace(request, query=text)


def _hash_in(extensions: Any) -> str | None:
    persisted = extensions.get("persistedQuery")
    if persisted is None:
        return None
    match persisted:
        case {"sha256Hash": str(document_hash), "version": 1} if document_hash:
            return document_hash.lower()
        case _:
            raise BadRequest(
                f'"extensions.persistedQuery" must hold a "sha256Hash" and the "version" {APQ_VERSION}, and no other.'
            )
