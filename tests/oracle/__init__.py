"""A composer that nobody here wrote: what it makes of subgraphs, to compare with what ours makes of them."""
