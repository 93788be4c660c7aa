"""What is shown to somebody themselves only."""

from uuid import UUID

from strawberry import ID

from subgraphs.learning.errors import LearningIsSomebodyElses
from subgraphs.learning.types.context import Info
from subgraphs.shared.context import require_caller
from subgraphs.shared.ids import parse_id


def owner_of(info: Info, user_id: ID) -> UUID:
    """The caller, who must be this user: nobody sees what another learns."""
    caller = require_caller(info)
    if parse_id(user_id) != caller.user_id:
        raise LearningIsSomebodyElses
    return caller.user_id
