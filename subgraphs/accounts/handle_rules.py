"""Which handles there may be.

A handle is how people know each other, so none may pass for another's. Only a-z, digits and single underscores are
allowed, which leaves out every letter of another script that looks like one of these (Unicode TS 39 calls them
confusables). What remains are look-alikes within ASCII: two handles with the same skeleton, such as `mika1` and
`mikal`, are taken for the same, and only one person may have one of them.
"""

import re

from subgraphs.accounts.errors import HandleIsNotUsable
from subgraphs.shared.errors import Refusal

_HANDLE = re.compile(r"(?=.{3,24}$)[a-z0-9]+(_[a-z0-9]+)*")

_LOOK_ALIKES = (("0", "o"), ("1", "l"), ("rn", "m"), ("vv", "w"))
"""What a hurried reader takes for what. The skeletons in the database are made by these: a change needs a migration."""

RESERVED = frozenset(
    [
        "about",
        "account",
        "accounts",
        "admin",
        "administrator",
        "all",
        "anonymous",
        "api",
        "billing",
        "bot",
        "contact",
        "deleted",
        "everyone",
        "guest",
        "help",
        "here",
        "info",
        "kumiki",
        "legal",
        "login",
        "logout",
        "mail",
        "me",
        "moderation",
        "moderator",
        "news",
        "nobody",
        "null",
        "official",
        "owner",
        "password",
        "privacy",
        "register",
        "root",
        "search",
        "security",
        "settings",
        "signin",
        "signout",
        "signup",
        "staff",
        "status",
        "support",
        "system",
        "team",
        "terms",
        "undefined",
        "user",
        "users",
        "webmaster",
        "www",
    ]
)
"""Names that speak for the platform, or that an address of its pages may hold one day."""


def skeleton_of(handle: str) -> str:
    """Equal for handles that look alike."""
    text = handle.replace("_", "")
    for looks, like in _LOOK_ALIKES:
        text = text.replace(looks, like)
    return text


_RESERVED_SKELETONS = frozenset(map(skeleton_of, RESERVED))


def handle_refusals(handle: str) -> list[Refusal]:
    """What is wrong with a handle in lower case, whoever may have it."""
    path = ["input", "handle"]
    if not _HANDLE.fullmatch(handle):
        message = "A handle has 3 to 24 letters a-z or digits, with single underscores between them."
        return [HandleIsNotUsable(message, path)]
    if skeleton_of(handle) in _RESERVED_SKELETONS:
        return [HandleIsNotUsable("This handle is kept for the platform itself.", path)]
    return []
