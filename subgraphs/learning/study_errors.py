"""What learning refuses of study sessions and tests."""

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

    def __init__(self, field: str, path: tuple[str, ...] = ("cards",)) -> None:
        super().__init__("There is none with this id.", (*path, field))


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


class StudyTestIsUnknown(NotFound):
    """There is no such test, or it is somebody else's: the answer is the same."""

    def __init__(self, test_id: str) -> None:
        super().__init__(f'You have no test "{test_id}".')


class NothingToAsk(Refusal):
    code = "NOTHING_TO_ASK"

    def __init__(self) -> None:
        super().__init__("No question of this kind can be made of what was chosen.", ("from",))


class TooManyOpenTests(Refusal):
    code = "TOO_MANY_OPEN"

    def __init__(self, limit: int) -> None:
        super().__init__(f"At most {limit} tests are open at once. Finish one first.")


class StudyTestIsOver(Refusal):
    code = "TEST_IS_OVER"

    def __init__(self) -> None:
        super().__init__("This test is over.", ("testId",))


class QuestionIsUnknown(Refusal):
    code = "NOT_FOUND"

    def __init__(self) -> None:
        super().__init__("This test has no such question.", ("questionId",))


class QuestionIsAnswered(Refusal):
    code = "ALREADY_ANSWERED"

    def __init__(self) -> None:
        super().__init__("This question was answered already.", ("questionId",))


class AnswerDoesNotFit(Refusal):
    code = "ANSWER_DOES_NOT_FIT"

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message, (field,))


class StudyTestIsOpen(Refusal):
    code = "TEST_IS_OPEN"

    def __init__(self) -> None:
        super().__init__("Cards are made from tests that are over.", ("testId",))


class KindIsBegunOtherwise(Refusal):
    code = "KIND_IS_BEGUN_OTHERWISE"

    def __init__(self) -> None:
        super().__init__("A placement test is begun with startPlacementTest.", ("kind",))
