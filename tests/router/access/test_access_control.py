"""From the directives in subgraphs to what is fetched for a caller and what the answer says."""

import asyncio
import re
from typing import Any

import pytest
from graphql import FragmentDefinitionNode, get_operation_ast, parse

from router.composer.compose import compose
from router.composer.result import SubgraphSource
from router.executor.execute_plan import execute_plan
from router.executor.execution_context import ExecutionContext
from router.language.names import SubgraphName
from router.planner.plan_document import Planner
from router.server.access_control import PoliciesOfSettings, conditions_of, unmet_conditions
from router.server.authentication import Caller
from router.settings import PolicySettings
from router.supergraph.access import NO_CONDITIONS
from router.supergraph.load import load_supergraph
from tests.support.fake_subgraph import FakeSubgraph, fake_subgraphs
from tests.support.federation_sdl import SubgraphFacts
from tests.support.records import Records

LINK = """
extend schema @link(
  url: "https://specs.apollo.dev/federation/v2.6",
  import: ["@key", "@authenticated", "@requiresScopes", "@policy", "@requires", "@external", "@shareable"]
)
"""
USERS = """
type Query {
  viewer: User @authenticated
  users: [User!]!
  found: [Found!]!
  anything: [Thing!]!
  vault: Vault
  hidden: String! @authenticated
  grade: Grade
}
type Mutation { erase: Boolean @requiresScopes(scopes: [["users:write", "users:erase"], ["admin"]]) }
type User implements Found @key(fields: "id") {
  id: ID!
  name: String
  email: String @requiresScopes(scopes: [["users:read"]]) @policy(policies: [["support"]])
  label: String @authenticated
}
type Guest implements Found { id: ID! name: String label: String }
interface Found { id: ID! name: String label: String }
type Vault @authenticated { code: String }
type Safe { code: String }
union Thing = Vault | Safe
enum Grade @authenticated { HIGH LOW }
"""
POSTS = """
type User @key(fields: "id") { id: ID!, posts: [String!], private: String @requiresScopes(scopes: [["posts:read"]]) }
"""
DATA: dict[str, Any] = {
    "Query": {
        "viewer": {"$ref": "User:1"},
        "users": [{"$ref": "User:1"}],
        "found": [{"$ref": "User:1"}, {"__typename": "Guest", "id": "g", "name": "Guest", "label": "open"}],
        "anything": [{"__typename": "Vault", "code": "secret"}, {"__typename": "Safe", "code": "known"}],
        "vault": {"code": "secret"},
        "hidden": "x",
        "grade": "HIGH",
    },
    "Mutation": {"erase": True},
    "User": {"1": {"id": "1", "name": "Ann", "email": "a@b.c", "label": "mine", "posts": ["p"], "private": "secret"}},
}
SUBGRAPHS = {"users": LINK + USERS, "posts": LINK + POSTS}
ANN = Caller("1")


@pytest.fixture(scope="module")
def planner() -> Planner:
    result = compose([SubgraphSource(SubgraphName(name), f"http://{name}", sdl) for name, sdl in SUBGRAPHS.items()])
    assert result.supergraph_sdl is not None, result.errors
    return Planner(load_supergraph(result.supergraph_sdl))


@pytest.fixture(scope="module")
def planner_of_another_composer(planner: Planner) -> Planner:
    """Ours says on an interface's field what all of its objects ask for; others leave that to the objects."""
    result = compose([SubgraphSource(SubgraphName(name), f"http://{name}", sdl) for name, sdl in SUBGRAPHS.items()])
    assert result.supergraph_sdl is not None
    before, interface, after = re.split(r"(interface Found[^}]*\})", result.supergraph_sdl)
    assert "@authenticated" in interface
    return Planner(load_supergraph(before + interface.replace(" @authenticated", "") + after))


