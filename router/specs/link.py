"""link v1.0 (and its ancestor, core v0.1-v0.2): which specs a schema uses, and under which names."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from graphql import (
    ConstDirectiveNode,
    DocumentNode,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    StringValueNode,
    ValueNode,
    print_ast,
)

from router.specs.directive_arguments import argument_value, enum_argument, string_argument

LINK_IDENTITY = "https://specs.apollo.dev/link"
CORE_IDENTITY = "https://specs.apollo.dev/core"
LINK_VERSION = (1, 0)
LINK_URL = f"{LINK_IDENTITY}/v1.0"

_VERSION = re.compile(r"^v(\d+)\.(\d+)$")
_NAME = re.compile(r"^[_A-Za-z][_0-9A-Za-z]*$")

LINK_DIRECTIVE = (
    "directive @{name}(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA"
)
LINK_TYPES = '''\
scalar link__Import

enum link__Purpose {
  """
  `SECURITY` features provide metadata necessary to securely resolve fields.
  """
  SECURITY

  """
  `EXECUTION` features provide metadata necessary for operation execution.
  """
  EXECUTION
}
'''


@dataclass(frozen=True, slots=True)
class SpecUrl:
    """A spec's URL taken apart: `https://specs.apollo.dev/federation/v2.3`."""

    identity: str
    name: str | None
    version: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Link:
    """One `@link`: a spec and what its elements are called here."""

    url: str
    spec: SpecUrl
    namespace: str
    """The prefix of elements that are not imported, and the name of the spec's directive that is named as itself."""

    imports: Mapping[str, str] = field(default_factory=dict)
    """Element to local name; directives carry their `@`."""

    unreadable_imports: tuple[str, ...] = ()
    """What stands among the imports and names no element, printed."""

    purpose: str | None = None
    node: ConstDirectiveNode | None = None

    def directive_name(self, element: str) -> str:
        """What `@element` of the spec is called in this schema, without the `@`."""
        imported = self.imports.get(f"@{element}")
        if imported is not None:
            return imported[1:]
        return self.namespace if element == self.spec.name else f"{self.namespace}__{element}"

    def type_name(self, element: str) -> str:
        return self.imports.get(element, f"{self.namespace}__{element}")

    def owns_directive(self, name: str) -> bool:
        return name == self.namespace or self._has_prefix(name) or f"@{name}" in self.imports.values()

    def owns_type(self, name: str) -> bool:
        return self._has_prefix(name) or name in self.imports.values()

    def _has_prefix(self, name: str) -> bool:
        return bool(self.namespace) and name.startswith(f"{self.namespace}__")


def read_spec_url(url: str) -> SpecUrl:
    """Take a link's URL apart; a URL without a version or a usable name has None there."""
    identity = url.split("?")[0].split("#")[0].rstrip("/")
    head, _, tail = identity.rpartition("/")
    version = _VERSION.match(tail)
    if version:
        identity = head
    name = identity.rpartition("/")[2]
    return SpecUrl(
        identity=identity,
        name=name if _NAME.match(name) else None,
        version=(int(version[1]), int(version[2])) if version else None,
    )


def schema_nodes(document: DocumentNode) -> Iterator[SchemaDefinitionNode | SchemaExtensionNode]:
    for definition in document.definitions:
        if isinstance(definition, SchemaDefinitionNode | SchemaExtensionNode):
            yield definition


def links_in(document: DocumentNode) -> tuple[Link, ...]:
    """Every `@link` or `@core` on the schema definition and its extensions, in document order.

    The linking directive may itself have been renamed, which its own link tells.
    """
    directives = [directive for node in schema_nodes(document) for directive in node.directives or ()]
    linking = linking_directive_name(document)
    return tuple(_read_link(directive) for directive in directives if directive.name.value == linking)


def find_link(links: Iterable[Link], identity: str) -> Link | None:
    return next((link for link in links if link.spec.identity == identity), None)


def linking_directive_name(document: DocumentNode) -> str:
    """What `@link` is called in this schema."""
    for directive in (directive for node in schema_nodes(document) for directive in node.directives or ()):
        link = _read_link(directive)
        if link.spec.identity in (LINK_IDENTITY, CORE_IDENTITY):
            renamed = link.imports.get("@link", f"@{link.namespace}")[1:]
            if directive.name.value == renamed:
                return renamed
    return "link"


def _read_link(directive: ConstDirectiveNode) -> Link:
    url = string_argument(directive, "url") or string_argument(directive, "feature") or ""
    spec = read_spec_url(url)
    imports = [(_read_import(item), item) for item in _import_items(argument_value(directive, "import"))]
    return Link(
        url=url,
        spec=spec,
        namespace=string_argument(directive, "as") or spec.name or "",
        imports=dict(names for names, _ in imports if names is not None),
        unreadable_imports=tuple(print_ast(item) for names, item in imports if names is None),
        purpose=enum_argument(directive, "for"),
        node=directive,
    )


def _import_items(value: ValueNode | None) -> Sequence[ValueNode]:
    if isinstance(value, ListValueNode):
        return value.values
    return () if value is None or isinstance(value, NullValueNode) else (value,)


def _read_import(item: ValueNode) -> tuple[str, str] | None:
    """An element and its local name, both with `@` where it is a directive."""
    if isinstance(item, StringValueNode):
        names = (item.value, item.value)
    elif isinstance(item, ObjectValueNode):
        given = {part.name.value: part.value for part in item.fields}
        element, alias = given.get("name"), given.get("as")
        if not isinstance(element, StringValueNode) or not isinstance(alias, StringValueNode | None):
            return None
        names = (element.value, alias.value if alias else element.value)
    else:
        return None
    return names if all(_NAME.match(name.removeprefix("@")) for name in names) else None
