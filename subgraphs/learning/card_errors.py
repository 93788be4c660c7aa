"""What learning refuses about flashcards, topics, decks and tags, and why."""

from collections.abc import Sequence

from subgraphs.shared.errors import BadUserInput, Refusal


class TooManyFlashcards(BadUserInput):
    def __init__(self, limit: int) -> None:
        super().__init__(f"At most {limit} flashcards are made or changed at once.")


class NothingIsNamed(BadUserInput):
    def __init__(self) -> None:
        super().__init__("Name at least one flashcard.")


class ItemIsUnknown(Refusal):
    """There is none, or it is not for this learner to know of."""

    code = "NOT_FOUND"

    def __init__(self, path: Sequence[str] = ()) -> None:
        super().__init__("There is no such item.", path)


class FlashcardIsNotThere(Refusal):
    """In a list of several: unknown, somebody else's or deleted."""

    code = "NOT_FOUND"

    def __init__(self, path: Sequence[str] = ()) -> None:
        super().__init__("You have no such flashcard.", path)


class FlashcardIsDeleted(Refusal):
    code = "IS_DELETED"

    def __init__(self, path: Sequence[str] = ()) -> None:
        super().__init__("You have deleted a flashcard of this. It can be restored.", path)


class TemplateDoesNotFit(Refusal):
    code = "TEMPLATE_DOES_NOT_FIT"

    def __init__(self, path: Sequence[str] = ()) -> None:
        super().__init__("A flashcard of this cannot ask in this way.", path)


class TopicIsUnknown(Refusal):
    code = "NOT_FOUND"

    def __init__(self, path: Sequence[str] = ("topicId",)) -> None:
        super().__init__("You have no such topic.", path)


class DeckIsUnknown(Refusal):
    code = "NOT_FOUND"

    def __init__(self, path: Sequence[str] = ("deckId",)) -> None:
        super().__init__("You have no such deck.", path)


class MediaIsUnknown(Refusal):
    code = "NOT_FOUND"

    def __init__(self, path: Sequence[str]) -> None:
        super().__init__("You have no such picture or recording.", path)


class TextIsMissing(Refusal):
    code = "IS_MISSING"

    def __init__(self, path: Sequence[str]) -> None:
        super().__init__("Something has to stand here.", path)


class TextIsTooLong(Refusal):
    code = "TOO_LONG"

    def __init__(self, limit: int, path: Sequence[str]) -> None:
        super().__init__(f"At most {limit} characters.", path)


class GapIsMissing(Refusal):
    code = "GAP_IS_MISSING"

    def __init__(self, text: str, path: Sequence[str]) -> None:
        super().__init__(text, path)


class TooManyTags(Refusal):
    code = "TOO_MANY"

    def __init__(self, limit: int, path: Sequence[str] = ("tags",)) -> None:
        super().__init__(f"A flashcard has at most {limit} tags.", path)


class TagIsUnknown(Refusal):
    code = "NOT_FOUND"

    def __init__(self, path: Sequence[str] = ("tag",)) -> None:
        super().__init__("You have no flashcard with this tag.", path)


class NameIsTaken(Refusal):
    code = "NAME_IS_TAKEN"

    def __init__(self, path: Sequence[str] = ("name",)) -> None:
        super().__init__("You have one of this name already.", path)


class TooMany(Refusal):
    code = "TOO_MANY"

    def __init__(self, what: str, limit: int, path: Sequence[str] = ()) -> None:
        super().__init__(f"There may be {limit} {what}.", path)


class TopicIsTooDeep(Refusal):
    code = "TOO_DEEP"

    def __init__(self, limit: int, path: Sequence[str] = ("parentId",)) -> None:
        super().__init__(f"At most {limit} topics stand above each other.", path)


class TopicWouldBeInItself(Refusal):
    code = "WOULD_BE_IN_ITSELF"

    def __init__(self, path: Sequence[str] = ("parentId",)) -> None:
        super().__init__("A topic cannot be moved into itself or into what is in it.", path)


class ValueIsOutOfRange(Refusal):
    code = "OUT_OF_RANGE"

    def __init__(self, message: str, path: Sequence[str]) -> None:
        super().__init__(message, path)


class TooMuchMedia(Refusal):
    code = "QUOTA_IS_REACHED"

    def __init__(self, limit: int, path: Sequence[str] = ("input", "file")) -> None:
        super().__init__(f"Pictures and recordings may have {limit} bytes together.", path)
