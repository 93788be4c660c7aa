"""What random cases are held against must be true itself."""

import asyncio
from dataclasses import replace
from random import Random

from tests.support.deferred_run import deferred_disagreements, run_deferred
from tests.support.federation_sdl import SubgraphFacts
from tests.support.generate.deferred_case import losses_in_parts
from tests.support.generate.random_case import compose_sdl
from tests.support.generate.random_data import random_data
from tests.support.scenario import Case, answer_by_monolith

LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key", "@shareable"])'
DECK = 'type Deck @key(fields: "id") { id: ID!'


def test_a_list_of_what_no_subgraph_can_give_is_empty_where_it_may_hold_no_null() -> None:
    sdls = {
        "a": f"{LINK} type Query {{ items: [Item!] @shareable }} union Item = Word type Word {{ text: String }}",
        "b": f"{LINK} type Query {{ items: [Item!] @shareable }} union Item = Deck type Deck {{ name: String }}",
    }
    subgraphs = {name: SubgraphFacts(name, sdl) for name, sdl in sdls.items()}
    drawn = [random_data(Random(seed), subgraphs)["Query"]["items"] for seed in range(20)]
    assert [] in drawn
    assert all(each in ([], None) for each in drawn)


def test_a_part_that_fails_in_truth_too_may_take_less_than_it_takes_of_an_answer_in_one_piece() -> None:
    sdls = {
        "a": f"{LINK} type Query {{ user: User }} type User {{ deck: Deck! }} {DECK} }}",
        "b": f"{LINK} {DECK} note: String! }}",
    }
    supergraph_sdl = compose_sdl(sdls)
    assert supergraph_sdl is not None
    case = Case(
        subgraphs={name: SubgraphFacts(name, sdl) for name, sdl in sdls.items()},
        supergraph_sdl=supergraph_sdl,
        data={
            "Query": {"user": {"__typename": "User", "deck": {"$ref": "Deck:1"}}},
            "Deck": {"1": {"id": "1", "note": None}},
        },
        document_text="query Random { user { deck { ... @defer { note } } } }",
        operation_name="Random",
        variables={},
    )
    truth = answer_by_monolith(replace(case, document_text="query Random { user { deck { note } } }"))
    run = asyncio.run(run_deferred(replace(case, data={**case.data, "$down": ["b"]})))
    assert truth[0]["data"] == {"user": None}
    assert run.run.answers[0]["data"] == {"user": {"deck": {}}}
    assert not losses_in_parts(run, truth)


def test_of_two_nulls_that_take_the_answer_another_may_be_first_in_parts() -> None:
    sdl = f"{LINK} type Query {{ user: User }} type User {{ name: String! note: String! }}"
    supergraph_sdl = compose_sdl({"a": sdl})
    assert supergraph_sdl is not None
    case = Case(
        subgraphs={"a": SubgraphFacts("a", sdl)},
        supergraph_sdl=supergraph_sdl,
        data={"Query": {"user": {"__typename": "User", "name": None, "note": None}}},
        document_text="query Random { user { ... @defer { name } note } }",
        operation_name="Random",
        variables={},
    )
    run = asyncio.run(run_deferred(case))
    assert [error["path"] for error in run.run.answers[0]["errors"]] == [["user", "note"]]
    assert not deferred_disagreements(case, run)
