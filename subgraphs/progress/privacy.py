"""What progress holds of people."""

from subgraphs.progress.models.activity import ActivityRow
from subgraphs.progress.models.awards import AwardRow
from subgraphs.progress.models.leaderboards import LeaderboardRow
from subgraphs.progress.models.learners import LearnerRow
from subgraphs.shared.privacy import PrivacyPolicy, owned

PRIVACY = PrivacyPolicy(
    tables=(
        owned(LearnerRow, "user_id"),
        owned(AwardRow, "user_id"),
        owned(ActivityRow, "user_id"),
        owned(LeaderboardRow, "user_id"),
    ),
    not_people=frozenset({"awards.review_id"}),
)
