"""Taking everything along, and leaving: across whole domains, side by side, without a router."""

import io
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from subgraphs.accounts.app import ACCOUNTS
from subgraphs.shared.database import count_statements
from subgraphs.shared.ids import new_id
from subgraphs.shared.objects import open_object_store
from subgraphs.shared.privacy_participant import HANDOVER
from tests.subgraphs.accounts.conftest import codes, register, signed_in
from tests.subgraphs.leaving import (
    CANCEL_ERASURE,
    GRACE,
    NAMES,
    REQUEST_ERASURE,
    REQUEST_EXPORT,
    STATE,
    TOKEN_LIFETIME,
    Leaver,
    names_in,
    running_domains,
    somebody,
)
from tests.support.subgraphs import MovableClock, SubgraphUnderTest, database_engines, eventually, headers_of

KEPT_FOR_A_WHILE = {"outbox", "job", "erased_user", "inbox", "leaderboard_changes"}
EXPIRES_BY_ITSELF = {"mailed_token", "throttle", *KEPT_FOR_A_WHILE}
KEPT_AND_TOLD = {"audit_entry", "erasure"}

Domains = dict[str, SubgraphUnderTest]

REAUTHENTICATE = 'mutation { reauthenticate(input: { password: "correct horse battery" }) { userErrors { code } } }'
SHOWN_TO_OTHERS = """
query ($id: ID!) { user(id: $id) { handle dataExport { state } erasure { state } } }
"""
SIGN_IN = """
mutation ($input: SignInInput!) {
  signIn(input: $input) { user { erasure { state eraseAt } } userErrors { code } }
}
"""


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
async def domains(tmp_path: Path, clock: MovableClock) -> AsyncIterator[Domains]:
    async with running_domains(tmp_path, clock) as running:
        yield running


@pytest.fixture
async def alone(tmp_path: Path, clock: MovableClock) -> AsyncIterator[Domains]:
    """Accounts, while every other domain is away."""
    async with running_domains(tmp_path, clock, definitions=[ACCOUNTS]) as running:
        yield running


@pytest.fixture(params=database_engines())
async def domains_of_engine(
    request: pytest.FixtureRequest, tmp_path: Path, clock: MovableClock
) -> AsyncIterator[Domains]:
    async with running_domains(tmp_path, clock, request.param) as running:
        yield running


async def newcomer(domains: Domains) -> Leaver:
    return Leaver(domains, signed_in(await register(domains["accounts"])))


async def reaches(leaver: Leaver, what: str, state: str | None) -> None:
    async def is_there() -> bool:
        return await leaver.state(what) == state

    await eventually(is_there)


async def archive_of(leaver: Leaver, home: Path) -> dict[str, Any]:
    """The archive's files: JSON by name."""
    viewer = (await leaver.ask(STATE))["viewer"]
    assert "/files/accounts/exports/" in viewer["dataExport"]["downloadUrl"]
    store = open_object_store(leaver.domains["accounts"].subgraph.settings, "accounts")
    (found,) = [each async for each in store.listing("exports")]
    content = await store.read_all(found.key)
    assert viewer["dataExport"]["sizeBytes"] == len(content)
    with ZipFile(io.BytesIO(content)) as archive:
        return {name: json.loads(archive.read(name)) for name in archive.namelist()}


async def test_an_export_holds_what_every_domain_has_of_a_person_and_no_secret(
    domains_of_engine: Domains, tmp_path: Path
) -> None:
    leaver = await somebody(domains_of_engine)
    other = await somebody(domains_of_engine, "other")
    answer = (await leaver.ask(REQUEST_EXPORT))["requestDataExport"]
    assert answer["dataExport"]["state"] == "COLLECTING"
    await reaches(leaver, "dataExport", "READY")
    files = await archive_of(leaver, tmp_path)
    assert set(files["contents.json"]["contents"]) == set(NAMES)
    assert [card["ownerId"] for card in files["learning/flashcards.json"]] == [str(leaver.user_id)] * 2
    assert len(files["learning/reviews.json"]) == 2
    assert files["accounts/user_account.json"][0]["email"] == "mika@example.com"
    text = json.dumps(files)
    assert "argon2" not in text and str(other.user_id) not in text
    assert sorted(files["contents.json"]["contents"]["learning"]) == [
        "learning/flashcards.json",
        "learning/learners.json",
        "learning/reviews.json",
    ]


