"""The merged schema as text. The same schema gives the same bytes."""

from collections.abc import Iterable, Iterator, Mapping

from graphql import StringValueNode, print_ast

from router.composer.merged_schema import (
    ComposedLink,
    MergedElement,
    MergedField,
    MergedInputValue,
    MergedSchema,
    MergedType,
    graph_enum_values,
)
from router.language.selection_set import AppliedDirective
from router.specs.composed import ComposedDirective
from router.specs.join import JOIN_IDENTITY, join_definitions
from router.specs.link import LINK_DIRECTIVE, LINK_TYPES, LINK_URL
from router.supergraph.model import TypeKind

_KEYWORDS: Mapping[TypeKind, str] = {
    TypeKind.OBJECT: "type",
    TypeKind.INTERFACE: "interface",
    TypeKind.UNION: "union",
    TypeKind.ENUM: "enum",
    TypeKind.INPUT_OBJECT: "input",
    TypeKind.SCALAR: "scalar",
}
_ROOT_OPERATIONS = (("query", "Query"), ("mutation", "Mutation"), ("subscription", "Subscription"))


def print_supergraph(schema: MergedSchema) -> str:
    version = _join_version(schema)
    blocks = [
        _print_schema_definition(schema, version),
        *_directive_definitions(schema, version),
        _print_graphs(schema),
        *_join_inputs(version),
        *_scalars(schema, version),
        LINK_TYPES.strip(),
        *(_print_type(schema.types[name]) for name in sorted(schema.types)),
    ]
    return "\n\n".join(blocks) + "\n"


def _join_version(schema: MergedSchema) -> tuple[int, int]:
    """The lowest that can say what the input says: v0.4 brought labels of overrides, v0.5 contextual arguments."""
    fields = (field for merged in schema.types.values() for field in merged.fields.values())
    joins = (join for field in fields for join in field.joins)
    said = {argument.name for join in joins for argument in join.arguments}
    if "contextArguments" in said:
        return (0, 5)
    return (0, 4) if "overrideLabel" in said else (0, 3)


def _print_schema_definition(schema: MergedSchema, version: tuple[int, int]) -> str:
    links = [
        _print_link(LINK_URL),
        _print_link(f"{JOIN_IDENTITY}/v{version[0]}.{version[1]}", purpose="EXECUTION"),
        *_spec_links(schema),
        *(_print_composed_link(composed) for composed in schema.composed_links),
        *(str(directive) for directive in schema.schema_directives),
    ]
    declared = {name for subgraph in schema.subgraphs for name in subgraph.root_types}
    roots = [f"  {operation}: {name}" for operation, name in _ROOT_OPERATIONS if name in declared]
    return "schema\n" + "\n".join(f"  {link}" for link in links) + "\n{\n" + "\n".join(roots) + "\n}"


def _spec_links(schema: MergedSchema) -> Iterator[str]:
    """Specs with several directives are linked once, their directives imported by name."""
    by_url: dict[str, list[ComposedDirective]] = {}
    for spec in schema.used_specs:
        by_url.setdefault(spec.url, []).append(spec)
    for url, found in by_url.items():
        own_name = found[0].identity.rpartition("/")[2]
        names = [(spec.name, schema.spec_names[spec.name]) for spec in found]
        is_plain = names == [(own_name, own_name)]
        imports = [] if is_plain else [_import(f"@{name}", f"@{local}") for name, local in names]
        yield _print_link(url, purpose=found[0].purpose, imports=imports)


def _print_link(url: str, purpose: str | None = None, imports: Iterable[str] = (), namespace: str | None = None) -> str:
    imported = ", ".join(found if found.startswith("{") else f'"{found}"' for found in imports)
    parts = [f'url: "{url}"']
    parts += [f'as: "{namespace}"'] if namespace else []
    parts += [f"import: [{imported}]"] if imported else []
    parts += [f"for: {purpose}"] if purpose else []
    return f"@link({', '.join(parts)})"


def _import(element: str, local_name: str) -> str:
    return element if element == local_name else f'{{name: "{element}", as: "{local_name}"}}'


