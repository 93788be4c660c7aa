"""What of a plan travels in one request."""

from graphql import parse, validate

from router.planner import fetch_node
from router.planner.plan_document import Planner
from router.query_plan import BatchNode, FlattenNode, PlanNode, SequenceNode, fetches_in
from tests.router.planner.supergraphs import plan, plan_text, planner_for

REVIEWS = """
type Query { review: Review, other: Review }
type Mutation { write: Review, publish: Review }
type Review { author: User, reviewer: User, mentor(id: ID): User, editors: [User] }
type User @key(fields: "id") { id: ID! }
"""
USERS = """
type User @key(fields: "id") { id: ID!, name: String, email: String, friend: User, score(of: Int): Int }
"""


def planner() -> Planner:
    return planner_for(reviews=REVIEWS, users=USERS)


def last_node(operation: str) -> PlanNode:
    node = plan(planner(), operation).node
    assert isinstance(node, SequenceNode)
    return node.nodes[-1]


def batch_of(operation: str) -> BatchNode:
    node = last_node(operation)
    assert isinstance(node, BatchNode)
    return node


def test_entities_of_which_the_same_is_asked_are_one_list_of_representations() -> None:
    node = last_node("{review{author{name} reviewer{name}}}")
    assert isinstance(node, FlattenNode)
    assert len(node.paths) == 2
    assert node.node.operation.count("_entities") == 1


def test_the_order_of_a_selection_does_not_matter() -> None:
    node = last_node("{review{author{name friend{email name}} reviewer{friend{name email} name}}}")
    assert isinstance(node, FlattenNode)


def test_different_selections_are_fields_of_one_operation() -> None:
    assert batch_of("{review{author{name} reviewer{email}}}").request.operation == (
        "query($_representations_0:[_Any!]!,$_representations_1:[_Any!]!)"
        "{_entities_0:_entities(representations: $_representations_0){...on User{name}} "
        "_entities_1:_entities(representations: $_representations_1){...on User{email}}}"
    )


def test_a_part_that_goes_alone_has_a_document_of_its_own() -> None:
    part = batch_of("query Q {review{author{name} reviewer{email}}}").parts[1]
    assert part.node.node.operation == (
        "query Q__users__2($_representations:[_Any!]!)"
        "{_entities(representations: $_representations){...on User{email}}}"
    )


def test_a_variable_that_two_parts_use_is_declared_once() -> None:
    request = batch_of("query($n:Int){review{author{score(of:$n)} reviewer{name score(of:$n)}}}").request
    assert request.operation.count("$n:Int") == 1
    assert request.variable_names == ("n",)


def test_a_clients_variable_never_meets_that_of_representations() -> None:
    operation = "query($_representations_1:Int,$__representations:Int){review{author{score(of:$_representations_1)} \
        reviewer{score(of:$__representations)}}}"
    batch = batch_of(operation)
    schema = planner().supergraph.schema
    for fetch in (batch.request, *(part.node.node for part in batch.parts)):
        assert not [e for e in validate(schema, parse(fetch.operation)) if "only be one variable" in e.message]
    assert [part.variable for part in batch.parts] == ["___representations_0", "___representations_1"]


def test_a_request_has_a_bounded_number_of_parts() -> None:
    fields = " ".join(f"a{n}:mentor(id:{n}){{s{n}:score(of:{n})}}" for n in range(fetch_node.MAX_PARTS + 2))
    planned = plan(planner(), f"{{review{{{fields}}}}}")
    assert [fetch.operation.count(":_entities") for fetch in fetches_in(planned.node)] == [0, fetch_node.MAX_PARTS, 2]


def test_many_aliases_with_the_same_selection_are_one_part() -> None:
    fields = " ".join(f"a{n}:mentor(id:{n}){{name}}" for n in range(200))
    assert len(list(fetches_in(plan(planner(), f"{{review{{{fields}}}}}").node))) == 2


def test_root_fields_of_a_mutation_do_not_share_what_follows_them() -> None:
    text = plan_text(planner(), "mutation{write{author{name}} publish{author{name}}}")
    assert text.count("Fetch(") == 4


def test_what_follows_one_root_field_of_a_mutation_shares_a_request() -> None:
    text = plan_text(planner(), "mutation{write{author{name} reviewer{name}}}")
    assert 'Flatten(paths: ["write.author", "write.reviewer"])' in text


def test_a_batch_shows_its_parts_in_the_text() -> None:
    assert (
        plan_text(planner(), "{review{author{name} editors{email}}}")
        == """\
QueryPlan {
  Sequence {
    Fetch(service: "reviews") {
      {review{author{__typename id} editors{__typename id}}}
    }
    Batch {
      Flatten(path: "review.author") {
        Fetch(service: "users") {
          User {id} =>
          {...on User{name}}
        }
      }
      Flatten(path: "review.editors.@") {
        Fetch(service: "users") {
          User {id} =>
          {...on User{email}}
        }
      }
    }
  }
}
"""
    )
