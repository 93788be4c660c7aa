"""The one place that knows both the router and the subgraphs: command line and embedded mode."""