class Asked:
    """What one caller got for one operation, and what subgraphs were asked for it."""

    def __init__(self, planner: Planner, text: str, caller: Caller | None, policies: dict[str, PolicySettings]) -> None:
        document = parse(text)
        operation = get_operation_ast(document)
        assert operation is not None
        fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
        supergraph = planner.supergraph
        conditions = conditions_of(operation, fragments, supergraph.api_schema, supergraph.access)
        unmet = asyncio.run(unmet_conditions(conditions, caller, PoliciesOfSettings(policies)))
        plan = planner.plan(document, unmet=unmet)
        facts = {name: SubgraphFacts(name, sdl) for name, sdl in SUBGRAPHS.items()}
        fakes: dict[SubgraphName, FakeSubgraph] = fake_subgraphs(Records(DATA, facts))
        context = ExecutionContext(supergraph=supergraph, clients=fakes)
        result = asyncio.run(execute_plan(plan, context))
        log = next(iter(fakes.values()))
        assert log.violations == []
        self.unmet = unmet
        self.data = result.data
        self.errors = [(error["extensions"]["code"], error.get("path")) for error in result.errors]
        self.messages = [error["message"] for error in result.errors]
        self.requests = [(request.subgraph, request.operation) for request in log.requests]


def ask(planner: Planner, text: str, caller: Caller | None = None, **policies: PolicySettings) -> Asked:
    return Asked(planner, text, caller, policies)


def test_a_field_for_signed_in_callers_is_null_and_never_fetched_for_others(planner: Planner) -> None:
    asked = ask(planner, "{ viewer { name } users { name } }")
    assert asked.data == {"viewer": None, "users": [{"name": "Ann"}]}
    assert asked.errors == [("UNAUTHENTICATED", ["viewer"])]
    assert asked.messages == ["Sign in to read Query.viewer."]
    assert not any("viewer" in query for _, query in asked.requests)


def test_whoever_meets_the_conditions_gets_everything(planner: Planner) -> None:
    asked = ask(planner, "{ viewer { name label } hidden }", ANN)
    assert asked.data == {"viewer": {"name": "Ann", "label": "mine"}, "hidden": "x"}
    assert asked.errors == []
    assert asked.unmet == NO_CONDITIONS


def test_nothing_is_asked_of_a_subgraph_where_all_is_withheld(planner: Planner) -> None:
    asked = ask(planner, "{ viewer { name } vault { code } }")
    assert asked.data == {"viewer": None, "vault": None}
    assert asked.requests == []


def test_a_withheld_field_that_is_never_null_takes_its_parent_with_it(planner: Planner) -> None:
    asked = ask(planner, "{ users { name } hidden }")
    assert asked.data is None
    assert asked.errors == [("UNAUTHENTICATED", ["hidden"])]


def test_each_place_of_a_withheld_field_has_an_error_of_its_own(planner: Planner) -> None:
    asked = ask(planner, "{ users { mine: label name } }")
    assert asked.data == {"users": [{"mine": None, "name": "Ann"}]}
    assert asked.errors == [("UNAUTHENTICATED", ["users", 0, "mine"])]


def test_an_object_of_which_nothing_may_be_read_is_still_there(planner: Planner) -> None:
    asked = ask(planner, "{ users { label } }")
    assert asked.data == {"users": [{"label": None}]}


def test_the_conditions_of_several_directives_must_all_hold(planner: Planner) -> None:
    text = "{ viewer { email } }"
    support = PolicySettings(roles=("HELP",))
    reader, helper = Caller("1", scopes=("users:read",)), Caller("1", roles=("HELP",))
    both = Caller("1", roles=("HELP",), scopes=("users:read",))
    assert ask(planner, text, reader, support=support).errors == [("FORBIDDEN", ["viewer", "email"])]
    assert ask(planner, text, helper, support=support).errors == [("FORBIDDEN", ["viewer", "email"])]
    assert ask(planner, text, both, support=support).data == {"viewer": {"email": "a@b.c"}}


def test_a_policy_that_nobody_set_holds_for_nobody(planner: Planner) -> None:
    asked = ask(planner, "{ viewer { email } }", Caller("1", scopes=("users:read",)))
    assert asked.errors == [("FORBIDDEN", ["viewer", "email"])]
    assert asked.messages == ["You may not read User.email."]


