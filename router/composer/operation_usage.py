"""Which elements of a schema an operation uses.

What a variable may hold is not known, so an operation uses all of an input object or enum that one of its variables
leads to. Of enums that it receives it uses the type, and no value.
"""

from collections.abc import Mapping

from graphql import (
    ArgumentNode,
    DirectiveNode,
    DocumentNode,
    EnumValueNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    ObjectFieldNode,
    TypeInfo,
    TypeInfoVisitor,
    VariableDefinitionNode,
    Visitor,
    get_named_type,
    type_from_ast,
    visit,
)


def used_coordinates(schema: GraphQLSchema, document: DocumentNode) -> frozenset[str]:
    type_info = TypeInfo(schema)
    conditions = {
        node.name.value: node.type_condition.name.value
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
    }
    collector = _Collector(schema, type_info, conditions)
    visit(document, TypeInfoVisitor(type_info, collector))
    return frozenset(collector.used)


class _Collector(Visitor):
    def __init__(self, schema: GraphQLSchema, type_info: TypeInfo, conditions: Mapping[str, str]) -> None:
        super().__init__()
        self.schema = schema
        self.info = type_info
        self.conditions = conditions
        """Of named fragments."""

        self.used: set[str] = set()

    def enter_field(self, node: FieldNode, *_: object) -> None:
        parent = self.info.get_parent_type()
        if parent is not None:
            self.used.update((parent.name, f"{parent.name}.{node.name.value}"))
        returned = get_named_type(self.info.get_type())
        if returned is not None:
            self.used.add(returned.name)

    def enter_argument(self, node: ArgumentNode, *_: object) -> None:
        directive, parent, field = self.info.get_directive(), self.info.get_parent_type(), self.info.get_field_def()
        if directive is not None:
            self.used.add(f"@{directive.name}({node.name.value}:)")
        elif parent is not None and field is not None and field.ast_node is not None:
            self.used.add(f"{parent.name}.{field.ast_node.name.value}({node.name.value}:)")
        self._use_input(get_named_type(self.info.get_input_type()), with_members=False)

    def enter_object_field(self, node: ObjectFieldNode, *_: object) -> None:
        parent = get_named_type(self.info.get_parent_input_type())
        if isinstance(parent, GraphQLInputObjectType):
            self.used.add(f"{parent.name}.{node.name.value}")
        self._use_input(get_named_type(self.info.get_input_type()), with_members=False)

    def enter_enum_value(self, node: EnumValueNode, *_: object) -> None:
        enum = get_named_type(self.info.get_input_type())
        if isinstance(enum, GraphQLEnumType):
            self.used.add(f"{enum.name}.{node.value}")

    def enter_variable_definition(self, node: VariableDefinitionNode, *_: object) -> None:
        self._use_input(get_named_type(type_from_ast(self.schema, node.type)), with_members=True)

    def enter_inline_fragment(self, node: InlineFragmentNode, *_: object) -> None:
        if node.type_condition is not None:
            self._use_condition(node.type_condition.name.value)

    def enter_fragment_spread(self, node: FragmentSpreadNode, *_: object) -> None:
        self._use_condition(self.conditions[node.name.value])

    def enter_directive(self, node: DirectiveNode, *_: object) -> None:
        self.used.add(f"@{node.name.value}")

    def _use_condition(self, type_name: str) -> None:
        """Beside the type itself, its membership in what is around: `Union.Member`."""
        around = self.info.get_parent_type()
        self.used.add(type_name)
        if around is not None:
            self.used.add(f"{around.name}.{type_name}")

    def _use_input(self, used: GraphQLNamedType | None, with_members: bool) -> None:
        if used is None or (used.name in self.used and not with_members):
            return
        self.used.add(used.name)
        if not with_members:
            return
        if isinstance(used, GraphQLEnumType):
            self.used.update(f"{used.name}.{value}" for value in used.values)
        elif isinstance(used, GraphQLInputObjectType):
            for name, field in used.fields.items():
                coordinate = f"{used.name}.{name}"
                if coordinate not in self.used:
                    self.used.add(coordinate)
                    self._use_input(get_named_type(field.type), with_members=True)
