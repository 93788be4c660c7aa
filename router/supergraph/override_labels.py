"""Which labels of progressive `@override` can change how an operation is planned."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

from router.language.names import FieldName
from router.language.selection_set import Field, SelectionSet
from router.supergraph.model import JoinField, Supergraph

Labels = frozenset[str]
NO_LABELS: Labels = frozenset()


@dataclass(frozen=True, slots=True)
class OverrideLabels:
    """The labels of a supergraph by the names of the fields that they move. More than an operation needs does no harm;
    one too few would take a plan for another request's."""

    by_field: Mapping[FieldName, Labels]
    of_every_operation: Labels
    """Of fields that the supergraph itself selects, in keys and requirements: any operation may fetch them."""

    def of_fields(self, names: Set[str]) -> Labels:
        """The labels that matter to an operation which selects fields of these names."""
        if not self.by_field:
            return NO_LABELS
        return self.of_every_operation.union(*(self.by_field[name] for name in self.by_field if name in names))


def index_override_labels(supergraph: Supergraph) -> OverrideLabels:
    by_field: dict[FieldName, set[str]] = {}
    selected: set[FieldName] = set()
    for definition in supergraph.types.values():
        for join_type in definition.joins.values():
            for key in join_type.keys:
                selected.update(_names_in(key.selection_set))
        for field in definition.fields.values():
            for join in field.joins.values():
                selected.update(_selected_by(join))
                if join.override_label is not None:
                    by_field.setdefault(field.name, set()).add(join.override_label)
    return OverrideLabels(
        {name: frozenset(labels) for name, labels in by_field.items()},
        frozenset(label for name in selected for label in by_field.get(name, ())),
    )


def _selected_by(join: JoinField) -> Iterator[FieldName]:
    if join.requires is not None:
        yield from _names_in(join.requires)
    for argument in join.context_arguments:
        yield from _names_in(argument.selection_set)


def _names_in(selection_set: SelectionSet) -> Iterator[FieldName]:
    for selection in selection_set:
        if isinstance(selection, Field):
            yield selection.name
        yield from _names_in(selection.selection_set or SelectionSet())
