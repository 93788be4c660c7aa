"""Records of every type by their id."""

from router.settings.section import Count, Section


class NodeSettings(Section):
    """`Query.node` and `Query.nodes`, which the router answers itself where the schema has an interface `Node`."""

    enabled: bool = False
    """Add the fields to the schema that clients see, unless a subgraph has them. Off, a client can fetch a record by
    its id only where a subgraph has a field for it. On, whoever knows an id can ask what it is of, so subgraphs must
    answer null for what a caller may not know of."""

    max_ids: Count = 100
    """Ids in one `nodes` field. Too low and clients need several fields; too high and one field asks every subgraph
    about more records than it can load at once."""
