from random import Random

import pytest
from graphql import (
    BreakingChange,
    DangerousChange,
    GraphQLSchema,
    build_schema,
    find_breaking_changes,
    find_dangerous_changes,
)

from router.composer.check_changes import ChangeCheck, check_changes
from router.composer.client_operations import read_operations
from router.composer.schema_change import SchemaChange
from router.composer.schema_changes import compare_schemas

OLD = """
directive @live(every: Int) repeatable on QUERY | FIELD

type Query {
  user(id: ID!, fold: Boolean = false): User
  pets(filter: Filter, kind: Kind): [Pet!]!
  node: Node
  kinds: [Kind!]
}

interface Node { id: ID! }

type User implements Node { id: ID! name: String age: Int! friend(depth: Int! = 1): User }

type Cat { id: ID! name: String } type Dog { name: String }

union Pet = Cat | Dog

enum Kind { TAME WILD }

input Filter { name: String limit: Int! = 5 inner: Filter }
"""

CHANGES = [
    ("name: String age", "age", "breaking FIELD_REMOVED User.name"),
    ("age: Int!", "age: Int", "breaking FIELD_CHANGED_KIND User.age"),
    ("name: String age", "name: String! age", "safe FIELD_TYPE_NARROWED User.name"),
    ("age: Int!", "age: Int! city: String", "safe FIELD_ADDED User.city"),
    ("age: Int!", 'age: Int! @deprecated(reason: "x")', "safe DEPRECATED User.age"),
    ("id: ID!, fold", "id: ID!, deep: Int!, fold", "breaking REQUIRED_ARG_ADDED Query.user(deep:)"),
    ("id: ID!, fold", "id: ID!, deep: Int, fold", "dangerous OPTIONAL_ARG_ADDED Query.user(deep:)"),
    (", fold: Boolean = false", "", "breaking ARG_REMOVED Query.user(fold:)"),
    ("fold: Boolean = false", "fold: Boolean = true", "dangerous ARG_DEFAULT_VALUE_CHANGE Query.user(fold:)"),
    ("depth: Int! = 1", "depth: Int!", "breaking ARG_BECAME_REQUIRED User.friend(depth:)"),
    ("kind: Kind)", "kind: Kind!)", "breaking ARG_CHANGED_KIND Query.pets(kind:)"),
    ("id: ID!, fold", "id: ID, fold", "safe ARG_TYPE_WIDENED Query.user(id:)"),
    ("kind: Kind)", "kind: Kind = TAME)", "safe ARG_DEFAULT_VALUE_ADDED Query.pets(kind:)"),
    ("User implements Node", "User", "breaking IMPLEMENTED_INTERFACE_REMOVED User"),
    ("Cat {", "Cat implements Node {", "dangerous IMPLEMENTED_INTERFACE_ADDED Cat"),
    ("Cat | Dog", "Cat", "breaking TYPE_REMOVED_FROM_UNION Pet.Dog"),
    ("Cat | Dog", "Cat | Dog | User", "dangerous TYPE_ADDED_TO_UNION Pet.User"),
    ("TAME WILD", "TAME", "breaking VALUE_REMOVED_FROM_ENUM Kind.WILD"),
    ("TAME WILD", "TAME WILD ODD", "dangerous VALUE_ADDED_TO_ENUM Kind.ODD"),
    ("Filter { name: String ", "Filter { ", "breaking FIELD_REMOVED Filter.name"),
    ("Filter { name: String", "Filter { name: String!", "breaking FIELD_CHANGED_KIND Filter.name"),
    ("limit: Int! = 5", "limit: Int! = 6", "dangerous INPUT_FIELD_DEFAULT_VALUE_CHANGE Filter.limit"),
    ("limit: Int! = 5", "limit: Int!", "breaking INPUT_FIELD_BECAME_REQUIRED Filter.limit"),
    ("limit: Int!", "limit: Int", "safe FIELD_TYPE_WIDENED Filter.limit"),
    ("inner: Filter", "inner: Filter more: Int!", "breaking REQUIRED_INPUT_FIELD_ADDED Filter.more"),
    ("inner: Filter", "inner: Filter more: Int", "dangerous OPTIONAL_INPUT_FIELD_ADDED Filter.more"),
    ("union Pet = Cat | Dog", "scalar Pet", "breaking TYPE_CHANGED_KIND Pet"),
    ("enum Kind", "type Extra { a: Int } enum Kind", "safe TYPE_ADDED Extra"),
    ("directive @live(every: Int) repeatable on QUERY | FIELD", "", "breaking DIRECTIVE_REMOVED @live"),
    ("directive @live", "directive @other on FIELD directive @live", "safe DIRECTIVE_ADDED @other"),
    ("(every: Int)", "", "breaking DIRECTIVE_ARG_REMOVED @live(every:)"),
    ("(every: Int)", "(every: Int, at: Int!)", "breaking REQUIRED_DIRECTIVE_ARG_ADDED @live(at:)"),
    ("repeatable on", "on", "breaking DIRECTIVE_REPEATABLE_REMOVED @live"),
    ("QUERY | FIELD", "QUERY", "breaking DIRECTIVE_LOCATION_REMOVED @live"),
]


def changed(*replacements: tuple[str, str]) -> GraphQLSchema:
    text = OLD
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new, 1)
    return build_schema(text)


def text_of(change: SchemaChange) -> str:
    return f"{change.severity} {change.code} {change.coordinate}"


@pytest.mark.parametrize(("old", "new", "expected"), CHANGES, ids=[expected for *_, expected in CHANGES])
def test_a_change_is_found_with_its_severity_and_coordinate(old: str, new: str, expected: str) -> None:
    assert [text_of(change) for change in compare_schemas(build_schema(OLD), changed((old, new)))] == [expected]


