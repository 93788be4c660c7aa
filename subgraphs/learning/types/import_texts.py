"""What codes of imports and exports mean, for people."""

FAILURES = {
    "NOT_A_PACKAGE": "This is no package of Anki (.apkg or .colpkg). Export it from Anki once more.",
    "PACKAGE_IS_DAMAGED": "The package is damaged. Export it from Anki once more.",
    "PACKAGE_IS_TOO_NEW": "The package comes from a version of Anki that is not known here yet. Export it with support "
    "for older versions.",
    "PACKAGE_IS_TOO_LARGE": "What is in the package is larger than can be imported. Export fewer decks at once.",
    "PACKAGE_IS_TOO_COSTLY": "Reading the package takes more time or memory than there is. Export fewer decks at once.",
    "TOO_MANY_MEDIA": "The package has more files than can be imported at once. Export fewer decks at once.",
    "TOO_MUCH_MEDIA": "There is no room left for the files of the package. Import it without media, or delete cards.",
    "TOO_MANY_CARDS": "The file has more cards than can be imported at once. Divide it.",
    "TOO_MANY_ANSWERS": "The package has more past answers than can be imported. Export fewer decks at once.",
    "COLLECTION_IS_DAMAGED": "The database in the package is damaged. Check it in Anki, and export it once more.",
    "COLLECTION_IS_NOT_UNDERSTOOD": "The database in the package is not as Anki writes it. Export it from Anki.",
    "ENCODING_IS_UNKNOWN": "The letters of the file cannot be read. Save it as UTF-8.",
    "ENCODING_IS_WRONG": "The file is not in the encoding that you have chosen.",
    "NOT_A_TABLE": "This is no text. Save the table as CSV.",
    "TABLE_IS_DAMAGED": "A cell of the table has no end, or is far too long: look for a quotation mark too many.",
    "TABLE_IS_EMPTY": "The table has no rows.",
    "TOO_MANY_DECKS": "The file has more decks than you may have. Let them become topics, or choose one deck for all.",
    "TOO_MANY_TOPICS": "The file has more topics than you may have. Choose one topic for all.",
    "PLACE_IS_GONE": "The deck or topic that the cards were to go to is gone.",
    "FILE_IS_MISSING": "The file is not there any more. Send it again.",
    "IT_TOOK_TOO_LONG": "It took too long, or waited too long with its preview. Begin again.",
    "SOMETHING_WENT_WRONG": "Something went wrong here. Nothing was changed; try again later.",
    "NOTHING_TO_EXPORT": "The flashcards that were to be exported are gone.",
}
PROBLEMS = {
    "MEDIA_IS_MISSING": "A file that a note shows or plays is not in the package.",
    "MEDIA_IS_TOO_LARGE": "A file is too large, and was left out.",
    "MEDIA_IS_DAMAGED": "A file is damaged, and was left out.",
    "MEDIA_NAME_IS_UNSAFE": "A file has a name that is none, and was left out.",
    "CARD_HAS_NO_TEMPLATE": "Some cards of this note have no template in Anki, and were left out.",
    "NOTE_HAS_NO_CARDS": "This note has no cards, and was left out.",
    "TAGS_ARE_TOO_MANY_OR_LONG": "Not all tags fit on the flashcard. They are kept for export.",
    "FRONT_IS_MISSING": "There is no front: the row makes no flashcard.",
    "BACK_IS_MISSING": "There is no back: the row makes no flashcard.",
    "GAP_IS_MISSING": "A cloze needs a gap, as in {{c1::猫}}が好き: the row makes no flashcard.",
    "TEXT_IS_TOO_LONG": "A cell is too long: the row makes no flashcard.",
    "TOO_MANY_TAGS": "There are too many tags, or one is too long: the row makes no flashcard.",
    "TEMPLATE_IS_UNKNOWN": "There is no such template; another one was taken.",
    "TOO_MANY_CELLS": "The row has more cells than there are columns; what is over is left out.",
    "TOO_FEW_CELLS": "The row has fewer cells than there are columns.",
    "DUPLICATE": "You have this flashcard already.",
}


def text_of(code: str) -> str:
    return FAILURES.get(code) or PROBLEMS.get(code) or code
