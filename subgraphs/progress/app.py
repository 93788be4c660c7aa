"""Progress as something that runs."""

from subgraphs.progress.achievement_consumers import ACHIEVEMENT_CONSUMERS
from subgraphs.progress.achievement_events import AchievementUnlocked
from subgraphs.progress.achievement_jobs import ACHIEVEMENT_JOBS, ACHIEVEMENT_PERIODIC_JOBS
from subgraphs.progress.challenge_events import CHALLENGE_EVENTS
from subgraphs.progress.challenge_jobs import CHALLENGE_PERIODIC_JOBS
from subgraphs.progress.consumers import CONSUMERS
from subgraphs.progress.events import EVENTS
from subgraphs.progress.leaderboard_jobs import LEADERBOARD_JOBS, LEADERBOARD_PERIODIC_JOBS
from subgraphs.progress.loaders import Loaders
from subgraphs.progress.models.all_tables import EVENT_TABLES, JOB_TABLES, METADATA
from subgraphs.progress.privacy import PRIVACY
from subgraphs.progress.rebuild_jobs import REBUILD_JOBS, REBUILD_PERIODIC_JOBS
from subgraphs.progress.reminder_events import StreakWarning
from subgraphs.progress.schema import schema
from subgraphs.progress.seed import seed
from subgraphs.progress.settings import ProgressSettings
from subgraphs.progress.streak_warning_jobs import STREAK_WARNING_PERIODIC_JOBS
from subgraphs.progress.wiring import make_services
from subgraphs.shared.file_routes import file_routes
from subgraphs.shared.subgraph import SubgraphDefinition

PROGRESS = SubgraphDefinition(
    name="progress",
    schema=schema,
    metadata=METADATA,
    event_tables=EVENT_TABLES,
    job_tables=JOB_TABLES,
    settings_type=ProgressSettings,
    make_loaders=Loaders,
    make_services=make_services,
    events=(*EVENTS, AchievementUnlocked, *CHALLENGE_EVENTS, StreakWarning),
    consumers=(*CONSUMERS, *ACHIEVEMENT_CONSUMERS),
    jobs=(*LEADERBOARD_JOBS, *REBUILD_JOBS, *ACHIEVEMENT_JOBS),
    periodic_jobs=(
        *(*LEADERBOARD_PERIODIC_JOBS, *REBUILD_PERIODIC_JOBS),
        *(*ACHIEVEMENT_PERIODIC_JOBS, *CHALLENGE_PERIODIC_JOBS, *STREAK_WARNING_PERIODIC_JOBS),
    ),
    privacy=PRIVACY,
    make_routes=lambda services, _transactions: file_routes(services.objects),
    seed=seed,
)
