"""Organizations: who is in them, who decides what, and who does not even see them."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from subgraphs.shared.caller import Caller
from subgraphs.shared.database import count_statements
from tests.subgraphs.accounts.conftest import codes, letters
from tests.subgraphs.accounts.people import People, add_people, add_person
from tests.subgraphs.accounts.test_people import do
from tests.support.subgraphs import MovableClock, SubgraphUnderTest

NAMES = ("olga", "adam", "mika")


@pytest.fixture
async def people(accounts: SubgraphUnderTest) -> People:
    return await add_people(accounts, *NAMES)


@pytest.fixture
async def school(accounts: SubgraphUnderTest, people: People) -> str:
    """An organization of Olga's, in which Adam is an administrator and Mika a member."""
    founded = await do(accounts, "createOrganization", people["olga"], "organization { id }", name="School")
    organization_id: str = founded["organization"]["id"]
    for name, role in (("adam", "ADMIN"), ("mika", "MEMBER")):
        await accept(accounts, people[name], await link(accounts, people["olga"], organization_id, role=role))
    return organization_id


async def link(accounts: SubgraphUnderTest, caller: UUID, organization_id: str, **fields: Any) -> str:
    selection = "invitation { link }"
    made = await do(accounts, "createInvitationLink", caller, selection, organizationId=organization_id, **fields)
    token: str = made["invitation"]["link"].partition("#token=")[2]
    return token


async def accept(accounts: SubgraphUnderTest, caller: UUID, token: str) -> dict[str, Any]:
    return await do(accounts, "acceptInvitation", caller, "organization { name viewerRole }", token=token)


async def members(accounts: SubgraphUnderTest, caller: UUID, organization_id: str) -> list[tuple[str, str]] | None:
    document = """query ($id: ID!) { organization(id: $id) {
      memberCount members { edges { node { role user { handle } } } }
    } }"""
    organization = (await accounts.data(document, {"id": organization_id}, caller=caller))["organization"]
    if organization is None:
        return None
    found = [(edge["node"]["user"]["handle"], edge["node"]["role"]) for edge in organization["members"]["edges"]]
    assert organization["memberCount"] == len(found)
    return found


async def refused_code(
    accounts: SubgraphUnderTest, mutation: str, caller: Caller | UUID | None, **fields: Any
) -> str | None:
    """The code of the error, or of the refusal; None where it went through."""
    type_name = mutation[0].upper() + mutation[1:] + "Input"
    document = f"mutation ($input: {type_name}!) {{ {mutation}(input: $input) {{ userErrors {{ code }} }} }}"
    answer = await accounts.execute(document, {"input": fields}, caller=caller)
    if "errors" in answer:
        code: str = answer["errors"][0]["extensions"]["code"]
        return code
    refusals = answer["data"][mutation]["userErrors"]
    return refusals[0]["code"] if refusals else None


async def test_who_founds_an_organization_owns_it(accounts: SubgraphUnderTest, people: People) -> None:
    founded = await do(
        accounts, "createOrganization", people["olga"], "organization { name description viewerRole }", name=" School "
    )
    assert founded["organization"] == {"name": "School", "description": None, "viewerRole": "OWNER"}
    kinds = [event.event_type for event in await accounts.announced()][-2:]
    assert kinds == ["OrganizationCreated", "OrganizationMemberAdded"]


async def test_a_name_that_cannot_be_is_refused(accounts: SubgraphUnderTest, people: People) -> None:
    refused = await do(accounts, "createOrganization", people["olga"], "__typename", name=" ", description="x" * 1_001)
    assert [error["path"][-1] for error in refused["userErrors"]] == ["name", "description"]


async def test_one_person_owns_only_so_many(accounts: SubgraphUnderTest, people: People) -> None:
    services = accounts.subgraph.services
    few = services.settings.model_copy(update={"organizations_per_owner": 1})
    accounts.subgraph.services = replace(services, settings=few)
    assert await refused_code(accounts, "createOrganization", people["olga"], name="One") is None
    refused = await refused_code(accounts, "createOrganization", people["olga"], name="Two")
    assert refused == "OWNS_TOO_MANY_ORGANIZATIONS"


