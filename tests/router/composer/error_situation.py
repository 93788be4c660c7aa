"""Reads the files in `errors/`: for each error code, subgraphs that cause it and subgraphs that mend it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from router.composer.result import SubgraphSource
from router.language.names import SubgraphName
from router.specs.federation import directives_of

FOLDER = Path(__file__).parent / "errors"

_SECTION = re.compile(r"^# (cause|cure): (\w+)(?: \(federation v(\d)\.?(\d)?\))?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ErrorSituation:
    code: str
    cause: tuple[SubgraphSource, ...]
    cure: tuple[SubgraphSource, ...]


def read_error_situations() -> Iterator[ErrorSituation]:
    for path in sorted(FOLDER.glob("*.graphql")):
        sections = list(_sections(path.read_text("utf-8")))
        yield ErrorSituation(
            code=path.stem.upper(),
            cause=tuple(source for kind, source in sections if kind == "cause"),
            cure=tuple(source for kind, source in sections if kind == "cure"),
        )


def federated(sdl: str, version: tuple[int, int] = (2, 9)) -> str:
    """Prepend a link that imports every directive of the version, on the first line so that lines stay the same."""
    if version == (1, 0) or "specs.apollo.dev/federation" in sdl:
        return sdl
    imports = ", ".join(f'"@{directive.name}"' for directive in directives_of(version))
    url = f"https://specs.apollo.dev/federation/v{version[0]}.{version[1]}"
    return f'extend schema @link(url: "{url}", import: [{imports}]) {sdl}'


def subgraphs(**sdls: str) -> Sequence[SubgraphSource]:
    return [SubgraphSource(SubgraphName(name), f"http://{name}", federated(sdl)) for name, sdl in sdls.items()]


def _sections(text: str) -> Iterator[tuple[str, SubgraphSource]]:
    heads = list(_SECTION.finditer(text))
    for head, end in zip(heads, [*(found.start() for found in heads[1:]), len(text)], strict=True):
        kind, name, major, minor = head.groups()
        version = (int(major), int(minor or 0)) if major else (2, 9)
        sdl = federated(text[head.end() : end].strip(), version)
        yield kind, SubgraphSource(SubgraphName(name), f"http://{name}", sdl)
