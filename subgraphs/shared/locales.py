"""Which of the languages there are a reader gets: Accept-Language (RFC 9110, 12.5.4) and lookup (RFC 4647, 3.4)."""

import re
from collections.abc import Collection, Iterator, Sequence

_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}")
_MOST_RANGES = 20


def is_locale(text: str) -> bool:
    """Whether a text has the form of a BCP 47 tag."""
    return _TAG.fullmatch(text) is not None


def accepted_locales(header: str | None) -> Sequence[str]:
    """The languages of an Accept-Language header in lower case, the most wanted first; what is not one is left out."""
    found = []
    for place, piece in enumerate((header or "").split(",")[:_MOST_RANGES]):
        tag, _, parameter = piece.partition(";")
        weight = _weight(parameter)
        if is_locale(tag.strip()) and weight > 0:
            found.append((-weight, place, tag.strip().lower()))
    return tuple(tag for _, _, tag in sorted(found))


def choose_locale(wanted: Sequence[str], available: Collection[str], otherwise: str) -> tuple[str, bool]:
    """The first wanted language that is available, also where only a wider one is (pt for pt-br).

    The second value says that none is, though some were wanted. All tags are in lower case.
    """
    for tag in wanted:
        for candidate in _wider(tag):
            if candidate in available:
                return candidate, False
    return otherwise, bool(wanted)


def _wider(tag: str) -> Iterator[str]:
    parts = tag.split("-")
    while parts:
        yield "-".join(parts)
        parts.pop()
        if parts and len(parts[-1]) == 1:
            parts.pop()


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if not name:
        return 1.0
    if name.strip() != "q" or not re.fullmatch(r"[01](?:\.\d{0,3})?", value.strip()):
        return 0.0
    return min(float(value), 1.0)
