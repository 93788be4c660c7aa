"""Which fetch must wait for which: the chosen paths, laid together by the entry that they start from."""

from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field as dataclass_field

from router.language.merge_selections import merge_selections
from router.language.names import FieldName, SubgraphName, TypeName
from router.language.response_path import ResponsePath, print_response_path
from router.language.selection_set import EMPTY, Field, SelectionSet, print_selection_set
from router.planner.graph_path import Choice, Entry, GraphPath
from router.planner.moves import typename_field
from router.planner.selection_tree import SelectionTree
from router.query_plan import ContextVariable


@dataclass(frozen=True, slots=True)
class GroupRequirement:
    """What a group's representations hold, for objects of some types."""

    type_names: frozenset[TypeName]
    selection_set: SelectionSet
    representation_type: TypeName | None
    required_only: frozenset[FieldName]

    def can_join(self, other: "GroupRequirement") -> bool:
        if self.sends_the_same_as(other):
            return True
        if self.type_names.isdisjoint(other.type_names):
            return self.representation_type is None or self.representation_type != other.representation_type
        return (
            self.type_names == other.type_names
            and self.representation_type == other.representation_type
            and _can_share_a_representation(self.selection_set, other.selection_set)
        )

    def sends_the_same_as(self, other: "GroupRequirement") -> bool:
        return self.representation_type == other.representation_type and self.selection_set == other.selection_set

    def join(self, other: "GroupRequirement") -> "GroupRequirement":
        key_names = self.key_names() | other.key_names()
        return GroupRequirement(
            self.type_names | other.type_names,
            merge_selections(SelectionSet((*self.selection_set, *other.selection_set))),
            self.representation_type,
            (self.required_only | other.required_only) - key_names,
        )

    def key_names(self) -> frozenset[FieldName]:
        names = (getattr(selection, "name", None) for selection in self.selection_set)
        return frozenset(name for name in names if name is not None) - self.required_only


def _can_share_a_representation(left: SelectionSet, right: SelectionSet) -> bool:
    """A representation holds a field once, by its name: not with two sets of arguments."""
    read_from = {selection.name: selection for selection in left if isinstance(selection, Field)}
    for selection in right:
        other = read_from.get(selection.name) if isinstance(selection, Field) else None
        if other is None or not isinstance(selection, Field):
            continue
        if other.response_key != selection.response_key:
            return False
        if not _can_share_a_representation(other.selection_set or EMPTY, selection.selection_set or EMPTY):
            return False
    return True


@dataclass(slots=True, eq=False)
class FetchGroup:
    """One fetch under construction."""

    subgraph: SubgraphName
    path: ResponsePath
    root_type: TypeName | None
    """The type whose fields are asked for at the root; None where entities are asked for."""

    tree: SelectionTree = dataclass_field(default_factory=SelectionTree)
    requirements: list[GroupRequirement] = dataclass_field(default_factory=list)
    dependencies: "dict[FetchGroup, None]" = dataclass_field(default_factory=dict)
    contexts: dict[str, ContextVariable] = dataclass_field(default_factory=dict)
    """Variables with values from above, by name. What a fetch asks for is the same at all of its places, but where
    its values come from is not, so a group that has some has no companions."""
    companions: "list[FetchGroup]" = dataclass_field(default_factory=list)
    """Fetches of entities at other places that travel in the request of this one. They are not in the graph's list, and
    what waits for them waits for this one."""

    part: int = 0
    """Which part of the operation it is for: 0 is what is answered first. It waits for that part, and for those around
    its own."""

    id: int | None = None
    """Where other parts wait for it: what they call it."""

    def ancestors(self) -> "set[FetchGroup]":
        """All that it waits for, directly or not."""
        found: set[FetchGroup] = set()
        waiting = list(self.dependencies)
        while waiting:
            group = waiting.pop()
            if group not in found:
                found.add(group)
                waiting.extend(group.dependencies)
        return found

    def can_absorb(self, other: "FetchGroup") -> bool:
        """Are both asked of one subgraph, for the same objects, with representations that can be one?"""
        return (
            self.subgraph == other.subgraph
            and self.part == other.part
            and self.path == other.path
            and self.root_type == other.root_type
            and all(mine.can_join(theirs) for mine in self.requirements for theirs in other.requirements)
            and (not self._mixes_types_with(other) or self.tree.freeze() == other.tree.freeze())
        )

    def absorb(self, other: "FetchGroup") -> None:
        """Take over what the other asks for."""
        self.tree.merge(other.tree)
        self.contexts |= other.contexts
        for requirement in other.requirements:
            self.require(requirement)

    def _mixes_types_with(self, other: "FetchGroup") -> bool:
        """Would one selection be asked for different concrete types? An interface object cannot tell them apart."""
        requirements = (*self.requirements, *other.requirements)
        return len({r.type_names for r in requirements if r.representation_type is not None}) > 1

    def require(self, requirement: GroupRequirement) -> None:
        """Requirements of one group stay apart in their types: an object has one representation."""
        overlapping = (m for m in self.requirements if not m.type_names.isdisjoint(requirement.type_names))
        alike = (m for m in self.requirements if m.sends_the_same_as(requirement))
        mine = next(overlapping, None) or next(alike, None)
        if mine is None:
            self.requirements.append(requirement)
        else:
            self.requirements[self.requirements.index(mine)] = mine.join(requirement)