async def test_members_are_listed_the_longest_there_first(
    accounts: SubgraphUnderTest, people: People, school: str
) -> None:
    listed = await members(accounts, people["mika"], school)
    assert listed is not None and sorted(listed) == [("adam", "ADMIN"), ("mika", "MEMBER"), ("olga", "OWNER")]


async def test_an_organization_is_invisible_from_outside(
    accounts: SubgraphUnderTest, people: People, school: str
) -> None:
    stranger = await add_person(accounts, "stranger")
    assert await members(accounts, stranger, school) is None
    reference = [{"__typename": "Organization", "id": school}]
    for caller in (stranger, None):
        answer = await accounts.entities(reference, "... on Organization { name }", caller=caller)
        assert answer["data"]["_entities"] == [None] and "errors" not in answer
    user_id = str(people["mika"])
    asked: dict[str, dict[str, Any]] = {
        "updateOrganization": {"name": "Mine"},
        "deleteOrganization": {},
        "leaveOrganization": {},
        "removeOrganizationMember": {"userId": user_id},
        "changeOrganizationMemberRole": {"userId": user_id, "role": "OWNER"},
        "transferOrganization": {"userId": user_id},
        "inviteToOrganization": {"email": "a@example.com"},
        "createInvitationLink": {},
    }
    for mutation, fields in asked.items():
        for organization_id in (school, str(uuid4()), "nonsense"):
            given = {"organizationId": organization_id, **fields}
            assert await refused_code(accounts, mutation, stranger, **given) == "NOT_FOUND", mutation


ALLOWED: dict[str, tuple[dict[str, Any], set[str]]] = {
    "updateOrganization": ({"name": "New"}, {"olga", "adam"}),
    "deleteOrganization": ({}, {"olga"}),
    "inviteToOrganization": ({"email": "a@example.com", "role": "TUTOR"}, {"olga", "adam"}),
    "createInvitationLink": ({"role": "ADMIN"}, {"olga"}),
    "removeOrganizationMember": ({"userId": "mika"}, {"olga", "adam"}),
    "changeOrganizationMemberRole": ({"userId": "mika", "role": "TUTOR"}, {"olga", "adam"}),
    "transferOrganization": ({"userId": "mika"}, {"olga"}),
}


@pytest.mark.parametrize("mutation", ALLOWED)
async def test_each_role_does_what_it_may_and_no_more(
    accounts: SubgraphUnderTest, people: People, school: str, mutation: str
) -> None:
    given, allowed = ALLOWED[mutation]
    fields = {name: str(people[value]) if name == "userId" else value for name, value in given.items()}
    # The least mighty first, so that what is allowed has not happened yet.
    for name in reversed(NAMES):
        expected = None if name in allowed else "FORBIDDEN"
        got = await refused_code(accounts, mutation, people[name], organizationId=school, **fields)
        assert got == expected, name
        if expected is None:
            return


@pytest.mark.parametrize(
    ("caller", "whom", "role"), [("adam", "olga", "MEMBER"), ("adam", "mika", "OWNER"), ("adam", "adam", "OWNER")]
)
async def test_administrators_make_and_unmake_nobody_above_tutors(
    accounts: SubgraphUnderTest, people: People, school: str, caller: str, whom: str, role: str
) -> None:
    fields = {"organizationId": school, "userId": str(people[whom])}
    assert (
        await refused_code(accounts, "changeOrganizationMemberRole", people[caller], role=role, **fields) == "FORBIDDEN"
    )
    if whom == "olga":
        assert await refused_code(accounts, "removeOrganizationMember", people[caller], **fields) == "FORBIDDEN"


async def test_the_last_owner_stays_until_there_is_another(
    accounts: SubgraphUnderTest, people: People, school: str
) -> None:
    olga = people["olga"]
    itself = {"organizationId": school, "userId": str(olga)}
    assert await refused_code(accounts, "leaveOrganization", olga, organizationId=school) == "IS_THE_LAST_OWNER"
    assert await refused_code(accounts, "removeOrganizationMember", olga, **itself) == "IS_THE_LAST_OWNER"
    demoted = await refused_code(accounts, "changeOrganizationMemberRole", olga, role="MEMBER", **itself)
    assert demoted == "IS_THE_LAST_OWNER"
    handed = await refused_code(
        accounts, "transferOrganization", olga, organizationId=school, userId=str(people["mika"])
    )
    assert handed is None
    assert await refused_code(accounts, "leaveOrganization", olga, organizationId=school) is None
    listed = await members(accounts, people["mika"], school)
    assert listed is not None and sorted(listed) == [("adam", "ADMIN"), ("mika", "OWNER")]


