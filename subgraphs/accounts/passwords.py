"""Passwords: hashed with argon2id, off the event loop, a few at a time.

Signing in takes as long for a name that does not exist as for a wrong password: there is always a hash to verify
against, of the same cost.
"""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_NOBODYS_PASSWORD = "the password of nobody"  # noqa: S105 - verified against, and never accepted


class Passwords:
    def __init__(self, memory_kib: int, passes: int, at_once: int) -> None:
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=1)
        # A hash takes tens of megabytes while it runs, so a crowd at the door has to queue.
        self._turns = asyncio.Semaphore(at_once)
        self._nobodys_hash: str | None = None

    async def hash(self, password: str) -> str:
        async with self._turns:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def matches(self, password: str, password_hash: str | None) -> bool:
        """False, after the same time, where there is no hash: no such user, or one without a password."""
        # Made by whoever comes first, known or not: only then does its making tell nothing.
        nobodys_hash = await self._hash_of_nobody()
        if not password_hash:
            await self._verify(nobodys_hash, password)
            return False
        return await self._verify(password_hash, password)

    def is_outdated(self, password_hash: str) -> bool:
        """Whether it was made with other parameters than those in use."""
        return self._hasher.check_needs_rehash(password_hash)

    async def _verify(self, password_hash: str, password: str) -> bool:
        async with self._turns:
            return await asyncio.to_thread(self._verify_now, password_hash, password)

    def _verify_now(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _hash_of_nobody(self) -> str:
        if self._nobodys_hash is None:
            self._nobodys_hash = await self.hash(_NOBODYS_PASSWORD)
        return self._nobodys_hash