@dataclass(slots=True, eq=False)
class FetchGraph:
    """The groups of one operation, each after those that it was found after."""

    groups: list[FetchGroup]


def build_fetch_graph(choices: Iterable[Choice]) -> FetchGraph:
    builder = FetchGraphBuilder()
    for choice in choices:
        builder.add(choice)
    return builder.build()


class FetchGraphBuilder:
    """A fetch graph under construction."""

    def __init__(self) -> None:
        self.groups: dict[Entry, FetchGroup] = {}

    def build(self) -> FetchGraph:
        return FetchGraph(list(self.groups.values()))

    def holds(self, path: GraphPath) -> bool:
        """Is the path's object asked for, along this path?"""
        return bool(self._trees_at(path))

    def holds_field(self, path: GraphPath, field: Field) -> bool:
        """Is the field asked for there, or, with a selection, anything of it?"""
        asked = (tree.fields.get(field.response_key) for tree in self._trees_at(path))
        return any(found is not None and _is_same_field(found[0], field) for found in asked)

    def _trees_at(self, path: GraphPath) -> list[SelectionTree]:
        """All that is asked there; of an object whose type is narrowed, what is asked of the wider type as well."""
        if path.parent is None or path.step is None:
            return [self._entry_tree(path.entry)] if path.entry in self.groups else []
        above = self._trees_at(path.parent)
        if isinstance(path.step, str):
            return above + [tree.narrowings[path.step] for tree in above if path.step in tree.narrowings]
        below = (tree.fields.get(path.step.response_key, (None, None))[1] for tree in above)
        return [tree for tree in below if tree is not None]

    def add(self, choice: Choice) -> None:
        candidate = choice.candidate
        self._tree_at(candidate.path).add(candidate.selection)

    def _tree_at(self, path: GraphPath) -> SelectionTree:
        if path.parent is None or path.step is None:
            return self._entry_tree(path.entry)
        above = self._tree_at(path.parent)
        if not isinstance(path.step, str):
            return above.follow(path.step)
        if not path.parent.node.is_interface_object:
            above.add(typename_field())
        return above.narrow(path.step)

    def _entry_tree(self, entry: Entry) -> SelectionTree:
        group = self._group(entry)
        return group.tree if group.root_type is not None else group.tree.narrow(entry.node.type_name)

    def _group(self, entry: Entry) -> FetchGroup:
        if entry in self.groups:
            return self.groups[entry]
        dependencies = {self._group(choice.candidate.path.entry): None for choice in entry.conditions}
        for choice in entry.conditions:
            self.add(choice)
        sent = entry.representation
        group = FetchGroup(
            subgraph=entry.subgraph,
            path=entry.position.base.path,
            root_type=entry.node.type_name if sent is None else None,
            dependencies=dependencies,
            contexts={variable.name: variable for variable in entry.contexts},
            part=entry.part,
        )
        if sent is not None:
            group.require(
                GroupRequirement(entry.position.types, sent.selection_set, sent.representation_type, sent.required_only)
            )
        self.groups[entry] = group
        return group


def _is_same_field(left: Field, right: Field) -> bool:
    return (left.name, left.arguments) == (right.name, right.arguments)


def print_fetch_graph(graph: FetchGraph) -> str:
    """One paragraph a group, for `plan --step fetch-graph`."""
    numbers = {group: index for index, group in enumerate(graph.groups)}
    lines = []
    for group, number in numbers.items():
        after = ", ".join(str(numbers[dependency]) for dependency in group.dependencies)
        lines.append(f"{number} {group.subgraph}" + (f" after {after}" if after else ""))
        for part in (group, *group.companions):
            lines += [f"  at {print_response_path(part.path)}"] if group.companions else []
            lines += [f"  takes ${name}" for name in part.contexts]
            lines += [f"  sends {print_selection_set(r.selection_set)}" for r in part.requirements]
            lines.append(f"  asks {print_selection_set(part.tree.freeze())}")
    return "\n".join(lines) + "\n"
