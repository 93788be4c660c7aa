"""What progress makes from its settings at start-up, and finds in `info.context.services` and `work.services`."""

from dataclasses import dataclass

from subgraphs.progress.achievement_rules import AchievementBook
from subgraphs.progress.challenge_rules import ChallengeBook
from subgraphs.progress.daily_points import DayReckoner, Goal
from subgraphs.progress.leaderboard_indexes import make_leaderboard_index
from subgraphs.progress.repository.leaderboard_index import LeaderboardIndex
from subgraphs.progress.settings import ProgressSettings
from subgraphs.progress.streak import FreezeRules
from subgraphs.progress.xp_rules import RuleBook, read_rules
from subgraphs.shared.objects import ObjectStore, open_object_store
from subgraphs.shared.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class ProgressServices:
    settings: ProgressSettings
    rules: RuleBook
    reckoner: DayReckoner
    freezes: FreezeRules
    default_goal: Goal
    leaderboard_index: LeaderboardIndex
    achievements: AchievementBook
    challenges: ChallengeBook
    objects: ObjectStore


def make_services(settings: ProgressSettings) -> ProgressServices:
    rules = read_rules(settings.xp_rules)
    return ProgressServices(
        settings=settings,
        rules=rules,
        reckoner=DayReckoner(rules, settings.longest_answer),
        freezes=FreezeRules(settings.streak_days_per_freeze, settings.streak_freezes_kept),
        default_goal=Goal(settings.daily_goal, is_chosen=False),
        leaderboard_index=make_leaderboard_index(settings),
        achievements=AchievementBook.load(settings.achievement_rules),
        challenges=ChallengeBook.load(settings.challenge_rules),
        objects=open_object_store(settings, "progress"),
    )


def services_of(work: UnitOfWork) -> ProgressServices:
    """For consumers, which are handed the work alone."""
    if not isinstance(work.services, ProgressServices):
        raise TypeError(f"no unit of work of progress: {work.services!r}")
    return work.services
