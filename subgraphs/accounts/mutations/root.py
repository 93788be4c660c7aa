"""The root mutation type: what every module of this package brings."""

import strawberry

from subgraphs.accounts.mutations.addresses import AddressMutations
from subgraphs.accounts.mutations.admin import AdminMutations
from subgraphs.accounts.mutations.api_keys import ApiKeyMutations
from subgraphs.accounts.mutations.avatars import AvatarMutations
from subgraphs.accounts.mutations.blocks import BlockMutations
from subgraphs.accounts.mutations.external_identities import ExternalIdentityMutations
from subgraphs.accounts.mutations.followers import FollowerMutations
from subgraphs.accounts.mutations.friends import FriendMutations
from subgraphs.accounts.mutations.handles import HandleMutations
from subgraphs.accounts.mutations.invitations import InvitationMutations
from subgraphs.accounts.mutations.organizations import OrganizationMutations
from subgraphs.accounts.mutations.own_sessions import OwnSessionMutations
from subgraphs.accounts.mutations.passkeys import PasskeyMutations
from subgraphs.accounts.mutations.passwords import PasswordMutations
from subgraphs.accounts.mutations.privacy import PrivacyMutations
from subgraphs.accounts.mutations.profiles import ProfileMutations
from subgraphs.accounts.mutations.reauthentication import ReauthenticationMutations
from subgraphs.accounts.mutations.registration import RegistrationMutations
from subgraphs.accounts.mutations.second_factors import SecondFactorMutations
from subgraphs.accounts.mutations.sessions import SessionMutations
from subgraphs.accounts.mutations.settings import SettingsMutations


@strawberry.type
class Mutation(
    RegistrationMutations,
    SessionMutations,
    SecondFactorMutations,
    PasswordMutations,
    AddressMutations,
    OwnSessionMutations,
    ReauthenticationMutations,
    PrivacyMutations,
    ProfileMutations,
    PasskeyMutations,
    ExternalIdentityMutations,
    ApiKeyMutations,
    SettingsMutations,
    HandleMutations,
    AvatarMutations,
    FriendMutations,
    FollowerMutations,
    BlockMutations,
    AdminMutations,
    OrganizationMutations,
    InvitationMutations,
):
    pass
