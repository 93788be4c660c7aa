"""People for a first look: the demo learner, eleven to share the leaderboard with, and two tutors who write courses."""

from dataclasses import dataclass
from datetime import timedelta

from subgraphs.accounts.models.users import ProfileRow, UserRow
from subgraphs.accounts.passwords import Passwords
from subgraphs.accounts.repository.accounts import AccountsRepository
from subgraphs.accounts.repository.addresses import AddressesRepository
from subgraphs.accounts.roles import DEFAULT_ROLES, Role
from subgraphs.accounts.settings import AccountsSettings
from subgraphs.shared.ids import seed_id
from subgraphs.shared.seeding import ReportProgress
from subgraphs.shared.unit_of_work import Transactions, UnitOfWork


@dataclass(frozen=True, slots=True)
class _Learner:
    handle: str
    display_name: str
    time_zone: str
    locale: str = "en"
    roles: tuple[Role, ...] = DEFAULT_ROLES


LEARNERS = (
    _Learner("demo", "Demo Learner", "Europe/Berlin"),
    _Learner("amara", "Amara", "Africa/Lagos"),
    _Learner("bruno", "Bruno", "America/Sao_Paulo", "pt-BR"),
    _Learner("chloe", "Chloé", "Europe/Paris", "fr"),
    _Learner("dmitri", "Dmitri", "Asia/Almaty", "ru"),
    _Learner("elif", "Elif", "Europe/Istanbul", "tr"),
    _Learner("farah", "Farah", "Asia/Dubai", "ar"),
    _Learner("grace", "Grace", "America/New_York"),
    _Learner("hugo", "Hugo", "Europe/Madrid", "es"),
    _Learner("ines", "Inês", "Europe/Lisbon", "pt"),
    _Learner("jonas", "Jonas", "Europe/Vienna", "de"),
    _Learner("kavya", "Kavya", "Asia/Kolkata", "hi"),
    _Learner("lena", "Lena", "Europe/Berlin", "de", (*DEFAULT_ROLES, Role.TUTOR)),
    _Learner("masato", "Masato", "Asia/Tokyo", "ja", (*DEFAULT_ROLES, Role.TUTOR)),
)
"""Their place here is the number in their id: `seed_id("user", 0)` is the demo learner."""


async def seed(transactions: Transactions, settings: AccountsSettings, report: ReportProgress) -> None:
    ids = [seed_id("user", number) for number in range(len(LEARNERS))]
    async with transactions.database.read() as session:
        is_complete = await AccountsRepository(session).existing_ids(ids) == set(ids)
        if is_complete and not await AddressesRepository(session).unconfirmed_among(ids):
            return
    passwords = Passwords(settings.password_memory_kib, settings.password_passes, settings.passwords_at_once)
    demo_hash = await passwords.hash(settings.demo_password.get_secret_value())
    async with transactions.begin() as work:
        existing = await AccountsRepository(work.session).existing_ids(ids)
        # Those of a database that is older than confirmations, who must not lose what they may do.
        await AddressesRepository(work.session).confirm_all(ids, work.now)
        for number, learner in enumerate(LEARNERS):
            if seed_id("user", number) not in existing:
                # Only the demo learner can sign in; the others just take part.
                await _add(work, number, learner, demo_hash if number == 0 else "")
    report("learners", len(LEARNERS), len(LEARNERS))


async def _add(work: UnitOfWork, number: int, learner: _Learner, password_hash: str) -> None:
    user_id = seed_id("user", number)
    email = f"{learner.handle}@example.com"
    user = UserRow(
        id=user_id,
        handle=learner.handle,
        email=email,
        email_key=email,
        email_confirmed_at=work.now,
        password_hash=password_hash,
        roles=list(learner.roles),
        created_at=work.now - timedelta(days=90 + number),
    )
    profile = ProfileRow(
        user_id=user_id,
        display_name=learner.display_name,
        locale=learner.locale,
        time_zone=learner.time_zone,
        languages=["ja"],
        updated_at=work.now,
    )
    await AccountsRepository(work.session).add_account(user, profile)
