"""What texts of authors must be like."""

import re
from collections.abc import Iterator

from subgraphs.content.errors import LanguageIsUnknown, MarkdownIsUnsafe, TextIsEmpty, TextIsTooLong
from subgraphs.content.markdown import faults_in
from subgraphs.shared.errors import Refusal

LONGEST_TITLE = 120
LONGEST_SUMMARY = 300
LONGEST_NOTE = 2_000
LONGEST_CLIENT_MUTATION_ID = 200

_LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?")

Path = tuple[str, ...]


def check_line(text: str, longest: int, path: Path) -> Iterator[Refusal]:
    """A text that says something."""
    if not text.strip():
        yield TextIsEmpty("Say something here.", path)
    yield from check_length(text, longest, path)


def check_length(text: str, longest: int, path: Path) -> Iterator[Refusal]:
    if len(text) > longest:
        yield TextIsTooLong(f"At most {longest} characters: these are {len(text)}.", path)
    if "\0" in text:
        yield TextIsEmpty("This text holds a character that is none.", path)


def check_markdown(text: str, longest: int, path: Path) -> Iterator[Refusal]:
    yield from check_length(text, longest, path)
    if len(text) <= longest:
        for fault in faults_in(text):
            yield MarkdownIsUnsafe(fault, path)


def check_client_mutation_id(text: str | None) -> Iterator[Refusal]:
    yield from check_length(text or "", LONGEST_CLIENT_MUTATION_ID, ("input", "clientMutationId"))


def check_language(tag: str, path: Path) -> Iterator[Refusal]:
    if not _LANGUAGE_TAG.fullmatch(tag):
        yield LanguageIsUnknown("A language is a tag such as ja, or zh-Hant.", path)
