"""join v0.1-v0.5: the directives by which a supergraph says who resolves what."""

from router.specs.link import Link

JOIN_IDENTITY = "https://specs.apollo.dev/join"


def join_version(link: Link | None) -> tuple[int, int]:
    """A supergraph that does not say is read as v0.3, which most composers write."""
    return (link.spec.version if link else None) or (0, 3)


def join_definitions(version: tuple[int, int]) -> tuple[str, ...]:
    """Every definition of the version but the enum of graphs, printed, sorted by name: v0.3 and later."""
    override_label = ", overrideLabel: String" if version >= (0, 4) else ""
    context_arguments = ", contextArguments: [join__ContextArgument!]" if version >= (0, 5) else ""
    definitions = [
        "directive @join__enumValue(graph: join__Graph!) repeatable on ENUM_VALUE",
        "directive @join__field(graph: join__Graph, requires: join__FieldSet, provides: join__FieldSet, type: String, "
        f"external: Boolean, override: String, usedOverridden: Boolean{override_label}"
        f"{context_arguments}) "
        "repeatable on FIELD_DEFINITION | INPUT_FIELD_DEFINITION",
        "directive @join__graph(name: String!, url: String!) on ENUM_VALUE",
        "directive @join__implements(graph: join__Graph!, interface: String!) repeatable on OBJECT | INTERFACE",
        "directive @join__type(graph: join__Graph!, key: join__FieldSet, extension: Boolean! = false, "
        "resolvable: Boolean! = true, isInterfaceObject: Boolean! = false) "
        "repeatable on OBJECT | INTERFACE | UNION | ENUM | INPUT_OBJECT | SCALAR",
        "directive @join__unionMember(graph: join__Graph!, member: String!) repeatable on UNION",
    ]
    if version >= (0, 4):
        definitions.insert(
            0,
            "directive @join__directive(graphs: [join__Graph!], name: String!, args: join__DirectiveArguments) "
            "repeatable on SCHEMA | OBJECT | INTERFACE | FIELD_DEFINITION",
        )
        definitions.append("scalar join__DirectiveArguments")
    definitions.append("scalar join__FieldSet")
    if version >= (0, 5):
        definitions.append("scalar join__FieldValue")
        definitions.append(
            "input join__ContextArgument {\n"
            "  name: String!\n  type: String!\n  context: String!\n  selection: join__FieldValue!\n}"
        )
    return tuple(definitions)
