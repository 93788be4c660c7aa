"""Ids that clients send in lists, and what is refused of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from strawberry import ID

from subgraphs.learning.errors import ItemIdIsInvalid
from subgraphs.shared.errors import Refusal
from subgraphs.shared.ids import parse_id
from subgraphs.shared.user_errors import UserError

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NamedIds:
    """Each id with the place where it was named first, and what cannot be an id."""

    paths: Mapping[UUID, Path]
    refusals: Sequence[Refusal]


def named_ids(name: str, ids: Sequence[ID]) -> NamedIds:
    paths: dict[UUID, Path] = {}
    refusals: list[Refusal] = []
    for index, text in enumerate(ids):
        key, path = parse_id(text), (name, str(index))
        if key is None:
            refusals.append(ItemIdIsInvalid(f'"{text:.40}" is no id.', path))
        else:
            paths.setdefault(key, path)
    return NamedIds(paths, refusals)


def id_or_refusal(text: ID | None, refusal: Refusal) -> UUID | None:
    """Raises the refusal for a text that cannot be an id of ours and so names nothing; None stays None."""
    return required_id(text, refusal) if text is not None else None


def required_id(text: ID, refusal: Refusal) -> UUID:
    """Raises the refusal for a text that cannot be an id of ours and so names nothing."""
    key = parse_id(text)
    if key is None:
        raise refusal
    return key


def shown(refusals: Sequence[Refusal]) -> list[UserError]:
    return [UserError.from_refusal(refusal) for refusal in refusals]
