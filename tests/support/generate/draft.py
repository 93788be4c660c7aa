"""Subgraph schemas while they are made up: types and fields that can still be added to."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

FEDERATION = "https://specs.apollo.dev/federation/v2.7"
WITH_CONTEXTS = "https://specs.apollo.dev/federation/v2.8"
ROOTS = {"Query": "Questions", "Mutation": "Changes", "Subscription": "News"}
"""The root types, and what a subgraph that renames them calls them."""

DIRECTIVES = ("key", "external", "requires", "provides", "shareable", "override", "inaccessible", "interfaceObject")
CONTEXT_DIRECTIVES = ("context", "fromContext")


@dataclass
class FieldDraft:
    """One field in one subgraph."""

    type: str
    arguments: str = ""
    directives: list[str] = field(default_factory=list)

    def mark(self, directive: str) -> None:
        if directive not in self.directives:
            self.directives.append(directive)

    @property
    def is_external(self) -> bool:
        return "@external" in self.directives


@dataclass
class TypeDraft:
    """One object or interface type in one subgraph."""

    keyword: str = "type"
    directives: list[str] = field(default_factory=list)
    interfaces: list[str] = field(default_factory=list)
    fields: dict[str, FieldDraft] = field(default_factory=dict)

    def mark(self, directive: str) -> None:
        if directive not in self.directives:
            self.directives.append(directive)


@dataclass
class SubgraphDraft:
    """One subgraph."""

    name: str
    types: dict[str, TypeDraft] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)
    """Unions, enums and inputs, printed."""

    def type(self, name: str) -> TypeDraft:
        return self.types.setdefault(name, TypeDraft())

    def field(self, type_name: str, name: str) -> FieldDraft | None:
        found = self.types.get(type_name)
        return found.fields.get(name) if found else None

    renames_roots: bool = False

    def to_sdl(self) -> str:
        body = self._body(frozenset())
        used = ", ".join(f'"@{name}"' for name in (*DIRECTIVES, *CONTEXT_DIRECTIVES) if f"@{name}" in body)
        link = f'@link(url: "{WITH_CONTEXTS if "@context" in body else FEDERATION}", import: [{used}])'
        roots = {root: name for root, name in ROOTS.items() if root in self.types and self.types[root].fields}
        if not self.renames_roots or "Query" not in roots:
            return f"extend schema {link}\n\n{body}\n"
        for root, name in roots.items():
            body = re.sub(rf"\b{root}\b", name, body)
        operations = "".join(f"  {root.lower()}: {name}\n" for root, name in roots.items())
        return f"schema {link} {{\n{operations}}}\n\n{body}\n"

    @property
    def is_old_style(self) -> bool:
        """Nothing in it is newer than Federation 1, but for what is shareable there by itself."""
        newer = ("@override", "@inaccessible", "@interfaceObject", "resolvable", "bits {", "@context")
        interface_keys = any(each.keyword == "interface" and each.directives for each in self.types.values())
        return not interface_keys and not any(word in self._body(frozenset()) for word in newer)

    def to_old_sdl(self, extended: set[str]) -> str:
        """As Federation 1 writes it: no link, and entities of others extended under external keys."""
        return self._body(frozenset(extended)).replace(" @shareable", "") + "\n"

    def _body(self, extended: frozenset[str]) -> str:
        printed = (
            _print_extension(name, draft) if name in extended else _print_type(name, draft)
            for name, draft in self.types.items()
            if draft.fields
        )
        return "\n\n".join([*printed, *self.others.values()])


def _print_extension(name: str, draft: TypeDraft) -> str:
    keys = set(re.findall(r"\w+", re.sub(r"{.*?}", "", " ".join(draft.directives))))
    fields = {
        label: FieldDraft(each.type, each.arguments, ["@external"]) if label in keys else each
        for label, each in draft.fields.items()
    }
    return "extend " + _print_type(name, TypeDraft(draft.keyword, draft.directives, draft.interfaces, fields))


def _print_type(name: str, draft: TypeDraft) -> str:
    implements = f" implements {' & '.join(draft.interfaces)}" if draft.interfaces else ""
    head = f"{draft.keyword} {name}{implements}{_spaced(draft.directives)}"
    fields = "\n".join(
        f"  {label}{each.arguments}: {each.type}{_spaced(each.directives)}" for label, each in draft.fields.items()
    )
    return f"{head} {{\n{fields}\n}}"


def _spaced(directives: Iterable[str]) -> str:
    return "".join(f" {directive}" for directive in directives)
