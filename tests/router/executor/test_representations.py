from typing import Any

from router.executor.representations import EntityReaders, Represent, build_representations, prepare_readers
from router.query_plan import Requirement
from tests.router.executor.plans import requirement, supergraph_of

SUPERGRAPH = supergraph_of("""
    type Query { media: Media }
    interface Media { id: ID! maker: Maker }
    interface Maker { id: ID! }
    type Studio implements Maker { id: ID! city: String }
    type Person implements Maker { id: ID! name: String }
    type Book implements Media { id: ID! isbn: String price: Int extra: JSON maker: Maker tags: [Tag] owner: Person }
    type Film implements Media { id: ID! maker: Maker }
    type Tag { id: ID! }
    scalar JSON
""")


def readers_for(*requirements: Requirement) -> EntityReaders:
    return prepare_readers(requirements, SUPERGRAPH.schema)


def represent_by(*requirements: Requirement) -> Represent:
    """For one object at a time."""

    def represent(found: dict[str, Any]) -> dict[str, Any] | None:
        return next(iter(build_representations([found], readers_for(*requirements)).representations), None)

    return represent


def test_a_representation_holds_the_type_and_the_required_fields_only() -> None:
    represent = represent_by(requirement("Book", "id"))
    assert represent({"__typename": "Book", "id": "1", "isbn": "x"}) == {"__typename": "Book", "id": "1"}


def test_aliases_are_read_and_field_names_sent() -> None:
    represent = represent_by(requirement("Book", "_kumiki_0: price owner { alias: id }"))
    found = {"__typename": "Book", "_kumiki_0": 5, "owner": {"alias": "p"}}
    assert represent(found) == {"__typename": "Book", "price": 5, "owner": {"id": "p"}}


def test_the_first_requirement_for_the_type_is_taken() -> None:
    represent = represent_by(requirement("Film", "id"), requirement("Book Film", "id price"))
    assert represent({"__typename": "Film", "id": "1", "price": 2}) == {"__typename": "Film", "id": "1"}


def test_a_type_without_requirement_gets_no_representation() -> None:
    assert represent_by(requirement("Book", "id"))({"__typename": "Film", "id": "1"}) is None


def test_a_missing_or_null_key_gives_no_representation() -> None:
    represent = represent_by(requirement("Book", "id owner { id }"))
    assert represent({"__typename": "Book", "id": None, "owner": {"id": "1"}}) is None
    assert represent({"__typename": "Book", "owner": {"id": "1"}}) is None
    assert represent({"__typename": "Book", "id": "1", "owner": None}) is None
    assert represent({"__typename": "Book", "id": "1", "owner": {"id": None}}) is None


def test_a_required_field_that_is_no_key_may_be_null_but_not_missing() -> None:
    represent = represent_by(requirement("Book", "id price", nullable=("price",)))
    assert represent({"__typename": "Book", "id": "1", "price": None}) == {
        "__typename": "Book",
        "id": "1",
        "price": None,
    }
    assert represent({"__typename": "Book", "id": "1"}) is None


def test_a_part_missing_deep_in_a_required_field_gives_no_representation() -> None:
    represent = represent_by(requirement("Book", "id owner { id name } tags { id }", nullable=("owner", "tags")))
    complete = {"__typename": "Book", "id": "1", "owner": {"id": "p", "name": None}, "tags": [{"id": "t"}, None]}
    assert represent(complete) == complete
    assert represent({**complete, "owner": {"id": "p"}}) is None
    assert represent({**complete, "tags": [{}]}) is None


def test_an_interface_object_is_addressed_by_the_interface() -> None:
    represent = represent_by(requirement("Book Film", "id", sent_as="Media"))
    assert represent({"__typename": "Book", "id": "1"}) == {"__typename": "Media", "id": "1"}
    assert represent({"id": "1"}) == {"__typename": "Media", "id": "1"}


def test_an_object_without_type_name_matches_only_an_interface_objects_requirement() -> None:
    represent = represent_by(requirement("Book", "id"), requirement("Film", "id", sent_as="Media"))
    assert represent({"id": "1"}) == {"__typename": "Media", "id": "1"}
    assert represent_by(requirement("Book", "id"))({"id": "1"}) is None


def test_fragments_hold_for_the_type_of_the_object() -> None:
    represent = represent_by(requirement("Book Film", "id ... on Book { price }", nullable=("price",)))
    assert represent({"__typename": "Book", "id": "1", "price": 2}) == {"__typename": "Book", "id": "1", "price": 2}
    assert represent({"__typename": "Film", "id": "1", "price": 2}) == {"__typename": "Film", "id": "1"}


