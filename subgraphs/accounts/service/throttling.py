"""Not too often: attempts are counted before they are judged, so that many at once are as many as one by one.

What is counted is what was typed and where from, never whether it exists. So a lock-out tells nobody who has an
account: a name that nobody has is locked like any other, and somebody's handle and address are counted apart, because
otherwise locking the one would show through the other whose it is.
"""

from collections.abc import Sequence

from subgraphs.accounts.errors import TooManyAttempts
from subgraphs.accounts.models.throttles import ThrottleRow
from subgraphs.accounts.repository.throttles import ThrottlesRepository
from subgraphs.accounts.throttles import Allowance, Backoff, Counted
from subgraphs.shared.unit_of_work import UnitOfWork


async def take(work: UnitOfWork, counted: Sequence[Counted]) -> frozenset[str]:
    """Count one attempt on each; the keys of those where this was the last before a wait.

    Raises `TooManyAttempts`, and then counts on none: roll back or commit alike.
    """
    # In one order everywhere, so that two who lock the same counters do not wait for each other.
    rows = [(each, await _locked(work, each.key)) for each in sorted(counted, key=lambda each: each.key)]
    for each, row in rows:
        is_over = isinstance(each.rule, Allowance) and row.attempts >= each.rule.attempts
        if is_over or (row.blocked_until is not None and row.blocked_until > work.now):
            raise TooManyAttempts
    for each, row in rows:
        row.attempts += 1
        match each.rule:
            case Allowance(window=window):
                if row.attempts == 1:
                    row.expires_at = work.now + window
            case Backoff() as backoff:
                row.expires_at = work.now + backoff.forgotten_after
                if row.attempts >= backoff.attempts:
                    row.blocked_until = work.now + backoff.wait_after(row.attempts)
    await work.session.flush()
    return frozenset(each.key for each, row in rows if row.attempts == each.rule.attempts)


async def may_take(work: UnitOfWork, counted: Sequence[Counted]) -> bool:
    """As `take`, for what is left out without a word where it is too much."""
    try:
        await take(work, counted)
    except TooManyAttempts:
        return False
    return True


async def settle(work: UnitOfWork, forgotten: Sequence[Counted], given_back: Sequence[Counted]) -> None:
    """The attempt was a right one: some counters start from zero, others take it back. In the order of `take`."""
    for each in sorted([*forgotten, *given_back], key=lambda each: each.key):
        if each in given_back:
            await give_back(work, each)
        else:
            await forget(work, each)


async def give_back(work: UnitOfWork, counted: Counted) -> None:
    """The attempt was a right one: it does not count."""
    row = await _locked(work, counted.key)
    row.attempts = max(row.attempts - 1, 0)
    if row.attempts < counted.rule.attempts:
        row.blocked_until = None
    await work.session.flush()


async def forget(work: UnitOfWork, counted: Counted) -> None:
    """Start from zero, because somebody proved who they are."""
    await ThrottlesRepository(work.session).forget(counted.key)


async def _locked(work: UnitOfWork, key: str) -> ThrottleRow:
    return await ThrottlesRepository(work.session).locked(key, work.now)
