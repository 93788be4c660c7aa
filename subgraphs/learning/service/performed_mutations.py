"""Mutations that a phone may send twice."""

from dataclasses import dataclass
from uuid import UUID

from subgraphs.learning.errors import ClientMutationIdIsTaken, ClientMutationIdIsTooLong
from subgraphs.learning.models.performed_mutations import PerformedMutationRow
from subgraphs.learning.repository.performed_mutations import PerformedMutationRepository
from subgraphs.shared.errors import raise_refusals
from subgraphs.shared.unit_of_work import UnitOfWork

LONGEST_CLIENT_MUTATION_ID = 200


@dataclass(frozen=True, slots=True)
class Performed:
    row: PerformedMutationRow
    is_new: bool


async def claim(work: UnitOfWork, owner_id: UUID, client_mutation_id: str | None, target: str) -> Performed | None:
    """Note that a mutation about this target is performed; None where the client gave it no id.

    A repetition gets what was noted the first time. Raises refusals for an id that was used for another target.
    """
    if client_mutation_id is None:
        return None
    if len(client_mutation_id) > LONGEST_CLIENT_MUTATION_ID:
        raise ClientMutationIdIsTooLong(LONGEST_CLIENT_MUTATION_ID)
    row = PerformedMutationRow(
        owner_id=owner_id, client_mutation_id=client_mutation_id, target=target, result="", performed_at=work.now
    )
    earlier = await PerformedMutationRepository(work.session).claim(row)
    if earlier is None:
        return Performed(row, is_new=True)
    if earlier.target != target:
        raise_refusals([ClientMutationIdIsTaken()])
    return Performed(earlier, is_new=False)
