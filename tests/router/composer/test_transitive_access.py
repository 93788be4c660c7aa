"""Who may read a field that is computed from others must be allowed to read those too."""

import pytest

from tests.router.composer.composing import codes_of

CODE = "MISSING_TRANSITIVE_AUTH_REQUIREMENTS"
A = """
type Query {{ t: T }}
type T @key(fields: "id") {type} {{
  id: ID!
  extra: {returned} @external
  computed: Int @requires(fields: "{needs}") {own}
}}
{more}
"""
B = 'type T @key(fields: "id") {{ id: ID! extra: {returned} {guard} }} {more}'
INTERFACE = (
    "interface I { s: Int } type X implements I @shareable { s: Int %s } type Y implements I @shareable { s: Int }"
)


@pytest.mark.parametrize(
    ("guard", "own", "codes"),
    [
        ("@authenticated", "", {CODE}),
        ("@authenticated", "@authenticated", set()),
        ('@requiresScopes(scopes: [["a", "b"]])', '@requiresScopes(scopes: [["a"]])', {CODE}),
        ('@requiresScopes(scopes: [["a"]])', '@requiresScopes(scopes: [["a", "b"]])', set()),
        ('@requiresScopes(scopes: [["a"]])', '@requiresScopes(scopes: [["a"], ["b"]])', {CODE}),
        ('@requiresScopes(scopes: [["a"], ["b"]])', '@requiresScopes(scopes: [["a"]])', set()),
        ('@requiresScopes(scopes: [["a"]])', '@policy(policies: [["a"]])', {CODE}),
        ('@policy(policies: [["a"]])', '@policy(policies: [["a"]])', set()),
    ],
)
def test_the_field_must_require_at_least_what_it_needs(guard: str, own: str, codes: set[str]) -> None:
    a = A.format(type="", returned="Int", needs="extra", own=own, more="")
    assert codes_of(a=a, b=B.format(returned="Int", guard=guard, more="")) == codes


def test_what_the_type_requires_counts_for_its_fields() -> None:
    a = A.format(type="@authenticated", returned="Int", needs="extra", own="", more="")
    assert codes_of(a=a, b=B.format(returned="Int", guard="@authenticated", more="")) == set()


@pytest.mark.parametrize(
    ("more", "guarded"),
    [
        ("type O @shareable { s: Int }", "type O @shareable @authenticated { s: Int }"),
        ("type O @shareable { s: Int }", "type O @shareable { s: Int @authenticated }"),
    ],
)
def test_types_and_fields_below_count_too(more: str, guarded: str) -> None:
    a = A.format(type="", returned="O", needs="extra { s }", own="", more=more)
    assert codes_of(a=a, b=B.format(returned="O", guard="", more=guarded)) == {CODE}


@pytest.mark.parametrize("returned", ["S", "E"])
def test_guarded_scalars_and_enums_count_too(returned: str) -> None:
    kind = {"S": ("scalar S", ""), "E": ("enum E", " { V }")}[returned]
    a = A.format(type="", returned=returned, needs="extra", own="", more=" ".join(kind))
    b = B.format(returned=returned, guard="", more=" @authenticated".join(kind))
    assert codes_of(a=a, b=b) == {CODE}


@pytest.mark.parametrize(
    ("needs", "codes"),
    [("extra { s }", {CODE}), ("extra { ... on Y { s } }", set()), ("extra { ... on X { s } }", {CODE})],
)
def test_through_an_interface_the_implementations_that_are_read_count(needs: str, codes: set[str]) -> None:
    a = A.format(type="", returned="I", needs=needs, own="", more=INTERFACE % "")
    assert codes_of(a=a, b=B.format(returned="I", guard="", more=INTERFACE % "@authenticated")) == codes


@pytest.mark.parametrize("place", range(3))
def test_an_argument_from_a_context_needs_the_rights_of_the_context(place: int) -> None:
    guards = ["@authenticated" if index == place else "" for index in range(3)]
    sdl = """
    type Query {{ p: P }}
    type P @key(fields: "id") @context(name: "c") {} {{ id: ID! v: O {} t: T }}
    type O {{ s: String {} }}
    type T @key(fields: "id") {{ id: ID! f(a: String @fromContext(field: "$c {{ v {{ s }} }}")): Int GUARD }}
    """.format(*guards)
    assert codes_of(a=sdl.replace("GUARD", "")) == {CODE}
    assert codes_of(a=sdl.replace("GUARD", "@authenticated")) == set()
