"""Strings with different meanings get different types: mixing them up is the classic bug of this field."""

from typing import NewType

SubgraphName = NewType("SubgraphName", str)
"""A subgraph's name as its author wrote it in supergraph.yaml, not the enum value of join__Graph."""

TypeName = NewType("TypeName", str)
FieldName = NewType("FieldName", str)

ResponseKey = NewType("ResponseKey", str)
"""The alias of a field, or its name where there is no alias: its key in the answer."""

TYPENAME = FieldName("__typename")
