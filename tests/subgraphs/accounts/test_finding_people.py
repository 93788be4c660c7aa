"""Finding people by name, and people whom one may like; handles that cannot pass for another's."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from subgraphs.accounts.handle_rules import RESERVED, handle_refusals, skeleton_of
from subgraphs.accounts.models.standing import SuspensionRow
from subgraphs.accounts.visible_text import has_hidden_characters, without_hidden_characters
from subgraphs.shared.caller import Caller
from subgraphs.shared.database import count_statements
from tests.subgraphs.accounts.conftest import codes, register
from tests.subgraphs.accounts.people import People, add_people, add_person
from tests.subgraphs.accounts.test_people import befriend, do
from tests.support.subgraphs import MovableClock, SubgraphUnderTest

SEARCH = """
query ($text: String!, $first: Int, $after: String) {
  searchUsers(text: $text, first: $first, after: $after) { edges { cursor node { handle } } pageInfo { hasNextPage } }
}
"""


@pytest.fixture
async def people(accounts: SubgraphUnderTest) -> People:
    return await add_people(accounts, "mika", "mikado", "noor", "otto")


async def search(accounts: SubgraphUnderTest, caller: UUID, text: str) -> list[str]:
    found = (await accounts.data(SEARCH, {"text": text}, caller=caller))["searchUsers"]
    return [edge["node"]["handle"] for edge in found["edges"]]


async def suggested(accounts: SubgraphUnderTest, caller: UUID) -> list[str]:
    document = "{ friendSuggestions { handle } }"
    return [user["handle"] for user in (await accounts.data(document, caller=caller))["friendSuggestions"]]


async def test_people_are_found_by_how_their_names_begin(accounts: SubgraphUnderTest, people: People) -> None:
    rename = 'mutation { updateProfile(input: {displayName: "Ärmel Ütto"}) { userErrors { code } } }'
    await accounts.data(rename, caller=people["noor"])
    assert await search(accounts, people["otto"], "MIK") == ["mika", "mikado"]
    assert await search(accounts, people["otto"], "@mikad") == ["mikado"]
    assert await search(accounts, people["otto"], "ärmel Ü") == ["noor"]
    assert await search(accounts, people["otto"], "ika") == []
    assert await search(accounts, people["otto"], "m") == []
    assert await search(accounts, people["otto"], "mi%") == []


async def test_people_are_found_page_by_page(accounts: SubgraphUnderTest, people: People) -> None:
    first = (await accounts.data(SEARCH, {"text": "mi", "first": 1}, caller=people["otto"]))["searchUsers"]
    assert first["pageInfo"] == {"hasNextPage": True}
    after = first["edges"][0]["cursor"]
    second = await accounts.data(SEARCH, {"text": "mi", "first": 1, "after": after}, caller=people["otto"])
    assert [edge["node"]["handle"] for edge in second["searchUsers"]["edges"]] == ["mikado"]


async def test_who_blocks_is_suspended_or_hides_is_not_found(
    accounts: SubgraphUnderTest, people: People, clock: MovableClock
) -> None:
    await do(accounts, "blockUser", people["mika"], "__typename", userId=str(people["otto"]))
    assert await search(accounts, people["otto"], "mik") == ["mikado"]
    assert await search(accounts, people["mika"], "ott") == []
    await do(accounts, "updateSettings", people["mikado"], "__typename", privacy={"profile": "FRIENDS"})
    assert await search(accounts, people["otto"], "mik") == []
    assert await search(accounts, people["otto"], "mikado") == ["mikado"]
    await befriend(accounts, people["mikado"], people["otto"])
    assert await search(accounts, people["otto"], "mik") == ["mikado"]
    async with accounts.subgraph.transactions.begin() as work:
        admin = people["noor"]
        row = SuspensionRow(user_id=people["mikado"], reason="Spam.", suspended_by=admin, since=work.now)
        work.session.add(row)
    assert await search(accounts, people["otto"], "mikado") == []


async def test_nobody_searches_without_signing_in(accounts: SubgraphUnderTest) -> None:
    for document in ('{ searchUsers(text: "mi") { edges { cursor } } }', "{ friendSuggestions { id } }"):
        answer = await accounts.execute(document)
        assert answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_friends_of_friends_come_first_and_friends_not_at_all(
    accounts: SubgraphUnderTest, people: People
) -> None:
    mika, noor, otto = people["mika"], people["noor"], people["otto"]
    await befriend(accounts, mika, noor)
    await befriend(accounts, noor, otto)
    assert await suggested(accounts, mika) == ["otto", "mikado"]
    with count_statements() as log:
        await suggested(accounts, mika)
    assert len(log) == 3


async def test_people_of_the_same_organization_come_before_newcomers(
    accounts: SubgraphUnderTest, people: People
) -> None:
    mika, noor, otto = people["mika"], people["noor"], people["otto"]
    founded = await do(accounts, "createOrganization", mika, "organization { id }", name="School")
    made = await do(
        accounts, "createInvitationLink", mika, "invitation { link }", organizationId=founded["organization"]["id"]
    )
    await do(accounts, "acceptInvitation", otto, "__typename", token=made["invitation"]["link"].partition("=")[2])
    assert await suggested(accounts, mika) == ["otto", "mikado", "noor"]
    unlike = 'mutation { updateProfile(input: {languages: ["ko"]}) { userErrors { code } } }'
    await accounts.data(unlike, caller=noor)
    assert await suggested(accounts, mika) == ["otto", "mikado"]


async def test_nobody_is_suggested_who_is_blocked_or_was_asked(accounts: SubgraphUnderTest, people: People) -> None:
    mika, mikado, noor, otto = people.values()
    await do(accounts, "blockUser", otto, "__typename", userId=str(mika))
    await do(accounts, "requestFriendship", mika, "__typename", userId=str(noor))
    await do(accounts, "updateSettings", mikado, "__typename", privacy={"profile": "NOBODY"})
    assert await suggested(accounts, mika) == []


@pytest.mark.parametrize("first", [0, 51, -1])
async def test_suggestions_are_few(accounts: SubgraphUnderTest, people: People, first: int) -> None:
    document = "query ($first: Int!) { friendSuggestions(first: $first) { id } }"
    answer = await accounts.execute(document, {"first": first}, caller=people["mika"])
    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize(
    ("one", "other"), [("mika1", "mikal"), ("oo7", "0o7"), ("barn", "bam"), ("mi_ka", "mika"), ("vvow", "wow")]
)
def test_handles_that_look_alike_have_one_skeleton(one: str, other: str) -> None:
    assert skeleton_of(one) == skeleton_of(other)


@pytest.mark.parametrize("handle", [*sorted(name for name in RESERVED if len(name) > 2), "supp0rt", "r00t", "sup_port"])
def test_names_of_the_platform_are_nobodys(handle: str) -> None:
    assert [refusal.code for refusal in handle_refusals(handle)] == ["HANDLE_IS_NOT_USABLE"]


@pytest.mark.parametrize(
    "handle", ["mіka", "mikа", "míka", "mi\u200bka", "ｍｉｋａ", "mi ka", "mi-ka", "_mika", "mi__ka"]
)
def test_letters_of_other_scripts_are_no_letters_of_a_handle(handle: str) -> None:
    assert [refusal.code for refusal in handle_refusals(handle)] == ["HANDLE_IS_NOT_USABLE"]


@pytest.mark.parametrize("handle", ["m1ka", "mi_ka", "rnika"])
async def test_nobody_registers_a_handle_that_looks_like_anothers(accounts: SubgraphUnderTest, handle: str) -> None:
    await add_people(accounts, "mlka" if handle == "m1ka" else "mika")
    assert codes(await register(accounts, handle)) == ["HANDLE_IS_TAKEN"]


@pytest.mark.parametrize("name", ["Mika\u202e", "Mi\u200bka", "\u3164", "Mika\n", "\ufeffMika", "Mi\u2066ka"])
async def test_a_display_name_holds_nothing_that_nobody_sees(
    accounts: SubgraphUnderTest, people: People, name: str
) -> None:
    document = "mutation ($n: String!) { updateProfile(input: {displayName: $n}) { userErrors { code } } }"
    answer = (await accounts.data(document, {"n": name}, caller=people["mika"]))["updateProfile"]
    assert codes(answer) == ["TEXT_HAS_HIDDEN_CHARACTERS"]


@pytest.mark.parametrize("name", ["山田　花子", "मीका", "می\u200cخواهم", "👩\u200d🎓 Mika", "Ärmel"])
def test_names_of_every_script_are_names(name: str) -> None:
    assert not has_hidden_characters(name)
    assert without_hidden_characters(f"\u202b{name}\u200f") == name


CHANGE = """
mutation ($handle: String!) { changeHandle(input: {handle: $handle}) { user { handle } userErrors { code path } } }
"""


async def change(accounts: SubgraphUnderTest, caller: UUID, handle: str) -> dict[str, Any]:
    payload: dict[str, Any] = (await accounts.data(CHANGE, {"handle": handle}, caller=caller))["changeHandle"]
    return payload


async def test_a_handle_is_changed_once_in_a_while_and_the_old_one_kept_from_others(
    accounts: SubgraphUnderTest, people: People, clock: MovableClock
) -> None:
    mika, otto = people["mika"], people["otto"]
    clock.now += timedelta(days=1)
    assert (await change(accounts, mika, "Kitsune"))["user"] == {"handle": "kitsune"}
    assert (await accounts.announced())[-1].data["previousHandle"] == "mika"
    assert codes(await change(accounts, mika, "tanuki")) == ["HANDLE_WAS_CHANGED_LATELY"]
    assert codes(await change(accounts, otto, "mika")) == ["HANDLE_IS_TAKEN"]
    assert codes(await change(accounts, otto, "mi_ka")) == ["HANDLE_IS_TAKEN"]
    clock.now += timedelta(days=30)
    assert (await change(accounts, mika, "mika"))["user"] == {"handle": "mika"}
    clock.now += timedelta(days=91)
    assert (await change(accounts, otto, "kitsune"))["user"] == {"handle": "kitsune"}


async def test_the_same_handle_is_no_change(accounts: SubgraphUnderTest, people: People) -> None:
    before = len(await accounts.announced())
    assert (await change(accounts, people["mika"], "MIKA"))["user"] == {"handle": "mika"}
    assert len(await accounts.announced()) == before


async def test_somebody_else_does_not_change_a_handle(accounts: SubgraphUnderTest, people: People) -> None:
    impersonated = Caller(people["mika"], impersonator_id=await add_person(accounts, "ada"))
    answer = await accounts.execute(CHANGE, {"handle": "other"}, caller=impersonated)
    assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"
