"""What progress holds of people."""

from subgraphs.progress.models.achievements import CountedDayRow, LearnerCountersRow, UnlockedAchievementRow
from subgraphs.progress.models.activity import ActivityRow
from subgraphs.progress.models.awards import AwardRow
from subgraphs.progress.models.challenges import ChallengeMemberRow, ChallengeRow
from subgraphs.progress.models.circles import AudienceRow, BlockRow, CircleMemberRow, FriendshipRow
from subgraphs.progress.models.days import DayRow
from subgraphs.progress.models.facts import HeardFactRow
from subgraphs.progress.models.freezes import FrozenDayRow
from subgraphs.progress.models.leaderboards import LeaderboardRow
from subgraphs.progress.models.learners import LearnerRow
from subgraphs.progress.models.mastery import MasteryRow
from subgraphs.progress.models.share_cards import PersonNameRow, ShareCardRow
from subgraphs.progress.repository.leaderboards import note_departure
from subgraphs.shared.privacy import PrivacyPolicy, anonymised, owned

PRIVACY = PrivacyPolicy(
    tables=(
        owned(LearnerRow, "user_id"),
        owned(AwardRow, "user_id"),
        owned(ActivityRow, "user_id"),
        owned(HeardFactRow, "user_id"),
        owned(DayRow, "user_id"),
        owned(FrozenDayRow, "user_id"),
        owned(MasteryRow, "user_id"),
        # What hides in `place` is told by the columns beside it.
        owned(LeaderboardRow, "user_id", hidden=["place"]),
        owned(FriendshipRow, "user_id", also_of=["friend_id"]),
        # Who is blocked is never told so.
        owned(BlockRow, "user_id", also_of=["blocked_id"]),
        owned(CircleMemberRow, "user_id"),
        owned(AudienceRow, "user_id"),
        anonymised(ChallengeRow, "creator_id", hidden=["client_mutation_id"]),
        owned(ChallengeMemberRow, "user_id"),
        anonymised(ChallengeMemberRow, "invited_by", hidden=["user_id"]),
        owned(CountedDayRow, "user_id"),
        owned(LearnerCountersRow, "user_id"),
        owned(UnlockedAchievementRow, "user_id"),
        owned(ShareCardRow, "user_id", objects=lambda row: [str(row["object_key"])]),
        owned(PersonNameRow, "user_id"),
    ),
    exempt={"leaderboard_changes.user_id": "Notes of changed places that ranks follow, gone within the hour."},
    before_erasing=note_departure,
    not_people=frozenset(
        {
            *("awards.item_id", "heard_facts.id", "heard_facts.item_id", "mastery.item_id"),
            *("circle_members.circle_id", "challenges.circle_id", "challenge_members.challenge_id"),
        }
    ),
)
