"""Each mutation of the platform, through the router."""

TESTED = {
    "registerUser",
    "signIn",
    "refreshSession",
    "signOut",
    "updateProfile",
    "createFlashcards",
    "reviewFlashcard",
    "deleteFlashcard",
    "markNotificationsRead",
}