@pytest.mark.parametrize(
    ("scopes", "is_allowed"),
    [
        (("users:write", "users:erase"), True),
        (("admin",), True),
        (("users:write",), False),
        ((), False),
    ],
)
def test_all_scopes_of_one_alternative_are_needed(planner: Planner, scopes: tuple[str, ...], is_allowed: bool) -> None:
    asked = ask(planner, "mutation { erase }", Caller("1", scopes=scopes))
    assert asked.data == {"erase": True if is_allowed else None}
    assert asked.messages == ([] if is_allowed else ["You may not run Mutation.erase."])
    assert bool(asked.requests) is is_allowed


def test_another_subgraph_is_not_entered_for_a_withheld_field(planner: Planner) -> None:
    asked = ask(planner, "{ users { name private } }", ANN)
    assert asked.data == {"users": [{"name": "Ann", "private": None}]}
    assert {subgraph for subgraph, _ in asked.requests} == {"users"}


def test_a_field_of_an_interface_asks_for_what_all_of_its_objects_ask_for(planner: Planner) -> None:
    asked = ask(planner, "{ found { __typename name label } }")
    assert asked.data == {
        "found": [
            {"__typename": "User", "name": "Ann", "label": None},
            {"__typename": "Guest", "name": "Guest", "label": None},
        ]
    }
    assert asked.errors == [("UNAUTHENTICATED", ["found", 0, "label"]), ("UNAUTHENTICATED", ["found", 1, "label"])]


def test_a_fragment_asks_for_what_its_type_asks_for(planner: Planner) -> None:
    text = "{ found { ... on Guest { label } ...User } } fragment User on User { label }"
    asked = ask(planner, text)
    assert asked.data == {"found": [{"label": None}, {"label": "open"}]}
    assert asked.errors == [("UNAUTHENTICATED", ["found", 0, "label"])]


def test_without_conditions_on_an_interface_those_of_its_objects_hold(planner_of_another_composer: Planner) -> None:
    asked = ask(planner_of_another_composer, "{ found { __typename name label } }")
    assert asked.data == {
        "found": [
            {"__typename": "User", "name": "Ann", "label": None},
            {"__typename": "Guest", "name": "Guest", "label": "open"},
        ]
    }
    assert asked.errors == [("UNAUTHENTICATED", ["found", 0, "label"])]


def test_a_fragment_on_an_interface_reads_no_more_than_each_type_allows(planner_of_another_composer: Planner) -> None:
    text = "{ found { ... on Found { label } ...User } } fragment User on User { label }"
    asked = ask(planner_of_another_composer, text)
    assert asked.data == {"found": [{"label": None}, {"label": "open"}]}


def test_the_fields_of_a_guarded_member_of_a_union_are_withheld(planner: Planner) -> None:
    asked = ask(planner, "{ anything { __typename ... on Vault { code } ... on Safe { code } } }")
    assert asked.data == {"anything": [{"__typename": "Vault", "code": None}, {"__typename": "Safe", "code": "known"}]}
    assert asked.errors == [("UNAUTHENTICATED", ["anything", 0, "code"])]


def test_a_field_of_a_guarded_enum_is_withheld(planner: Planner) -> None:
    assert ask(planner, "{ grade }").errors == [("UNAUTHENTICATED", ["grade"])]
    assert ask(planner, "{ grade }", ANN).data == {"grade": "HIGH"}


def test_introspection_is_open_to_everybody(planner: Planner) -> None:
    asked = ask(planner, '{ __typename __type(name: "Vault") { name } vault { code } }')
    assert asked.data == {"__typename": "Query", "__type": {"name": "Vault"}, "vault": None}


def test_the_directives_count_under_the_names_they_are_imported_by() -> None:
    sdl = """
        extend schema @link(url: "https://specs.apollo.dev/federation/v2.6",
          import: [{name: "@authenticated", as: "@signedIn"}])
        type Query { open: Int closed: Int @signedIn }
    """
    result = compose([SubgraphSource(SubgraphName("one"), "http://one", sdl)])
    assert result.supergraph is not None
    assert [field for _, field in result.supergraph.access.fields] == ["closed"]
