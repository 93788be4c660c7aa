"""Where the other composer is wrong, by the published specs. Each entry has its reason; no fault of ours is here.

What it refuses and we accept needs no entry where its objection is disproved: see refute.py.
"""

UNKNOWN_CODES: dict[str, str] = {
    "DIRECTIVE_DEFINITION_INVALID": "Published: who defines a directive of federation defines it as it is. It lets be.",
    "DISALLOWED_INACCESSIBLE": "Published: what belongs to GraphQL or a spec cannot be @inaccessible. It drops it.",
    "EXTERNAL_COLLISION_WITH_ANOTHER_DIRECTIVE": (
        "Published: @external cannot stand beside @requires or @provides on one field. It does not check."
    ),
    "EXTERNAL_ON_INTERFACE": "Published: the fields of an interface cannot be @external. It does not check.",
    "INTERFACE_KEY_MISSING_IMPLEMENTATION_TYPE": (
        "Published: a subgraph that gives an interface a @key must declare every implementation. It does not check."
    ),
    "INVALID_LINK_IDENTIFIER": "Link v1.0: the name of a spec holds no double underscore. It does not check.",
    "LINK_IMPORT_NAME_MISMATCH": (
        "Published: a composed directive has one name in all subgraphs. It composes both names side by side."
    ),
    "OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE": (
        "Published: a field that moves by @override cannot be @external, @provides or @requires. It checks one side."
    ),
    "OVERRIDE_SOURCE_HAS_OVERRIDE": "Published: the source of an override cannot override too. It does not check.",
    "SHAREABLE_HAS_MISMATCHED_RUNTIME_TYPES": (
        "Published: a shared field whose subgraphs have no object type in common cannot be resolved alike. It does "
        "not check."
    ),
    "TYPE_DEFINITION_INVALID": "Join v0.3: names that begin with join__ belong to the spec. It lets authors use them.",
    "UNSUPPORTED_LINKED_FEATURE": (
        "Link v1.0: who links to a spec `for: SECURITY` or `EXECUTION` demands that it is known. It drops the link."
    ),
    "TYPE_WITH_ONLY_UNUSED_EXTERNAL": (
        "Published: a Federation 1 type of which nothing but unused external fields is there is an error. It drops it."
    ),
}
"""What we refuse and it accepts."""

PARTLY_CHECKED_CODES: dict[str, str] = {
    "EXTERNAL_UNUSED": (
        "An @external field that nothing names. It misses one where a field set names a field of that name elsewhere."
    ),
}
"""What both refuse as a rule, and it accepts in some cases."""

SINGLE_INPUTS: dict[str, str] = {
    "scenario a_field_that_returns_the_query_root": (
        "The root of a subgraph's queries can be asked for its fields without a key, wherever an operation meets it. "
        "It demands a key of Query."
    ),
    "scenario a_shared_field_of_two_interface_objects": (
        "Published: fields that are @shareable in every subgraph may be resolved by several. It does not see it on the "
        "fields of interface objects."
    ),
}
"""By the input's name in tests/router/composer/test_oracle.py."""