async def test_an_export_can_be_watched(domains: Domains) -> None:
    leaver = await newcomer(domains)
    subgraph = domains["accounts"].subgraph
    document = "subscription { dataExportProgressed { state progress { done total } } }"
    answers = subgraph.subscribe(document, headers=headers_of(leaver.caller))
    await leaver.ask(REQUEST_EXPORT)
    seen = [(await anext(answers))["data"]["dataExportProgressed"]]
    while seen[-1]["state"] != "READY":
        seen.append((await anext(answers))["data"]["dataExportProgressed"])
    await answers.aclose()
    done = [each["progress"]["done"] for each in seen]
    assert done == sorted(done) and seen[-1]["progress"] == {"done": len(NAMES) + 1, "total": len(NAMES) + 1}


async def test_an_archive_is_deleted_after_its_time(domains: Domains, clock: MovableClock) -> None:
    leaver = await newcomer(domains)
    await leaver.ask(REQUEST_EXPORT)
    await reaches(leaver, "dataExport", "READY")
    clock.now += timedelta(days=7)
    await reaches(leaver, "dataExport", "EXPIRED")
    store = open_object_store(domains["accounts"].subgraph.settings, "accounts")
    assert [each async for each in store.listing("exports")] == []


async def test_there_is_one_export_at_a_time(alone: Domains) -> None:
    leaver = await newcomer(alone)
    first = (await leaver.ask(REQUEST_EXPORT))["requestDataExport"]
    second = (await leaver.ask(REQUEST_EXPORT))["requestDataExport"]
    assert second["dataExport"]["id"] == first["dataExport"]["id"]


async def test_there_is_one_export_a_day(domains: Domains, clock: MovableClock) -> None:
    leaver = await newcomer(domains)
    await leaver.ask(REQUEST_EXPORT)
    await reaches(leaver, "dataExport", "READY")
    assert codes((await leaver.ask(REQUEST_EXPORT))["requestDataExport"]) == ["EXPORT_WAS_MADE_LATELY"]


async def test_an_export_for_which_a_domain_does_not_answer_has_failed_and_can_be_asked_for_again(
    alone: Domains, clock: MovableClock
) -> None:
    leaver = await newcomer(alone)
    await leaver.ask(REQUEST_EXPORT)
    clock.now += timedelta(hours=24)
    await reaches(leaver, "dataExport", "FAILED")
    await alone["accounts"].data(REAUTHENTICATE, caller=leaver.caller)
    again = (await leaver.ask(REQUEST_EXPORT))["requestDataExport"]
    assert again["dataExport"]["state"] == "COLLECTING"


async def test_of_an_export_that_failed_no_part_is_left(alone: Domains, clock: MovableClock) -> None:
    leaver = await newcomer(alone)
    handover = open_object_store(alone["accounts"].subgraph.settings, HANDOVER)

    async def parts_are(count: int) -> bool:
        return len([each async for each in handover.listing("exports")]) == count

    await leaver.ask(REQUEST_EXPORT)
    await eventually(lambda: parts_are(1))
    clock.now += timedelta(hours=24)
    await reaches(leaver, "dataExport", "FAILED")
    clock.now += timedelta(days=7)
    await eventually(lambda: parts_are(0))


async def test_somebody_who_leaves_is_nowhere_afterwards(domains_of_engine: Domains, clock: MovableClock) -> None:
    domains = domains_of_engine
    leaver, other = await somebody(domains), await somebody(domains, "other")
    before = {name: await names_in(domain, other.user_id) for name, domain in domains.items()}
    await leaver.ask(REQUEST_ERASURE)
    await reaches(leaver, "erasure", "SCHEDULED")
    clock.now += GRACE
    await reaches(leaver, "erasure", "CLOSING")
    clock.now += TOKEN_LIFETIME
    await reaches(leaver, "erasure", None)
    for name, domain in domains.items():
        left = set(await names_in(domain, leaver.user_id)) - KEPT_FOR_A_WHILE
        assert left <= (KEPT_AND_TOLD if name == "accounts" else set()), name
        named = set(await names_in(domain, "mika@example.com")) - KEPT_FOR_A_WHILE
        assert named == set(), name
        assert set(before[name]) - EXPIRES_BY_ITSELF <= set(await names_in(domain, other.user_id))


