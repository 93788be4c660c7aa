"""What a database of this domain is filled with, in order."""

from subgraphs.content.service.authored_seed import seed_courses, seed_series, seed_translations
from subgraphs.content.service.dictionary import announce_changed_dictionary
from subgraphs.content.service.study_seed import seed_study
from subgraphs.content.settings import ContentSettings
from subgraphs.shared.seeding import ReportProgress
from subgraphs.shared.unit_of_work import Transactions

SEEDS = (seed_study, seed_courses, seed_series, seed_translations, announce_changed_dictionary)
"""A seed of another concern is one more function here, after those whose records it points at."""


async def seed_content(transactions: Transactions, settings: ContentSettings, report: ReportProgress) -> None:
    for seed in SEEDS:
        await seed(transactions, settings, report)
