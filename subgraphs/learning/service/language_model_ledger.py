"""What the language model may cost, kept in the database."""

from dataclasses import dataclass
from datetime import UTC
from uuid import UUID

from subgraphs.learning.capture_settings import CaptureSettings
from subgraphs.learning.capturing.language_model_costs import Cost, LimitIsReached
from subgraphs.learning.models.captures import LanguageModelUseRow
from subgraphs.learning.repository.language_model_uses import LanguageModelUseRepository
from subgraphs.shared.unit_of_work import Transactions

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class DatabaseLedger:
    transactions: Transactions
    settings: CaptureSettings

    async def reserve(self, owner_id: UUID, cost: Cost) -> None:
        async with self.transactions.begin() as work:
            day = work.now.astimezone(UTC).date()
            repository = LanguageModelUseRepository(work.session)
            use = await repository.held(owner_id, day)
            spent = await repository.cost_of_day(day)
            if use.requests >= self.settings.language_model_daily_requests_per_learner:
                raise LimitIsReached("requests of a learner")
            if use.cost_millionths + cost.millionths > self.settings.language_model_daily_cost_per_learner * _MILLION:
                raise LimitIsReached("cost of a learner")
            if spent + cost.millionths > self.settings.language_model_daily_cost * _MILLION:
                raise LimitIsReached("cost of all learners")
            use.requests += 1
            _add(use, cost)

    async def correct(self, owner_id: UUID, difference: Cost) -> None:
        async with self.transactions.begin() as work:
            use = await LanguageModelUseRepository(work.session).held(owner_id, work.now.astimezone(UTC).date())
            _add(use, difference)


def _add(use: LanguageModelUseRow, cost: Cost) -> None:
    use.input_tokens += cost.input_tokens
    use.output_tokens += cost.output_tokens
    use.cost_millionths += cost.millionths
