"""What progress refuses, and why."""

from subgraphs.shared.errors import BadUserInput, Forbidden, NotFound, Refusal


class HistoryIsSomebodyElses(Forbidden):
    def __init__(self) -> None:
        super().__init__("A history of points is shown to its learner only.")


class MasteryIsSomebodyElses(Forbidden):
    def __init__(self) -> None:
        super().__init__("What somebody knows is shown to themselves only.")


class OrganizationIsMissing(BadUserInput):
    def __init__(self) -> None:
        super().__init__('The scope ORGANIZATION needs an "organizationId".')


class OrganizationIsUnknown(NotFound):
    def __init__(self) -> None:
        super().__init__("There is no such organization.")


class AchievementIsUnknown(Refusal):
    code = "NOT_FOUND"

    def __init__(self, achievement_id: str) -> None:
        super().__init__(f'There is no achievement "{achievement_id}".', ("achievementId",))


class AchievementIsNotHad(Refusal):
    code = "NOT_UNLOCKED"

    def __init__(self, achievement_id: str) -> None:
        super().__init__(f'You do not have the achievement "{achievement_id}" yet.', ("achievementId",))


class AchievementIsNotNamed(Refusal):
    code = "REQUIRED"

    def __init__(self) -> None:
        super().__init__("A card of the kind ACHIEVEMENT, and no other, names an achievement.", ("achievementId",))


class TooManyShareCards(Refusal):
    code = "LIMIT_EXCEEDED"

    def __init__(self, limit: int) -> None:
        super().__init__(f"At most {limit} share cards are drawn within a day. Come back tomorrow.", ("kind",))


class ShareCardIsUnknown(NotFound):
    """There is no such card, or it is somebody else's: the answer is the same, so that ids cannot be probed."""

    def __init__(self, card_id: str) -> None:
        super().__init__(f'You have no share card "{card_id}".')


class ClientMutationIdIsTooLong(BadUserInput):
    def __init__(self, limit: int) -> None:
        super().__init__(f"A clientMutationId has at most {limit} characters.")


class ChallengeIsUnknown(Refusal):
    """There is no such challenge, or it is none of the caller's business: the answer is the same."""

    code = "CHALLENGE_IS_UNKNOWN"

    def __init__(self) -> None:
        super().__init__("There is no such challenge.", ("input", "challengeId"))


class ChallengeIsOver(Refusal):
    code = "CHALLENGE_IS_OVER"

    def __init__(self, path: tuple[str, ...]) -> None:
        super().__init__("This is over. Points count until the end of the last day, in UTC.", path)


class TemplateIsUnknown(Refusal):
    code = "TEMPLATE_IS_UNKNOWN"

    def __init__(self, template_id: str) -> None:
        super().__init__(f'There is no challenge called "{template_id}".', ("input", "templateId"))


class TemplateIsNotForThem(Refusal):
    code = "TEMPLATE_IS_NOT_FOR_THEM"

    def __init__(self, template_id: str) -> None:
        super().__init__(f'"{template_id}" is no challenge for these people.', ("input", "audience"))


class OrganizationIsNotNamed(Refusal):
    code = "ORGANIZATION_IS_UNKNOWN"

    def __init__(self) -> None:
        super().__init__("A challenge of an organization names one that you are in.", ("input", "organizationId"))


class NotAFriend(Refusal):
    code = "NOT_A_FRIEND"

    def __init__(self) -> None:
        super().__init__(
            "Only friends can be invited, and only to a challenge of the kind INVITED.", ("input", "userIds")
        )


class TooManyChallenges(Refusal):
    code = "TOO_MANY_CHALLENGES"

    def __init__(self, limit: int) -> None:
        super().__init__(f"At most {limit} challenges of yours can be under way.", ("input",))


class TooManyInvitations(Refusal):
    code = "TOO_MANY_INVITATIONS"

    def __init__(self, limit: int) -> None:
        super().__init__(f"At most {limit} people can be invited to one challenge.", ("input", "userIds"))


class ChallengeIsNowhere(NotFound):
    def __init__(self) -> None:
        super().__init__("There is no such challenge.")
