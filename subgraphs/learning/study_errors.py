"""What learning refuses of study sessions."""

from subgraphs.shared.errors import NotFound, Refusal


class StudySessionIsUnknown(NotFound):
    """There is no such session, or it is somebody else's: the answer is the same."""

    def __init__(self, session_id: str) -> None:
        super().__init__(f'You have no study session "{session_id}".')


class StudySessionIsOpen(Refusal):
    code = "STUDY_SESSION_IS_OPEN"

    def __init__(self) -> None:
        super().__init__("You have a study session open. Resume it, or replace it.", ("replaceOpen",))


class NothingToStudy(Refusal):
    code = "NOTHING_TO_STUDY"

    def __init__(self, message: str = "No card of this choice can be asked now.") -> None:
        super().__init__(message)


class ChoiceIsUnknown(Refusal):
    code = "NOT_FOUND"

    def __init__(self, field: str) -> None:
        super().__init__("You have none with this id.", ("cards", field))


class LimitIsOutOfRange(Refusal):
    code = "OUT_OF_RANGE"

    def __init__(self, field: str, most: int) -> None:
        super().__init__(f"Between 1 and {most}.", (field,))


class StudySessionIsOver(Refusal):
    code = "STUDY_SESSION_IS_OVER"

    def __init__(self) -> None:
        super().__init__("This study session is over.", ("sessionId",))


class StudySessionIsPaused(Refusal):
    code = "STUDY_SESSION_IS_PAUSED"

    def __init__(self) -> None:
        super().__init__("This study session is paused. Resume it first.", ("sessionId",))


class StudySessionIsElsewhere(Refusal):
    code = "STUDY_SESSION_IS_ELSEWHERE"

    def __init__(self) -> None:
        super().__init__("Another device goes on with this study session. Resume it to have it back.", ("device",))


class PositionIsStale(Refusal):
    code = "POSITION_IS_STALE"

    def __init__(self) -> None:
        super().__init__("Answers were given that this device does not know of. Load the session anew.", ("position",))


class CardIsNotAsked(Refusal):
    code = "CARD_IS_NOT_ASKED"

    def __init__(self) -> None:
        super().__init__("This session does not ask this card, or not any more.", ("flashcardId",))


class DeviceNameIsTooLong(Refusal):
    code = "TOO_LONG"

    def __init__(self, limit: int) -> None:
        super().__init__(f"At most {limit} characters.", ("device",))