async def test_two_owners_who_leave_at_once_leave_one(accounts: SubgraphUnderTest, people: People, school: str) -> None:
    olga, adam = people["olga"], people["adam"]
    await do(
        accounts, "changeOrganizationMemberRole", olga, "__typename",
        organizationId=school, userId=str(adam), role="OWNER",
    )  # fmt: skip
    outcomes = await asyncio.gather(
        *(refused_code(accounts, "leaveOrganization", who, organizationId=school) for who in (olga, adam))
    )
    assert sorted(outcomes, key=str) == ["IS_THE_LAST_OWNER", None]


async def test_what_happens_to_members_is_announced(accounts: SubgraphUnderTest, people: People, school: str) -> None:
    olga, mika = people["olga"], str(people["mika"])
    known = {"organizationId": school, "userId": mika}
    await do(accounts, "changeOrganizationMemberRole", olga, "__typename", role="TUTOR", **known)
    await do(accounts, "removeOrganizationMember", olga, "__typename", **known)
    await do(accounts, "deleteOrganization", olga, "organizationId", organizationId=school)
    told = [(event.event_type, event.key) for event in await accounts.announced()][-3:]
    assert told == [
        ("OrganizationMemberRoleChanged", school),
        ("OrganizationMemberRemoved", school),
        ("OrganizationDeleted", school),
    ]


async def test_an_invitation_by_letter_lets_its_reader_in_once(
    accounts: SubgraphUnderTest, people: People, school: str, tmp_path: Path
) -> None:
    reader = await add_person(accounts, "reader")
    invited = await do(
        accounts, "inviteToOrganization", people["adam"], "invitation { email role usesLeft link }",
        organizationId=school, email="reader@example.com", role="TUTOR",
    )  # fmt: skip
    assert invited["invitation"] == {"email": "reader@example.com", "role": "TUTOR", "usesLeft": 1, "link": None}
    await accounts.subgraph.jobs.drain()
    (letter,) = [letter for letter in letters(tmp_path) if "invites you" in letter.subject]
    assert letter.to == "reader@example.com" and '"School"' in letter.text
    preview = "query ($t: String!) { invitation(token: $t) { organizationName role inviter { handle } } }"
    seen = (await accounts.data(preview, {"t": letter.token}))["invitation"]
    assert seen == {"organizationName": "School", "role": "TUTOR", "inviter": {"handle": "adam"}}
    assert (await accept(accounts, reader, letter.token))["organization"] == {"name": "School", "viewerRole": "TUTOR"}
    assert codes(await accept(accounts, reader, letter.token)) == ["INVITATION_IS_NOT_VALID"]
    assert (await accounts.data(preview, {"t": letter.token}))["invitation"] is None


async def test_inviting_again_takes_the_place_of_the_first_letter(
    accounts: SubgraphUnderTest, people: People, school: str, tmp_path: Path
) -> None:
    for address in ("new@example.com", "New@Example.com"):
        invited = await do(
            accounts, "inviteToOrganization", people["olga"], "__typename", organizationId=school, email=address
        )
        assert codes(invited) == []
        await accounts.subgraph.jobs.drain()
    first, second = [letter.token for letter in letters(tmp_path) if "invites you" in letter.subject]
    assert codes(await accept(accounts, people["mika"], first)) == ["INVITATION_IS_NOT_VALID"]
    assert codes(await accept(accounts, people["mika"], second)) == []


async def test_a_letter_is_declined_without_an_account(
    accounts: SubgraphUnderTest, people: People, school: str, tmp_path: Path
) -> None:
    await do(
        accounts, "inviteToOrganization", people["olga"], "__typename", organizationId=school, email="no@example.com"
    )
    await accounts.subgraph.jobs.drain()
    (letter,) = [letter for letter in letters(tmp_path) if "invites you" in letter.subject]
    decline = "mutation ($t: String!) { declineInvitation(input: {token: $t}) { declined userErrors { code } } }"
    assert (await accounts.data(decline, {"t": letter.token}))["declineInvitation"]["declined"]
    again = (await accounts.data(decline, {"t": letter.token}))["declineInvitation"]
    assert codes(again) == ["INVITATION_IS_NOT_VALID"]


