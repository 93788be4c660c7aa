"""What accounts holds of people."""

from subgraphs.accounts.models.api_keys import ApiKeyRow
from subgraphs.accounts.models.audit import AuditDetailsRow, AuditEntryRow
from subgraphs.accounts.models.avatars import AvatarRow
from subgraphs.accounts.models.external_identities import ExternalIdentityRow, ExternalSignInRow
from subgraphs.accounts.models.handles import HandleClaimRow
from subgraphs.accounts.models.mailed_tokens import MailedTokenRow
from subgraphs.accounts.models.organizations import InvitationRow, MembershipRow
from subgraphs.accounts.models.passkeys import PasskeyChallengeRow, PasskeyRow
from subgraphs.accounts.models.people import BlockRow, FollowRow, FriendRequestRow, FriendshipRow
from subgraphs.accounts.models.privacy import DataExportPartRow, DataExportRow, ErasureRow
from subgraphs.accounts.models.second_factors import RecoveryCodeRow, SignInChallengeRow, TotpRow
from subgraphs.accounts.models.sessions import RefreshTokenRow, SessionRow
from subgraphs.accounts.models.settings import UserSettingsRow
from subgraphs.accounts.models.standing import SuspensionRow
from subgraphs.accounts.models.users import ProfileRow, UserRow
from subgraphs.shared.privacy import PrivacyPolicy, anonymised, owned, part_of, retained

_SESSIONS = owned(SessionRow, "user_id")
_EXPORTS = owned(DataExportRow, "user_id", hidden=["object_key"])
_AUDIT = retained(
    AuditEntryRow,
    "user_id",
    "actor_id",
    "impersonator_id",
    because="The log of security events is a chain, which a missing link would break. What stays is that something "
    "happened and when; the details go, and the id is nobody's any more.",
    hidden=["details_hash", "hash"],
)

PRIVACY = PrivacyPolicy(
    tables=(
        owned(UserRow, "id", hidden=["password_hash"]),
        owned(ProfileRow, "user_id"),
        owned(UserSettingsRow, "user_id"),
        owned(HandleClaimRow, "user_id"),
        owned(AvatarRow, "user_id", objects=lambda row: [str(file["key"]) for file in row["files"]]),
        _SESSIONS,
        part_of(RefreshTokenRow, "session_id", _SESSIONS, hidden=["token_hash"]),
        owned(SignInChallengeRow, "user_id", hidden=["token_hash"]),
        owned(MailedTokenRow, "user_id", hidden=["token_hash"]),
        owned(TotpRow, "user_id", hidden=["encrypted_secret"]),
        owned(RecoveryCodeRow, "user_id", hidden=["code_hash"]),
        owned(PasskeyRow, "user_id", hidden=["public_key"]),
        owned(PasskeyChallengeRow, "user_id", hidden=["challenge_hash"]),
        owned(ExternalIdentityRow, "user_id"),
        owned(ExternalSignInRow, "user_id", hidden=["state_hash", "secret_hash"]),
        owned(ApiKeyRow, "user_id", hidden=["key_hash"]),
        owned(FriendshipRow, "user_id", also_of=["friend_id"]),
        owned(FriendRequestRow, "requester_id", "recipient_id"),
        owned(FollowRow, "follower_id", "followee_id"),
        # Who is blocked is never told so.
        owned(BlockRow, "blocker_id", also_of=["blocked_id"]),
        owned(MembershipRow, "user_id"),
        owned(InvitationRow, "invited_by", hidden=["token_hash"]),
        owned(SuspensionRow, "user_id", hidden=["suspended_by"]),
        anonymised(SuspensionRow, "suspended_by", hidden=["user_id", "reason"]),
        _AUDIT,
        part_of(AuditDetailsRow, "position", _AUDIT, hidden=["salt"]),
        _EXPORTS,
        part_of(DataExportPartRow, "export_id", _EXPORTS),
        retained(
            ErasureRow,
            "user_id",
            because="That this account was erased has to be proven for as long as somebody may ask. It says no more "
            "than when, and how many records of which kind.",
        ),
    ),
    erases_itself=False,
)