def test_a_schema_is_equal_to_itself_whatever_its_descriptions() -> None:
    assert compare_schemas(build_schema(OLD), changed(("enum Kind", '"how tame" enum Kind'))) == ()


def test_a_removed_type_breaks() -> None:
    changes = compare_schemas(build_schema(OLD), changed(("node: Node", ""), (" implements Node", ""), (NODE, "")))
    assert "breaking TYPE_REMOVED Node" in map(text_of, changes)


@pytest.mark.parametrize("seed", range(40))
def test_graphql_core_finds_nothing_that_is_missed_here(seed: int) -> None:
    """What is stricter here: a value that lost its default and must now be given."""
    random = Random(seed)
    chosen = [(old, new) for old, new, _ in random.sample(CHANGES, 4)]
    new_schema = changed(*chosen) if all(fits(chosen[:n], old) for n, (old, _) in enumerate(chosen)) else None
    if new_schema is None:
        new_schema = changed(chosen[0])
    old_schema = build_schema(OLD)
    found: list[BreakingChange | DangerousChange] = [*find_breaking_changes(old_schema, new_schema)]
    found += find_dangerous_changes(old_schema, new_schema)
    theirs = sorted(change.type.name for change in found if "Standard scalar" not in change.description)
    stricter = {"ARG_BECAME_REQUIRED": "ARG_DEFAULT_VALUE_CHANGE"}
    ours = [
        stricter.get(change.code, change.code)
        for change in compare_schemas(old_schema, new_schema)
        if change.severity != "safe" and not change.code.startswith("INPUT_FIELD_")
    ]
    assert sorted(ours) == theirs


NODE = "interface Node { id: ID! }"


def fits(before: list[tuple[str, str]], old: str) -> bool:
    text = OLD
    for earlier, new in before:
        text = text.replace(earlier, new, 1)
    return old in text


def check(new: GraphQLSchema, **documents: str) -> ChangeCheck:
    return check_changes(build_schema(OLD), new, read_operations({f"{k}.graphql": v for k, v in documents.items()}))


def affected(checked: ChangeCheck, code: str) -> list[str]:
    (found,) = [found for found in checked.changes if found.change.code == code]
    return [f"{operation.name} {operation.reason}" for operation in found.operations]


def test_an_operation_that_no_longer_validates_is_broken() -> None:
    checked = check(
        changed(("name: String age", "age")),
        a="query A { user(id: 1) { ...Names } } fragment Names on User { name }",
        b="query B { user(id: 1) { age } }",
    )
    (reason,) = affected(checked, "FIELD_REMOVED")
    assert reason.startswith("A is no longer valid: Cannot query field 'name' on type 'User'.")
    assert [operation.name for operation in checked.broken] == ["A"]
    assert checked.has_failed


def test_an_operation_that_uses_a_field_whose_type_changed_is_broken_though_valid() -> None:
    checked = check(changed(("age: Int!", "age: Int")), a="query A { user(id: 1) { age } }")
    assert affected(checked, "FIELD_CHANGED_KIND") == ["A uses User.age"]
    assert checked.has_failed


def test_breaking_changes_that_no_operation_notices_do_not_fail() -> None:
    checked = check(changed(("age: Int!", "age: Int")), a="query A { user(id: 1) { name } }")
    assert affected(checked, "FIELD_CHANGED_KIND") == []
    assert not checked.has_failed


def test_without_operations_every_breaking_change_fails() -> None:
    assert check_changes(build_schema(OLD), changed(("age: Int!", "age: Int"))).has_failed
    assert not check_changes(build_schema(OLD), changed(("TAME WILD", "TAME WILD ODD"))).has_failed


def test_a_dangerous_change_names_its_operations_and_does_not_fail() -> None:
    checked = check(changed(("TAME WILD", "TAME WILD ODD")), a="query A { kinds }", b="query B { node { id } }")
    assert affected(checked, "VALUE_ADDED_TO_ENUM") == ["A uses Kind"]
    assert not checked.has_failed


def test_a_variable_uses_all_that_it_may_hold() -> None:
    document = "query A($f: Filter) { pets(filter: $f) { __typename } }"
    checked = check(changed(("Filter { name: String ", "Filter { ")), a=document)
    assert affected(checked, "FIELD_REMOVED") == ["A uses Filter.name"]


def test_a_literal_uses_only_what_it_says() -> None:
    checked = check(
        changed(("Filter { name: String ", "Filter { ")), a="query A { pets(filter: {limit: 1}) { __typename } }"
    )
    assert affected(checked, "FIELD_REMOVED") == []


def test_a_fragment_on_a_removed_member_is_broken() -> None:
    checked = check(
        changed(("Cat | Dog", "Cat")),
        a="query A { pets { ... on Dog { name } } }",
        b="query B { pets { ... on Cat { name } } }",
    )
    (reason,) = affected(checked, "TYPE_REMOVED_FROM_UNION")
    assert reason.startswith("A is no longer valid")


def test_a_fragment_may_live_in_another_file() -> None:
    checked = check(
        changed(("name: String age", "age")),
        a="query A { user(id: 1) { ...Names } }",
        fragments="fragment Names on User { name }",
    )
    assert [operation.name for operation in checked.broken] == ["A"]


def test_an_operation_that_was_never_valid_is_told_apart() -> None:
    checked = check(changed(("name: String age", "age")), a="query A { nonsense }")
    assert [operation.name for operation in checked.invalid_before] == ["A"]
    assert not checked.has_failed