async def test_a_link_lets_in_as_many_as_it_says(accounts: SubgraphUnderTest, people: People, school: str) -> None:
    token = await link(accounts, people["olga"], school, uses=2)
    newcomers = (await add_people(accounts, "nina", "nils", "noah")).values()
    assert codes(await accept(accounts, people["mika"], token)) == []
    outcomes = await asyncio.gather(*(accept(accounts, user_id, token) for user_id in newcomers))
    assert sorted(codes(outcome) for outcome in outcomes) == [[], [], ["INVITATION_IS_NOT_VALID"]]


@pytest.mark.parametrize("uses", [0, -1, 501])
async def test_a_link_is_for_somebody_and_not_for_everybody(
    accounts: SubgraphUnderTest, people: People, school: str, uses: int
) -> None:
    refused = await refused_code(accounts, "createInvitationLink", people["olga"], organizationId=school, uses=uses)
    assert refused == "USES_ARE_OUT_OF_RANGE"


async def test_nobody_becomes_an_owner_by_invitation(accounts: SubgraphUnderTest, people: People, school: str) -> None:
    refused = await refused_code(accounts, "createInvitationLink", people["olga"], organizationId=school, role="OWNER")
    assert refused == "FORBIDDEN"


async def test_an_invitation_ends_by_itself_or_by_hand(
    accounts: SubgraphUnderTest, people: People, school: str, clock: MovableClock
) -> None:
    newcomer = await add_person(accounts, "nina")
    old = await link(accounts, people["olga"], school)
    clock.now += timedelta(days=14)
    assert codes(await accept(accounts, newcomer, old)) == ["INVITATION_IS_NOT_VALID"]
    fresh = await link(accounts, people["olga"], school)
    document = "query ($id: ID!) { organization(id: $id) { invitations { edges { node { id } } } } }"
    listed = (await accounts.data(document, {"id": school}, caller=people["adam"]))["organization"]["invitations"]
    (edge,) = listed["edges"]
    await do(accounts, "revokeInvitation", people["adam"], "__typename", invitationId=edge["node"]["id"])
    assert codes(await accept(accounts, newcomer, fresh)) == ["INVITATION_IS_NOT_VALID"]
    hidden = (await accounts.data(document, {"id": school}, caller=people["mika"]))["organization"]["invitations"]
    assert hidden is None


async def test_only_so_many_invitations_wait(accounts: SubgraphUnderTest, people: People, school: str) -> None:
    services = accounts.subgraph.services
    few = services.settings.model_copy(update={"open_invitations": 1})
    accounts.subgraph.services = replace(services, settings=few)
    assert await refused_code(accounts, "createInvitationLink", people["olga"], organizationId=school) is None
    refused = await refused_code(accounts, "createInvitationLink", people["olga"], organizationId=school)
    assert refused == "INVITED_TOO_MANY_PEOPLE"


async def test_who_impersonates_neither_dissolves_nor_hands_on(
    accounts: SubgraphUnderTest, people: People, school: str
) -> None:
    impersonated = Caller(people["olga"], impersonator_id=uuid4())
    assert await refused_code(accounts, "deleteOrganization", impersonated, organizationId=school) == "FORBIDDEN"
    handed = await refused_code(
        accounts, "transferOrganization", impersonated, organizationId=school, userId=str(people["mika"])
    )
    assert handed == "FORBIDDEN"


async def test_a_list_of_organizations_costs_a_few_statements_however_long(
    accounts: SubgraphUnderTest, people: People, school: str
) -> None:
    document = """query ($first: Int) { organizations(first: $first) { edges { node {
      name viewerRole memberCount members(first: 2) { edges { node { role user { handle } } } }
    } } } }"""
    for name in ("Club", "Circle"):
        await do(accounts, "createOrganization", people["mika"], "__typename", name=name)
    with count_statements() as one:
        await accounts.data(document, {"first": 1}, caller=people["mika"])
    with count_statements() as three:
        data = await accounts.data(document, {"first": 3}, caller=people["mika"])
    assert [edge["node"]["name"] for edge in data["organizations"]["edges"]] == ["Circle", "Club", "School"]
    assert len(one) == len(three) == 5
