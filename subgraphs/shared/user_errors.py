"""Refusals as a mutation's payload carries them."""

from collections.abc import Awaitable, Callable
from functools import wraps
from inspect import signature
from typing import Any, Concatenate, Optional, ParamSpec, TypeVar, get_type_hints

import strawberry

from subgraphs.shared.errors import Refusal, Refusals

P = ParamSpec("P")
SelfT = TypeVar("SelfT")
PayloadT = TypeVar("PayloadT")


@strawberry.federation.type(
    shareable=True,
    description="Why a mutation did not do what was asked, or a part of it, in a way that a form can show.",
)
class UserError:
    code: str = strawberry.field(description="What was refused, for programs; it never changes its meaning.")
    message: str = strawberry.field(description="What was refused and what would help, for people.")
    path: list[str] = strawberry.field(
        description="The input field that has to change, from `input` downwards; empty when it is none in particular."
    )

    @classmethod
    def from_refusal(cls, refusal: Refusal) -> "UserError":
        return cls(code=refusal.code, message=refusal.message, path=list(refusal.path))


USER_ERRORS_DESCRIPTION = "What was refused; empty when the mutation did what was asked."


def user_errors_field() -> Any:
    """The `userErrors` field of a payload: `user_errors: list[UserError] = user_errors_field()`."""
    return strawberry.field(default_factory=list, description=USER_ERRORS_DESCRIPTION)


def answer_refusals(
    resolver: Callable[Concatenate[SelfT, P], Awaitable[PayloadT]],
) -> Callable[Concatenate[SelfT, P], Awaitable[PayloadT]]:
    """Turn the refusals that a mutation's use case raises into its payload's `userErrors`.

    The payload type is the resolver's return annotation; all its other fields need defaults. In the schema the payload
    is nullable: what is an error and no refusal must cost this mutation's answer only, not that of its neighbours.
    """

    @wraps(resolver)
    async def resolve(self: SelfT, /, *args: P.args, **kwargs: P.kwargs) -> PayloadT:
        try:
            return await resolver(self, *args, **kwargs)
        except Refusal as refusal:
            errors = [UserError.from_refusal(refusal)]
        except Refusals as refusals:
            errors = [UserError.from_refusal(refusal) for refusal in refusals.refusals]
        return payload_type(user_errors=errors)

    payload_type: Callable[..., PayloadT] = get_type_hints(resolver)["return"]
    shown = signature(resolver).replace(return_annotation=Optional[payload_type])  # noqa: UP045 - a value, not a hint
    resolve.__signature__ = shown  # type: ignore[attr-defined]
    resolve.__annotations__ = {**resolver.__annotations__, "return": shown.return_annotation}
    return resolve
