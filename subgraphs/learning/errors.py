"""What learning refuses, and why."""

from subgraphs.shared.errors import BadUserInput, Forbidden, NotFound, Refusal


class FlashcardIsUnknown(NotFound):
    """There is no such card, or it is somebody else's: the answer is the same, so that ids cannot be probed."""

    def __init__(self, flashcard_id: str) -> None:
        super().__init__(f'You have no flashcard "{flashcard_id}".')


class LearningIsSomebodyElses(Forbidden):
    def __init__(self) -> None:
        super().__init__("What somebody learns is shown to themselves only.")


class TooManyItems(BadUserInput):
    def __init__(self, limit: int) -> None:
        super().__init__(f"At most {limit} flashcards are made at once.")


class NothingToCreate(BadUserInput):
    def __init__(self) -> None:
        super().__init__("Name at least one word or kanji.")


class ClientMutationIdIsTooLong(BadUserInput):
    def __init__(self, limit: int) -> None:
        super().__init__(f"A clientMutationId has at most {limit} characters.")


class FlashcardExists(Refusal):
    code = "ALREADY_EXISTS"


class CatalogueIsNotKnown(Refusal):
    """Right after the very first start."""

    code = "CATALOGUE_NOT_READY"

    def __init__(self) -> None:
        super().__init__("What there is to study is not known here yet. Try again in a minute.")


class ItemIdIsInvalid(Refusal):
    code = "INVALID_ID"


class ClientMutationIdIsTaken(Refusal):
    code = "CLIENT_MUTATION_ID_TAKEN"

    def __init__(self) -> None:
        super().__init__("This clientMutationId was used for something else.", ("clientMutationId",))
