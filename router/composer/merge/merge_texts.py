"""Descriptions, deprecation reasons and default values: which one of several the supergraph gets."""

from collections import Counter
from collections.abc import Iterable

from graphql import ConstValueNode, print_ast


def most_common(texts: Iterable[str | None]) -> str | None:
    """The text that most subgraphs have, the first of those that are equally common; None where nobody has any."""
    counts = Counter(text for text in texts if text)
    return max(counts, key=lambda text: counts[text]) if counts else None


def print_default(value: ConstValueNode | None) -> str | None:
    return print_ast(value) if value is not None else None
