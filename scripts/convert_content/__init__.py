"""Makes subgraphs/content/seed/ja/ from what others have published: see `__main__`."""
