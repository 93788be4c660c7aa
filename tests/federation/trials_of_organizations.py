"""Organizations, through the router."""

from tests.federation.client import Client
from tests.federation.mutating import Trial, mutate
from tests.federation.trials_of_people import AMARA, confirmed_newcomer, id_of
from tests.federation.trials_of_sign_in import token_mailed

CODES = "userErrors { code path }"
ORGANIZATION = f"organization {{ id name viewerRole memberCount }} {CODES}"
INVITATION = f"invitation {{ id link usesLeft }} {CODES}"


async def found(client: Client) -> str:
    made = await mutate(client, "createOrganization", {"name": "Evening school"}, ORGANIZATION)
    assert (made["organization"]["viewerRole"], made["organization"]["memberCount"]) == ("OWNER", 1)
    organization_id: str = made["organization"]["id"]
    return organization_id


async def come_and_go(client: Client) -> None:
    school, newcomer = {"organizationId": await found(client)}, await confirmed_newcomer(client)
    member = {**school, "userId": await id_of(newcomer)}
    renamed = await mutate(client, "updateOrganization", {**school, "name": "Night school"}, ORGANIZATION)
    assert renamed["organization"]["name"] == "Night school"
    made = await mutate(client, "createInvitationLink", {**school, "role": "TUTOR", "uses": 2}, INVITATION)
    token = {"token": made["invitation"]["link"].partition("#token=")[2]}
    accepted = await mutate(newcomer, "acceptInvitation", token, ORGANIZATION)
    assert (accepted["organization"]["viewerRole"], accepted["organization"]["memberCount"]) == ("TUTOR", 2)
    changed = await mutate(client, "changeOrganizationMemberRole", {**member, "role": "ADMIN"}, "member { role }")
    assert changed["member"] == {"role": "ADMIN"}
    removed = await mutate(client, "removeOrganizationMember", member, ORGANIZATION)
    assert removed["organization"]["memberCount"] == 1
    again = await mutate(newcomer, "acceptInvitation", token, ORGANIZATION)
    assert again["organization"]["memberCount"] == 2
    handed_on = await mutate(client, "transferOrganization", member, ORGANIZATION)
    assert handed_on["organization"]["viewerRole"] == "ADMIN"
    left = await mutate(client, "leaveOrganization", school, f"organizationId {CODES}")
    assert left == {**school, "userErrors": []}
    assert (await client.data("query ($organizationId: ID!) { organization(id: $organizationId) { id } }", school)) == {
        "organization": None
    }
    deleted = await mutate(newcomer, "deleteOrganization", school, f"organizationId {CODES}")
    assert deleted == {**school, "userErrors": []}


async def invite(client: Client) -> None:
    school = {"organizationId": await found(client)}
    await mutate(client, "inviteToOrganization", {**school, "email": "new@example.com"}, INVITATION)
    token = await token_mailed(client, "Demo Learner invites you to Evening school on Kumiki")
    declined = await mutate(client, "declineInvitation", {"token": token}, f"declined {CODES}")
    assert declined == {"declined": True, "userErrors": []}
    made = await mutate(client, "createInvitationLink", school, INVITATION)
    revoked = await mutate(client, "revokeInvitation", {"invitationId": made["invitation"]["id"]}, INVITATION)
    assert revoked["invitation"]["usesLeft"] == 0


TRIALS: dict[str, Trial] = {
    **dict.fromkeys(
        (
            *("createOrganization", "updateOrganization", "deleteOrganization", "transferOrganization"),
            *("createInvitationLink", "acceptInvitation", "leaveOrganization"),
            *("changeOrganizationMemberRole", "removeOrganizationMember"),
        ),
        come_and_go,
    ),
    **dict.fromkeys(("inviteToOrganization", "declineInvitation", "revokeInvitation"), invite),
}

_SCHOOL = f'organizationId: "{AMARA}"'
_MEMBER = f'{_SCHOOL}, userId: "{AMARA}"'
INPUTS_OF_SIGNED_IN = {
    "createOrganization": '{name: "School"}',
    **dict.fromkeys(
        ("updateOrganization", "deleteOrganization", "leaveOrganization", "createInvitationLink"), f"{{{_SCHOOL}}}"
    ),
    **dict.fromkeys(("removeOrganizationMember", "transferOrganization"), f"{{{_MEMBER}}}"),
    "changeOrganizationMemberRole": f"{{{_MEMBER}, role: TUTOR}}",
    "inviteToOrganization": f'{{{_SCHOOL}, email: "a@example.com"}}',
    "revokeInvitation": f'{{invitationId: "{AMARA}"}}',
    "acceptInvitation": '{token: "x"}',
}
