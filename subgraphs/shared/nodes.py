"""The interface of records that the router finds by their id alone."""

import strawberry


@strawberry.interface(description="A record with an identity that never changes, as caches of clients need it.")
class Node:
    """A type that is a node answers null for an id that names none of its records, and for one that the caller may not
    know of: the router asks every type of node about an id."""

    id: strawberry.ID = strawberry.field(description="Opaque. The record keeps it, and no other has the same.")