async def test_what_has_to_stay_is_told_before_and_recorded_in_the_end(domains: Domains, clock: MovableClock) -> None:
    leaver = await newcomer(domains)
    await leaver.ask(REQUEST_ERASURE)

    async def all_have_looked() -> bool:
        parts = (await leaver.ask(STATE))["viewer"]["erasure"]["parts"]
        return all(part["retained"] is not None for part in parts)

    await eventually(all_have_looked)
    parts = (await leaver.ask(STATE))["viewer"]["erasure"]["parts"]
    assert [part["domain"] for part in parts] == sorted(NAMES)
    told = {each["what"]: each["because"] for part in parts for each in part["retained"]}
    assert set(told) == KEPT_AND_TOLD and all(told.values())


async def test_an_erasure_can_be_cancelled_until_it_begins(domains: Domains, clock: MovableClock) -> None:
    leaver = await newcomer(domains)
    await leaver.ask(REQUEST_ERASURE)
    clock.now += GRACE - timedelta(seconds=1)
    assert (await leaver.ask(CANCEL_ERASURE))["cancelAccountErasure"] == {"isStaying": True, "userErrors": []}
    assert (await leaver.ask(CANCEL_ERASURE))["cancelAccountErasure"] == {"isStaying": True, "userErrors": []}
    clock.now += timedelta(days=30)
    await domains["accounts"].run_jobs()
    assert await leaver.state("erasure") is None
    assert (await leaver.ask("{ viewer { handle } }"))["viewer"] == {"handle": "mika"}


async def test_signing_in_during_the_grace_period_shows_the_erasure(domains: Domains, clock: MovableClock) -> None:
    leaver = await newcomer(domains)
    await leaver.ask(REQUEST_ERASURE)
    given = {"login": "mika", "password": "correct horse battery"}
    answer = await domains["accounts"].data(SIGN_IN, {"input": given})
    assert answer["signIn"]["user"]["erasure"]["state"] == "SCHEDULED"
    clock.now += GRACE
    await reaches(leaver, "erasure", "CLOSING")
    refused = await domains["accounts"].data(SIGN_IN, {"input": given})
    assert codes(refused["signIn"]) == ["CREDENTIALS_ARE_WRONG"]


@pytest.mark.parametrize("document", [REQUEST_EXPORT, REQUEST_ERASURE], ids=["export", "erasure"])
async def test_both_need_a_fresh_proof_of_identity(document: str, alone: Domains, clock: MovableClock) -> None:
    leaver = await newcomer(alone)
    clock.now += timedelta(hours=1)
    (payload,) = (await leaver.ask(document)).values()
    assert codes(payload) == ["REAUTHENTICATION_IS_NEEDED"]


@pytest.mark.parametrize("document", [REQUEST_EXPORT, REQUEST_ERASURE, CANCEL_ERASURE])
async def test_nobody_does_either_in_somebody_elses_name(document: str, alone: Domains) -> None:
    caller = signed_in(await register(alone["accounts"]))
    strangers = (
        None,
        replace(caller, impersonator_id=new_id()),
        replace(caller, session_id=None),
        replace(caller, scopes=caller.scopes - {"account:manage"}),
    )
    for stranger in strangers:
        answer = await alone["accounts"].execute(document, caller=stranger)
        assert [error["extensions"]["code"] for error in answer["errors"]] == [
            "UNAUTHENTICATED" if stranger is None else "FORBIDDEN"
        ]


async def test_neither_is_shown_to_others(alone: Domains) -> None:
    leaver = await newcomer(alone)
    other = signed_in(await register(alone["accounts"], "other"))
    await leaver.ask(REQUEST_ERASURE)
    await leaver.ask(REQUEST_EXPORT)
    for caller in (None, other):
        shown = await alone["accounts"].data(SHOWN_TO_OTHERS, {"id": str(leaver.user_id)}, caller=caller)
        assert shown["user"] == {"handle": "mika", "dataExport": None, "erasure": None}


async def test_many_people_with_exports_and_erasures_cost_no_statement_each(alone: Domains) -> None:
    leaver = await newcomer(alone)
    await leaver.ask(REQUEST_ERASURE)
    await leaver.ask(REQUEST_EXPORT)
    found = [{"__typename": "User", "id": str(leaver.user_id)}] * 3
    selection = "... on User { dataExport { state } erasure { parts { domain } } }"
    with count_statements() as log:
        await alone["accounts"].entities(found, selection, caller=leaver.caller)
    assert len(log) <= 8
