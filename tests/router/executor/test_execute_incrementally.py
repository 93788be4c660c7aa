"""Answers in parts, from plans written by hand."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from router.errors import InternalError
from router.executor.execute_incrementally import IncrementalExecution, execute_incrementally
from router.executor.execute_plan import execute_plan
from router.executor.incremental_answer import AnswerUpdate, CompletedPart
from router.executor.prepare import prepare
from router.executor.prepared_part import all_seen_from_the_top
from router.executor.subgraph_client import SubgraphClient, SubgraphResponse, SubgraphUnreachable
from router.language.names import SubgraphName, TypeName
from router.language.selection_set import SelectionSet
from router.query_plan import DeferNode, DeferredNode, FetchNode, FlattenNode, OperationKind, PlanNode, SequenceNode
from router.supergraph.model import Supergraph
from tests.router.executor.plans import (
    ScriptedSubgraph,
    context_of,
    fails,
    fetch,
    flatten,
    knows,
    path_to,
    plan_of,
    requirement,
    says,
    select,
    supergraph_of,
)

SHOP = supergraph_of(
    """
    type Query { user: User users: [User!] }
    type Mutation { touch: User }
    type User { id: ID! name: String rating: Int mood: String! friend: User }
    """
)
USER = requirement("User", "id")
Clients = dict[str, SubgraphClient]
ENTITY = {"__typename": "User", "id": "1"}


def named(node: FetchNode, number: int) -> FetchNode:
    return replace(node, id=number)


def part(
    path: str,
    selection: str,
    node: PlanNode | None,
    *within: DeferredNode,
    depends: tuple[int, ...] = (0,),
    label: str | None = None,
) -> DeferredNode:
    return DeferredNode(depends, label, path_to(path), TypeName("User"), select(selection), node, within)


def defer_node(first: str, primary: PlanNode | None, *deferred: DeferredNode) -> DeferNode:
    later = (selection for each in deferred for selection in all_seen_from_the_top(each))
    return DeferNode(select(first), primary, deferred, SelectionSet((*select(first), *later)))


def in_parts(
    first: str,
    primary: PlanNode | None,
    *deferred: DeferredNode,
    clients: Mapping[str, SubgraphClient],
    kind: OperationKind = OperationKind.QUERY,
    supergraph: Supergraph = SHOP,
) -> IncrementalExecution:
    node = defer_node(first, primary, *deferred)
    root_type = "Mutation" if kind is OperationKind.MUTATION else "Query"
    plan = plan_of(first, node, kind=kind, root_type=root_type)
    return execute_incrementally(prepare(plan, supergraph), context_of(supergraph, clients))


ROOT = named(fetch("users", "user { __typename id }"), 0)
RATING = flatten("user", "ratings", "... on User { rating }", USER)
MOOD = flatten("user", "moods", "... on User { mood }", USER)


class Held:
    """A subgraph that answers when it is told to."""

    def __init__(self, client: ScriptedSubgraph) -> None:
        self.client = client
        self.asked = asyncio.Event()
        self.may_answer = asyncio.Event()
        self.cancelled = asyncio.Event()

    async def execute(self, request: Any) -> SubgraphResponse:
        self.asked.set()
        try:
            await self.may_answer.wait()
        except asyncio.CancelledError:
            self.cancelled.set()
            raise
        return await self.client.execute(request)

    def subscribe(self, request: Any) -> Any:
        return self.client.subscribe(request)

    async def aclose(self) -> None:
        await self.client.aclose()


async def updates_of(execution: IncrementalExecution) -> list[AnswerUpdate]:
    return [update async for update in execution]


def only(updates: list[AnswerUpdate]) -> CompletedPart:
    (found,) = [part for update in updates for part in update.completed]
    return found


async def test_a_part_brings_what_its_fragment_selects() -> None:
    clients: Clients = {"users": says({"user": dict(ENTITY)}), "ratings": knows({"1": {"rating": 5}})}
    execution = in_parts("user { id }", ROOT, part("user", "id rating", RATING, label="late"), clients=clients)
    first = await execution.first()
    assert first.result.data == {"user": {"id": "1"}}
    assert [(each.path, each.label) for each in first.pending] == [(("user",), "late")]
    updates = await updates_of(execution)
    assert only(updates).data == {"id": "1", "rating": 5}
    assert updates[-1].has_next is False


async def test_its_fetches_start_while_the_first_part_is_under_way() -> None:
    name = Held(knows({"1": {"name": "Mika"}}))
    ratings = Held(knows({"1": {"rating": 5}}))
    primary = SequenceNode((ROOT, flatten("user", "names", "... on User { name }", USER)))
    clients: Clients = {"users": says({"user": dict(ENTITY)}), "names": name, "ratings": ratings}
    execution = in_parts("user { name }", primary, part("user", "rating", RATING), clients=clients)
    first = asyncio.create_task(execution.first())
    await asyncio.wait_for(asyncio.gather(name.asked.wait(), ratings.asked.wait()), 5)
    ratings.may_answer.set()
    name.may_answer.set()
    assert (await first).result.data == {"user": {"name": "Mika"}}
    assert only(await updates_of(execution)).data == {"rating": 5}


async def test_a_part_that_is_ready_is_not_held_up_by_another() -> None:
    moods = Held(knows({"1": {"mood": "good"}}))
    clients: Clients = {"users": says({"user": dict(ENTITY)}), "ratings": knows({"1": {"rating": 5}}), "moods": moods}
    deferred = (part("user", "mood", MOOD), part("user", "rating", RATING))
    execution = in_parts("user { id }", ROOT, *deferred, clients=clients)
    await execution.first()
    update = await anext(execution)
    assert [each.data for each in update.completed] == [{"rating": 5}]
    assert update.has_next
    moods.may_answer.set()
    assert only(await updates_of(execution)).data == {"mood": "good"}


async def test_a_part_within_a_part_is_announced_after_it_though_it_was_ready_before() -> None:
    ratings = Held(knows({"1": {"rating": 5}}))
    clients: Clients = {
        "users": says({"user": dict(ENTITY)}),
        "ratings": ratings,
        "moods": knows({"1": {"mood": "good"}}),
    }
    outer = part("user", "rating", RATING, part("user", "mood", MOOD, label="inner"), label="outer")
    execution = in_parts("user { id }", ROOT, outer, clients=clients)
    first = await execution.first()
    assert [each.label for each in first.pending] == ["outer"]
    ratings.may_answer.set()
    updates = await updates_of(execution)
    assert [[each.pending.label for each in update.completed] for update in updates] == [["outer"], ["inner"]]
    assert [each.label for each in updates[0].pending] == ["inner"]
    assert [update.has_next for update in updates] == [True, False]


async def test_each_object_of_a_list_has_a_part_of_its_own() -> None:
    users = [{"__typename": "User", "id": "1"}, {"__typename": "User", "id": "2"}]
    clients: Clients = {"users": says({"users": users}), "ratings": knows({"1": {"rating": 5}, "2": None})}
    rating = flatten("users.@", "ratings", "... on User { rating }", USER)
    root = named(fetch("users", "users { __typename id }"), 0)
    execution = in_parts("users { id }", root, part("users.@", "rating", rating), clients=clients)
    first = await execution.first()
    assert [each.path for each in first.pending] == [("users", 0), ("users", 1)]
    (update,) = await updates_of(execution)
    assert [each.data for each in update.completed] == [{"rating": 5}, {"rating": None}]


async def test_an_object_that_is_null_has_no_part() -> None:
    ratings = knows({})
    execution = in_parts(
        "user { id }", ROOT, part("user", "rating", RATING), clients={"users": says({"user": None}), "ratings": ratings}
    )
    first = await execution.first()
    assert first.result.data == {"user": None}
    assert not first.has_next
    assert await updates_of(execution) == []
    assert ratings.requests == []


async def test_an_object_that_the_first_part_lost_has_no_part() -> None:
    """A null in a field that must not be null took it."""
    clients: Clients = {
        "users": says({"user": dict(ENTITY)}),
        "moods": knows({"1": {"mood": None}}),
        "ratings": knows({"1": {"rating": 5}}),
    }
    execution = in_parts("user { mood }", SequenceNode((ROOT, MOOD)), part("user", "rating", RATING), clients=clients)
    first = await execution.first()
    assert first.result.data == {"user": None}
    assert first.pending == ()


async def test_a_null_that_must_not_be_takes_its_own_part_only() -> None:
    clients: Clients = {
        "users": says({"user": dict(ENTITY)}),
        "moods": knows({"1": {"mood": None}}),
        "ratings": knows({"1": {"rating": 5}}),
    }
    deferred = (part("user", "mood", MOOD), part("user", "rating", RATING))
    execution = in_parts("user { id }", ROOT, *deferred, clients=clients)
    first = await execution.first()
    assert first.result.to_response() == {"data": {"user": {"id": "1"}}}
    completed = [each for update in await updates_of(execution) for each in update.completed]
    mood, rating = sorted(completed, key=lambda each: each.data is not None)
    assert mood.data is None
    assert [error["path"] for error in mood.errors] == [["user", "mood"]]
    assert rating.data == {"rating": 5}
    assert rating.errors == []


async def test_a_fetch_that_fails_is_told_with_its_part() -> None:
    down = fails(SubgraphUnreachable("connection refused", SubgraphName("ratings")))
    clients: Clients = {"users": says({"user": dict(ENTITY)}), "ratings": down}
    execution = in_parts("user { id }", ROOT, part("user", "rating", RATING), clients=clients)
    assert (await execution.first()).result.errors == []
    completed = only(await updates_of(execution))
    assert completed.data == {"rating": None}
    (error,) = completed.errors
    assert error["path"] == ["user", "rating"]
    assert error["extensions"]["service"] == "ratings"


async def test_an_error_in_the_first_fetch_about_a_deferred_field_is_told_with_its_part() -> None:
    answered = {**ENTITY, "name": None}
    root = fetch("users", "user { __typename id name }")
    users = says({"user": answered}, {"message": "no name", "path": ["user", "name"]})
    execution = in_parts("user { id }", root, part("user", "name", None, depends=()), clients={"users": users})
    assert (await execution.first()).result.to_response() == {"data": {"user": {"id": "1"}}}
    completed = only(await updates_of(execution))
    assert completed.data == {"name": None}
    assert [(error["message"], error["path"]) for error in completed.errors] == [("no name", ["user", "name"])]


async def test_what_a_failure_took_has_no_part() -> None:
    friend = flatten("user.friend", "ratings", "... on User { rating }", USER)
    down = fails(SubgraphUnreachable("connection refused", SubgraphName("friends")))
    primary = SequenceNode(
        (ROOT, replace(flatten("user", "friends", "... on User { friend { __typename id } }", USER)))
    )
    clients: Clients = {"users": says({"user": dict(ENTITY)}), "friends": down, "ratings": knows({})}
    execution = in_parts("user { friend { id } }", primary, part("user.friend", "rating", friend), clients=clients)
    first = await execution.first()
    assert first.result.data == {"user": {"friend": None}}
    assert [error["path"] for error in first.result.errors] == [["user", "friend"]]
    assert not first.has_next


async def test_the_parts_of_a_mutation_wait_for_all_of_its_effects() -> None:
    second = Held(says({"second": dict(ENTITY)}))
    ratings = knows({"1": {"rating": 5}})
    clients: Clients = {"users": says({"first": dict(ENTITY)}), "others": second, "ratings": ratings}
    steps = SequenceNode(
        (
            named(fetch("users", "first: touch { __typename id }", kind=OperationKind.MUTATION), 0),
            fetch("others", "second: touch { __typename id }", kind=OperationKind.MUTATION),
        )
    )
    rating = flatten("first", "ratings", "... on User { rating }", USER)
    execution = in_parts(
        "first: touch { id } second: touch { id }",
        steps,
        part("first", "rating", rating),
        clients=clients,
        kind=OperationKind.MUTATION,
    )
    first = asyncio.create_task(execution.first())
    await asyncio.wait_for(second.asked.wait(), 5)
    assert ratings.requests == []
    second.may_answer.set()
    assert (await first).result.data == {"first": {"id": "1"}, "second": {"id": "1"}}
    assert only(await updates_of(execution)).data == {"rating": 5}


async def test_closing_cancels_what_is_under_way() -> None:
    ratings = Held(knows({}))
    clients: Clients = {"users": says({"user": dict(ENTITY)}), "ratings": ratings}
    execution = in_parts("user { id }", ROOT, part("user", "rating", RATING), clients=clients)
    await execution.first()
    await asyncio.wait_for(ratings.asked.wait(), 5)
    waiting = asyncio.create_task(anext(execution))
    await asyncio.sleep(0)
    await execution.aclose()
    assert ratings.cancelled.is_set()
    with pytest.raises(StopAsyncIteration):
        await waiting


async def test_cancelling_who_waits_cancels_what_is_under_way() -> None:
    ratings = Held(knows({}))
    clients: Clients = {"users": says({"user": dict(ENTITY)}), "ratings": ratings}
    execution = in_parts("user { id }", ROOT, part("user", "rating", RATING), clients=clients)
    await execution.first()
    await asyncio.wait_for(ratings.asked.wait(), 5)
    waiting = asyncio.create_task(anext(execution))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert ratings.cancelled.is_set()


async def test_cancelling_the_first_part_cancels_the_others_too() -> None:
    users, ratings = Held(says({"name": 1})), Held(knows({}))
    primary = SequenceNode(
        (ROOT, FlattenNode(path_to("user"), fetch("names", "... on User { name }", requires=(USER,))))
    )
    clients: Clients = {"users": says({"user": dict(ENTITY)}), "names": users, "ratings": ratings}
    execution = in_parts("user { name }", primary, part("user", "rating", RATING), clients=clients)
    first = asyncio.create_task(execution.first())
    await asyncio.wait_for(asyncio.gather(users.asked.wait(), ratings.asked.wait()), 5)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    assert users.cancelled.is_set()
    assert ratings.cancelled.is_set()


async def test_a_part_whose_subgraph_takes_too_long_says_so() -> None:
    clients: Clients = {"users": says({"user": dict(ENTITY)}), "ratings": Held(knows({}))}
    plan = plan_of("user { id }", defer_node("user { id }", ROOT, part("user", "rating", RATING)))
    execution = execute_incrementally(prepare(plan, SHOP), context_of(SHOP, clients, timeout=0.01))
    await execution.first()
    (error,) = only(await updates_of(execution)).errors
    assert "no answer within 0.01 s" in error["message"]


async def test_plans_are_executed_by_the_face_that_fits_them() -> None:
    whole = prepare(plan_of("user { id }", ROOT), SHOP)
    with pytest.raises(InternalError):
        execute_incrementally(whole, context_of(SHOP, {}))
    split = prepare(plan_of("user { id }", defer_node("user { id }", ROOT, part("user", "id", None))), SHOP)
    with pytest.raises(InternalError):
        await execute_plan(split, context_of(SHOP, {}))


async def test_a_type_that_nobody_asked_for_hides_no_failure() -> None:
    """A subgraph that answers garbage for one fetch is asked again by the next, which then says what is wrong."""
    nameless = requirement("User", "id", sent_as="Person")
    garbage = says({"_entities": [{"__typename": "No"}]}, {"message": "lost"})
    first_rating = flatten("user", "ratings", "... on Person { rating }", nameless)
    later_mood = flatten("user", "ratings", "... on Person { name }", nameless)
    root = named(fetch("users", "user { id }"), 0)
    clients: Clients = {"users": says({"user": {"id": "1"}}), "ratings": garbage}
    execution = in_parts(
        "user { rating }", SequenceNode((root, first_rating)), part("user", "name", later_mood), clients=clients
    )
    assert [error["path"] for error in (await execution.first()).result.errors] == [["user", "rating"]]
    assert [error["path"] for error in only(await updates_of(execution)).errors] == [["user", "name"]]
