"""link v1.0 (and its ancestor, core v0.1-v0.2): which specs a schema uses, and under which names."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from graphql import (
    ConstDirectiveNode,
    DocumentNode,
    ListValueNode,
    ObjectValueNode,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    StringValueNode,
    ValueNode,
)

from router.specs.directive_arguments import argument_value, string_argument

LINK_IDENTITY = "https://specs.apollo.dev/link"
CORE_IDENTITY = "https://specs.apollo.dev/core"
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
    links = (_read_link(directive) for directive in directives if directive.name.value == linking)
    return tuple(link for link in links if link is not None)


def find_link(links: Iterable[Link], identity: str) -> Link | None:
    return next((link for link in links if link.spec.identity == identity), None)


def linking_directive_name(document: DocumentNode) -> str:
    """What `@link` is called in this schema."""
    for directive in (directive for node in schema_nodes(document) for directive in node.directives or ()):
        link = _read_link(directive)
        if link is not None and link.spec.identity in (LINK_IDENTITY, CORE_IDENTITY):
            renamed = link.imports.get("@link", f"@{link.namespace}")[1:]
            if directive.name.value == renamed:
                return renamed
    return "link"


def _read_link(directive: ConstDirectiveNode) -> Link | None:
    url = string_argument(directive, "url") or string_argument(directive, "feature")
    if url is None:
        return None
    spec = read_spec_url(url)
    purpose = argument_value(directive, "for")
    return Link(
        url=url,
        spec=spec,
        namespace=string_argument(directive, "as") or spec.name or "",
        imports=dict(_imports(argument_value(directive, "import"))),
        purpose=getattr(purpose, "value", None),
        node=directive,
    )


def _imports(value: ValueNode | None) -> Iterator[tuple[str, str]]:
    for item in value.values if isinstance(value, ListValueNode) else ():
        match item:
            case StringValueNode(value=name):
                yield name, name
            case ObjectValueNode(fields=fields):
                entry = {part.name.value: getattr(part.value, "value", None) for part in fields}
                element, alias = entry.get("name"), entry.get("as")
                if isinstance(element, str):
                    yield element, alias if isinstance(alias, str) else element
