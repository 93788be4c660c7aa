from router.language.field_set import parse_field_set
from router.language.names import ResponseKey, TypeName
from router.language.response_path import print_response_path
from router.planner.places import Place, Position


def placed(client: str, internal: str) -> str:
    place = Place()
    place.reserve(parse_field_set(client))
    return str(place.place_internal(parse_field_set(internal)))


def test_a_key_field_takes_its_own_name_where_that_is_free() -> None:
    assert placed("name", "id") == "{id}"


def test_a_key_field_that_the_client_selects_is_shared_with_it() -> None:
    assert placed("id name", "id") == "{id}"


def test_a_name_that_the_client_uses_for_another_field_is_not_read() -> None:
    assert placed("id: name", "id") == "{_kumiki_1_id:id}"


def test_a_name_with_other_arguments_is_not_read() -> None:
    assert placed("price(currency: EUR)", "price(currency: JPY)") == "{_kumiki_1_price:price(currency: JPY)}"


def test_a_clients_alias_of_the_same_object_is_reused() -> None:
    assert placed("w: word { reading }", "word { text }") == "{w:word{text}}"


def test_names_below_a_field_are_looked_up_below_it() -> None:
    assert placed("word { text: reading }", "word { text }") == "{word{_kumiki_1_text:text}}"


def test_a_response_key_that_means_two_fields_on_two_types_is_not_read() -> None:
    assert placed("... on A { x: name } ... on B { x: title }", "x") == "{_kumiki_1_x:x}"


def test_the_same_internal_field_gets_the_same_key_twice() -> None:
    place = Place()
    place.reserve(parse_field_set("id: name"))
    assert place.place_internal(parse_field_set("id")) == place.place_internal(parse_field_set("id"))


def root() -> Position:
    return Position(Place(), (), TypeName("Query"), frozenset((TypeName("Query"),)), None)


def test_a_position_knows_its_path_through_lists_and_narrowings() -> None:
    dog = frozenset((TypeName("Dog"),))
    pets = root().child(ResponseKey("pets"), TypeName("Pet"), 2, dog | {TypeName("Cat")})
    owner = pets.narrow(TypeName("Dog"), dog).child(ResponseKey("owner"), TypeName("User"), 0, frozenset())
    assert print_response_path(owner.path) == "pets.@.@.|[Dog].owner"


def test_narrowing_twice_replaces_the_narrowing() -> None:
    pet = root().child(ResponseKey("pet"), TypeName("Pet"), 0, frozenset())
    dog = pet.narrow(TypeName("Animal"), frozenset((TypeName("Dog"), TypeName("Fox"))))
    assert print_response_path(dog.narrow(TypeName("Dog"), frozenset((TypeName("Dog"),))).path) == "pet.|[Dog]"


def test_positions_are_interned() -> None:
    start = root()
    assert start.child(ResponseKey("a"), TypeName("A"), 0, frozenset()) is start.child(
        ResponseKey("a"), TypeName("A"), 0, frozenset()
    )
