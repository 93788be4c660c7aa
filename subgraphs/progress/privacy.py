"""What progress holds of people."""

from subgraphs.progress.models import ActivityRow, AwardRow, LeaderboardRow, LearnerRow
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
