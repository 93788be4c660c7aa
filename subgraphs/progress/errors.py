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