def _print_composed_link(composed: ComposedLink) -> str:
    link = composed.link
    elements = {local.removeprefix("@"): element for element, local in link.imports.items() if element.startswith("@")}
    imports = []
    for name in sorted(composed.directives):
        element = elements.get(name)
        if element is not None:
            imports.append(_import(element, f"@{name}"))
    namespace = link.namespace if link.namespace != link.spec.name else None
    return _print_link(link.url, imports=imports, namespace=namespace)


def _directive_definitions(schema: MergedSchema, version: tuple[int, int]) -> list[str]:
    own = [text for composed in schema.composed_links for _, text in sorted(composed.directives.items())]
    join = [text for text in join_definitions(version) if text.startswith("directive")]
    link = LINK_DIRECTIVE.format(name="link")
    return [
        *join,
        link,
        *(_definition_of(spec, schema) for spec in schema.used_specs),
        *own,
        *schema.directive_definitions,
    ]


def _definition_of(spec: ComposedDirective, schema: MergedSchema) -> str:
    return spec.definition.replace(f"directive @{spec.name}", f"directive @{schema.spec_names[spec.name]}", 1)


def _join_inputs(version: tuple[int, int]) -> list[str]:
    return [text for text in join_definitions(version) if text.startswith("input")]


def _scalars(schema: MergedSchema, version: tuple[int, int]) -> list[str]:
    join = [text for text in join_definitions(version) if text.startswith("scalar")]
    return [*join, *(f"scalar {name}" for spec in schema.used_specs for name in spec.types)]


def _print_graphs(schema: MergedSchema) -> str:
    values = graph_enum_values(schema.subgraphs)
    lines = [
        f"  {values[subgraph.name]} @join__graph(name: {_quoted(subgraph.name)}, url: {_quoted(subgraph.url)})"
        for subgraph in schema.subgraphs
    ]
    return "enum join__Graph {\n" + "\n".join(lines) + "\n}"


def _print_type(merged: MergedType) -> str:
    head = f"{_description(merged, '')}{_KEYWORDS[merged.kind]} {merged.name}"
    if merged.interfaces:
        head += " implements " + " & ".join(merged.interfaces)
    applied = [str(directive) for directive in (*merged.joins, *merged.directives)]
    head += "".join(f"\n  {text}" for text in applied)
    if merged.kind is TypeKind.UNION:
        return f"{head}\n = {' | '.join(merged.members)}"
    lines = list(_member_lines(merged))
    return head + ("\n{\n" + "\n".join(lines) + "\n}" if lines else "")


def _member_lines(merged: MergedType) -> Iterator[str]:
    for field in merged.fields.values():
        yield _print_field(field)
    for input_field in merged.input_fields.values():
        yield f"{_description(input_field, '  ')}  {_print_input_value(input_field)}"
    for value in merged.values.values():
        yield f"{_description(value, '  ')}  {value.name}{_applied(value)}"


def _print_field(field: MergedField) -> str:
    return f"{_description(field, '  ')}  {field.name}{_print_arguments(field)}: {field.type}{_applied(field)}"


def _print_arguments(field: MergedField) -> str:
    arguments = field.arguments.values()
    if not any(argument.description for argument in arguments):
        return f"({', '.join(map(_print_input_value, arguments))})" if arguments else ""
    lines = (f"{_description(argument, '    ')}    {_print_input_value(argument)}\n" for argument in arguments)
    return "(\n" + "".join(lines) + "  )"


def _print_input_value(value: MergedInputValue) -> str:
    default = f" = {value.default}" if value.default is not None else ""
    return f"{value.name}: {value.type}{default}{_applied(value)}"


def _applied(element: MergedElement) -> str:
    return "".join(f" {directive}" for directive in _directives_of(element))


def _directives_of(element: MergedElement) -> tuple[AppliedDirective, ...]:
    return (*element.joins, *element.directives)


def _description(element: MergedElement, indent: str) -> str:
    if not element.description:
        return ""
    printed = print_ast(StringValueNode(value=element.description, block=True))
    return "".join(f"{indent}{line}".rstrip() + "\n" for line in printed.split("\n"))


def _quoted(text: str) -> str:
    return print_ast(StringValueNode(value=text))
