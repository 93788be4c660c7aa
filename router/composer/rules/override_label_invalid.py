"""A label of a progressive override is neither a name nor a percentage."""

import re
from collections.abc import Iterator

from router.composer.subgraph import Subgraph, override_label
from router.errors import CompositionError

CODE = "OVERRIDE_LABEL_INVALID"


_NAME = re.compile(r"^[a-zA-Z][a-zA-Z0-9_\-:./]*$")
_PERCENT = re.compile(r"^percent\((\d{1,3}(?:\.\d{1,8})?)\)$")


def check(subgraph: Subgraph) -> Iterator[CompositionError]:
    for definition in subgraph.types.values():
        for field in definition.fields.values():
            for directive in field.applied("override"):
                label = override_label(directive)
                if label is not None and not _is_valid(label):
                    yield subgraph.error(
                        CODE,
                        f'Label "{label}" of @override on field "{definition.name}.{field.name}" is not valid. Begin '
                        "with a letter and go on with letters, digits and _-:./ or write percent(n), n from 0 to 100.",
                        directive.node,
                    )


def _is_valid(label: str) -> bool:
    percent = _PERCENT.match(label)
    return float(percent[1]) <= 100 if percent else _NAME.match(label) is not None