def test_nested_fragments_hold_for_the_type_of_the_nested_object() -> None:
    selection = "maker { __typename id ... on Studio { city } ... on Person { name } }"
    represent = represent_by(requirement("Book", selection, nullable=("maker",)))
    studio = {"__typename": "Studio", "id": "s", "city": "Kyoto"}
    person = {"__typename": "Person", "id": "p", "name": None}
    assert represent({"__typename": "Book", "maker": studio}) == {"__typename": "Book", "maker": studio}
    assert represent({"__typename": "Book", "maker": person}) == {"__typename": "Book", "maker": person}


def test_a_nested_fragment_on_the_fields_own_type_needs_no_type_name() -> None:
    represent = represent_by(requirement("Book", "owner { id ... on Maker { name } }"))
    assert represent({"__typename": "Book", "owner": {"id": "p", "name": "x"}}) == {
        "__typename": "Book",
        "owner": {"id": "p", "name": "x"},
    }


def test_a_type_name_that_is_no_text_matches_no_requirement() -> None:
    assert represent_by(requirement("Book", "id"))({"__typename": ["Book"], "id": "1"}) is None


def test_equal_representations_are_sent_once_for_all_their_objects() -> None:
    objects: list[dict[str, Any]] = [
        {"__typename": "Book", "id": "1", "n": 0},
        {"__typename": "Book", "id": "2"},
        {"__typename": "Book", "id": "1", "n": 1},
        {"__typename": "Book", "id": None},
    ]
    batch = build_representations(objects, readers_for(requirement("Book", "id")))
    assert batch.representations == [{"__typename": "Book", "id": "1"}, {"__typename": "Book", "id": "2"}]
    assert batch.owners == [[objects[0], objects[2]], [objects[1]]]
    assert batch.left_out == [objects[3]]


def test_true_and_one_are_different_values_of_a_custom_scalar() -> None:
    objects: list[dict[str, Any]] = [{"__typename": "Book", "extra": True}, {"__typename": "Book", "extra": 1}]
    assert len(build_representations(objects, readers_for(requirement("Book", "extra"))).representations) == 2


def test_equal_nested_keys_are_sent_once() -> None:
    objects = [{"__typename": "Book", "owner": {"id": "1", "name": str(number)}} for number in range(3)]
    batch = build_representations(objects, readers_for(requirement("Book", "owner { id }")))
    assert batch.representations == [{"__typename": "Book", "owner": {"id": "1"}}]
    assert batch.owners == [objects]


def test_an_object_where_a_scalar_key_should_be_does_no_harm() -> None:
    objects: list[dict[str, Any]] = [{"__typename": "Book", "id": {"x": 1}}, {"__typename": "Book", "id": "1"}]
    assert len(build_representations(objects, readers_for(requirement("Book", "id"))).representations) == 2


def test_equal_keys_of_different_types_stay_apart() -> None:
    objects = [{"__typename": "Book", "id": "1"}, {"__typename": "Film", "id": "1"}]
    assert len(build_representations(objects, readers_for(requirement("Book Film", "id"))).representations) == 2


def test_keys_beyond_64_bits_are_told_apart() -> None:
    objects = [{"__typename": "Book", "id": 2**70}, {"__typename": "Book", "id": 2**70 + 1}]
    assert len(build_representations(objects, readers_for(requirement("Book", "id"))).representations) == 2


def test_an_entity_of_an_interface_is_sent_once_whether_its_type_is_told_or_not() -> None:
    by_interface = requirement("Book Film", "id", sent_as="Media")
    told = {"__typename": "Book", "id": "1"}
    batch = build_representations([told, {"id": "1"}, {"__typename": "Film", "id": "2"}], readers_for(by_interface))
    assert batch.representations == [{"__typename": "Media", "id": "1"}, {"__typename": "Media", "id": "2"}]
    assert [len(owners) for owners in batch.owners] == [2, 1]


def test_entities_of_an_interface_with_different_keys_are_not_one() -> None:
    first = requirement("Book", "id", sent_as="Media")
    second = requirement("Person", "key: name", sent_as="Media")
    batch = build_representations(
        [{"__typename": "Book", "id": "1"}, {"__typename": "Person", "key": "1"}], readers_for(first, second)
    )
    assert batch.representations == [{"__typename": "Media", "id": "1"}, {"__typename": "Media", "name": "1"}]
