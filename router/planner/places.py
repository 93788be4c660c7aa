"""Places in the response, and the positions from which they are planned.

Key fields and required fields live in the same response tree as the client's. A place knows which response keys are
taken there, and by what, so that an internal selection reuses a client's selection of the same field and arguments,
and gets an alias of its own where its name means something else.

A position is a place seen with a narrowing: under `... on Book` the same place has fewer types, and another path.
"""

from dataclasses import dataclass
from dataclasses import field as dataclass_field

from router.language.names import FieldName, ResponseKey, TypeName
from router.language.response_path import ANY_ITEM, KeyElement, ResponsePath, TypeElement
from router.language.selection_set import Argument, Field, InlineFragment, Selection, SelectionSet

FieldUse = tuple[FieldName, tuple[Argument, ...]]


@dataclass(slots=True, eq=False)
class Place:
    """An object, or a list of objects, in the response; narrowings do not matter here."""

    uses: dict[ResponseKey, set[FieldUse]] = dataclass_field(default_factory=dict)
    children: "dict[ResponseKey, Place]" = dataclass_field(default_factory=dict)

    def child(self, response_key: ResponseKey) -> "Place":
        return self.children.setdefault(response_key, Place())

    def reserve(self, selection_set: SelectionSet) -> None:
        """Take the response keys of a client's selection, at all depths."""
        for selection in selection_set:
            match selection:
                case Field(name=name, arguments=arguments, selection_set=inner, response_key=response_key):
                    self.uses.setdefault(response_key, set()).add((name, arguments))
                    if inner is not None:
                        self.child(response_key).reserve(inner)
                case InlineFragment(selection_set=inner):
                    self.reserve(inner)

    def place_internal(self, selection_set: SelectionSet) -> SelectionSet:
        """Give each field of a key or a requirement the response key that it is to be read from."""
        return SelectionSet(tuple(self._place_selection(selection) for selection in selection_set))

    def _place_selection(self, selection: Selection) -> Selection:
        if isinstance(selection, InlineFragment):
            return InlineFragment(selection.type_condition, self.place_internal(selection.selection_set))
        inner = selection.selection_set
        key = self._internal_key((selection.name, selection.arguments), is_leaf=inner is None)
        return Field(
            name=selection.name,
            alias=key if key != ResponseKey(selection.name) else None,
            arguments=selection.arguments,
            selection_set=self.child(key).place_internal(inner) if inner is not None else None,
        )

    def _internal_key(self, use: FieldUse, is_leaf: bool) -> ResponseKey:
        name = ResponseKey(use[0])
        taken_alike = [key for key, uses in self.uses.items() if uses == {use}]
        if taken_alike and (not is_leaf or name in taken_alike or name in self.uses):
            return name if name in taken_alike else taken_alike[0]
        key = name if name not in self.uses else ResponseKey(f"_kumiki_{len(self.uses)}_{name}")
        self.uses[key] = {use}
        return key


class Position:
    """Where a selection is planned: a place, how to get there, and which types an object there can have.

    Positions are interned by their parent, so identity is equality.
    """

    __slots__ = ("_children", "_narrowed", "base", "parent", "path", "place", "type_name", "types")

    def __init__(
        self,
        place: Place,
        path: ResponsePath,
        type_name: TypeName,
        types: frozenset[TypeName],
        base: "Position | None",
        parent: "Position | None" = None,
    ) -> None:
        self.place = place
        self.path = path
        self.type_name = type_name
        self.types = types
        self.base: Position = base or self
        """The same place before any narrowing."""
        self.parent = parent
        """The object that holds this one, as far as it was narrowed on the way here; None at the root."""
        self._children: dict[tuple[ResponseKey, TypeName], Position] = {}
        self._narrowed: dict[tuple[TypeName, frozenset[TypeName]], Position] = {}

    def child(
        self, response_key: ResponseKey, type_name: TypeName, list_depth: int, types: frozenset[TypeName]
    ) -> "Position":
        key = (response_key, type_name)
        if key not in self._children:
            path = (*self.path, KeyElement(response_key), *(ANY_ITEM,) * list_depth)
            self._children[key] = Position(self.place.child(response_key), path, type_name, types, None, self)
        return self._children[key]

    def narrow(self, type_name: TypeName, types: frozenset[TypeName]) -> "Position":
        key = (type_name, types)
        if key not in self._narrowed:
            path = (*self.base.path, TypeElement(types))
            self._narrowed[key] = Position(self.place, path, type_name, types, self.base, self.parent)
        return self._narrowed[key]

    @property
    def depth(self) -> int:
        """How many objects are above this one."""
        return sum(isinstance(element, KeyElement) for element in self.path)
