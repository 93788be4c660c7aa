"""How challenges are made, joined and left."""

from datetime import date

import strawberry
from strawberry import ID

from subgraphs.progress.challenge_rules import ChallengeAudience
from subgraphs.progress.types.challenges import Challenge
from subgraphs.shared.user_errors import UserError, user_errors_field

_WHICH = "Which challenge."


@strawberry.input(description="A challenge to make. Whoever makes it takes part.")
class CreateChallengeInput:
    template_id: ID = strawberry.field(description="What it is to be about: one of `challengeTemplates`.")
    audience: ChallengeAudience = strawberry.field(
        default=ChallengeAudience.INVITED, description="Whom to challenge; one of the template's audiences."
    )
    organization_id: ID | None = strawberry.field(
        default=None, description="For ORGANIZATION: one that the caller is OWNER, ADMIN or TUTOR of."
    )
    on: date | None = strawberry.field(
        default=None, description="A day of the period in which it is to be, in UTC: unless said, the present period."
    )
    user_ids: list[ID] = strawberry.field(
        default_factory=list, description="For INVITED: friends to ask. More can be asked later."
    )
    client_mutation_id: str | None = strawberry.field(
        default=None, description="Names this mutation: sent again with the same, it has no further effect."
    )


@strawberry.type(description="What came of making a challenge.")
class CreateChallengePayload:
    challenge: Challenge | None = strawberry.field(default=None, description="The challenge; null when refused.")
    user_errors: list[UserError] = user_errors_field()


@strawberry.input(description="Whom to invite to a challenge.")
class InviteToChallengeInput:
    challenge_id: ID = strawberry.field(description="One of the kind INVITED that the caller has made.")
    user_ids: list[ID] = strawberry.field(description="Friends. Who was asked before is not asked again.")


@strawberry.type(description="What came of inviting people.")
class InviteToChallengePayload:
    challenge: Challenge | None = strawberry.field(default=None, description="The challenge; null when refused.")
    user_errors: list[UserError] = user_errors_field()


@strawberry.input(description="A challenge to take part in.")
class JoinChallengeInput:
    challenge_id: ID = strawberry.field(description=_WHICH)


@strawberry.type(description="What came of joining.")
class JoinChallengePayload:
    challenge: Challenge | None = strawberry.field(default=None, description="The challenge; null when refused.")
    user_errors: list[UserError] = user_errors_field()


@strawberry.input(description="A challenge to leave, or an invitation to decline.")
class LeaveChallengeInput:
    challenge_id: ID = strawberry.field(description=_WHICH)


@strawberry.type(description="What came of leaving.")
class LeaveChallengePayload:
    challenge_id: ID | None = strawberry.field(
        default=None, description="What the caller has nothing to do with any more; null when refused."
    )
    user_errors: list[UserError] = user_errors_field()
