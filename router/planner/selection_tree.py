"""A selection set under construction: paths of one fetch are laid into it, and share what they have in common."""

from dataclasses import dataclass
from dataclasses import field as dataclass_field

from router.language.names import ResponseKey, TypeName
from router.language.selection_set import Field, InlineFragment, Selection, SelectionSet


@dataclass(slots=True, eq=False)
class SelectionTree:
    """Mutable; lives in the fetch graph only."""

    fields: "dict[ResponseKey, tuple[Field, SelectionTree | None]]" = dataclass_field(default_factory=dict)
    narrowings: "dict[TypeName, SelectionTree]" = dataclass_field(default_factory=dict)

    def follow(self, field: Field) -> "SelectionTree":
        """The tree below a field with a selection set."""
        key = field.response_key
        if key not in self.fields:
            self.fields[key] = (field.selecting(None), SelectionTree())
        _, inner = self.fields[key]
        assert inner is not None, field.response_key  # noqa: S101 - a response key is a leaf or not, never both
        return inner

    def narrow(self, type_name: TypeName) -> "SelectionTree":
        """The tree under `... on` the type."""
        return self.narrowings.setdefault(type_name, SelectionTree())

    def add(self, selection: Selection) -> None:
        match selection:
            case Field(selection_set=None):
                self.fields.setdefault(selection.response_key, (selection, None))
            case Field(selection_set=SelectionSet() as inner):
                below = self.follow(selection)
                for child in inner:
                    below.add(child)
            case InlineFragment(type_condition=None, selection_set=fragment):
                for child in fragment:
                    self.add(child)
            case InlineFragment(type_condition=condition, selection_set=fragment) if condition is not None:
                below = self.narrow(condition)
                for child in fragment:
                    below.add(child)

    def merge(self, other: "SelectionTree") -> None:
        for selection in other.freeze():
            self.add(selection)

    def freeze(self, outside: frozenset[Field] = frozenset()) -> SelectionSet:
        """The finished selection set; leaves that the type around a fragment selects already are left out of it."""
        selections: list[Selection] = []
        for field, below in self.fields.values():
            if below is not None:
                selections.append(field.selecting(below.freeze()))
            elif field not in outside:
                selections.append(field)
        leaves = outside | {field for field, below in self.fields.values() if below is None}
        for type_name, below in self.narrowings.items():
            inner = below.freeze(leaves)
            if inner:
                selections.append(InlineFragment(type_name, inner))
        return SelectionSet(tuple(selections))
