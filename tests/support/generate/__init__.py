"""Random supergraphs, records and operations, for the double answer."""
