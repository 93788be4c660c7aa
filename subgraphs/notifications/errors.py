"""What notifications refuses, and why."""

from subgraphs.shared.errors import BadUserInput, Forbidden, Refusal


class NotificationsAreSomebodyElses(Forbidden):
    def __init__(self) -> None:
        super().__init__("Notifications are shown to their recipient only.")


class EitherIdsOrAll(BadUserInput):
    def __init__(self) -> None:
        super().__init__('Give either "ids" or "all: true".')


class TooManyNotifications(BadUserInput):
    def __init__(self, limit: int) -> None:
        super().__init__(f'At most {limit} notifications are marked by their ids at once; "all: true" marks every one.')


class NotificationIsUnknown(Refusal):
    """There is no such notification, or it is somebody else's: the answer is the same."""

    code = "NOT_FOUND"

    def __init__(self, notification_id: str, index: int) -> None:
        super().__init__(f'You have no notification "{notification_id}".', ("ids", str(index)))
